/*
 * The rows of a server's answers that could not be read: how many, and for the first of them the
 * list, the name of the row, and the field with its value. One odd row costs only itself: the
 * reader adds it here, leaves it out, and uses the rest of the list.
 *
 *	struct odd_rows odd = {0};
 *	odd_rows_add(&odd, "positions", "PFE", "\"qty\" is missing");
 */
#ifndef OPT_ODD_ROWS_H
#define OPT_ODD_ROWS_H

#include <stddef.h>
#include <stdint.h>

enum { ODD_ROWS_KEPT = 32 };

struct odd_row {
	char list[24], name[64];
	char text[160]; /* the field, its value and what is wrong */
};

struct odd_rows {
	int64_t count; /* rows and fields added, those that are not kept included */
	size_t kept;
	struct odd_row row[ODD_ROWS_KEPT];
};

/*
 * Adds a row. LIST: "positions"; NAME: its symbol or id. A row that is kept with the same text is
 * not added again. ODD may be NULL: then nothing is noted.
 */
void odd_rows_add(struct odd_rows *odd, const char *list, const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif

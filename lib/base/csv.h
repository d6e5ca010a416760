/*
 * Reads the lines of a CSV file (RFC 4180) that a person wrote or downloaded: with a byte order
 * mark or without, any line break, quoted fields, a header or none. A field holds no line break, so
 * that an open quote costs one line; libcsv would read on to the next quote, and gives no reason.
 *
 *	static const struct csv_column columns[] = {{"ticker symbol", true}, {"sector", true}};
 *	struct csv_table table = {.columns = columns, .column_count = 2};
 *	csv_take_line(&table, line, texts, err);    for each line, the first one first
 */
#ifndef OPT_CSV_H
#define OPT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/*
 * Splits LINE, without its line break, in place. The quotes around a field are removed, two quotes
 * inside them are one, and white space around a field is removed. FIELDS gets the first MOST
 * fields, which point into LINE; the others are checked and dropped. Returns how many there are in
 * FIELDS, or -1 with *WHY, a static text, when the quotes are wrong.
 */
int csv_split(char *line, char **fields, size_t most, const char **why);

enum { CSV_COLUMNS_MAX = 8 };

struct csv_column {
	const char *names; /* in small letters, separated by spaces; the header has one of them */
	bool needed;	   /* a header without it is an error */
	bool header_only;  /* a file without a header does not have it */
};

struct csv_table {
	/* in the order of the fields of a file without a header */
	const struct csv_column *columns;
	size_t column_count;
	/* private */
	bool begun;
	size_t place[CSV_COLUMNS_MAX]; /* of each column among the fields */
};

enum csv_line {
	CSV_NOTHING, /* the header, or an empty line */
	CSV_ROW,
	CSV_ODD, /* not a row; ERR has the reason */
	CSV_BAD, /* a header without a needed column: the file cannot be read */
};

/*
 * Takes the next LINE, which it changes. TEXTS gets the text of each column, "" where the row lacks
 * it. The first line that is not empty is a header when one of its fields is a name of the first
 * column; the header may have other columns and any order.
 */
enum csv_line csv_take_line(
	struct csv_table *table, char *line, const char **texts, struct error *err);

#endif

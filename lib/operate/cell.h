/*
 * A value of a statement that a person wrote, for opt-query(1): from the JSON that the database
 * makes of it to the JSON that is printed.
 */
#ifndef OPT_CELL_H
#define OPT_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "jsonl.h"

enum cell_kind {
	CELL_TEXT,   /* JSON of any kind is printed as the database makes it */
	CELL_NUMBER, /* NaN and infinity are unknown */
	CELL_TIME,   /* a moment is printed in UTC */
};

/* The kind of a column, by the number of its type in pg_type. */
enum cell_kind cell_kind_of(unsigned type);

/*
 * Writes the member KEY. VALUE is one JSON value of LENGTH bytes, with a NUL behind it. Characters
 * that could act on a terminal are escaped, and line breaks between the parts of the value become
 * spaces.
 */
void cell_write_json(
	struct jsonl *w, const char *key, enum cell_kind kind, const char *value, size_t length);

/* Returns true for null, and for a number that JSON does not have, such as NaN. */
bool cell_is_unknown(enum cell_kind kind, const char *value, size_t length);

/*
 * Appends a name for column INDEX that no column before it has: NAME, or NAME_2, NAME_3 and so on.
 * TAKEN are the names of the columns before.
 */
void cell_column_name(struct buf *out, const char *name, char *const *taken, size_t index);

/* The line and the column, both from 1, of the character number POSITION, from 1, of TEXT. */
void cell_position(const char *text, int position, int *line, int *column);

#endif

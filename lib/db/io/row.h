/*
 * Reads the rows of a statement into structs, by a table that gives each column's name, type and
 * field:
 *
 *	static const struct row_column columns[] = {
 *		ROW_FIELD(ROW_TEXT, struct holder, host, false),
 *		ROW_FIELD(ROW_I64, struct holder, fence, false),
 *	};
 *	row_read(&rows, 0, columns, array_size(columns), &holder, err);
 *
 * A missing column, a null in a column that is not nullable, or a text that is not of the type is
 * ERROR_INTERNAL and the message names the column.
 */
#ifndef OPT_ROW_H
#define OPT_ROW_H

#include <stddef.h>

#include "db.h"
#include "odd_rows.h"

enum row_type {
	/* Null is an error in these five, unless the column is nullable. */
	ROW_TEXT,   /* char[size]; a longer text is an error; null becomes "" */
	ROW_STRING, /* char *, from malloc, freed by the owner of the struct; null becomes NULL */
	ROW_I64,    /* int64_t; null becomes INT64_MIN */
	ROW_INT,    /* int; null becomes INT_MIN */
	ROW_BOOL,   /* bool; never nullable, for no value of a bool means "unknown" */
	/* Null is always allowed in these. */
	ROW_FACT,    /* enum fact, of a boolean; null becomes FACT_UNKNOWN */
	ROW_DOUBLE,  /* double; null becomes NAN */
	ROW_PRICE,   /* struct price; null becomes PRICE_UNKNOWN */
	ROW_MONEY,   /* struct money; null becomes MONEY_UNKNOWN */
	ROW_INSTANT, /* struct instant; null becomes INSTANT_UNKNOWN */
	ROW_DATE,    /* struct date; null becomes DATE_UNKNOWN */
};

struct row_column {
	const char *name;
	enum row_type type;
	size_t offset; /* of the field in the struct */
	size_t size;   /* of the field in bytes; used for ROW_TEXT */
	bool nullable;
};

#define ROW_FIELD(type_, struct_, field_, nullable_) \
	{ \
#field_, type_, offsetof(struct_, field_), sizeof(((struct_ *)0)->field_), \
			nullable_ \
	}

/* Reads row INDEX, from 0, into the struct OUT. */
int row_read(const struct rows *rows, int index, const struct row_column *columns, size_t count,
	void *out, struct error *err);

/*
 * Reads all rows into a new array of *COUNT structs of SIZE bytes. OUT is the address of the
 * pointer to the array (NULL when there are no rows); the caller frees the array.
 */
int rows_read(const struct rows *rows, const struct row_column *columns, size_t column_count,
	size_t size, void *out, size_t *count, struct error *err);

/*
 * The same, but a row that cannot be read costs only itself: it is added to ODD, as one of LIST and
 * with the text of its first column as its name, and left out. No column is a ROW_STRING.
 */
int rows_read_odd(const struct rows *rows, const struct row_column *columns, size_t column_count,
	size_t size, void *out, size_t *count, const char *list, struct odd_rows *odd,
	struct error *err);

/*
 * Returns the text of the column NAME in row INDEX, borrowed from ROWS. NULL when the value is null
 * or there is no such column or row.
 */
const char *row_text(const struct rows *rows, int index, const char *name);

/* The number of columns of the result; the name of one, from 0; its type, a number of pg_type. */
int rows_column_count(const struct rows *rows);
const char *rows_column_name(const struct rows *rows, int index);
unsigned rows_column_type(const struct rows *rows, int index);

#endif

/*
 * From rows to structs by a table: each line names a column, its type and the field. A missing
 * column, a null where none may be, or text that does not parse is ERROR_INTERNAL naming it: a row
 * is read whole or not at all.
 */
#ifndef OPT_ROW_H
#define OPT_ROW_H

#include <stddef.h>

#include "db.h"

enum row_type {
	ROW_TEXT,    /* char[size]; too long is an error; null needs ROW_NULLABLE and gives "" */
	ROW_STRING,  /* char *, owned by the struct's owner (strdup); null gives NULL */
	ROW_I64,     /* int64_t */
	ROW_INT,     /* int */
	ROW_BOOL,    /* bool */
	ROW_DOUBLE,  /* double; null gives NAN */
	ROW_PRICE,   /* struct price; null gives PRICE_UNKNOWN */
	ROW_MONEY,   /* struct money; null gives MONEY_UNKNOWN */
	ROW_INSTANT, /* struct instant; null gives INSTANT_UNKNOWN */
	ROW_DATE,    /* struct date; null gives DATE_UNKNOWN */
};

struct row_column {
	const char *name;
	enum row_type type;
	size_t offset;
	size_t size; /* ROW_TEXT: bytes of the field */
	/*
	 * ROW_I64, ROW_INT: null gives INT64_MIN, INT_MIN; ROW_BOOL: false is no answer, so never
	 * nullable
	 */
	bool nullable;
};

#define ROW_FIELD(type_, struct_, field_, nullable_) \
	{ \
#field_, type_, offsetof(struct_, field_), sizeof(((struct_ *)0)->field_), \
			nullable_ \
	}

int row_read(const struct rows *rows, int index, const struct row_column *columns, size_t count,
	void *out, struct error *err);

/*
 * All rows into a new array of COUNT elements of SIZE bytes; the caller frees *OUT (NULL when there
 * is none).
 */
int rows_read(const struct rows *rows, const struct row_column *columns, size_t column_count,
	size_t size, void *out, size_t *count, struct error *err);

/*
 * One text field by name; NULL when null. Borrowed from ROWS. A column that is not there is a
 * defect: it reads as null.
 */
const char *row_text(const struct rows *rows, int index, const char *name);

#endif

#include "row.h"

#include <libpq-fe.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fact.h"
#include "text.h"

enum { COLUMNS_MAX = 96 };

static int read_null(const struct row_column *c, char *field, struct error *err)
{
	switch (c->type) {
	case ROW_TEXT:
	case ROW_STRING:
	case ROW_I64:
	case ROW_INT:
		if (!c->nullable)
			return error_set(err, ERROR_INTERNAL, "column %s is null", c->name);
		if (c->type == ROW_I64)
			memcpy(field, &(int64_t){INT64_MIN}, sizeof(int64_t));
		else if (c->type == ROW_INT)
			memcpy(field, &(int){INT_MIN}, sizeof(int));
		else if (c->type == ROW_STRING)
			memcpy(field, &(char *){NULL}, sizeof(char *));
		else
			field[0] = '\0';
		return 0;
	case ROW_BOOL:
		return error_set(err, ERROR_INTERNAL, "column %s is null", c->name);
	case ROW_FACT:
		memcpy(field, &(enum fact){FACT_UNKNOWN}, sizeof(enum fact));
		return 0;
	case ROW_DOUBLE:
		memcpy(field, &(double){(double)NAN}, sizeof(double));
		return 0;
	case ROW_PRICE:
		memcpy(field, &PRICE_UNKNOWN, sizeof(struct price));
		return 0;
	case ROW_MONEY:
		memcpy(field, &MONEY_UNKNOWN, sizeof(struct money));
		return 0;
	case ROW_INSTANT:
		memcpy(field, &INSTANT_UNKNOWN, sizeof(struct instant));
		return 0;
	case ROW_DATE:
		memcpy(field, &DATE_UNKNOWN, sizeof(struct date));
		return 0;
	}
	return error_set(err, ERROR_INTERNAL, "column %s has no type", c->name);
}

static bool read_number(const struct row_column *c, const char *text, char *field)
{
	if (c->type == ROW_DOUBLE) {
		double value;
		bool ok = num_parse_double(text, -1e300, 1e300, &value) == 0;
		if (ok)
			memcpy(field, &value, sizeof value);
		return ok;
	}
	int64_t value;
	bool is_int = c->type == ROW_INT;
	if (num_parse_i64(
		    text, is_int ? INT_MIN : INT64_MIN, is_int ? INT_MAX : INT64_MAX, &value) != 0)
		return false;
	if (is_int)
		memcpy(field, &(int){(int)value}, sizeof(int));
	else
		memcpy(field, &value, sizeof value);
	return true;
}

static bool read_string(const char *text, char *field)
{
	char *copy = strdup(text);
	memcpy(field, &copy, sizeof copy);
	return copy != NULL;
}

static bool read_value(const struct row_column *c, const char *text, char *field)
{
	bool truth = text[0] == 't';
	switch (c->type) {
	case ROW_TEXT:
		return text_copy(field, c->size, text);
	case ROW_STRING:
		return read_string(text, field);
	case ROW_I64:
	case ROW_INT:
	case ROW_DOUBLE:
		return read_number(c, text, field);
	case ROW_BOOL:
		memcpy(field, &truth, sizeof truth);
		return truth || text[0] == 'f';
	case ROW_FACT:
		memcpy(field, &(enum fact){truth ? FACT_YES : FACT_NO}, sizeof(enum fact));
		return truth || text[0] == 'f';
	case ROW_PRICE: {
		struct price p;
		bool ok = price_parse(text, &p) == 0;
		memcpy(field, &p, ok ? sizeof p : 0);
		return ok;
	}
	case ROW_MONEY: {
		struct money m;
		bool ok = money_parse(text, &m) == 0;
		memcpy(field, &m, ok ? sizeof m : 0);
		return ok;
	}
	case ROW_INSTANT: {
		struct instant t;
		bool ok = instant_parse(text, &t) == 0;
		memcpy(field, &t, ok ? sizeof t : 0);
		return ok;
	}
	case ROW_DATE: {
		struct date d;
		bool ok = date_parse(text, &d) == 0;
		memcpy(field, &d, ok ? sizeof d : 0);
		return ok;
	}
	}
	return false;
}

static int find_columns(const PGresult *result, const struct row_column *columns, size_t count,
	int *where, struct error *err)
{
	if (count > COLUMNS_MAX)
		return error_set(err, ERROR_INTERNAL, "too many columns: %zu, at most %d", count,
			COLUMNS_MAX);
	for (size_t i = 0; i < count; i++) {
		where[i] = PQfnumber(result, columns[i].name);
		if (where[i] < 0)
			return error_set(err, ERROR_INTERNAL, "the result has no column %s",
				columns[i].name);
	}
	return 0;
}

static int read_row(const PGresult *result, int index, const struct row_column *columns,
	size_t count, const int *where, char *out, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		char *field = out + columns[i].offset;
		if (PQgetisnull(result, index, where[i])) {
			if (read_null(&columns[i], field, err) != 0)
				return -1;
			continue;
		}
		const char *text = PQgetvalue(result, index, where[i]);
		if (!read_value(&columns[i], text, field))
			return error_set(err, ERROR_INTERNAL,
				"column %s: the value \"%.80s\" is not of its type or too long",
				columns[i].name, text);
	}
	return 0;
}

int row_read(const struct rows *rows, int index, const struct row_column *columns, size_t count,
	void *out, struct error *err)
{
	int where[COLUMNS_MAX];
	if (find_columns(rows->result, columns, count, where, err) != 0)
		return -1;
	return read_row(rows->result, index, columns, count, where, out, err);
}

/* LIST is NULL when each row has to be read. */
static int read_all(const struct rows *rows, const struct row_column *columns, size_t column_count,
	size_t size, void *out, size_t *count, const char *list, struct odd_rows *odd,
	struct error *err)
{
	int where[COLUMNS_MAX];
	size_t kept = 0;
	if (find_columns(rows->result, columns, column_count, where, err) != 0)
		return -1;
	char *array = rows->count == 0 ? NULL : calloc((size_t)rows->count, size);
	if (rows->count > 0 && array == NULL)
		return error_memory(err);
	for (int i = 0; i < rows->count; i++) {
		struct error why = {0};
		if (read_row(rows->result, i, columns, column_count, where, array + kept * size,
			    &why) == 0) {
			kept++;
		} else if (list == NULL) {
			free(array);
			*err = why;
			return -1;
		} else {
			odd_rows_add(
				odd, list, PQgetvalue(rows->result, i, where[0]), "%s", why.text);
			memset(array + kept * size, 0, size);
		}
	}
	memcpy(out, &array, sizeof array);
	*count = kept;
	return 0;
}

int rows_read(const struct rows *rows, const struct row_column *columns, size_t column_count,
	size_t size, void *out, size_t *count, struct error *err)
{
	return read_all(rows, columns, column_count, size, out, count, NULL, NULL, err);
}

int rows_read_odd(const struct rows *rows, const struct row_column *columns, size_t column_count,
	size_t size, void *out, size_t *count, const char *list, struct odd_rows *odd,
	struct error *err)
{
	return read_all(rows, columns, column_count, size, out, count, list, odd, err);
}

const char *row_text(const struct rows *rows, int index, const char *name)
{
	int column = PQfnumber(rows->result, name);
	if (column < 0 || index >= rows->count || PQgetisnull(rows->result, index, column))
		return NULL;
	return PQgetvalue(rows->result, index, column);
}

int rows_column_count(const struct rows *rows)
{
	return PQnfields(rows->result);
}

const char *rows_column_name(const struct rows *rows, int index)
{
	return PQfname(rows->result, index);
}

unsigned rows_column_type(const struct rows *rows, int index)
{
	return PQftype(rows->result, index);
}

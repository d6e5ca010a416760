/*
 * Reads JSON strictly, with jansson. It refuses duplicate keys, text after the end, more than 32
 * levels and more than 64 MiB. A table of json_field describes how an object becomes a struct, as
 * for rows of the database. A number may be a JSON number or, as in the broker's trading API, text
 * in decimal; 5 and 5.0 are the same.
 *
 *	static const struct json_field fields[] = {
 *		JSON_FIELD(JSON_FIELD_PRICE, struct fill, price, "price", true),
 *	};
 *	json_parse(text, length, &root, err);
 *	json_object_read(root, fields, array_size(fields), &fill, err);
 *	json_decref(root);
 */
#ifndef OPT_JSON_H
#define OPT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "date.h"
#include "error.h"
#include "instant.h"
#include "num.h"
#include "odd_rows.h"

enum json_field_type {
	JSON_FIELD_TEXT,    /* char[size] */
	JSON_FIELD_PRICE,   /* struct price */
	JSON_FIELD_MONEY,   /* struct money */
	JSON_FIELD_DOUBLE,  /* double */
	JSON_FIELD_I64,	    /* int64_t; a number with a fraction is refused */
	JSON_FIELD_COUNT,   /* int64_t; a fraction is rounded, such as of traded shares */
	JSON_FIELD_BOOL,    /* bool */
	JSON_FIELD_INSTANT, /* struct instant, RFC 3339 */
	JSON_FIELD_DATE,    /* struct date, YYYY-MM-DD */
};

struct json_field {
	const char *key;
	enum json_field_type type;
	size_t offset, size;
	/*
	 * A missing or null value is an error when required, and otherwise unknown: "", NAN,
	 * INT64_MIN, ..._UNKNOWN, false for bool.
	 */
	bool required;
};

#define JSON_FIELD(type_, struct_, field_, key_, required_) \
	{ \
		key_, type_, offsetof(struct_, field_), sizeof(((struct_ *)0)->field_), required_ \
	}

/* Fails with ERROR_DATA. The caller frees *OUT with json_decref, or declares it as json_auto_t. */
int json_parse(const char *text, size_t length, json_t **out, struct error *err);
/* Fills the fields of OUT that FIELDS lists. Fails with ERROR_DATA, which names the key. */
int json_object_read(const json_t *object, const struct json_field *fields, size_t count, void *out,
	struct error *err);
/*
 * As json_object_read, for a row of a list: a field that is not required and cannot be read becomes
 * unknown, and is added to ODD by its LIST, the NAME of the row and its value.
 */
int json_row_read(const json_t *object, const struct json_field *fields, size_t count, void *out,
	struct odd_rows *odd, const char *list, const char *name, struct error *err);
bool json_read_double(const json_t *value, double *out); /* a number or decimal text */

#endif

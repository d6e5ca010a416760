/*
 * JSON in, strictly, through jansson: duplicate keys, trailing text, too deep or too large are
 * refused. Objects become structs by a table, as database rows do. Numbers may come as numbers or,
 * as the broker's trading API writes them, as decimal text; 5 and 5.0 are the same.
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

enum json_field_type {
	JSON_FIELD_TEXT,    /* char[size] */
	JSON_FIELD_PRICE,   /* struct price */
	JSON_FIELD_MONEY,   /* struct money */
	JSON_FIELD_DOUBLE,  /* double */
	JSON_FIELD_I64,	    /* int64_t; a number with a fraction is refused */
	JSON_FIELD_BOOL,    /* bool */
	JSON_FIELD_INSTANT, /* struct instant, RFC 3339 */
	JSON_FIELD_DATE,    /* struct date, YYYY-MM-DD */
};

struct json_field {
	const char *key;
	enum json_field_type type;
	size_t offset, size;
	/*
	 * Missing or null: an error when required, otherwise unknown ("", NAN, INT64_MIN,
	 * ..._UNKNOWN; false for bool).
	 */
	bool required;
};

#define JSON_FIELD(type_, struct_, field_, key_, required_) \
	{ \
		key_, type_, offsetof(struct_, field_), sizeof(((struct_ *)0)->field_), required_ \
	}

/* ERROR_DATA. The caller decrefs *OUT (json_auto_t). */
int json_parse(const char *text, size_t length, json_t **out, struct error *err);
/* Fills the listed fields of OUT; ERROR_DATA names the key. */
int json_object_read(const json_t *object, const struct json_field *fields, size_t count, void *out,
	struct error *err);
bool json_read_double(const json_t *value, double *out); /* number, or decimal text */

#endif

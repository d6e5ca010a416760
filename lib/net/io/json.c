#include "json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

enum { DEPTH_MAX = 32, TEXT_MAX = 64 << 20, SHOWN_SIZE = 60 };

/* jansson's own limit is 2048 levels; the JSON that the programs read has only a few. */
static bool too_deep(const char *text, size_t length)
{
	int depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH_MAX)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

int json_parse(const char *text, size_t length, json_t **out, struct error *err)
{
	if (length > TEXT_MAX)
		return error_set(
			err, ERROR_DATA, "JSON of %zu bytes is longer than %d", length, TEXT_MAX);
	if (too_deep(text, length))
		return error_set(err, ERROR_DATA, "JSON nested deeper than %d", DEPTH_MAX);
	json_error_t why;
	size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY;
	json_t *value = json_loadb(text, length, flags, &why);
	/* an integer beyond 64 bits spoils only its field */
	if (value == NULL && json_error_code(&why) == json_error_numeric_overflow)
		value = json_loadb(text, length, flags | JSON_DECODE_INT_AS_REAL, &why);
	if (value == NULL)
		return error_set(err, ERROR_DATA, "bad JSON at line %d, column %d: %s", why.line,
			why.column, why.text);
	*out = value;
	return 0;
}

bool json_read_double(const json_t *value, double *out)
{
	if (json_is_number(value)) {
		*out = json_number_value(value);
		return true;
	}
	return json_is_string(value) &&
	       num_parse_double(json_string_value(value), -1e15, 1e15, out) == 0;
}

static void set_unknown(const struct json_field *f, char *field)
{
	switch (f->type) {
	case JSON_FIELD_TEXT:
		field[0] = '\0';
		return;
	case JSON_FIELD_PRICE:
		memcpy(field, &PRICE_UNKNOWN, sizeof(struct price));
		return;
	case JSON_FIELD_MONEY:
		memcpy(field, &MONEY_UNKNOWN, sizeof(struct money));
		return;
	case JSON_FIELD_DOUBLE:
		memcpy(field, &(double){(double)NAN}, sizeof(double));
		return;
	case JSON_FIELD_I64:
	case JSON_FIELD_COUNT:
		memcpy(field, &(int64_t){INT64_MIN}, sizeof(int64_t));
		return;
	case JSON_FIELD_BOOL:
		memcpy(field, &(bool){false}, sizeof(bool));
		return;
	case JSON_FIELD_INSTANT:
		memcpy(field, &INSTANT_UNKNOWN, sizeof(struct instant));
		return;
	case JSON_FIELD_DATE:
		memcpy(field, &DATE_UNKNOWN, sizeof(struct date));
		return;
	}
}

/*
 * Reads fixed point: text exactly, a JSON number and text with an exponent ("6.5e4", "0E-9")
 * rounded to the nearest 1/10000.
 */
static bool read_e4(const json_t *value, char *field)
{
	struct price p = PRICE_UNKNOWN;
	double real;
	if (json_is_number(value))
		p = price_from_double(json_number_value(value));
	else if (!json_is_string(value))
		return false;
	else if (price_parse(json_string_value(value), &p) != 0)
		p = json_read_double(value, &real) ? price_from_double(real) : PRICE_UNKNOWN;
	memcpy(field, &p.e4, sizeof p.e4); /* struct price and struct money are one int64_t each */
	return price_known(p);
}

static bool read_i64(const json_t *value, char *field)
{
	int64_t number;
	double real;
	if (json_is_integer(value)) {
		number = json_integer_value(value);
	} else if (json_read_double(value, &real) && fabs(real) < 9e15 &&
		   fabs(real - round(real)) <= 0) {
		number = (int64_t)real;
	} else {
		return false;
	}
	memcpy(field, &number, sizeof number);
	return true;
}

static bool read_count(const json_t *value, char *field)
{
	double real;
	if (read_i64(value, field))
		return true;
	if (!json_read_double(value, &real) || !(fabs(real) < 9e15))
		return false;
	memcpy(field, &(int64_t){llround(real)}, sizeof(int64_t));
	return true;
}

static bool read_text(const json_t *value, const struct json_field *f, char *field)
{
	return json_is_string(value) &&
	       strlen(json_string_value(value)) == json_string_length(value) &&
	       text_copy(field, f->size, json_string_value(value));
}

static bool read_value(const json_t *value, const struct json_field *f, char *field)
{
	double real;
	struct instant t;
	struct date d;
	bool truth = json_is_true(value);
	switch (f->type) {
	case JSON_FIELD_TEXT:
		return read_text(value, f, field);
	case JSON_FIELD_PRICE:
	case JSON_FIELD_MONEY:
		return read_e4(value, field);
	case JSON_FIELD_DOUBLE:
		if (!json_read_double(value, &real))
			return false;
		memcpy(field, &real, sizeof real);
		return true;
	case JSON_FIELD_I64:
		return read_i64(value, field);
	case JSON_FIELD_COUNT:
		return read_count(value, field);
	case JSON_FIELD_BOOL:
		memcpy(field, &truth, sizeof truth);
		return json_is_boolean(value);
	case JSON_FIELD_INSTANT:
		if (!json_is_string(value) || instant_parse(json_string_value(value), &t) != 0)
			return false;
		memcpy(field, &t, sizeof t);
		return true;
	case JSON_FIELD_DATE:
		if (!json_is_string(value) || date_parse(json_string_value(value), &d) != 0)
			return false;
		memcpy(field, &d, sizeof d);
		return true;
	}
	return false;
}

/* VALUE as JSON, shortened, for a message. */
static const char *show(const json_t *value, char out[static SHOWN_SIZE])
{
	size_t length = json_dumpb(
		value, out, SHOWN_SIZE - 1, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
	if (length < SHOWN_SIZE)
		out[length] = '\0';
	else
		(void)snprintf(out + SHOWN_SIZE - 4, 4, "...");
	return out;
}

static int unreadable(const struct json_field *f, const json_t *value, struct error *err)
{
	char shown[SHOWN_SIZE];
	if (value == NULL || json_is_null(value))
		return error_set(err, ERROR_DATA, "\"%s\" is missing", f->key);
	return error_set(err, ERROR_DATA, "\"%s\" has the wrong type or value: %s", f->key,
		show(value, shown));
}

/* The list and the row, to which the odd fields are added. */
struct row_of {
	struct odd_rows *odd;
	const char *list, *name;
};

/* ROW: NULL when a field that cannot be read is always an error. */
static int read_object(const json_t *object, const struct json_field *fields, size_t count,
	void *out, const struct row_of *row, struct error *err)
{
	if (!json_is_object(object))
		return error_set(err, ERROR_DATA, "not a JSON object");
	for (size_t i = 0; i < count; i++) {
		const struct json_field *f = &fields[i];
		const json_t *value = json_object_get(object, f->key);
		char *field = (char *)out + f->offset;
		bool missing = value == NULL || json_is_null(value);
		if (!missing && read_value(value, f, field))
			continue;
		if (f->required || (!missing && row == NULL))
			return unreadable(f, value, err);
		if (!missing) {
			struct error why = {0};
			(void)unreadable(f, value, &why);
			odd_rows_add(row->odd, row->list, row->name, "%s", why.text);
		}
		set_unknown(f, field);
	}
	return 0;
}

int json_object_read(const json_t *object, const struct json_field *fields, size_t count, void *out,
	struct error *err)
{
	return read_object(object, fields, count, out, NULL, err);
}

int json_row_read(const json_t *object, const struct json_field *fields, size_t count, void *out,
	struct odd_rows *odd, const char *list, const char *name, struct error *err)
{
	const struct row_of row = {odd, list, name};
	return read_object(object, fields, count, out, &row, err);
}

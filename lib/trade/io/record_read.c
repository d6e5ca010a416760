#include "record_read.h"

#include <math.h>
#include <string.h>

#include "json.h"
#include "occ.h"
#include "text.h"

/* Each reads a VALUE that may be null into FIELD; false when it is not of the type. */

static bool read_word(const json_t *value, const struct record_field *f, char *field)
{
	int index = text_find(f->words->words, (size_t)f->words->count, json_string_value(value));
	if (index < 0)
		return false;
	memcpy(field, &index, sizeof index);
	return true;
}

static bool read_i64(const json_t *value, char *field)
{
	int64_t number = json_is_null(value) ? INT64_MIN : json_integer_value(value);
	memcpy(field, &number, sizeof number);
	return json_is_null(value) || json_is_integer(value);
}

static bool read_int(const json_t *value, char *field)
{
	int number = (int)json_integer_value(value);
	memcpy(field, &number, sizeof number);
	return json_is_integer(value);
}

static bool read_double(const json_t *value, char *field)
{
	double number = (double)NAN;
	bool ok = json_is_null(value) || json_read_double(value, &number);
	if (!ok && json_is_string(value)) {
		ok = text_equal(json_string_value(value), "inf") ||
		     text_equal(json_string_value(value), "-inf");
		number = json_string_value(value)[0] == '-' ? -HUGE_VAL : HUGE_VAL;
	}
	memcpy(field, &number, sizeof number);
	return ok;
}

static bool read_dollars(const json_t *value, char *field)
{
	struct price p = json_is_number(value) ? price_from_double(json_number_value(value))
					       : PRICE_UNKNOWN;
	memcpy(field, &p.e4, sizeof p.e4); /* struct price and struct money are one int64_t each */
	return json_is_null(value) || price_known(p);
}

static bool read_instant(const json_t *value, char *field)
{
	struct instant t = INSTANT_UNKNOWN;
	bool ok = json_is_null(value) ||
		  (json_is_string(value) && instant_parse(json_string_value(value), &t) == 0);
	memcpy(field, &t, sizeof t);
	return ok;
}

static bool read_date(const json_t *value, char *field)
{
	struct date d = DATE_UNKNOWN;
	bool ok = json_is_null(value) ||
		  (json_is_string(value) && date_parse(json_string_value(value), &d) == 0);
	memcpy(field, &d, sizeof d);
	return ok;
}

static bool read_contract(const json_t *value, char *field)
{
	struct option_contract c;
	if (!json_is_string(value) || occ_parse(json_string_value(value), &c, NULL) != 0)
		return false;
	memcpy(field, &c, sizeof c);
	return true;
}

static bool read_field(const json_t *value, const struct record_field *f, void *out)
{
	char *field = (char *)out + f->offset;
	bool truth = json_is_true(value);
	switch (f->kind) {
	case RECORD_WORD:
		return read_word(value, f, field);
	case RECORD_BOOL:
		memcpy(field, &truth, sizeof truth);
		return json_is_boolean(value);
	case RECORD_INT:
		return read_int(value, field);
	case RECORD_I64:
		return read_i64(value, field);
	case RECORD_DOUBLE:
		return read_double(value, field);
	case RECORD_PRICE:
	case RECORD_MONEY:
		return read_dollars(value, field);
	case RECORD_INSTANT:
		return read_instant(value, field);
	case RECORD_DATE:
		return read_date(value, field);
	case RECORD_CONTRACT:
		return read_contract(value, field);
	}
	return false;
}

static int bad(const struct record_field *f, struct error *err)
{
	return error_set(err, ERROR_DATA, "\"%s\" has the wrong type or value", f->name);
}

int record_read(const json_t *object, const struct record_field *fields, size_t count, void *out,
	struct error *err)
{
	if (!json_is_object(object))
		return error_set(err, ERROR_DATA, "not a JSON object");
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_object_get(object, fields[i].name);
		if (value != NULL && !read_field(value, &fields[i], out))
			return bad(&fields[i], err);
	}
	return 0;
}

int record_read_row(const json_t *names, const json_t *row, const struct record_field *fields,
	size_t count, void *out, struct error *err)
{
	size_t next = 0; /* the fields are in the order of the names, unless a release changed it */
	if (!json_is_array(row) || json_array_size(row) != json_array_size(names))
		return error_set(err, ERROR_DATA, "a row does not have the columns");
	for (size_t i = 0; i < json_array_size(row); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		for (size_t k = 0; k < count; k++, next++) {
			const struct record_field *f = &fields[next % count];
			if (name == NULL || strcmp(f->name, name) != 0)
				continue;
			if (!read_field(json_array_get(row, i), f, out))
				return bad(f, err);
			next++;
			break;
		}
	}
	return 0;
}

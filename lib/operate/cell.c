#include "cell.h"

#include <string.h>

#include "text.h"

/* Types of pg_type, whose numbers are fixed. */
enum {
	TYPE_INT8 = 20,
	TYPE_INT2 = 21,
	TYPE_INT4 = 23,
	TYPE_FLOAT4 = 700,
	TYPE_FLOAT8 = 701,
	TYPE_TIMESTAMPTZ = 1184,
	TYPE_NUMERIC = 1700,
};

enum cell_kind cell_kind_of(unsigned type)
{
	switch (type) {
	case TYPE_INT8:
	case TYPE_INT2:
	case TYPE_INT4:
	case TYPE_FLOAT4:
	case TYPE_FLOAT8:
	case TYPE_NUMERIC:
		return CELL_NUMBER;
	case TYPE_TIMESTAMPTZ:
		return CELL_TIME;
	default:
		return CELL_TEXT;
	}
}

static bool is_string(const char *value, size_t length)
{
	return length >= 2 && value[0] == '"' && value[length - 1] == '"';
}

/* A number that JSON does not have is a string in the JSON of the database: "NaN", "Infinity". */
bool cell_is_unknown(enum cell_kind kind, const char *value, size_t length)
{
	return text_equal(value, "null") || (kind == CELL_NUMBER && is_string(value, length));
}

/* Reads the moment in a JSON string; false for "infinity". */
static bool read_instant(const char *value, size_t length, struct instant *out)
{
	char text[INSTANT_TEXT_SIZE];
	if (!is_string(value, length) || length - 2 >= sizeof text)
		return false;
	memcpy(text, value + 1, length - 2);
	text[length - 2] = '\0';
	return instant_parse(text, out) == 0;
}

/* Every other character of JSON is copied: quotes and backslashes are escaped already. */
static void escape_json(struct buf *out, const char *value, size_t length)
{
	const char *end = value + length;
	for (const char *p = value; p < end;) {
		const char *start = p;
		int32_t code = text_decode(&p, (size_t)(end - p));
		if (code >= 0 && code < 0x20)
			buf_putc(out, ' ');
		else if (code >= 0 && code < 0x7f)
			buf_putc(out, *start);
		else
			text_escape(out, start, (size_t)(p - start));
	}
}

void cell_write_json(
	struct jsonl *w, const char *key, enum cell_kind kind, const char *value, size_t length)
{
	struct instant t;
	buf_auto struct buf safe = BUF_INIT((size_t)1 << 28);
	if (cell_is_unknown(kind, value, length)) {
		jsonl_null(w, key);
	} else if (kind == CELL_TIME && read_instant(value, length, &t)) {
		jsonl_instant(w, key, t);
	} else {
		escape_json(&safe, value, length);
		jsonl_raw_n(w, key, buf_text(&safe), safe.length);
		if (!buf_ok(&safe))
			w->out->failed = true;
	}
}

static bool is_taken(const char *name, char *const *taken, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(taken[i], name))
			return true;
	return false;
}

void cell_column_name(struct buf *out, const char *name, char *const *taken, size_t index)
{
	buf_puts(out, name);
	for (int number = 2; buf_ok(out) && is_taken(buf_text(out), taken, index); number++) {
		buf_clear(out);
		buf_printf(out, "%s_%d", name, number);
	}
}

void cell_position(const char *text, int position, int *line, int *column)
{
	*line = 1;
	*column = 1;
	for (const char *end = text + strlen(text); text < end && position > 1; position--) {
		bool breaks = *text == '\n';
		(void)text_decode(&text, (size_t)(end - text));
		*line += breaks;
		*column = breaks ? 1 : *column + 1;
	}
}

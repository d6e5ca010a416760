/* The arguments of a statement, and the fields of COPY rows in text format. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "db.h"

void db_args_clear(struct db_args *a)
{
	a->count = 0;
	buf_clear(&a->text);
}

void db_args_free(struct db_args *a)
{
	a->count = 0;
	buf_free(&a->text);
}

/* Adds an argument without its text. Returns true when the caller must append the text. */
static bool arg_begin(struct db_args *a, bool is_null)
{
	if (a->count >= DB_ARGS_MAX) {
		a->text.failed = true;
		return false;
	}
	a->null[a->count] = is_null;
	a->offset[a->count++] = a->text.length;
	return !is_null;
}

void arg_null(struct db_args *a)
{
	(void)arg_begin(a, true);
}

void arg_text(struct db_args *a, const char *value)
{
	if (arg_begin(a, value == NULL))
		buf_append(&a->text, value, strlen(value) + 1);
}

void arg_i64(struct db_args *a, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%lld", (long long)value);
	arg_text(a, text);
}

void arg_bool(struct db_args *a, bool value)
{
	arg_text(a, value ? "t" : "f");
}

void arg_double(struct db_args *a, double value)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%.17g", value);
	arg_text(a, isfinite(value) ? text : NULL);
}

void arg_price(struct db_args *a, struct price value)
{
	char text[NUM_TEXT_SIZE];
	arg_text(a, price_known(value) ? price_format(value, 4, text) : NULL);
}

void arg_money(struct db_args *a, struct money value)
{
	char text[NUM_TEXT_SIZE];
	arg_text(a, money_known(value) ? money_format(value, 4, text) : NULL);
}

void arg_instant(struct db_args *a, struct instant value)
{
	char text[INSTANT_TEXT_SIZE];
	arg_text(a, instant_known(value) ? instant_format(value, text) : NULL);
}

void arg_date(struct db_args *a, struct date value)
{
	char text[DATE_TEXT_SIZE];
	arg_text(a, date_known(value) ? date_format(value, text) : NULL);
}

void arg_text_array(struct db_args *a, const char *const *values, size_t count)
{
	if (!arg_begin(a, false))
		return;
	buf_putc(&a->text, '{');
	for (size_t i = 0; i < count; i++) {
		buf_puts(&a->text, i == 0 ? "\"" : ",\"");
		for (const char *p = values[i]; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				buf_putc(&a->text, '\\');
			buf_putc(&a->text, *p);
		}
		buf_putc(&a->text, '"');
	}
	buf_append(&a->text, "}", 2); /* with its NUL */
}

/* Every field is followed by a tab; copy_end turns the last one into the newline. */
static void copy_field(struct buf *b, const char *text)
{
	buf_puts(b, text);
	buf_putc(b, '\t');
}

void copy_null(struct buf *b)
{
	copy_field(b, "\\N");
}

void copy_text(struct buf *b, const char *value)
{
	if (value == NULL) {
		copy_null(b);
		return;
	}
	for (const char *p = value; *p != '\0'; p++) {
		const char *escape = *p == '\\'	  ? "\\\\"
				     : *p == '\t' ? "\\t"
				     : *p == '\n' ? "\\n"
				     : *p == '\r' ? "\\r"
						  : NULL;
		if (escape != NULL)
			buf_puts(b, escape);
		else
			buf_putc(b, *p);
	}
	buf_putc(b, '\t');
}

void copy_i64(struct buf *b, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%lld", (long long)value);
	copy_field(b, text);
}

void copy_bool(struct buf *b, bool value)
{
	copy_field(b, value ? "t" : "f");
}

void copy_double(struct buf *b, double value)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%.17g", value);
	copy_field(b, isfinite(value) ? text : "\\N");
}

void copy_price(struct buf *b, struct price value)
{
	char text[NUM_TEXT_SIZE];
	copy_field(b, price_known(value) ? price_format(value, 4, text) : "\\N");
}

void copy_instant(struct buf *b, struct instant value)
{
	char text[INSTANT_TEXT_SIZE];
	copy_field(b, instant_known(value) ? instant_format(value, text) : "\\N");
}

void copy_date(struct buf *b, struct date value)
{
	char text[DATE_TEXT_SIZE];
	copy_field(b, date_known(value) ? date_format(value, text) : "\\N");
}

void copy_end(struct buf *b)
{
	if (b->length > 0)
		b->data[b->length - 1] = '\n';
}

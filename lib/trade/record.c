#include "record.h"

#include <math.h>
#include <string.h>

#include "occ.h"

/* The field of IN as a value of TYPE. */
#define FIELD(type) (*(const type *)(const void *)((const char *)in + f->offset))

static void write_double(struct jsonl *w, const char *key, double value)
{
	if (isinf(value))
		jsonl_text(w, key, value > 0 ? "inf" : "-inf");
	else
		jsonl_double(w, key, value, -1);
}

static void write_i64(struct jsonl *w, const char *key, int64_t value)
{
	if (value == INT64_MIN)
		jsonl_null(w, key);
	else
		jsonl_i64(w, key, value);
}

/* A value that is not one of the words is null, and reads back as an error. */
static void write_word(struct jsonl *w, const char *key, const struct record_field *f, int value)
{
	bool known = value >= 0 && value < f->words->count;
	jsonl_text(w, key, known ? f->words->words[value] : NULL);
}

static void write_field(
	struct jsonl *w, const char *key, const struct record_field *f, const void *in)
{
	char symbol[OCC_SYMBOL_SIZE];
	switch (f->kind) {
	case RECORD_WORD:
		write_word(w, key, f, FIELD(int));
		return;
	case RECORD_BOOL:
		jsonl_bool(w, key, FIELD(bool));
		return;
	case RECORD_INT:
		jsonl_i64(w, key, FIELD(int));
		return;
	case RECORD_I64:
		write_i64(w, key, FIELD(int64_t));
		return;
	case RECORD_DOUBLE:
		write_double(w, key, FIELD(double));
		return;
	case RECORD_PRICE:
		jsonl_price(w, key, FIELD(struct price), 4);
		return;
	case RECORD_MONEY:
		jsonl_price(w, key, (struct price){FIELD(struct money).e4}, 4);
		return;
	case RECORD_INSTANT:
		jsonl_instant(w, key, FIELD(struct instant));
		return;
	case RECORD_DATE:
		jsonl_date(w, key, FIELD(struct date));
		return;
	case RECORD_CONTRACT:
		jsonl_text(w, key, occ_format(&FIELD(struct option_contract), symbol));
		return;
	}
}

static bool is_initial(const struct record_field *f, const void *in, const void *initial)
{
	return initial != NULL && memcmp((const char *)in + f->offset,
					  (const char *)initial + f->offset, f->size) == 0;
}

void record_write(struct jsonl *w, const char *key, const struct record_field *fields, size_t count,
	const void *in, const void *initial)
{
	jsonl_open(w, key, '{');
	for (size_t i = 0; i < count; i++)
		if (!is_initial(&fields[i], in, initial))
			write_field(w, fields[i].name, &fields[i], in);
	jsonl_close(w);
}

void record_write_row(
	struct jsonl *w, const struct record_field *fields, size_t count, const void *in)
{
	jsonl_open(w, NULL, '[');
	for (size_t i = 0; i < count; i++)
		write_field(w, NULL, &fields[i], in);
	jsonl_close(w);
}

void record_write_names(
	struct jsonl *w, const char *key, const struct record_field *fields, size_t count)
{
	jsonl_open(w, key, '[');
	for (size_t i = 0; i < count; i++)
		jsonl_text(w, NULL, fields[i].name);
	jsonl_close(w);
}

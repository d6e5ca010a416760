/*
 * Structs as JSON, by a table of their fields: what a decision was made from is stored with it and
 * read back into the same struct (io/record_read.h).
 *
 *	static const struct record_field fields[] = {
 *		RECORD(MONEY, struct account, cash),
 *		RECORD_ENUM(struct account, kind, kind_words),
 *	};
 *	record_write(w, "account", fields, array_size(fields), &account, &initial);
 *	record_write_row(w, fields, array_size(fields), &account);
 *
 * Every value reads back as the same value, also infinity and what is unknown.
 */
#ifndef OPT_RECORD_H
#define OPT_RECORD_H

#include <stddef.h>

#include "jsonl.h"

enum record_kind {
	RECORD_WORD,	 /* an enum; the words of its values */
	RECORD_BOOL,	 /* bool */
	RECORD_INT,	 /* int */
	RECORD_I64,	 /* int64_t; INT64_MIN is null */
	RECORD_DOUBLE,	 /* double; NAN is null, infinity "inf" */
	RECORD_PRICE,	 /* struct price */
	RECORD_MONEY,	 /* struct money */
	RECORD_INSTANT,	 /* struct instant */
	RECORD_DATE,	 /* struct date */
	RECORD_CONTRACT, /* struct option_contract, as its symbol */
};

/* The words of an enum, whose values count from 0. */
struct record_words {
	const char *const *words;
	int count;
};

struct record_field {
	const char *name;
	enum record_kind kind;
	size_t offset, size;
	const struct record_words *words; /* of RECORD_WORD */
};

#define RECORD(kind_, struct_, field_) \
	{ \
#field_, RECORD_##kind_, offsetof(struct_, field_), \
			sizeof(((struct_ *)0)->field_), NULL \
	}
#define RECORD_ENUM(struct_, field_, words_) \
	{ \
#field_, RECORD_WORD, offsetof(struct_, field_), sizeof(((struct_ *)0)->field_), \
			&(words_) \
	}

/* Writes an object with the fields of IN that differ from those of INITIAL; NULL: with all. */
void record_write(struct jsonl *w, const char *key, const struct record_field *fields, size_t count,
	const void *in, const void *initial);
/* Writes an array with the values of all fields, and one with their names. */
void record_write_row(
	struct jsonl *w, const struct record_field *fields, size_t count, const void *in);
void record_write_names(
	struct jsonl *w, const char *key, const struct record_field *fields, size_t count);

#endif

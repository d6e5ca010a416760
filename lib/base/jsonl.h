/*
 * A direct JSON writer: rows go from structs to text without a tree, money in full decimals (2.55,
 * never 2.5499999999999998), unknown as null. One call a member; commas and nesting are kept for
 * the caller.
 *
 *	jsonl_open(w, NULL, '{');
 *	jsonl_text(w, "ticker", t);
 *	jsonl_price(w, "limit_price", p, 2);
 *	jsonl_close(w);
 *
 * KEY is NULL inside an array and at the top level. Failure is sticky in the buffer (buf_ok).
 */
#ifndef OPT_JSONL_H
#define OPT_JSONL_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "date.h"
#include "instant.h"
#include "num.h"

enum { JSONL_DEPTH_MAX = 16 };

struct jsonl {
	struct buf *out; /* borrowed */
	int depth;
	char closing[JSONL_DEPTH_MAX];
	bool first[JSONL_DEPTH_MAX + 1];
};

void jsonl_init(struct jsonl *w, struct buf *out);
void jsonl_open(struct jsonl *w, const char *key, char bracket); /* '{' or '[' */
void jsonl_close(struct jsonl *w);				 /* the innermost */
void jsonl_line(struct jsonl *w); /* ends a row: newline; the writer is at the top again */

void jsonl_null(struct jsonl *w, const char *key);
void jsonl_bool(struct jsonl *w, const char *key, bool value);
void jsonl_i64(struct jsonl *w, const char *key, int64_t value);
void jsonl_text(struct jsonl *w, const char *key, const char *value); /* NULL: null */
void jsonl_text_n(struct jsonl *w, const char *key, const char *value, size_t length);
/*
 * DECIMALS fixed places, or -1 for the shortest text that reads back as the same double. NAN,
 * infinity: null.
 */
void jsonl_double(struct jsonl *w, const char *key, double value, int decimals);
void jsonl_price(struct jsonl *w, const char *key, struct price value, int decimals);
void jsonl_money(struct jsonl *w, const char *key, struct money value); /* 2 decimals */
void jsonl_instant(struct jsonl *w, const char *key, struct instant value);
void jsonl_date(struct jsonl *w, const char *key, struct date value);
/* VALUE is JSON already (a jsonb column, say); NULL or "": null. */
void jsonl_raw(struct jsonl *w, const char *key, const char *value);
/* The same of LENGTH bytes: a value, or several values of a list with commas between. */
void jsonl_raw_n(struct jsonl *w, const char *key, const char *value, size_t length);

#endif

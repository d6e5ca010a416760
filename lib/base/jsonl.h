/*
 * Writes JSON lines directly from structs into a buffer, without a tree in between. Money is exact
 * in decimal (2.55, never 2.5499999999999998), unknown is null. One call writes one member; the
 * writer adds the commas and knows the nesting.
 *
 *	jsonl_init(&w, &out);
 *	jsonl_open(&w, NULL, '{');
 *	jsonl_text(&w, "ticker", t);
 *	jsonl_price(&w, "limit_price", p, 2);
 *	jsonl_line(&w);
 *
 * KEY is NULL inside an array and at the top level. The buffer remembers a failure: check buf_ok
 * at the end.
 */
#ifndef OPT_JSONL_H
#define OPT_JSONL_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "date.h"
#include "instant.h"
#include "num.h"

enum { JSONL_DEPTH_MAX = 16 }; /* more open brackets are a failure */

struct jsonl_schema;

struct jsonl {
	struct buf *out; /* borrowed */
	/* borrowed; NULL: values are written, otherwise their schema (jsonl_schema.h) */
	struct jsonl_schema *schema;
	int depth;
	char closing[JSONL_DEPTH_MAX];
	bool first[JSONL_DEPTH_MAX + 1];
};

void jsonl_init(struct jsonl *w, struct buf *out);
void jsonl_open(struct jsonl *w, const char *key, char bracket); /* '{' or '[' */
/*
 * Opens the bracket when IS_KNOWN, and otherwise writes null. Returns true when the members are to
 * be written and the bracket is to be closed.
 */
bool jsonl_open_known(struct jsonl *w, const char *key, char bracket, bool is_known);
/* Opens an object whose keys are data, as the names of parameters; its values are of one kind. */
void jsonl_open_map(struct jsonl *w, const char *key);
void jsonl_close(struct jsonl *w); /* closes the innermost bracket */
/*
 * For a member that not every row has:
 *
 *	if (jsonl_sometimes(w, count > 0))
 *		jsonl_i64(w, "count", count);
 */
bool jsonl_sometimes(struct jsonl *w, bool is_written);
/* The innermost object may have members that no schema names, as the columns of a query. */
void jsonl_free(struct jsonl *w);
void jsonl_line(struct jsonl *w); /* closes all open brackets and ends the line */

void jsonl_null(struct jsonl *w, const char *key);
void jsonl_bool(struct jsonl *w, const char *key, bool value);
void jsonl_bool_known(struct jsonl *w, const char *key, bool is_known, bool value);
void jsonl_i64(struct jsonl *w, const char *key, int64_t value);
void jsonl_i64_known(struct jsonl *w, const char *key, bool is_known, int64_t value);
void jsonl_text(struct jsonl *w, const char *key, const char *value); /* NULL: null */
/* The schema allows null here, whatever the sample has. */
void jsonl_text_known(struct jsonl *w, const char *key, bool is_known, const char *value);
/* VALUE is one of the COUNT words, of which one may be NULL: null. */
void jsonl_word(struct jsonl *w, const char *key, const char *value, const char *const *words,
	size_t count);
void jsonl_text_n(struct jsonl *w, const char *key, const char *value, size_t length);
/*
 * Writes DECIMALS places, or with -1 the shortest text that reads back as the same double. NAN and
 * infinity become null, a negative zero becomes 0.
 */
void jsonl_double(struct jsonl *w, const char *key, double value, int decimals);
void jsonl_price(struct jsonl *w, const char *key, struct price value, int decimals);
void jsonl_money(struct jsonl *w, const char *key, struct money value); /* 2 decimals */
void jsonl_instant(struct jsonl *w, const char *key, struct instant value);
void jsonl_date(struct jsonl *w, const char *key, struct date value);
/* Writes TEXT, or VALUE where TEXT is NULL. */
void jsonl_text_or_double(struct jsonl *w, const char *key, const char *text, double value);
/* VALUE is JSON already, for example from a jsonb column; NULL and "" become null. */
void jsonl_raw(struct jsonl *w, const char *key, const char *value);
/* The same for a number or NULL, and for an object or NULL. */
void jsonl_number(struct jsonl *w, const char *key, const char *value);
void jsonl_object(struct jsonl *w, const char *key, const char *value);
/* The same for LENGTH bytes: one value, or several values of an array with commas between them. */
void jsonl_raw_n(struct jsonl *w, const char *key, const char *value, size_t length);

#endif

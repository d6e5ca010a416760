/* How the broker writes numbers and times, and its page tokens. */
#ifndef OPT_PAPER_TEXT_H
#define OPT_PAPER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "instant.h"
#include "jsonl.h"
#include "num.h"
#include "tape.h"

enum { PAPER_HTTP_DATE_SIZE = 40, PAPER_TOKEN_SIZE = 128 };

/* Decimals without trailing zeros: a JSON number, or the same in quotes; unknown is null. */
void paper_put_price(struct jsonl *w, const char *key, struct price p);
void paper_put_price_text(struct jsonl *w, const char *key, struct price p);
void paper_put_money_text(struct jsonl *w, const char *key, struct money m);
void paper_put_double_text(struct jsonl *w, const char *key, double value, int decimals);
void paper_put_count_text(struct jsonl *w, const char *key, int64_t n);

/* 2026-01-26T10:00:05-05:00, New York's clock. */
void paper_put_new_york(struct jsonl *w, const char *key, struct instant t);

/* {t,o,h,l,c,v,n,vw}; n and vw only where known. */
void paper_put_bar(struct jsonl *w, const char *key, const struct bar *bar);

/* Mon, 26 Jan 2026 15:00:05 GMT (RFC 7231). Returns OUT. */
const char *paper_http_date(struct instant t, char out[static PAPER_HTTP_DATE_SIZE]);

/*
 * RFC 822 (feeds, headers: with a numeric zone, GMT, UT, UTC, Z or a US zone) or RFC 3339. 0 or -1.
 */
int paper_parse_date(const char *text, struct instant *out);

/* WORD is one of the comma-separated LIST; a NULL list has none. */
bool paper_list_has(const char *list, const char *word);

/* Opaque page tokens: base64 of text. Decoding gives 0, or -1 for what we never issued. */
const char *paper_token(const char *text, char out[static PAPER_TOKEN_SIZE]);
int paper_token_decode(const char *token, char out[static PAPER_TOKEN_SIZE]);

#endif

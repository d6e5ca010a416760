/* Numbers, times and page tokens as the broker writes them. */
#ifndef OPT_PAPER_TEXT_H
#define OPT_PAPER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "instant.h"
#include "jsonl.h"
#include "num.h"
#include "tape.h"

enum { PAPER_HTTP_DATE_SIZE = 40, PAPER_TOKEN_SIZE = 128 };

/*
 * Write a member: prices and money without trailing zeros and null when unknown, doubles with
 * DECIMALS places. Functions named _text write a JSON string, the other one a JSON number.
 */
void paper_put_price(struct jsonl *w, const char *key, struct price p);
void paper_put_price_text(struct jsonl *w, const char *key, struct price p);
void paper_put_money_text(struct jsonl *w, const char *key, struct money m);
void paper_put_double_text(struct jsonl *w, const char *key, double value, int decimals);
void paper_put_count_text(struct jsonl *w, const char *key, int64_t n);

/* Writes a member with the time of New York: 2026-01-26T10:00:05-05:00. */
void paper_put_new_york(struct jsonl *w, const char *key, struct instant t);

/* Writes a bar, {t,o,h,l,c,v,n,vw}; n and vw only when they are known. KEY is NULL in a list. */
void paper_put_bar(struct jsonl *w, const char *key, const struct bar *bar);

/* The time as in HTTP headers (RFC 7231): Mon, 26 Jan 2026 15:00:05 GMT. Returns OUT. */
const char *paper_http_date(struct instant t, char out[static PAPER_HTTP_DATE_SIZE]);

/*
 * Parses a time of RFC 822 (in feeds and headers: the zone is a number, GMT, UT, UTC, Z or a US
 * zone) or of RFC 3339. 0, or -1 when it is neither.
 */
int paper_parse_date(const char *text, struct instant *out);

/* Whether WORD is in the comma-separated LIST; NULL is an empty list. */
bool paper_list_has(const char *list, const char *word);

/*
 * Page tokens, opaque to clients: TEXT in base64. paper_token returns OUT; paper_token_decode
 * returns 0, or -1 when TOKEN is not base64 or is too long.
 */
const char *paper_token(const char *text, char out[static PAPER_TOKEN_SIZE]);
int paper_token_decode(const char *token, char out[static PAPER_TOKEN_SIZE]);

#endif

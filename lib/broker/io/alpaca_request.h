/* One exchange with the broker: what alpaca.c, alpaca_orders.c and alpaca_data.c share. */
#ifndef OPT_ALPACA_REQUEST_H
#define OPT_ALPACA_REQUEST_H

#include "alpaca.h"
#include "json.h"

enum alpaca_host { ALPACA_TRADING, ALPACA_DATA };

/* Sends and reads; RESPONSE's body is the caller's to free. */
void alpaca_exchange(struct alpaca *a, const char *method, enum alpaca_host host, const char *path,
	const char *body, struct http_response *response);

/* Turns an answer that is no 2xx into an error. */
int alpaca_fail(const struct http_response *response, const char *path, struct error *err);

/* GET, strict JSON of a 2xx; *OUT is the caller's (json_auto_t). */
int alpaca_get(
	struct alpaca *a, enum alpaca_host host, const char *path, json_t **out, struct error *err);

/*
 * GETs every page of PATH (which has a query already). TAKE sees each page; paging follows
 * next_page_token, and stops with an error when a token repeats.
 */
int alpaca_get_pages(struct alpaca *a, enum alpaca_host host, const char *path,
	int (*take)(void *context, const json_t *page, struct error *err), void *context,
	struct error *err);

void alpaca_escape(struct buf *out, const char *text); /* percent-encoded, for a query */

enum { ALPACA_OPTION_SYMBOLS_MAX = 100 }; /* the broker refuses more */
/*
 * Appends symbols from FIRST on, comma separated, MOST at most and as long as they fit; returns the
 * index of the first left out.
 */
size_t alpaca_add_symbols(
	struct buf *url, const char *const *symbols, size_t first, size_t count, size_t most);

/*
 * GETs beside each other: the pool they are in, opened when it is first asked for, and the start of
 * one. After a failure alpaca_pool_drop forgets those under way.
 */
int alpaca_pool(struct alpaca *a, struct http_pool **out, struct error *err);
int alpaca_pool_get(
	struct alpaca *a, enum alpaca_host host, const char *path, size_t tag, struct error *err);
void alpaca_pool_drop(struct alpaca *a);
enum { ALPACA_FLIGHTS = 6 };

int64_t alpaca_deadline_us(const struct alpaca *a);

/* ---- the rate limit; what is not patient is never held back ---- */

struct alpaca_pace {
	int64_t resume_us[2];	 /* of enum alpaca_host: nothing is sent before; monotonic */
	struct run *run;	 /* NULL: not patient */
};
struct alpaca_pace *alpaca_pace(struct alpaca *a);
/* What HOST answered while UNDER_WAY other requests had no answer. */
void alpaca_pace_saw(struct alpaca *a, enum alpaca_host host, int64_t under_way,
	const struct http_response *response);
/* Whether this answer is one to be asked for again. */
bool alpaca_pace_retries(struct alpaca *a, const struct http_response *response, int refused);
bool alpaca_pace_may(struct alpaca *a, enum alpaca_host host);
/* 0 while waiting for HOST makes sense; ERROR_AGAIN past the deadline or when told to stop. */
int alpaca_pace_check(struct alpaca *a, enum alpaca_host host, const char *path, struct error *err);
/* Waits until HOST may be asked. */
int alpaca_pace_wait(struct alpaca *a, enum alpaca_host host, const char *path, struct error *err);

/* Reads an array of objects by FIELDS into a new array of SIZE-byte structs. */
int alpaca_read_array(const json_t *array, const char *what, const struct json_field *fields,
	size_t field_count, size_t size, void *out, size_t *count, struct error *err);

/* The configured feeds: "iex" or "sip", "indicative" or "opra". */
const char *alpaca_stock_feed(const struct alpaca *a);
const char *alpaca_option_feed(const struct alpaca *a);

#endif

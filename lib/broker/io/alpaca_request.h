/*
 * The requests that alpaca.c, alpaca_bars.c, alpaca_data.c and alpaca_orders.c build on: one
 * request, every page of a list, several requests at once. PATH is the path on the host with its
 * query, "/v2/clock?..."; messages show it without the query.
 */
#ifndef OPT_ALPACA_REQUEST_H
#define OPT_ALPACA_REQUEST_H

#include "alpaca.h"
#include "alpaca_pace.h"
#include "json.h"

/*
 * Sends one request and reads its response. BODY: JSON, or NULL. A GET may take 20 s; any other
 * METHOD may take 10 s and uses a fresh connection. Always fills RESPONSE; the caller frees its
 * body.
 */
void alpaca_exchange(struct alpaca *a, const char *method, enum alpaca_host host, const char *path,
	const char *body, struct http_response *response);

/* Turns a RESPONSE that failed, or whose status is not 2xx, into an error. Returns -1. */
int alpaca_fail(const struct http_response *response, const char *path, struct error *err);

/*
 * GETs PATH, within the rate limit, and parses the body of a 2xx strictly as JSON. The caller frees
 * *OUT (json_auto_t).
 */
int alpaca_get(
	struct alpaca *a, enum alpaca_host host, const char *path, json_t **out, struct error *err);

/*
 * GETs every page of PATH, which must have a query already, and calls TAKE for each page. The next
 * page is the one that next_page_token names; a token that repeats is an error.
 */
int alpaca_get_pages(struct alpaca *a, enum alpaca_host host, const char *path,
	int (*take)(void *context, const json_t *page, struct error *err), void *context,
	struct error *err);

/* Appends TEXT, percent-encoded for a query. */
void alpaca_escape(struct buf *out, const char *text);

enum { ALPACA_OPTION_SYMBOLS_MAX = 100 }; /* per request; the broker refuses more */
/*
 * Appends the symbols from index FIRST on, separated by commas: MOST at most, and only as many as
 * the URL has room for. Returns the index of the first symbol that is not in the URL.
 */
size_t alpaca_add_symbols(
	struct buf *url, const char *const *symbols, size_t first, size_t count, size_t most);

/*
 * Several GETs at once. alpaca_pool returns the pool of the connection and opens it at the first
 * call; alpaca_pool_get starts one GET in it, whose response comes with TAG (http_pool_wait).
 * alpaca_pool_drop closes the pool with every GET under way: call it after a failure.
 */
int alpaca_pool(struct alpaca *a, struct http_pool **out, struct error *err);
int alpaca_pool_get(
	struct alpaca *a, enum alpaca_host host, const char *path, size_t tag, struct error *err);
void alpaca_pool_drop(struct alpaca *a);
enum { ALPACA_FLIGHTS = 6 }; /* GETs in the pool at once */

int64_t alpaca_deadline_us(const struct alpaca *a); /* monotonic */
struct alpaca_pace *alpaca_pace(struct alpaca *a);  /* see alpaca_use */

/* How the rows of a list are read. */
struct alpaca_list {
	const char *what; /* names the rows in messages: "orders" */
	const char *name; /* the field that names a row: "symbol" */
	const struct json_field *fields;
	size_t field_count, size; /* bytes of a struct */
	/* Completes OUT from its ROW; NULL: nothing to complete. */
	void (*complete)(struct alpaca *a, const json_t *row, void *out);
};

/*
 * Reads an ARRAY of objects. *OUT becomes a new array of *COUNT structs, which the caller frees. A
 * row that cannot be read is left out and added to alpaca_odd_rows.
 */
int alpaca_read_array(struct alpaca *a, const json_t *array, const struct alpaca_list *list,
	void *out, size_t *count, struct error *err);

/* The configured feeds of market data: "iex" or "sip", "indicative" or "opra". */
const char *alpaca_stock_feed(const struct alpaca *a);
const char *alpaca_option_feed(const struct alpaca *a);

#endif

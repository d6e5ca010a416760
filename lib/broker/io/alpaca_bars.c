/* Bars of many symbols: several requests at once, each one followed through its pages. */
#include <stdio.h>
#include <string.h>

#include "alpaca_request.h"
#include "clock.h"
#include "stop.h"
#include "text.h"

enum {
	/* of symbols in a URL: the broker documents no limit; URLs under 4 KB work everywhere */
	SYMBOLS_BYTES_MAX = 3000,
	PATH_MAX_BYTES = 8192,
	PAGES_MAX = 100000,
	WAIT_MS = 1000,
};

size_t alpaca_add_symbols(
	struct buf *url, const char *const *symbols, size_t first, size_t count, size_t most)
{
	size_t start = url->length, i;
	for (i = first; i < count && i - first < most; i++) {
		if (i > first && url->length - start + strlen(symbols[i]) > SYMBOLS_BYTES_MAX)
			break;
		if (i > first)
			buf_putc(url, ',');
		alpaca_escape(url, symbols[i]);
	}
	return i;
}

/* The request for one chunk of symbols, and then for its further pages. */
struct flight {
	struct buf path; /* without the page token */
	char token[BAR_PAGE_TOKEN_SIZE];
	int pages, refused;
	enum {
		IDLE,
		WAITING,
		UNDER_WAY
	} state; /* WAITING: to be sent, for the first time or again */
};

struct bars_call {
	struct alpaca *alpaca;
	struct http_pool *pool;
	const char *path, *more; /* the path and the query that all requests have in common */
	const char *const *symbols;
	size_t count, next; /* of symbols; those before next are in a request already */
	size_t most;	    /* symbols per request */
	alpaca_bar_taker *take;
	void *context;
	const struct alpaca_poll_hook *hook;
	struct flight flights[ALPACA_FLIGHTS];
	bool hold;
	long refused; /* HTTP status of the response that ended the call; 0: none did */
};

static void begin_flight(struct bars_call *c, struct flight *f)
{
	buf_clear(&f->path);
	buf_printf(&f->path, "%s?%s&limit=%d&symbols=", c->path, c->more, (int)ALPACA_PAGE_BARS);
	c->next = alpaca_add_symbols(&f->path, c->symbols, c->next, c->count, c->most);
	f->token[0] = '\0';
	f->pages = f->refused = 0;
	f->state = WAITING;
}

static int send_flight(struct bars_call *c, struct flight *f, struct error *err)
{
	buf_auto struct buf path = BUF_INIT((size_t)PATH_MAX_BYTES);
	buf_puts(&path, buf_text(&f->path));
	if (f->token[0] != '\0') {
		buf_puts(&path, "&page_token=");
		alpaca_escape(&path, f->token);
	}
	if (!buf_ok(&path) || !buf_ok(&f->path))
		return error_set(err, ERROR_INTERNAL, "the URL is too long");
	if (alpaca_pool_get(
		    c->alpaca, ALPACA_DATA, buf_text(&path), (size_t)(f - c->flights), err) != 0)
		return -1;
	f->state = UNDER_WAY;
	return 0;
}

/* Sends every request that may start now. *LEFT: some flight is not done yet. */
static int send_more(struct bars_call *c, bool *left, struct error *err)
{
	bool may = !c->hold && alpaca_pace_ready(alpaca_pace(c->alpaca), ALPACA_DATA);
	*left = false;
	for (struct flight *f = c->flights; f < c->flights + ALPACA_FLIGHTS; f++) {
		if (f->state == IDLE && c->next < c->count)
			begin_flight(c, f);
		if (f->state == WAITING && (may ? send_flight(c, f, err)
						: alpaca_pace_check(alpaca_pace(c->alpaca),
							  ALPACA_DATA, c->path, err)) != 0)
			return -1;
		*left = *left || f->state != IDLE;
	}
	return 0;
}

static int take_response(
	struct bars_call *c, struct flight *f, const struct http_response *r, struct error *err)
{
	char token[BAR_PAGE_TOKEN_SIZE];
	struct alpaca_pace *pace = alpaca_pace(c->alpaca);
	alpaca_pace_note(pace, ALPACA_DATA, (int64_t)http_pool_under_way(c->pool), r);
	if (alpaca_pace_retries(pace, r, ++f->refused)) {
		f->state = WAITING;
		return 0;
	}
	if (r->outcome != HTTP_ANSWERED || r->status < 200 || r->status > 299) {
		c->refused = r->outcome == HTTP_ANSWERED ? r->status : 0;
		return alpaca_fail(r, c->path, err);
	}
	int result = bar_page_read(buf_text(&r->body), r->body.length, c->take, c->context, token,
		alpaca_odd_rows(c->alpaca), err);
	if (result != 0)
		return result;
	if (token[0] != '\0' && (text_equal(token, f->token) || ++f->pages == PAGES_MAX))
		return error_set(err, ERROR_DATA, "broker %s: bad next_page_token", c->path);
	memcpy(f->token, token, sizeof token);
	f->refused = 0;
	f->state = token[0] == '\0' ? IDLE : WAITING;
	return 0;
}

static int wait_ms(const struct bars_call *c)
{
	int64_t resume_us = alpaca_pace(c->alpaca)->resume_us[ALPACA_DATA],
		left_ms = (resume_us - clock_monotonic_us()) / 1000 + 1;
	return left_ms > 0 && left_ms < WAIT_MS ? (int)left_ms : WAIT_MS;
}

static int step(struct bars_call *c, struct error *err)
{
	bool write = false, answered;
	size_t tag;
	struct http_response response;
	const struct alpaca_poll_hook *b = c->hook;
	int fd = b == NULL ? -1 : b->descriptor(b->context, &write);
	if (stop_until(0, INT64_MAX) <= clock_monotonic_us())
		return stop_check(err);
	if (clock_monotonic_us() >= alpaca_deadline_us(c->alpaca))
		return error_unfinished(err, "the deadline passed; the next run continues");
	if (http_pool_wait(c->pool, fd, write, wait_ms(c), &answered, &tag, &response, err) != 0)
		return -1;
	if (answered) {
		int result = take_response(c, &c->flights[tag], &response, err);
		buf_free(&response.body);
		if (result != 0)
			return result;
	}
	return b == NULL ? 0 : b->step(b->context, &c->hold, err);
}

static int call(struct bars_call *c, struct error *err)
{
	bool left;
	int result;
	if (alpaca_pool(c->alpaca, &c->pool, err) != 0)
		return -1;
	for (size_t i = 0; i < ALPACA_FLIGHTS; i++)
		c->flights[i].path = BUF_INIT((size_t)PATH_MAX_BYTES);
	do
		result = send_more(c, &left, err);
	while (result == 0 && left && (result = step(c, err)) == 0);
	for (size_t i = 0; i < ALPACA_FLIGHTS; i++)
		buf_free(&c->flights[i].path);
	if (result != 0)
		alpaca_pool_drop(c->alpaca);
	return result;
}

static void time_range(
	char *out, size_t size, const char *timeframe, struct instant start, struct instant end)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
	(void)snprintf(out, size, "timeframe=%s&start=%s&end=%s", timeframe,
		instant_format(start, from), instant_format(end, to));
}

int alpaca_stock_bars(struct alpaca *a, const char *const *symbols, size_t count,
	const char *timeframe, struct instant start, struct instant end, alpaca_bar_taker *take,
	void *context, const struct alpaca_poll_hook *hook, struct error *err)
{
	char range[160], more[224];
	time_range(range, sizeof range, timeframe, start, end);
	(void)snprintf(more, sizeof more, "%s&adjustment=raw&feed=%s", range, alpaca_stock_feed(a));
	struct bars_call c = {
		.alpaca = a,
		.path = "/v2/stocks/bars",
		.more = more,
		.symbols = symbols,
		.count = count,
		.most = count,
		.take = take,
		.context = context,
		.hook = hook,
	};
	return call(&c, err);
}

int alpaca_option_bars(struct alpaca *a, const char *const *symbols, size_t count,
	const char *timeframe, struct instant start, struct instant end, alpaca_bar_taker *take,
	void *context, long *refused, struct error *err)
{
	char range[160];
	time_range(range, sizeof range, timeframe, start, end);
	struct bars_call c = {
		.alpaca = a,
		.path = "/v1beta1/options/bars",
		.more = range,
		.symbols = symbols,
		.count = count,
		.most = ALPACA_OPTION_SYMBOLS_MAX,
		.take = take,
		.context = context,
	};
	int result = call(&c, err);
	if (refused != NULL)
		*refused = c.refused;
	return result;
}

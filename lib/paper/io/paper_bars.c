#include "paper_bars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "num.h"
#include "paper_text.h"
#include "text.h"
#include "zone.h"

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int refuse_symbol(struct paper_reply *r, bool options, const char *symbol, size_t length)
{
	if (options)
		paper_reply_error(r, 400, 0,
			"invalid symbol: \"%.*s\" does not match ^[A-Z]{1,5}\\d{6,7}[CP]\\d{8}$",
			(int)(length < 60 ? length : 60), symbol);
	else
		paper_reply_error(r, 400, 0, "invalid symbol: %.*s",
			(int)(length < 60 ? length : 60), symbol);
	return -1;
}

static int add_symbol(struct paper_symbols *s, struct paper_reply *r, bool options,
	const char *text, size_t length)
{
	char name[OCC_SYMBOL_SIZE];
	if (length == 0 || length >= sizeof name)
		return refuse_symbol(r, options, text, length);
	memcpy(name, text, length);
	name[length] = '\0';
	if (!(options ? occ_is_symbol(name) : occ_is_ticker(name)))
		return refuse_symbol(r, options, text, length);
	if (s->count == (options ? (size_t)PAPER_OPTION_SYMBOLS_MAX : (size_t)PAPER_SYMBOLS_MAX)) {
		paper_reply_error(r, 400, 0, "symbol limit is %d",
			options ? (int)PAPER_OPTION_SYMBOLS_MAX : (int)PAPER_SYMBOLS_MAX);
		return -1;
	}
	memcpy(s->names[s->count++], name, sizeof name);
	return 0;
}

int paper_read_symbols(
	struct paper_call *c, struct paper_reply *r, bool options, struct paper_symbols *out)
{
	const char *list = paper_argument(c, "symbols");
	*out = (struct paper_symbols){.count = 0};
	if (list == NULL) {
		paper_reply_error(r, 400, 0, "symbols is required");
		return -1;
	}
	struct paper_symbols s = {.names = calloc(PAPER_SYMBOLS_MAX, sizeof *s.names)};
	if (s.names == NULL) {
		paper_reply_error(r, 500, 0, "out of memory");
		return -1;
	}
	for (const char *p = list;; p++) {
		size_t length = strcspn(p, ",");
		if (add_symbol(&s, r, options, p, length) != 0) {
			free(s.names);
			return -1;
		}
		p += length;
		if (*p == '\0')
			break;
	}
	qsort(s.names, s.count, sizeof *s.names, compare_names);
	size_t kept = 1;
	for (size_t i = 1; i < s.count; i++)
		if (!text_equal(s.names[i], s.names[kept - 1]))
			memmove(s.names[kept++], s.names[i], sizeof *s.names);
	s.count = kept;
	*out = s;
	return 0;
}

void paper_symbols_free(struct paper_symbols *s)
{
	free(s->names);
	s->names = NULL;
}

enum frame { FRAME_MINUTES, FRAME_DAYS };

struct bars_query {
	bool options, descending;
	enum frame frame;
	int64_t minutes; /* per bar, with FRAME_MINUTES */
	struct instant start, end;
	int64_t limit;
	char page_symbol[OCC_SYMBOL_SIZE]; /* "" on the first page */
	struct instant page_ts;		   /* of the last bar of the previous page */
};

/* Reads timeframe=: 1Min, 5T, 2Hour, 1Day and the like. */
static int read_frame(struct paper_call *c, struct paper_reply *r, struct bars_query *q)
{
	static const struct {
		const char *unit;
		int64_t most, minutes;
	} units[] = {{"Min", 59, 1}, {"T", 59, 1}, {"Hour", 23, 60}, {"H", 23, 60}, {"Day", 1, 0},
		{"D", 1, 0}};
	const char *text = paper_argument(c, "timeframe");
	if (text == NULL) {
		paper_reply_error(r, 400, 0, "timeframe is required");
		return -1;
	}
	size_t digits = strspn(text, "0123456789");
	char number[8];
	int64_t n;
	for (size_t i = 0; i < array_size(units) && digits > 0 && digits < sizeof number; i++) {
		memcpy(number, text, digits);
		number[digits] = '\0';
		if (!text_equal(text + digits, units[i].unit) ||
			num_parse_i64(number, 1, units[i].most, &n) != 0)
			continue;
		q->frame = units[i].minutes == 0 ? FRAME_DAYS : FRAME_MINUTES;
		q->minutes = n * units[i].minutes;
		return 0;
	}
	paper_reply_error(r, 400, 0, "invalid timeframe: %.20s", text);
	return -1;
}

static int read_page(struct paper_call *c, struct paper_reply *r, struct bars_query *q)
{
	char text[PAPER_TOKEN_SIZE];
	const char *token = c->repeat_page ? NULL : paper_argument(c, "page_token");
	if (token == NULL)
		return 0;
	char *bar = paper_token_decode(token, text) == 0 ? strchr(text, '|') : NULL;
	if (bar != NULL)
		*bar = '\0';
	if (bar == NULL || bar[1] == '\0' || bar[2] != '|' ||
		instant_parse(bar + 3, &q->page_ts) != 0 ||
		!text_copy(q->page_symbol, sizeof q->page_symbol, text)) {
		paper_reply_error(r, 400, 0, "invalid page_token");
		return -1;
	}
	return 0;
}

static int read_query(struct paper_call *c, struct paper_reply *r, struct bars_query *q)
{
	struct instant now = c->server->book.now;
	const char *sort = paper_argument(c, "sort");
	q->start = zone_from_new_york(zone_new_york_date(now, NULL), 0);
	q->end = now;
	q->limit = 1000;
	q->page_ts = INSTANT_UNKNOWN;
	if (sort != NULL && !text_equal(sort, "asc") && !text_equal(sort, "desc")) {
		paper_reply_error(r, 400, 0, "invalid sort: %.20s", sort);
		return -1;
	}
	q->descending = sort != NULL && text_equal(sort, "desc");
	if (read_frame(c, r, q) != 0 || paper_argument_instant(c, r, "start", &q->start) != 0 ||
		paper_argument_instant(c, r, "end", &q->end) != 0 ||
		paper_argument_i64(c, r, "limit", 1, 10000, &q->limit) != 0)
		return -1;
	return read_page(c, r, q);
}

/* Merges the bars whose minutes lie in the same interval of MINUTES, aligned to the clock. */
static void merge_minutes(struct tape_bars *t, int64_t minutes)
{
	size_t kept = 0;
	for (size_t i = 0; i < t->count; i++) {
		struct bar bar = t->rows[i];
		struct instant begin = instant_floor(bar.ts, minutes * MINUTE_US);
		if (kept > 0 && instant_compare(t->rows[kept - 1].ts, begin) == 0)
			tape_bar_extend(&t->rows[kept - 1], &bar);
		else
			tape_bar_begin(&t->rows[kept++], &bar, begin);
	}
	t->count = kept;
}

static void reverse(struct tape_bars *t)
{
	for (size_t i = 0; i < t->count / 2; i++) {
		struct bar kept = t->rows[i];
		t->rows[i] = t->rows[t->count - 1 - i];
		t->rows[t->count - 1 - i] = kept;
	}
}

/* Fills the scratch with the bars of one symbol for this page and the later pages. */
static int collect(struct paper *p, const struct bars_query *q, const char *symbol)
{
	struct tape_bars *t = &p->scratch;
	struct instant from = q->start, to = q->end, now = p->book.now;
	t->count = 0;
	if (text_equal(symbol, q->page_symbol)) {
		if (q->descending)
			to = instant_add(q->page_ts, -1);
		else
			from = instant_add(
				q->page_ts, q->frame == FRAME_DAYS ? 1 : q->minutes * MINUTE_US);
	}
	bool days = q->frame == FRAME_DAYS;
	int result = 0;
	if (q->options) {
		struct paper_market_contract *c = paper_market_contract_find(&p->market, symbol);
		if (c != NULL)
			result =
				days ? paper_market_option_days(&p->market, c, from, to, now, t)
				     : paper_market_option_minutes(&p->market, c, from, to, now, t);
	} else {
		const struct paper_market_stock *s = paper_market_stock_find(&p->market, symbol);
		if (s != NULL)
			result = days ? paper_market_stock_days(s, from, to, now, t)
				      : paper_market_stock_minutes(s, from, to, now, t);
	}
	if (result == 0 && !days && q->minutes > 1)
		merge_minutes(t, q->minutes);
	if (q->descending)
		reverse(t);
	return result;
}

/* Whether SYMBOL was on an earlier page: it sorts before the symbol of the page token. */
static bool is_past(const struct bars_query *q, const char *symbol)
{
	return q->page_symbol[0] != '\0' && strcmp(symbol, q->page_symbol) < 0;
}

/* The bars of one symbol: their number from the start of the page on, and the last one written. */
struct found {
	int64_t count;
	struct instant last;
};

/* Whether the bars of the query were formatted at the start; sets *RANGE to what the page wants. */
static bool is_rendered(
	const struct paper *p, const struct bars_query *q, struct render_range *range)
{
	*range = (struct render_range){q->start, q->end, p->book.now};
	return !q->options && !q->descending && q->frame == FRAME_MINUTES && q->minutes == 1 &&
	       paper_render_has(&p->render, range);
}

static void write_rendered(struct paper *p, const struct bars_query *q, struct render_range range,
	const char *symbol, int64_t left, struct jsonl *w, struct found *out)
{
	const struct paper_market_stock *s = paper_market_stock_find(&p->market, symbol);
	if (text_equal(symbol, q->page_symbol))
		range.from = instant_add(q->page_ts, MINUTE_US);
	out->count = s == NULL
			     ? 0
			     : (int64_t)paper_render_put(&p->render, (size_t)(s - p->market.stocks),
				       &range, (size_t)left, w, symbol, &out->last);
}

static int write_symbol(struct paper *p, const struct bars_query *q, const char *symbol,
	int64_t left, struct jsonl *w, struct found *out)
{
	struct render_range range;
	if (is_rendered(p, q, &range)) {
		write_rendered(p, q, range, symbol, left, w, out);
		return 0;
	}
	if (collect(p, q, symbol) != 0)
		return -1;
	const struct tape_bars *t = &p->scratch;
	int64_t n = (int64_t)t->count < left ? (int64_t)t->count : left;
	out->count = (int64_t)t->count;
	if (n == 0)
		return 0;
	jsonl_open(w, symbol, '[');
	for (int64_t k = 0; k < n; k++)
		paper_put_bar(w, NULL, &t->rows[k]);
	jsonl_close(w);
	out->last = t->rows[n - 1].ts;
	return 0;
}

static int write_bars(struct paper *p, const struct bars_query *q,
	const struct paper_symbols *symbols, struct jsonl *w)
{
	int64_t left = q->limit;
	char text[PAPER_TOKEN_SIZE] = "", token[PAPER_TOKEN_SIZE], ts[INSTANT_TEXT_SIZE],
	     last[INSTANT_TEXT_SIZE] = "";
	const char *last_symbol = "";
	bool more = false;
	jsonl_open(w, "bars", '{');
	for (size_t i = 0; i < symbols->count && !more; i++) {
		const char *symbol = symbols->names[i];
		if (is_past(q, symbol))
			continue;
		struct found found = {.count = 0};
		if (write_symbol(p, q, symbol, left, w, &found) != 0)
			return -1;
		more = found.count > left;
		if (found.count == 0 || left == 0)
			continue;
		left -= more ? left : found.count;
		last_symbol = symbol;
		(void)text_copy(last, sizeof last, instant_format(found.last, ts));
	}
	jsonl_close(w);
	if (more)
		(void)snprintf(text, sizeof text, "%s|%c|%s", last_symbol,
			q->frame == FRAME_DAYS ? 'D' : 'M', last);
	jsonl_text(w, "next_page_token", more ? paper_token(text, token) : NULL);
	return 0;
}

void paper_reply_bars(struct paper_call *c, struct paper_reply *r, bool options)
{
	struct paper_symbols symbols;
	struct bars_query q = {.options = options};
	if (paper_read_symbols(c, r, options, &symbols) != 0)
		return;
	if (read_query(c, r, &q) == 0) {
		jsonl_open(&r->json, NULL, '{');
		if (write_bars(c->server, &q, &symbols, &r->json) != 0)
			paper_reply_error(r, 500, 0, "out of memory");
		else
			jsonl_close(&r->json);
	}
	paper_symbols_free(&symbols);
}

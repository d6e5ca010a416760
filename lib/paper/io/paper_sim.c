/* The endpoints of /sim: the clock, the faults, the counters. */
#include "paper_server.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "clock.h"
#include "num.h"
#include "paper_text.h"
#include "paper_trade.h"
#include "text.h"
#include "zone.h"

static void write_clock(struct paper_call *c, struct paper_reply *r)
{
	jsonl_open(&r->json, NULL, '{');
	jsonl_instant(&r->json, "now", c->server->book.now);
	jsonl_date(&r->json, "day", c->server->market.day);
	jsonl_close(&r->json);
}

void paper_move_clock(struct paper *p, struct instant now)
{
	struct paper_env e = paper_env(p);
	if (instant_compare(now, p->book.now) > 0)
		p->book.changed = true;
	paper_advance(&p->book, &e, now);
	p->ahead_us = now.us - clock_monotonic_us();
}

void paper_follow_clock(struct paper *p)
{
	struct instant now = {clock_monotonic_us() + p->ahead_us};
	if (p->options.live && instant_compare(now, p->book.now) > 0)
		paper_move_clock(p, now);
}

void paper_get_sim_clock(struct paper_call *c, struct paper_reply *r)
{
	write_clock(c, r);
}

void paper_post_sim_clock(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct instant now;
	json_auto_t *body = json_loadb(c->body, c->body_length, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(body, "now"));
	if (text == NULL || instant_parse(text, &now) != 0) {
		paper_reply_error(r, 400, 0, "expected {\"now\": \"2026-01-26T14:30:00Z\"}");
		return;
	}
	if (instant_compare(now, p->book.now) < 0) {
		paper_reply_error(r, 409, 0, "the clock moves forward only");
		return;
	}
	paper_move_clock(p, now);
	write_clock(c, r);
}

static void write_fault(struct jsonl *w, const struct paper_fault *f)
{
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "fault", paper_fault_name(f->kind));
	jsonl_text(w, "method", f->method[0] != '\0' ? f->method : NULL);
	jsonl_text(w, "path", f->path);
	jsonl_i64(w, "count", f->count);
	jsonl_i64(w, "fired", f->fired);
	jsonl_close(w);
}

static void write_faults(struct jsonl *w, const char *key, const struct paper *p)
{
	jsonl_open(w, key, '[');
	for (size_t i = 0; i < p->faults.count; i++)
		write_fault(w, &p->faults.rows[i]);
	jsonl_close(w);
}

void paper_get_faults(struct paper_call *c, struct paper_reply *r)
{
	write_faults(&r->json, NULL, c->server);
}

void paper_delete_faults(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	paper_faults_clear(&p->faults);
	p->override_count = 0;
	write_faults(&r->json, NULL, p);
}

/* Checks all members of a fault and reads the numbers; absent ones have their defaults. */
static int read_members(json_t *body, struct paper_fault *f, const char **why)
{
	static const char *const known[] = {"fault", "method", "path", "count", "ms", "status",
		"body", "place", "fraction", "symbol", "bid", "ask", "ratio", "to"};
	const char *name;
	json_t *value;
	json_object_foreach(body, name, value)
	{
		bool found = false;
		for (size_t i = 0; i < array_size(known); i++)
			found = found || text_equal(name, known[i]);
		*why = "unknown member; known: fault method path count ms status body place "
		       "fraction symbol bid ask ratio to";
		if (!found)
			return -1;
		bool text = text_equal(name, "fault") || text_equal(name, "method") ||
			    text_equal(name, "path") || text_equal(name, "symbol") ||
			    text_equal(name, "to");
		*why = "fault, method, path, symbol and to are text";
		if (text && !json_is_string(value))
			return -1;
		bool whole = text_equal(name, "count") || text_equal(name, "ms") ||
			     text_equal(name, "status");
		*why = "count, ms and status are whole numbers, 0 or more";
		if (whole && (!json_is_integer(value) || json_integer_value(value) < 0))
			return -1;
	}
	const json_t *count = json_object_get(body, "count"),
		     *status = json_object_get(body, "status");
	const json_t *fraction = json_object_get(body, "fraction");
	f->count = count != NULL ? json_integer_value(count) : 1;
	f->ms = json_integer_value(json_object_get(body, "ms"));
	f->status = status != NULL ? (int)json_integer_value(status) : 500;
	f->place = json_is_true(json_object_get(body, "place"));
	f->fraction = fraction != NULL ? json_number_value(fraction) : .5;
	*why = "status is 200 to 599, fraction between 0 and 1, ms at most 600000";
	return f->status >= 200 && f->status <= 599 && f->fraction > 0 && f->fraction < 1 &&
			       f->ms <= 600000
		       ? 0
		       : -1;
}

/* A body that is a string is sent as it is, any other value as JSON. */
static int read_body(const json_t *body, struct paper_fault *f)
{
	const json_t *value = json_object_get(body, "body");
	if (value == NULL)
		return 0;
	f->body = json_is_string(value) ? strdup(json_string_value(value))
					: json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	return f->body != NULL ? 0 : -1;
}

/* The path of a fault that names none. */
static const char *usual_path(enum paper_fault_kind kind)
{
	switch (kind) {
	case FAULT_LOOKUP_404:
		return "/v2/orders:by_client_order_id";
	case FAULT_PARTIAL_FILL:
	case FAULT_REJECT:
	case FAULT_PENDING_CANCEL:
		return "/v2/orders";
	case FAULT_ODD_ROW:
		return "/v2/positions";
	case FAULT_DROP_BEFORE:
	case FAULT_DROP_AFTER_ACCEPT:
	case FAULT_DELAY:
	case FAULT_STATUS:
	case FAULT_TRUNCATE:
	case FAULT_TRUNCATE_WIRE:
	case FAULT_DUPLICATE_PAGE:
	case FAULT_STALE_QUOTES:
	case FAULT_QUOTE:
	case FAULT_SPLIT:
	case FAULT_RENAME:
		break;
	}
	return "*";
}

static int arm_quote(struct paper *p, const json_t *body, const char **why)
{
	const char *symbol = json_string_value(json_object_get(body, "symbol"));
	const json_t *bid = json_object_get(body, "bid"), *ask = json_object_get(body, "ask");
	*why = "a quote needs symbol, bid and ask (numbers)";
	if (symbol == NULL || !json_is_number(bid) || !json_is_number(ask))
		return -1;
	size_t i = 0;
	while (i < p->override_count && !text_equal(p->overrides[i].symbol, symbol))
		i++;
	*why = "too many quotes are set, or the symbol is too long";
	if (i == PAPER_OVERRIDES_MAX ||
		!text_copy(p->overrides[i].symbol, sizeof p->overrides[i].symbol, symbol))
		return -1;
	enum { SIZE = 10 };
	p->overrides[i].quote = (struct quote){
		.bid = price_from_double(json_number_value(bid)),
		.ask = price_from_double(json_number_value(ask)),
		.bid_size = SIZE,
		.ask_size = SIZE,
	};
	p->override_count += i == p->override_count;
	return 0;
}

static int arm_odd_row(struct paper_fault *f, const json_t *body, const char **why)
{
	const char *symbol = json_string_value(json_object_get(body, "symbol"));
	const json_t *rows = json_object_get(body, "body");
	*why = "an odd row needs body, a JSON object, or an array of them without symbol; its "
	       "symbol is short";
	return (json_is_object(rows) || (json_is_array(rows) && symbol == NULL)) &&
			       text_copy(f->symbol, sizeof f->symbol, symbol == NULL ? "" : symbol)
		       ? 0
		       : -1;
}

/* A split or a rename: it happens at once. */
static int carry_out(
	struct paper *p, enum paper_fault_kind kind, const json_t *body, const char **why)
{
	const char *symbol = json_string_value(json_object_get(body, "symbol"));
	const char *to = json_string_value(json_object_get(body, "to"));
	const json_t *value = json_object_get(body, "ratio");
	double ratio = value != NULL ? json_number_value(value) : 2;
	*why = "a split needs symbol, a ticker, and ratio, a number above 0 but not 1; a rename "
	       "needs symbol and to, both tickers";
	if (symbol == NULL || !occ_is_ticker(symbol))
		return -1;
	bool real = ratio > 0 && ratio <= 1000 && (ratio < 1 || ratio > 1);
	if (kind == FAULT_SPLIT && !real)
		return -1;
	if (kind == FAULT_RENAME && (to == NULL || !occ_is_ticker(to)))
		return -1;
	bool split = kind == FAULT_SPLIT;
	struct corporate_action action = {.kind = split ? ACTION_SPLIT : ACTION_RENAME,
		.ex_date = zone_new_york_date(p->book.now, NULL),
		.new_shares = ratio,
		.old_shares = 1};
	*why = "out of memory";
	(void)text_copy(action.ticker, sizeof action.ticker, symbol);
	(void)text_copy(action.new_ticker, sizeof action.new_ticker, split ? "" : to);
	if (paper_market_add_action(&p->market, &action, p->book.now) != 0)
		return -1;
	paper_corporate_action(&p->book, symbol, split ? symbol : to, split ? ratio : 1);
	return 0;
}

void paper_post_fault(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct paper_fault f = {.since = p->book.now};
	const char *why = "expected {\"fault\": NAME, ...}";
	json_auto_t *body = json_loadb(c->body, c->body_length, JSON_REJECT_DUPLICATES, NULL);
	const char *name = json_string_value(json_object_get(body, "fault"));
	const char *method = json_string_value(json_object_get(body, "method"));
	const char *path = json_string_value(json_object_get(body, "path"));
	if (name == NULL || !paper_fault_parse_kind(name, &f.kind)) {
		paper_reply_error(
			r, 400, 0, "unknown fault: %.40s", name != NULL ? name : "none given");
		return;
	}
	bool ok = read_members(body, &f, &why) == 0 &&
		  (f.kind != FAULT_QUOTE || arm_quote(p, body, &why) == 0) &&
		  (f.kind != FAULT_ODD_ROW || arm_odd_row(&f, body, &why) == 0) &&
		  ((f.kind != FAULT_SPLIT && f.kind != FAULT_RENAME) ||
			  carry_out(p, f.kind, body, &why) == 0);
	if (ok && (p->faults.count == PAPER_FAULTS_MAX ||
			  !text_copy(f.method, sizeof f.method, method != NULL ? method : "") ||
			  !text_copy(f.path, sizeof f.path,
				  path != NULL ? path : usual_path(f.kind)))) {
		why = "too many faults are armed, or method or path is too long";
		ok = false;
	}
	if (!ok || read_body(body, &f) != 0) {
		paper_reply_error(r, 400, 0, "%s", why);
		return;
	}
	p->faults.rows[p->faults.count++] = f;
	write_faults(&r->json, NULL, p);
}

void paper_get_stats(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct jsonl *w = &r->json;
	jsonl_open(w, NULL, '{');
	jsonl_instant(w, "now", p->book.now);
	jsonl_date(w, "day", p->market.day);
	jsonl_i64(w, "seed", (int64_t)(p->options.seed & INT64_MAX));
	jsonl_double(w, "news_edge", p->options.news_edge, -1);
	jsonl_i64(w, "stocks", (int64_t)p->market.stock_count);
	jsonl_i64(w, "contracts", (int64_t)p->market.contract_count);
	jsonl_i64(w, "recorded_bars", (int64_t)p->stats.recorded_bars);
	jsonl_i64(w, "generated_bars", (int64_t)p->stats.generated_bars);
	jsonl_i64(w, "requests_total", p->stats.requests);
	jsonl_i64(w, "refused", p->stats.refused);
	paper_write_routes(w, p);
	jsonl_open(w, "posts", '{');
	for (size_t i = 0; i < p->stats.post_count; i++)
		jsonl_i64(w, p->stats.posts[i].client_order_id, p->stats.posts[i].count);
	jsonl_close(w);
	write_faults(w, "faults", p);
	jsonl_open(w, "orders", '[');
	for (size_t i = 0; i < p->book.order_count; i++)
		if (p->book.orders[i].parent < 0)
			paper_write_order(w, p, NULL, &p->book.orders[i], true);
	jsonl_close(w);
	jsonl_open(w, "positions", '[');
	for (size_t i = 0; i < p->book.position_count; i++)
		paper_write_position(w, p, &p->book.positions[i]);
	jsonl_close(w);
	paper_put_money_text(w, "cash", p->book.cash);
	jsonl_close(w);
}

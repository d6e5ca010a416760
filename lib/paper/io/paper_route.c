#include "paper_exchange.h"

#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "num.h"
#include "paper_text.h"
#include "rng.h"
#include "text.h"

/* The broker's limits per minute; the data host has the limit of the paid plan. */
enum { TRADING_LIMIT = 200, DATA_LIMIT = 10000 };

/* The first row that matches counts. The * at the end of a path matches the argument. */
static const struct route {
	const char *method, *path;
	enum paper_host host;
	paper_handler *handler;
} routes[] = {
	{"GET", "/v2/account", PAPER_TRADING, paper_get_account},
	{"GET", "/v2/account/activities", PAPER_TRADING, paper_get_activities},
	{"GET", "/v2/account/activities/*", PAPER_TRADING, paper_get_activities},
	{"GET", "/v2/clock", PAPER_TRADING, paper_get_clock},
	{"GET", "/v2/calendar", PAPER_TRADING, paper_get_calendar},
	{"GET", "/v2/assets", PAPER_TRADING, paper_get_assets},
	{"GET", "/v2/assets/*", PAPER_TRADING, paper_get_asset},
	{"GET", "/v2/options/contracts", PAPER_TRADING, paper_get_contracts},
	{"GET", "/v2/options/contracts/*", PAPER_TRADING, paper_get_contract},
	{"POST", "/v2/orders", PAPER_TRADING, paper_post_order},
	{"GET", "/v2/orders", PAPER_TRADING, paper_get_orders},
	{"DELETE", "/v2/orders", PAPER_TRADING, paper_delete_orders},
	{"GET", "/v2/orders:by_client_order_id", PAPER_TRADING, paper_get_order_by_client},
	{"GET", "/v2/orders/*", PAPER_TRADING, paper_get_order},
	{"DELETE", "/v2/orders/*", PAPER_TRADING, paper_delete_order},
	{"PATCH", "/v2/orders/*", PAPER_TRADING, paper_patch_order},
	{"GET", "/v2/positions", PAPER_TRADING, paper_get_positions},
	{"DELETE", "/v2/positions", PAPER_TRADING, paper_delete_positions},
	{"GET", "/v2/positions/*", PAPER_TRADING, paper_get_position},
	{"DELETE", "/v2/positions/*", PAPER_TRADING, paper_delete_position},
	{"POST", "/v2/positions/*", PAPER_TRADING, paper_post_exercise},
	{"GET", "/v2/stocks/bars", PAPER_DATA, paper_get_stock_bars},
	{"GET", "/v2/stocks/bars/latest", PAPER_DATA, paper_get_stock_bars_latest},
	{"GET", "/v2/stocks/quotes/latest", PAPER_DATA, paper_get_stock_quotes_latest},
	{"GET", "/v2/stocks/trades/latest", PAPER_DATA, paper_get_stock_trades_latest},
	{"GET", "/v2/stocks/snapshots", PAPER_DATA, paper_get_stock_snapshots},
	{"GET", "/v1beta1/options/bars", PAPER_DATA, paper_get_option_bars},
	{"GET", "/v1beta1/options/quotes/latest", PAPER_DATA, paper_get_option_quotes_latest},
	{"GET", "/v1beta1/options/trades/latest", PAPER_DATA, paper_get_option_trades_latest},
	{"GET", "/v1beta1/options/snapshots", PAPER_DATA, paper_get_option_snapshots},
	{"GET", "/v1beta1/options/snapshots/*", PAPER_DATA, paper_get_option_chain},
	{"GET", "/v1/corporate-actions", PAPER_DATA, paper_get_actions},
	{"GET", "/feeds/", PAPER_LAB, paper_get_feeds},
	{"GET", "/feeds/*", PAPER_LAB, paper_get_feed},
	{"GET", "/sim/clock", PAPER_LAB, paper_get_sim_clock},
	{"POST", "/sim/clock", PAPER_LAB, paper_post_sim_clock},
	{"GET", "/sim/fault", PAPER_LAB, paper_get_faults},
	{"POST", "/sim/fault", PAPER_LAB, paper_post_fault},
	{"DELETE", "/sim/fault", PAPER_LAB, paper_delete_faults},
	{"POST", "/sim/action", PAPER_LAB, paper_post_sim_action},
	{"POST", "/sim/event", PAPER_LAB, paper_post_sim_event},
	{"GET", "/sim/stats", PAPER_LAB, paper_get_stats},
};
enum { ROUTE_COUNT = array_size(routes) };
_Static_assert(
	array_size(routes) <= (size_t)PAPER_PATHS_MAX, "the counters have a place for each route");

static bool path_fits(const char *pattern, const char *path, const char **rest)
{
	size_t length = strlen(pattern);
	bool open = pattern[length - 1] == '*';
	if (!open || strncmp(pattern, path, length - 1) != 0 || path[length - 1] == '\0') {
		*rest = "";
		return text_equal(pattern, path);
	}
	*rest = path + length - 1;
	return true;
}

/* The route, or NULL; *KNOWN is whether the path has a route at all. HEAD counts as GET. */
static const struct route *find_route(
	const char *method, const char *path, const char **rest, bool *known)
{
	const char *wanted = text_equal(method, "HEAD") ? "GET" : method;
	*known = false;
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		if (!path_fits(routes[i].path, path, rest))
			continue;
		*known = true;
		if (text_equal(routes[i].method, wanted))
			return &routes[i];
	}
	return NULL;
}

const char *paper_argument(const struct paper_call *c, const char *name)
{
	const char *value = MHD_lookup_connection_value(c->connection, MHD_GET_ARGUMENT_KIND, name);
	return value != NULL && *value != '\0' ? value : NULL;
}

const char *paper_header(const struct paper_call *c, const char *name)
{
	return MHD_lookup_connection_value(c->connection, MHD_HEADER_KIND, name);
}

struct paper_env paper_env(struct paper *p)
{
	return (struct paper_env){&p->market, p->overrides, p->override_count};
}

static bool is_data(const struct paper_call *c)
{
	return text_starts(c->path, "/v2/stocks") || text_starts(c->path, "/v1beta1") ||
	       text_starts(c->path, "/v1/corporate-actions");
}

static int refuse_argument(
	const struct paper_call *c, struct paper_reply *r, const char *name, const char *value)
{
	if (is_data(c))
		paper_reply_error(r, 400, 0, "invalid %s: %.60s", name, value);
	else
		paper_reply_error(r, 422, PAPER_CODE_SHAPE, "invalid %s: %.60s", name, value);
	return -1;
}

int paper_argument_i64(const struct paper_call *c, struct paper_reply *r, const char *name,
	int64_t min, int64_t max, int64_t *out)
{
	const char *value = paper_argument(c, name);
	return value == NULL || num_parse_i64(value, min, max, out) == 0
		       ? 0
		       : refuse_argument(c, r, name, value);
}

int paper_argument_date(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct date *out)
{
	const char *value = paper_argument(c, name);
	return value == NULL || date_parse(value, out) == 0 ? 0
							    : refuse_argument(c, r, name, value);
}

int paper_argument_instant(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct instant *out)
{
	const char *value = paper_argument(c, name);
	struct date day;
	if (value == NULL || instant_parse(value, out) == 0)
		return 0;
	if (date_parse(value, &day) != 0)
		return refuse_argument(c, r, name, value);
	*out = instant_from_date(day, 0);
	return 0;
}

void paper_reply_error(struct paper_reply *r, int status, int code, const char *format, ...)
{
	char message[PAPER_MESSAGE_SIZE];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	buf_clear(&r->body);
	jsonl_init(&r->json, &r->body);
	r->status = status;
	jsonl_open(&r->json, NULL, '{');
	if (code != 0)
		jsonl_i64(&r->json, "code", code);
	jsonl_text(&r->json, "message", message);
	jsonl_close(&r->json);
}

void paper_reply_refusal(struct paper_reply *r, const struct paper_refusal *refusal)
{
	buf_clear(&r->body);
	jsonl_init(&r->json, &r->body);
	r->status = refusal->status;
	jsonl_open(&r->json, NULL, '{');
	if (refusal->code != 0)
		jsonl_i64(&r->json, "code", refusal->code);
	jsonl_text(&r->json, "message", refusal->message);
	for (size_t i = 0; i < refusal->extra_count; i++)
		jsonl_text(&r->json, refusal->extras[i].name, refusal->extras[i].value);
	jsonl_close(&r->json);
}

static bool keys_fit(const struct paper_call *c)
{
	const struct paper_settings *o = &c->server->options;
	const char *id = paper_header(c, "APCA-API-KEY-ID"),
		   *secret = paper_header(c, "APCA-API-SECRET-KEY");
	return id != NULL && secret != NULL && text_equal(id, o->key_id) &&
	       text_equal(secret, o->secret);
}

/* Counts the request in its minute of simulated time. True when it is within the limit. */
static bool count_rate(struct paper_exchange *x)
{
	struct paper *p = x->server;
	struct paper_window *w = &p->windows[x->host];
	int64_t minute = p->book.now.us / MINUTE_US;
	if (w->minute != minute)
		*w = (struct paper_window){.minute = minute};
	w->used++;
	int64_t data_limit = p->options.data_limit > 0 ? p->options.data_limit : DATA_LIMIT;
	x->limit = x->host == PAPER_TRADING ? TRADING_LIMIT : data_limit;
	x->remaining = w->used < x->limit ? x->limit - w->used : 0;
	x->reset = (minute + 1) * 60;
	bool within = !p->options.enforce_rate || w->used <= x->limit;
	p->stats.refused += !within;
	return within;
}

static void prepare(struct paper_exchange *x)
{
	struct paper *p = x->server;
	uint64_t n = (uint64_t)p->stats.requests;
	(void)snprintf(x->request_id, sizeof x->request_id, "%016llx%016llx",
		(unsigned long long)rng_hash(p->options.seed, 51, n),
		(unsigned long long)rng_hash(p->options.seed, 52, n));
	struct paper_reply *r = &x->reply;
	r->status = 200;
	r->type = "application/json; charset=UTF-8";
	r->last_modified = INSTANT_UNKNOWN;
	jsonl_init(&r->json, &r->body);
}

/* True when the request may be passed to its handler; otherwise the error is in the reply. */
static bool admit(
	struct paper_exchange *x, const struct paper_call *c, const struct route *route, bool known)
{
	struct paper_reply *r = &x->reply;
	x->host = route != NULL			? (int)route->host
		  : is_data(c)			? PAPER_DATA
		  : text_starts(c->path, "/v2") ? PAPER_TRADING
						: PAPER_LAB;
	if (x->host != PAPER_LAB) {
		bool within = count_rate(x);
		if (!keys_fit(c)) {
			bool data = x->host == PAPER_DATA;
			paper_reply_error(
				r, data ? 403 : 401, 0, data ? "forbidden." : "unauthorized");
			return false;
		}
		if (!within) {
			bool data = x->host == PAPER_DATA;
			paper_reply_error(r, 429, data ? 0 : 42910000,
				data ? "too many requests." : "rate limit exceeded");
			return false;
		}
	}
	if (!buf_ok(&x->request)) {
		paper_reply_error(r, 413, 0, "request body too large");
		return false;
	}
	if (route == NULL && known)
		paper_reply_error(
			r, 405, x->host == PAPER_TRADING ? 40510000 : 0, "method not allowed");
	else if (route == NULL)
		paper_reply_error(r, 404, x->host == PAPER_TRADING ? PAPER_CODE_NOT_FOUND : 0,
			"endpoint not found");
	return route != NULL;
}

enum {
	BEFORE = 1U << FAULT_DROP_BEFORE | 1U << FAULT_STATUS | 1U << FAULT_DROP_AFTER_ACCEPT |
		 1U << FAULT_DELAY | 1U << FAULT_TRUNCATE | 1U << FAULT_TRUNCATE_WIRE |
		 1U << FAULT_DUPLICATE_PAGE | 1U << FAULT_LOOKUP_404 | 1U << FAULT_ODD_ROW,
};

/* Replaces the reply by that of an armed fault. */
static void reply_status(struct paper_reply *r, const struct paper_fault *f)
{
	paper_reply_error(r, f->status, 0, "armed fault");
	if (f->body != NULL) {
		buf_clear(&r->body);
		buf_puts(&r->body, f->body);
		if (f->body[0] == '<')
			r->type = "text/html";
	}
}

static void reply_odd_row(struct paper_reply *r, const struct paper_fault *f)
{
	json_t *body = json_loadb(buf_text(&r->body), r->body.length, 0, NULL);
	char *text = NULL;
	if (body != NULL && paper_fault_merge(f, body))
		text = json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(15));
	if (text == NULL) {
		paper_reply_error(r, 500, 0, "the odd row has no place in the response");
	} else {
		buf_clear(&r->body);
		buf_puts(&r->body, text);
	}
	free(text);
	json_decref(body);
}

static void apply_after(struct paper_exchange *x, const struct paper_fault *f)
{
	struct paper_reply *r = &x->reply;
	switch (f->kind) {
	case FAULT_DROP_AFTER_ACCEPT:
		x->ending = PAPER_DROP;
		break;
	case FAULT_DELAY:
		x->hold_ms = f->ms;
		break;
	case FAULT_STATUS:
		reply_status(r, f);
		break;
	case FAULT_TRUNCATE:
		r->body.length /= 2;
		break;
	case FAULT_TRUNCATE_WIRE:
		x->ending = PAPER_CUT_WIRE;
		break;
	case FAULT_ODD_ROW:
		reply_odd_row(r, f);
		break;
	case FAULT_LOOKUP_404:
		paper_reply_error(r, 404, PAPER_CODE_NOT_FOUND, "order not found");
		break;
	case FAULT_DROP_BEFORE:
	case FAULT_DUPLICATE_PAGE:
	case FAULT_STALE_QUOTES:
	case FAULT_PARTIAL_FILL:
	case FAULT_REJECT:
	case FAULT_PENDING_CANCEL:
	case FAULT_QUOTE:
	case FAULT_SPLIT:
	case FAULT_RENAME:
		break;
	}
}

static void handle_with_fault(
	struct paper_exchange *x, struct paper_call *c, const struct route *route)
{
	struct paper_fault *f = x->host == PAPER_LAB ? NULL
						     : paper_fault_fire(&x->server->faults, BEFORE,
							       c->method, c->path);
	struct paper_fault fired =
		f != NULL ? *f : (struct paper_fault){.kind = FAULT_DUPLICATE_PAGE};
	if (f != NULL && f->kind == FAULT_DROP_BEFORE) {
		x->ending = PAPER_DROP;
		return;
	}
	c->repeat_page = f != NULL && f->kind == FAULT_DUPLICATE_PAGE;
	if (f == NULL || f->kind != FAULT_STATUS || f->place)
		route->handler(c, &x->reply);
	if (f != NULL)
		apply_after(x, &fired);
}

void paper_exchange_handle(struct paper_exchange *x, const char *method, const char *path)
{
	struct paper *p = x->server;
	bool known;
	struct paper_call c = {.server = p,
		.connection = x->connection,
		.method = method,
		.path = path,
		.rest = ""};
	c.body = buf_text(&x->request);
	c.body_length = x->request.length;
	paper_follow_clock(p);
	prepare(x);
	p->stats.requests++;
	const struct route *route = find_route(method, path, &c.rest, &known);
	if (route != NULL)
		p->stats.by_route[route - routes]++;
	if (admit(x, &c, route, known))
		handle_with_fault(x, &c, route);
	(void)paper_http_date(p->book.now, x->date);
	if (!buf_ok(&x->reply.body))
		paper_reply_error(&x->reply, 500, 0, "the reply is too large");
	if (p->book.changed) {
		struct error err = {.kind = ERROR_NONE};
		if (paper_state_save(p, &err) != 0)
			p->stopped = err; /* a restart would forget replies that clients have */
		p->book.changed = false;
	}
}

void paper_write_routes(struct jsonl *w, const struct paper *p)
{
	char name[PAPER_FAULT_PATH_SIZE];
	jsonl_open(w, "requests", '{');
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		(void)snprintf(name, sizeof name, "%s %s", routes[i].method, routes[i].path);
		if (p->stats.by_route[i] > 0)
			jsonl_i64(w, name, p->stats.by_route[i]);
	}
	jsonl_close(w);
}

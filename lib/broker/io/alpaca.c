/* The connection to the broker; account, clock, calendar, positions and assets. */
#include "alpaca.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alpaca_request.h"
#include "array.h"
#include "stop.h"
#include "text.h"

enum {
	READ_TIMEOUT_MS = 20000,
	ORDER_TIMEOUT_MS = 10000,
	HEADER_SIZE = SECRET_SIZE + 32,
	URL_SIZE = 8192,
	PAGES_MAX = 100000,
	NAME_SIZE = 64
};

struct alpaca {
	struct http *http;
	char url[2][CONF_VALUE_SIZE];
	char key_header[HEADER_SIZE], secret_header[HEADER_SIZE];
	char stock_feed[16], option_feed[16];
	struct http_pool *pool;
	struct odd_rows odd;
	int read_timeout_ms;
	int64_t requests;
	struct alpaca_pace pace; /* holds the deadline of the connection too */
};

int alpaca_open(
	struct alpaca **out, const struct conf *conf, int64_t deadline_us, struct error *err)
{
	struct alpaca *a = calloc(1, sizeof *a);
	if (a == NULL)
		return error_memory(err);
	if (http_open(&a->http, deadline_us, err) != 0) {
		free(a);
		return -1;
	}
	memcpy(a->url[ALPACA_TRADING], conf_get(conf, CONF_BROKER_URL), CONF_VALUE_SIZE);
	memcpy(a->url[ALPACA_DATA], conf_get(conf, CONF_DATA_URL), CONF_VALUE_SIZE);
	(void)snprintf(a->key_header, HEADER_SIZE, "APCA-API-KEY-ID: %s", conf->key_id);
	(void)snprintf(a->secret_header, HEADER_SIZE, "APCA-API-SECRET-KEY: %s", conf->secret_key);
	(void)text_copy(a->stock_feed, sizeof a->stock_feed, conf_get(conf, CONF_STOCK_FEED));
	(void)text_copy(a->option_feed, sizeof a->option_feed, conf_get(conf, CONF_OPTION_FEED));
	a->pace.deadline_us = deadline_us;
	a->read_timeout_ms = READ_TIMEOUT_MS;
	*out = a;
	return 0;
}

void alpaca_close(struct alpaca *a)
{
	if (a == NULL)
		return;
	http_close(a->http);
	http_pool_close(a->pool);
	explicit_bzero(a, sizeof *a);
	free(a);
}

int64_t alpaca_deadline_us(const struct alpaca *a)
{
	return a->pace.deadline_us;
}

void alpaca_limit_answers(struct alpaca *a, double seconds)
{
	a->read_timeout_ms = seconds > 0 ? (int)(seconds * 1000) : READ_TIMEOUT_MS;
}

void alpaca_use(struct alpaca *a, enum alpaca_share share, double reserve_pct)
{
	a->pace.share = share;
	a->pace.reserve_pct = reserve_pct;
}

bool alpaca_may_ask(const struct alpaca *a)
{
	return alpaca_pace_ready(&a->pace, ALPACA_TRADING);
}

int64_t alpaca_requests(const struct alpaca *a)
{
	return a->requests;
}

struct alpaca_pace *alpaca_pace(struct alpaca *a)
{
	return &a->pace;
}

struct odd_rows *alpaca_odd_rows(struct alpaca *a)
{
	return &a->odd;
}

const char *alpaca_stock_feed(const struct alpaca *a)
{
	return a->stock_feed;
}

const char *alpaca_option_feed(const struct alpaca *a)
{
	return a->option_feed;
}

void alpaca_exchange(struct alpaca *a, const char *method, enum alpaca_host host, const char *path,
	const char *body, struct http_response *response)
{
	char url[URL_SIZE];
	const char *headers[] = {a->key_header, a->secret_header, NULL};
	bool effect = !text_equal(method, "GET");
	int n = snprintf(url, sizeof url, "%s%s", a->url[host], path);
	if (n < 0 || (size_t)n >= sizeof url) {
		*response = (struct http_response){.outcome = HTTP_NOT_SENT, .body = BUF_INIT(0)};
		(void)text_copy(response->reason, sizeof response->reason, "the URL is too long");
		return;
	}
	struct http_request request = {
		.method = method,
		.url = url,
		.body = body,
		.headers = headers,
		.timeout_ms = effect ? ORDER_TIMEOUT_MS : a->read_timeout_ms,
		.fresh = effect,
	};
	a->requests++;
	http_perform(a->http, &request, response);
	alpaca_pace_note(&a->pace, host, 0, response);
}

int alpaca_pool(struct alpaca *a, struct http_pool **out, struct error *err)
{
	if (a->pool == NULL &&
		http_pool_open(&a->pool, ALPACA_FLIGHTS, a->pace.deadline_us, err) != 0)
		return -1;
	*out = a->pool;
	return 0;
}

void alpaca_pool_drop(struct alpaca *a)
{
	http_pool_close(a->pool);
	a->pool = NULL;
}

int alpaca_pool_get(
	struct alpaca *a, enum alpaca_host host, const char *path, size_t tag, struct error *err)
{
	char url[URL_SIZE];
	const char *headers[] = {a->key_header, a->secret_header, NULL};
	int n = snprintf(url, sizeof url, "%s%s", a->url[host], path);
	if (n < 0 || (size_t)n >= sizeof url)
		return error_set(err, ERROR_INTERNAL, "the URL is too long");
	struct http_request request = {
		.method = "GET", .url = url, .headers = headers, .timeout_ms = READ_TIMEOUT_MS};
	a->requests++;
	return http_pool_start(a->pool, &request, tag, err);
}

int alpaca_fail(const struct http_response *r, const char *path, struct error *err)
{
	char shown[96];
	(void)snprintf(shown, sizeof shown, "%.*s", (int)strcspn(path, "?"), path);
	if (r->outcome != HTTP_ANSWERED && stop_check(err) != 0)
		return error_prefix(err, "broker %s", shown);
	if (r->outcome != HTTP_ANSWERED)
		return error_set(err, ERROR_UNAVAILABLE, "broker %s: %s", shown, r->reason);
	json_auto_t *body = NULL;
	bool parsed = json_parse(buf_text(&r->body), r->body.length, &body, NULL) == 0;
	const char *message = parsed ? json_string_value(json_object_get(body, "message")) : NULL;
	bool has_code = parsed && json_is_integer(json_object_get(body, "code"));
	enum error_kind kind =
		r->status == 401 || (r->status == 403 && parsed && !has_code) ? ERROR_PERMISSION
		: r->status == 429					      ? ERROR_AGAIN
		: r->status >= 500 || r->status < 400 || (r->status == 403 && !parsed)
			? ERROR_UNAVAILABLE
			: ERROR_DATA;
	if (message == NULL)
		message = "(no reason given)";
	return kind == ERROR_AGAIN ? error_unfinished(err, "broker %s: HTTP %ld: %.200s", shown,
					     r->status, message)
				   : error_set(err, kind, "broker %s: HTTP %ld: %.200s", shown,
					     r->status, message);
}

int alpaca_get(
	struct alpaca *a, enum alpaca_host host, const char *path, json_t **out, struct error *err)
{
	struct http_response r;
	int result = -1;
	for (int refused = 1;; refused++) {
		if (alpaca_pace_wait(&a->pace, host, path, err) != 0)
			return -1;
		alpaca_exchange(a, "GET", host, path, NULL, &r);
		if (!alpaca_pace_retries(&a->pace, &r, refused))
			break;
		buf_free(&r.body);
	}
	if (r.outcome != HTTP_ANSWERED || r.status < 200 || r.status > 299)
		(void)alpaca_fail(&r, path, err);
	else if (json_parse(buf_text(&r.body), r.body.length, out, err) != 0)
		(void)error_prefix(err, "broker %.*s", (int)strcspn(path, "?"), path);
	else
		result = 0;
	buf_free(&r.body);
	return result;
}

void alpaca_escape(struct buf *out, const char *text)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,:";
	for (; *text != '\0'; text++)
		if (strchr(plain, *text) != NULL)
			buf_putc(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
}

int alpaca_get_pages(struct alpaca *a, enum alpaca_host host, const char *path,
	int (*take)(void *context, const json_t *page, struct error *err), void *context,
	struct error *err)
{
	buf_auto struct buf url = BUF_INIT(URL_SIZE);
	char last[512] = "";
	for (int page_number = 0; page_number < PAGES_MAX; page_number++) {
		buf_clear(&url);
		buf_puts(&url, path);
		if (last[0] != '\0') {
			buf_puts(&url, "&page_token=");
			alpaca_escape(&url, last);
		}
		json_auto_t *page = NULL;
		if (alpaca_get(a, host, buf_text(&url), &page, err) != 0 ||
			take(context, page, err) != 0)
			return -1;
		const json_t *token = json_object_get(page, "next_page_token");
		if (token == NULL || json_is_null(token))
			return 0;
		const char *next = json_string_value(token);
		if (next == NULL || text_equal(next, last) || !text_copy(last, sizeof last, next))
			return error_set(err, ERROR_DATA, "broker %.*s: bad next_page_token",
				(int)strcspn(path, "?"), path);
	}
	return error_set(err, ERROR_DATA, "broker %.*s: more than %d pages",
		(int)strcspn(path, "?"), path, PAGES_MAX);
}

/* The name of ROW, or its number in the list. */
static void name_row(const json_t *row, const char *key, size_t number, char out[static NAME_SIZE])
{
	const char *name = json_string_value(json_object_get(row, key));
	if (name != NULL && name[0] != '\0')
		(void)snprintf(out, NAME_SIZE, "%.60s", name);
	else
		(void)snprintf(out, NAME_SIZE, "number %zu", number);
}

int alpaca_read_array(struct alpaca *a, const json_t *array, const struct alpaca_list *list,
	void *out, size_t *count, struct error *err)
{
	if (!json_is_array(array))
		return error_set(
			err, ERROR_DATA, "broker: the %s are not a JSON array", list->what);
	size_t n = json_array_size(array), kept = 0;
	char *rows = n == 0 ? NULL : calloc(n, list->size);
	if (n > 0 && rows == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(array, i);
		char name[NAME_SIZE], *into = rows + kept * list->size;
		struct error why = {0};
		name_row(row, list->name, i + 1, name);
		if (json_row_read(row, list->fields, list->field_count, into, &a->odd, list->what,
			    name, &why) != 0) {
			odd_rows_add(&a->odd, list->what, name, "%s", why.text);
			memset(into, 0, list->size);
			continue;
		}
		if (list->complete != NULL)
			list->complete(a, row, into);
		kept++;
	}
	memcpy(out, &rows, sizeof rows);
	*count = kept;
	return 0;
}

static const struct json_field account_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_account, account_number, "account_number", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_account, status, "status", true),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_account, equity, "equity", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_account, last_equity, "last_equity", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_account, cash, "cash", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_account, buying_power, "buying_power", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_account, options_buying_power,
		"options_buying_power", false),
	JSON_FIELD(JSON_FIELD_I64, struct broker_account, options_trading_level,
		"options_trading_level", false),
	JSON_FIELD(
		JSON_FIELD_BOOL, struct broker_account, trading_blocked, "trading_blocked", true),
	JSON_FIELD(
		JSON_FIELD_BOOL, struct broker_account, account_blocked, "account_blocked", true),
	JSON_FIELD(JSON_FIELD_BOOL, struct broker_account, trade_suspended_by_user,
		"trade_suspended_by_user", true),
};

int alpaca_account(struct alpaca *a, struct broker_account *out, struct error *err)
{
	json_auto_t *body = NULL;
	if (alpaca_get(a, ALPACA_TRADING, "/v2/account", &body, err) != 0)
		return -1;
	return json_object_read(body, account_fields, array_size(account_fields), out, err);
}

static const struct json_field clock_fields[] = {
	JSON_FIELD(JSON_FIELD_INSTANT, struct broker_clock, timestamp, "timestamp", true),
	JSON_FIELD(JSON_FIELD_BOOL, struct broker_clock, is_open, "is_open", true),
	JSON_FIELD(JSON_FIELD_INSTANT, struct broker_clock, next_open, "next_open", true),
	JSON_FIELD(JSON_FIELD_INSTANT, struct broker_clock, next_close, "next_close", true),
};

int alpaca_clock(struct alpaca *a, struct broker_clock *out, struct error *err)
{
	json_auto_t *body = NULL;
	if (alpaca_get(a, ALPACA_TRADING, "/v2/clock", &body, err) != 0)
		return -1;
	return json_object_read(body, clock_fields, 4, out, err);
}

static const struct json_field session_fields[] = {
	JSON_FIELD(JSON_FIELD_DATE, struct broker_session, date, "date", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_session, open, "open", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_session, close, "close", true),
};

int alpaca_calendar(struct alpaca *a, struct date from, struct date to, struct broker_session **out,
	size_t *count, struct error *err)
{
	char path[96], start[DATE_TEXT_SIZE], end[DATE_TEXT_SIZE];
	(void)snprintf(path, sizeof path, "/v2/calendar?start=%s&end=%s", date_format(from, start),
		date_format(to, end));
	json_auto_t *body = NULL;
	if (alpaca_get(a, ALPACA_TRADING, path, &body, err) != 0)
		return -1;
	static const struct alpaca_list list = {
		"sessions", "date", session_fields, array_size(session_fields), sizeof **out, NULL};
	return alpaca_read_array(a, body, &list, out, count, err);
}

static const struct json_field position_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_position, symbol, "symbol", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_position, asset_class, "asset_class", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_position, qty, "qty", false),
	JSON_FIELD(
		JSON_FIELD_DOUBLE, struct broker_position, qty_available, "qty_available", false),
	JSON_FIELD(JSON_FIELD_PRICE, struct broker_position, avg_entry_price, "avg_entry_price",
		false),
	JSON_FIELD(JSON_FIELD_PRICE, struct broker_position, current_price, "current_price", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_position, market_value, "market_value", false),
};

static void complete_position(struct alpaca *a, const json_t *row, void *out)
{
	const struct broker_position *p = out;
	const json_t *qty = json_object_get(row, "qty"), *symbol = json_object_get(row, "symbol");
	if (symbol == NULL || json_is_null(symbol))
		odd_rows_add(&a->odd, "positions", "unnamed", "\"symbol\" is missing");
	if (qty == NULL || json_is_null(qty))
		odd_rows_add(&a->odd, "positions", p->symbol, "\"qty\" is missing");
}

/* A symbol that is listed twice is kept once; rows that differ make its quantity unknown. */
static size_t merge_repeated(struct alpaca *a, struct broker_position *p, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < kept && !text_equal(p[k].symbol, p[i].symbol))
			k++;
		if (k == kept) {
			p[kept++] = p[i];
			continue;
		}
		bool same = fabs(p[k].qty - p[i].qty) < 1e-9;
		odd_rows_add(&a->odd, "positions", p[i].symbol,
			"the symbol is listed twice, \"qty\" is %g and %g", p[k].qty, p[i].qty);
		if (!same)
			p[k].qty = p[k].qty_available = (double)NAN;
	}
	return kept;
}

int alpaca_positions(
	struct alpaca *a, struct broker_position **out, size_t *count, struct error *err)
{
	static const struct alpaca_list list = {"positions", "symbol", position_fields,
		array_size(position_fields), sizeof **out, complete_position};
	json_auto_t *body = NULL;
	if (alpaca_get(a, ALPACA_TRADING, "/v2/positions", &body, err) != 0)
		return -1;
	if (alpaca_read_array(a, body, &list, out, count, err) != 0)
		return -1;
	*count = merge_repeated(a, *out, *count);
	return 0;
}

static const struct json_field asset_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_asset, symbol, "symbol", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_asset, name, "name", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_asset, exchange, "exchange", false),
	JSON_FIELD(JSON_FIELD_BOOL, struct broker_asset, tradable, "tradable", true),
};

/* True when the attributes of an asset, an array of words, contain WORD. */
static bool has_attribute(const json_t *asset, const char *word)
{
	size_t i;
	json_t *value;
	json_array_foreach(json_object_get(asset, "attributes"), i,
		value) if (json_is_string(value) &&
			   text_equal(json_string_value(value), word)) return true;
	return false;
}

static void complete_asset(struct alpaca *a, const json_t *row, void *out)
{
	struct broker_asset *asset = out;
	(void)a;
	asset->options_enabled =
		has_attribute(row, "options_enabled") || has_attribute(row, "has_options");
}

int alpaca_assets(struct alpaca *a, struct broker_asset **out, size_t *count, struct error *err)
{
	static const struct alpaca_list list = {"assets", "symbol", asset_fields,
		array_size(asset_fields), sizeof **out, complete_asset};
	json_auto_t *body = NULL;
	if (alpaca_get(a, ALPACA_TRADING, "/v2/assets?status=active&asset_class=us_equity", &body,
		    err) != 0)
		return -1;
	return alpaca_read_array(a, body, &list, out, count, err);
}

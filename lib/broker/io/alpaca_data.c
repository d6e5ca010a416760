/* Market data: quotes, option snapshots, contracts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alpaca_request.h"
#include "array.h"
#include "mem.h"
#include "text.h"

enum {
	PAGE_SNAPSHOTS = 1000,
	PAGE_CONTRACTS = 10000,
	ROWS_MAX = 2000000,
};

struct quote_json {
	struct instant t;
	struct price bp, ap;
	int64_t bs, as;
};

static const struct json_field quote_fields[] = {
	JSON_FIELD(JSON_FIELD_INSTANT, struct quote_json, t, "t", true),
	JSON_FIELD(JSON_FIELD_PRICE, struct quote_json, bp, "bp", false),
	JSON_FIELD(JSON_FIELD_PRICE, struct quote_json, ap, "ap", false),
	JSON_FIELD(JSON_FIELD_COUNT, struct quote_json, bs, "bs", false),
	JSON_FIELD(JSON_FIELD_COUNT, struct quote_json, as, "as", false),
};

static const struct quote no_quote = {{INT64_MIN}, {INT64_MIN}, INT64_MIN, INT64_MIN, {INT64_MIN}};

/* Adds a quote that cannot be read to the odd rows of LIST, and leaves it out. */
static struct quote read_quote(
	struct alpaca *a, const char *list, const char *symbol, const json_t *value)
{
	struct quote_json j;
	struct error why = {0};
	struct odd_rows *odd = alpaca_odd_rows(a);
	if (value == NULL || json_is_null(value))
		return no_quote;
	if (json_row_read(value, quote_fields, array_size(quote_fields), &j, odd, list, symbol,
		    &why) == 0)
		return (struct quote){j.bp, j.ap, j.bs, j.as, j.t};
	odd_rows_add(odd, list, symbol, "quote: %s", why.text);
	return no_quote;
}

int alpaca_stock_quotes(struct alpaca *a, const char *const *symbols, size_t count,
	struct quote *out, struct error *err)
{
	for (size_t first = 0; first < count;) {
		buf_auto struct buf url = BUF_INIT((size_t)8192);
		buf_printf(&url, "/v2/stocks/quotes/latest?feed=%s&symbols=", alpaca_stock_feed(a));
		size_t end = alpaca_add_symbols(&url, symbols, first, count, count);
		json_auto_t *body = NULL;
		if (alpaca_get(a, ALPACA_DATA, buf_text(&url), &body, err) != 0)
			return -1;
		const json_t *quotes = json_object_get(body, "quotes");
		if (!json_is_object(quotes))
			return error_set(err, ERROR_DATA, "broker: the response has no quotes");
		for (; first < end; first++)
			out[first] = read_quote(a, "quotes", symbols[first],
				json_object_get(quotes, symbols[first]));
	}
	return 0;
}

struct list {
	struct alpaca *alpaca;
	struct option_snapshot *rows;
	size_t count, capacity;
};

static const struct json_field greek_fields[] = {
	JSON_FIELD(JSON_FIELD_DOUBLE, struct greeks, delta, "delta", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct greeks, gamma, "gamma", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct greeks, theta, "theta", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct greeks, vega, "vega", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct greeks, rho, "rho", false),
};

struct trade_json {
	struct price p;
	struct instant t;
};

static const struct json_field trade_fields[] = {
	JSON_FIELD(JSON_FIELD_PRICE, struct trade_json, p, "p", false),
	JSON_FIELD(JSON_FIELD_INSTANT, struct trade_json, t, "t", false),
};

static const struct json_field volume_fields[] = {
	{"v", JSON_FIELD_COUNT, 0, sizeof(int64_t), false}};
static const struct json_field iv_fields[] = {
	{"impliedVolatility", JSON_FIELD_DOUBLE, 0, sizeof(double), false}};

/* Reads one part of a snapshot; a part that is not an object is as if it were missing. */
static void read_part(struct alpaca *a, const char *symbol, const json_t *part,
	const struct json_field *fields, size_t count, void *out)
{
	struct error why = {0};
	if (json_is_object(part))
		(void)json_row_read(
			part, fields, count, out, alpaca_odd_rows(a), "snapshots", symbol, &why);
	else if (part != NULL && !json_is_null(part))
		odd_rows_add(alpaca_odd_rows(a), "snapshots", symbol, "a part is not an object");
}

/* False when the row cannot be used at all. A part that cannot be read is unknown. */
static bool read_snapshot(
	struct alpaca *a, const char *symbol, const json_t *value, struct option_snapshot *out)
{
	struct trade_json last = {PRICE_UNKNOWN, INSTANT_UNKNOWN};
	double nan = (double)NAN;
	*out = (struct option_snapshot){.greeks = {nan, nan, nan, nan, nan},
		.implied_volatility = nan,
		.volume = INT64_MIN,
		.previous_volume = INT64_MIN};
	if (!json_is_object(value) || !text_copy(out->symbol, sizeof out->symbol, symbol)) {
		odd_rows_add(
			alpaca_odd_rows(a), "snapshots", symbol, "not a snapshot of an option");
		return false;
	}
	out->quote = read_quote(a, "snapshots", symbol, json_object_get(value, "latestQuote"));
	read_part(a, symbol, value, iv_fields, 1, &out->implied_volatility);
	read_part(a, symbol, json_object_get(value, "greeks"), greek_fields,
		array_size(greek_fields), &out->greeks);
	read_part(a, symbol, json_object_get(value, "latestTrade"), trade_fields,
		array_size(trade_fields), &last);
	read_part(a, symbol, json_object_get(value, "dailyBar"), volume_fields, 1, &out->volume);
	read_part(a, symbol, json_object_get(value, "prevDailyBar"), volume_fields, 1,
		&out->previous_volume);
	out->last_price = last.p;
	out->last_ts = last.t;
	return true;
}

static int take_snapshot_page(void *context, const json_t *page, struct error *err)
{
	struct list *list = context;
	json_t *snapshots = json_object_get(page, "snapshots");
	if (!json_is_object(snapshots))
		return error_set(err, ERROR_DATA, "broker: the response has no snapshots");
	const char *symbol;
	json_t *value;
	json_object_foreach(snapshots, symbol, value)
	{
		if (json_is_null(value))
			continue;
		if (mem_grow(&list->rows, &list->capacity, list->count + 1, sizeof *list->rows,
			    ROWS_MAX) != 0)
			return error_memory(err);
		list->count += read_snapshot(list->alpaca, symbol, value, &list->rows[list->count]);
	}
	return 0;
}

static int finish_list(struct list *list, int result, struct option_snapshot **out, size_t *count)
{
	if (result != 0) {
		free(list->rows);
		return -1;
	}
	*out = list->rows;
	*count = list->count;
	return 0;
}

static void add_filter(struct buf *url, const struct chain_filter *f)
{
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE], strike[NUM_TEXT_SIZE];
	buf_printf(url, "&expiration_date_gte=%s&expiration_date_lte=%s",
		date_format(f->expiry_from, from), date_format(f->expiry_to, to));
	if (price_known(f->strike_from))
		buf_printf(url, "&strike_price_gte=%s", price_format(f->strike_from, 4, strike));
	if (price_known(f->strike_to))
		buf_printf(url, "&strike_price_lte=%s", price_format(f->strike_to, 4, strike));
	if (f->kind != 0)
		buf_printf(url, "&type=%s", f->kind == OPTION_CALL ? "call" : "put");
}

int alpaca_chain(struct alpaca *a, const char *underlying, const struct chain_filter *f,
	struct option_snapshot **out, size_t *count, struct error *err)
{
	buf_auto struct buf url = BUF_INIT((size_t)2048);
	buf_puts(&url, "/v1beta1/options/snapshots/");
	alpaca_escape(&url, underlying);
	buf_printf(&url, "?feed=%s&limit=%d", alpaca_option_feed(a), PAGE_SNAPSHOTS);
	add_filter(&url, f);
	struct list list = {.alpaca = a};
	int result =
		alpaca_get_pages(a, ALPACA_DATA, buf_text(&url), take_snapshot_page, &list, err);
	return finish_list(&list, result, out, count);
}

int alpaca_option_snapshots(struct alpaca *a, const char *const *symbols, size_t count,
	struct option_snapshot **out, size_t *out_count, struct error *err)
{
	struct list list = {.alpaca = a};
	int result = 0;
	for (size_t first = 0; first < count && result == 0;) {
		buf_auto struct buf url = BUF_INIT((size_t)8192);
		buf_printf(&url, "/v1beta1/options/snapshots?feed=%s&limit=%d&symbols=",
			alpaca_option_feed(a), PAGE_SNAPSHOTS);
		first = alpaca_add_symbols(&url, symbols, first, count, ALPACA_OPTION_SYMBOLS_MAX);
		result = alpaca_get_pages(
			a, ALPACA_DATA, buf_text(&url), take_snapshot_page, &list, err);
	}
	return finish_list(&list, result, out, out_count);
}

static const struct json_field contract_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_contract, symbol, "symbol", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_contract, underlying_symbol, "underlying_symbol",
		true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_contract, root_symbol, "root_symbol", false),
	JSON_FIELD(JSON_FIELD_BOOL, struct broker_contract, tradable, "tradable", true),
	JSON_FIELD(JSON_FIELD_COUNT, struct broker_contract, open_interest, "open_interest", false),
	JSON_FIELD(JSON_FIELD_DATE, struct broker_contract, open_interest_date,
		"open_interest_date", false),
};

struct contract_list {
	struct alpaca *alpaca;
	struct broker_contract *rows;
	size_t count, capacity;
};

static int take_contract_page(void *context, const json_t *page, struct error *err)
{
	static const struct alpaca_list form = {"contracts", "symbol", contract_fields,
		array_size(contract_fields), sizeof(struct broker_contract), NULL};
	struct contract_list *list = context;
	struct broker_contract *rows mem_auto = NULL;
	size_t n = 0;
	if (alpaca_read_array(list->alpaca, json_object_get(page, "option_contracts"), &form, &rows,
		    &n, err) != 0)
		return -1;
	if (mem_grow(&list->rows, &list->capacity, list->count + n, sizeof *rows, ROWS_MAX) != 0)
		return error_memory(err);
	if (n > 0)
		memcpy(list->rows + list->count, rows, n * sizeof *rows);
	list->count += n;
	return 0;
}

int alpaca_contracts(struct alpaca *a, const char *underlying, const struct chain_filter *filter,
	struct broker_contract **out, size_t *count, struct error *err)
{
	buf_auto struct buf url = BUF_INIT((size_t)1024);
	buf_printf(&url, "/v2/options/contracts?limit=%d&underlying_symbols=", PAGE_CONTRACTS);
	alpaca_escape(&url, underlying);
	buf_puts(&url, filter->expired ? "&status=inactive" : "");
	add_filter(&url, filter);
	struct contract_list list = {.alpaca = a};
	if (alpaca_get_pages(a, ALPACA_TRADING, buf_text(&url), take_contract_page, &list, err) !=
		0) {
		free(list.rows);
		return -1;
	}
	*out = list.rows;
	*count = list.count;
	return 0;
}

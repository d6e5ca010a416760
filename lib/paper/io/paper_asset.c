#include "paper_asset.h"

#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "paper_server.h"
#include "paper_text.h"
#include "rng.h"
#include "text.h"
#include "zone.h"

const char *paper_asset_id(const char *symbol, char out[static PAPER_UUID_SIZE])
{
	return paper_uuid(rng_hash_text(0, symbol), 0, out);
}

static void write_asset(struct jsonl *w, const struct paper_market_stock *s)
{
	char id[PAPER_UUID_SIZE];
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "id", paper_asset_id(s->symbol, id));
	jsonl_text(w, "class", "us_equity");
	jsonl_text(w, "exchange", s->exchange);
	jsonl_text(w, "symbol", s->symbol);
	jsonl_text(w, "name", s->name);
	jsonl_text(w, "status", "active");
	jsonl_bool(w, "tradable", true);
	jsonl_bool(w, "marginable", true);
	jsonl_i64(w, "maintenance_margin_requirement", 30);
	jsonl_bool(w, "shortable", false);
	jsonl_bool(w, "easy_to_borrow", false);
	jsonl_bool(w, "fractionable", false);
	jsonl_open(w, "attributes", '[');
	if (s->options_enabled) {
		jsonl_text(w, NULL, "options_enabled");
		jsonl_text(w, NULL, "has_options");
	}
	jsonl_close(w);
	jsonl_close(w);
}

void paper_get_assets(struct paper_call *c, struct paper_reply *r)
{
	const struct paper *p = c->server;
	const char *status = paper_argument(c, "status"), *class = paper_argument(c, "asset_class");
	const char *exchange = paper_argument(c, "exchange"),
		   *attributes = paper_argument(c, "attributes");
	bool any = (status == NULL || text_equal(status, "active")) &&
		   (class == NULL || text_equal(class, "us_equity"));
	jsonl_open(&r->json, NULL, '[');
	for (size_t i = 0; any && i < p->market.stock_count; i++) {
		const struct paper_market_stock *s = &p->market.stocks[i];
		bool right = exchange == NULL || text_equal(exchange, s->exchange);
		if (right && (attributes == NULL || s->options_enabled))
			write_asset(&r->json, s);
	}
	jsonl_close(&r->json);
}

void paper_get_asset(struct paper_call *c, struct paper_reply *r)
{
	const struct paper *p = c->server;
	for (size_t i = 0; i < p->market.stock_count; i++) {
		char id[PAPER_UUID_SIZE];
		const struct paper_market_stock *s = &p->market.stocks[i];
		if (text_equal(s->symbol, c->rest) ||
			text_equal_nocase(paper_asset_id(s->symbol, id), c->rest)) {
			write_asset(&r->json, s);
			return;
		}
	}
	paper_reply_error(r, 404, PAPER_CODE_NOT_FOUND, "asset not found for %.40s", c->rest);
}

/* The middle of the quote at the close of the session before NOW; unknown without a quote. */
static struct price close_price(const struct paper *p, const struct paper_market_contract *k,
	struct instant now, struct date *day)
{
	struct session s;
	struct quote q;
	if (!calendar_previous(zone_new_york_date(now, NULL), &s) ||
		!paper_market_option_quote(&p->market, k, s.close, &q))
		return PRICE_UNKNOWN;
	*day = s.day;
	return price_mid(q.bid, q.ask);
}

static void write_contract(
	struct jsonl *w, const struct paper *p, const struct paper_market_contract *k)
{
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const char *underlying = p->market.stocks[k->stock].symbol,
		   *kind = k->occ.kind == OPTION_CALL ? "call" : "put";
	char id[PAPER_UUID_SIZE], name[96], strike[NUM_TEXT_SIZE];
	struct instant now = p->book.now;
	bool active = paper_market_contract_active(k, now),
	     standard = occ_is_standard(&k->occ, underlying);
	int y, m, d;
	date_to_ymd(k->occ.expiry, &y, &m, &d);
	(void)snprintf(name, sizeof name, "%s %s %02d %d %s %s", underlying, months[m - 1], d, y,
		price_format(k->occ.strike, 2, strike),
		k->occ.kind == OPTION_CALL ? "Call" : "Put");
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "id", paper_asset_id(k->symbol, id));
	jsonl_text(w, "symbol", k->symbol);
	jsonl_text(w, "name", name);
	jsonl_text(w, "status", active ? "active" : "inactive");
	jsonl_bool(w, "tradable", active && standard);
	jsonl_date(w, "expiration_date", k->occ.expiry);
	jsonl_text(w, "root_symbol", k->occ.root);
	jsonl_text(w, "underlying_symbol", underlying);
	jsonl_text(w, "underlying_asset_id", paper_asset_id(underlying, id));
	jsonl_text(w, "type", kind);
	jsonl_text(w, "style", "american");
	paper_put_price_text(w, "strike_price", k->occ.strike);
	jsonl_text(w, "multiplier", "100");
	jsonl_text(w, "size", "100");
	struct paper_market_interest interest;
	if (paper_market_open_interest(k, now, &interest)) {
		paper_put_count_text(w, "open_interest", interest.contracts);
		jsonl_date(w, "open_interest_date", interest.as_of);
	} else {
		jsonl_null(w, "open_interest");
		jsonl_null(w, "open_interest_date");
	}
	struct date day = DATE_UNKNOWN;
	paper_put_price_text(w, "close_price", close_price(p, k, now, &day));
	jsonl_date(w, "close_price_date", day);
	jsonl_bool(w, "ppind",
		p->market.stocks[k->stock].company == NULL ||
			p->market.stocks[k->stock].company->product == NULL);
	jsonl_close(w);
}

struct contract_filter {
	const char *underlyings, *type, *root;
	struct date expiry, least_expiry, most_expiry;
	struct price least_strike, most_strike;
	bool active;
};

static int strike_argument(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct price *out)
{
	const char *value = paper_argument(c, name);
	if (value == NULL || price_parse(value, out) == 0)
		return 0;
	paper_reply_error(r, 422, PAPER_CODE_SHAPE, "invalid %s: %.40s", name, value);
	return -1;
}

static int read_filter(struct paper_call *c, struct paper_reply *r, struct contract_filter *f)
{
	const char *status = paper_argument(c, "status");
	*f = (struct contract_filter){
		.underlyings = paper_argument(c, "underlying_symbols"),
		.type = paper_argument(c, "type"),
		.root = paper_argument(c, "root_symbol"),
		.expiry = DATE_UNKNOWN,
		.least_expiry = DATE_UNKNOWN,
		.most_expiry = DATE_UNKNOWN,
		.least_strike = PRICE_UNKNOWN,
		.most_strike = PRICE_UNKNOWN,
		.active = status == NULL || text_equal(status, "active"),
	};
	if (paper_argument_date(c, r, "expiration_date", &f->expiry) != 0 ||
		paper_argument_date(c, r, "expiration_date_gte", &f->least_expiry) != 0 ||
		paper_argument_date(c, r, "expiration_date_lte", &f->most_expiry) != 0 ||
		strike_argument(c, r, "strike_price_gte", &f->least_strike) != 0 ||
		strike_argument(c, r, "strike_price_lte", &f->most_strike) != 0)
		return -1;
	if (!date_known(f->expiry) &&
		!date_known(f->most_expiry)) { /* the broker's default: until Sunday */
		struct date today = zone_new_york_date(c->server->book.now, NULL);
		f->most_expiry = date_add(today, (7 - (int)date_weekday(today)) % 7);
	}
	return 0;
}

static bool contract_fits(const struct paper *p, const struct paper_market_contract *k,
	const struct contract_filter *f)
{
	const struct option_contract *o = &k->occ;
	if (paper_market_contract_active(k, p->book.now) != f->active)
		return false;
	if (f->type != NULL && !text_equal(f->type, o->kind == OPTION_CALL ? "call" : "put"))
		return false;
	if (f->root != NULL && !text_equal(f->root, o->root))
		return false;
	if ((date_known(f->expiry) && date_compare(o->expiry, f->expiry) != 0) ||
		(date_known(f->least_expiry) && date_compare(o->expiry, f->least_expiry) < 0) ||
		(date_known(f->most_expiry) && date_compare(o->expiry, f->most_expiry) > 0))
		return false;
	if ((price_known(f->least_strike) && o->strike.e4 < f->least_strike.e4) ||
		(price_known(f->most_strike) && o->strike.e4 > f->most_strike.e4))
		return false;
	return f->underlyings == NULL ||
	       paper_list_has(f->underlyings, p->market.stocks[k->stock].symbol);
}

void paper_get_contracts(struct paper_call *c, struct paper_reply *r)
{
	const struct paper *p = c->server;
	struct contract_filter f;
	int64_t limit = 100, skip = 0, seen = 0;
	char text[PAPER_TOKEN_SIZE], token[PAPER_TOKEN_SIZE];
	const char *page = c->repeat_page ? NULL : paper_argument(c, "page_token");
	if (read_filter(c, r, &f) != 0 || paper_argument_i64(c, r, "limit", 1, 10000, &limit) != 0)
		return;
	/* The token is the number of contracts on the previous pages. */
	if (page != NULL && (paper_token_decode(page, text) != 0 ||
				    num_parse_i64(text, 0, INT32_MAX, &skip) != 0)) {
		paper_reply_error(r, 422, PAPER_CODE_SHAPE, "invalid page_token: %.40s", page);
		return;
	}
	jsonl_open(&r->json, NULL, '{');
	jsonl_open(&r->json, "option_contracts", '[');
	for (size_t i = 0; i < p->market.contract_count && seen <= skip + limit; i++) {
		if (!contract_fits(p, &p->market.contracts[i], &f))
			continue;
		if (seen >= skip && seen < skip + limit)
			write_contract(&r->json, p, &p->market.contracts[i]);
		seen++;
	}
	jsonl_close(&r->json);
	(void)snprintf(text, sizeof text, "%lld", (long long)(skip + limit));
	jsonl_text(
		&r->json, "next_page_token", seen > skip + limit ? paper_token(text, token) : NULL);
	jsonl_close(&r->json);
}

void paper_get_contract(struct paper_call *c, struct paper_reply *r)
{
	const struct paper *p = c->server;
	const struct paper_market_contract *k = paper_market_contract_find(&p->market, c->rest);
	for (size_t i = 0; k == NULL && i < p->market.contract_count; i++) {
		char id[PAPER_UUID_SIZE];
		if (text_equal_nocase(paper_asset_id(p->market.contracts[i].symbol, id), c->rest))
			k = &p->market.contracts[i];
	}
	if (k != NULL)
		write_contract(&r->json, p, k);
	else
		paper_reply_error(
			r, 404, PAPER_CODE_NOT_FOUND, "option contract %.40s not found", c->rest);
}

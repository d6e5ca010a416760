/* Option data of the stand-in broker: bars, quotes, snapshots with Greeks, chains. */
#include "paper_bars.h"

#include <string.h>

#include "american.h"
#include "calendar.h"
#include "num.h"
#include "paper_text.h"
#include "synth_option.h"
#include "text.h"
#include "zone.h"

#define YEAR_S (365.0 * 86400)

void paper_get_option_bars(struct paper_call *c, struct paper_reply *r)
{
	paper_reply_bars(c, r, true);
}

static void put_quote(struct jsonl *w, const char *key, const struct quote *q)
{
	jsonl_open(w, key, '{');
	jsonl_instant(w, "t", q->ts);
	jsonl_text(w, "bx", "C");
	paper_put_price(w, "bp", q->bid);
	jsonl_i64(w, "bs", q->bid_size);
	jsonl_text(w, "ax", "C");
	paper_put_price(w, "ap", q->ask);
	jsonl_i64(w, "as", q->ask_size);
	jsonl_text(w, "c", " ");
	jsonl_close(w);
}

static void put_trade(struct jsonl *w, const char *key, const struct bar *last)
{
	jsonl_open(w, key, '{');
	jsonl_instant(w, "t", instant_add(last->ts, MINUTE_US - SECOND_US));
	jsonl_text(w, "x", "C");
	paper_put_price(w, "p", last->close);
	jsonl_i64(w, "s", last->volume < 10 ? last->volume : 1 + last->volume / 10);
	jsonl_text(w, "c", "I");
	jsonl_close(w);
}

/* The values that all contracts of one reply have in common. */
struct screen {
	struct paper *server;
	struct instant now;
	struct date today, before; /* the session in progress or last over, and the one before */
	bool has_today, has_before;
	size_t stock; /* the stock that SPOT is the price of */
	double spot;  /* NAN: unknown */
};

static void screen_init(struct screen *s, struct paper *p)
{
	struct session session;
	*s = (struct screen){.server = p, .now = p->book.now, .stock = SIZE_MAX};
	struct date day = zone_new_york_date(s->now, NULL);
	bool begun = calendar_session(day, &session) &&
		     instant_compare(s->now, instant_add(session.open, MINUTE_US)) >= 0;
	s->has_today = begun || calendar_previous(day, &session);
	s->today = session.day;
	s->has_before = s->has_today && calendar_previous(s->today, &session);
	s->before = session.day;
}

static double spot_of(struct screen *s, size_t stock)
{
	if (s->stock != stock) {
		s->stock = stock;
		s->spot = price_to_double(paper_market_underlying(
			&s->server->market, &s->server->market.stocks[stock], s->now));
	}
	return s->spot;
}

/* Writes the Greeks and the volatility at the middle of the quote; nothing without a solution. */
static void put_greeks(struct screen *s, struct jsonl *w, const struct paper_market_contract *k,
	const struct quote *q)
{
	struct american_terms terms = {
		.option = {
			.kind = k->occ.kind,
			.spot = spot_of(s, k->stock),
			.strike = price_to_double(k->occ.strike),
			.years = (double)instant_diff_us(k->expires, s->now) / (double)SECOND_US /
				 YEAR_S,
			.rate = SYNTH_RATE,
		}};
	double volatility;
	struct greeks g;
	if (!price_positive(q->bid) || q->ask.e4 < q->bid.e4)
		return;
	double middle = (price_to_double(q->bid) + price_to_double(q->ask)) / 2;
	if (american_implied_volatility(&terms, middle, &volatility) != IV_OK ||
		!american_greeks(&terms, volatility, &g))
		return;
	jsonl_open(w, "greeks", '{');
	jsonl_double(w, "delta", g.delta, 4);
	jsonl_double(w, "gamma", g.gamma, 4);
	jsonl_double(w, "rho", g.rho, 4);
	jsonl_double(w, "theta", g.theta, 4);
	jsonl_double(w, "vega", g.vega, 4);
	jsonl_close(w);
	jsonl_double(w, "impliedVolatility", volatility, 4);
}

static void write_snapshot(struct screen *s, struct jsonl *w, struct paper_market_contract *k)
{
	const struct paper_market *m = &s->server->market;
	struct bar day, last, before, before_last;
	struct quote q;
	bool quoted = paper_screen_quote(s->server, k->symbol, &q);
	bool traded =
		s->has_today && paper_market_option_session(m, k, s->today, s->now, &day, &last);
	bool traded_before = s->has_before && paper_market_option_session(m, k, s->before, s->now,
						      &before, &before_last);
	jsonl_open(w, k->symbol, '{');
	if (traded)
		paper_put_bar(w, "dailyBar", &day);
	if (quoted)
		put_greeks(s, w, k, &q);
	if (quoted)
		put_quote(w, "latestQuote", &q);
	if (traded || traded_before)
		put_trade(w, "latestTrade", traded ? &last : &before_last);
	if (traded)
		paper_put_bar(w, "minuteBar", &last);
	if (traded_before)
		paper_put_bar(w, "prevDailyBar", &before);
	jsonl_close(w);
}

void paper_get_option_snapshots(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct paper_symbols symbols;
	struct screen screen;
	int64_t limit = 100, shown = 0;
	char after[PAPER_TOKEN_SIZE] = "", token[PAPER_TOKEN_SIZE];
	const char *page = c->repeat_page ? NULL : paper_argument(c, "page_token"), *last = NULL;
	if (paper_read_symbols(c, r, true, &symbols) != 0)
		return;
	bool bad_page = page != NULL && paper_token_decode(page, after) != 0;
	if (bad_page)
		paper_reply_error(r, 400, 0, "invalid page_token");
	if (bad_page || paper_argument_i64(c, r, "limit", 1, 1000, &limit) != 0) {
		paper_symbols_free(&symbols);
		return;
	}
	bool more = false;
	screen_init(&screen, p);
	jsonl_open(&r->json, NULL, '{');
	jsonl_open(&r->json, "snapshots", '{');
	for (size_t i = 0; i < symbols.count && !more; i++) {
		struct paper_market_contract *k =
			paper_market_contract_find(&p->market, symbols.names[i]);
		if (k == NULL || strcmp(symbols.names[i], after) <= 0)
			continue;
		more = shown == limit;
		if (more)
			break;
		write_snapshot(&screen, &r->json, k);
		last = symbols.names[i];
		shown++;
	}
	jsonl_close(&r->json);
	jsonl_text(&r->json, "next_page_token", more ? paper_token(last, token) : NULL);
	jsonl_close(&r->json);
	paper_symbols_free(&symbols);
	(void)paper_fault_fire(&p->faults, 1U << FAULT_STALE_QUOTES, c->method, c->path);
}

struct option_query {
	const char *type, *root;
	struct date expiry, least_expiry, most_expiry;
	struct price least_strike, most_strike;
	int64_t limit;
	char after[PAPER_TOKEN_SIZE]; /* the last symbol of the previous page */
};

static int chain_strike(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct price *out)
{
	const char *value = paper_argument(c, name);
	if (value == NULL || price_parse(value, out) == 0)
		return 0;
	paper_reply_error(r, 400, 0, "invalid %s: %.40s", name, value);
	return -1;
}

static int read_chain_filter(struct paper_call *c, struct paper_reply *r, struct option_query *f)
{
	const char *page = c->repeat_page ? NULL : paper_argument(c, "page_token");
	*f = (struct option_query){
		.type = paper_argument(c, "type"),
		.root = paper_argument(c, "root_symbol"),
		.expiry = DATE_UNKNOWN,
		.least_expiry = DATE_UNKNOWN,
		.most_expiry = DATE_UNKNOWN,
		.least_strike = PRICE_UNKNOWN,
		.most_strike = PRICE_UNKNOWN,
		.limit = 100,
	};
	if (f->type != NULL && !text_equal(f->type, "call") && !text_equal(f->type, "put")) {
		paper_reply_error(r, 400, 0, "invalid type: %.40s", f->type);
		return -1;
	}
	if (page != NULL && paper_token_decode(page, f->after) != 0) {
		paper_reply_error(r, 400, 0, "invalid page_token");
		return -1;
	}
	return paper_argument_date(c, r, "expiration_date", &f->expiry) != 0 ||
			       paper_argument_date(c, r, "expiration_date_gte", &f->least_expiry) !=
				       0 ||
			       paper_argument_date(c, r, "expiration_date_lte", &f->most_expiry) !=
				       0 ||
			       chain_strike(c, r, "strike_price_gte", &f->least_strike) != 0 ||
			       chain_strike(c, r, "strike_price_lte", &f->most_strike) != 0 ||
			       paper_argument_i64(c, r, "limit", 1, 1000, &f->limit) != 0
		       ? -1
		       : 0;
}

static bool chain_fits(
	const struct paper_market_contract *k, const struct option_query *f, struct instant now)
{
	const struct option_contract *o = &k->occ;
	if (!paper_market_contract_active(k, now))
		return false;
	if (f->type != NULL && text_equal(f->type, "call") != (o->kind == OPTION_CALL))
		return false;
	if (f->root != NULL && !text_equal(f->root, o->root))
		return false;
	if ((date_known(f->expiry) && date_compare(o->expiry, f->expiry) != 0) ||
		(date_known(f->least_expiry) && date_compare(o->expiry, f->least_expiry) < 0) ||
		(date_known(f->most_expiry) && date_compare(o->expiry, f->most_expiry) > 0))
		return false;
	return !(price_known(f->least_strike) && o->strike.e4 < f->least_strike.e4) &&
	       !(price_known(f->most_strike) && o->strike.e4 > f->most_strike.e4);
}

void paper_get_option_chain(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct option_query f;
	struct screen screen;
	char token[PAPER_TOKEN_SIZE];
	const char *last = NULL;
	if (read_chain_filter(c, r, &f) != 0)
		return;
	if (!occ_is_ticker(c->rest)) {
		paper_reply_error(r, 400, 0, "invalid symbol: %.40s", c->rest);
		return;
	}
	const struct paper_market_stock *s = paper_market_stock_find(&p->market, c->rest);
	size_t i = s != NULL ? s->contract_first : 0, end = s != NULL ? i + s->contract_count : 0;
	int64_t shown = 0;
	bool more = false;
	screen_init(&screen, p);
	jsonl_open(&r->json, NULL, '{');
	jsonl_open(&r->json, "snapshots", '{');
	for (; i < end && !more; i++) {
		struct paper_market_contract *k = &p->market.contracts[i];
		if (strcmp(k->symbol, f.after) <= 0 || !chain_fits(k, &f, p->book.now))
			continue;
		more = shown == f.limit;
		if (more)
			break;
		write_snapshot(&screen, &r->json, k);
		last = k->symbol;
		shown++;
	}
	jsonl_close(&r->json);
	jsonl_text(&r->json, "next_page_token", more ? paper_token(last, token) : NULL);
	jsonl_close(&r->json);
	(void)paper_fault_fire(&p->faults, 1U << FAULT_STALE_QUOTES, c->method, c->path);
}

void paper_get_option_quotes_latest(struct paper_call *c, struct paper_reply *r)
{
	struct paper_symbols symbols;
	struct quote q;
	if (paper_read_symbols(c, r, true, &symbols) != 0)
		return;
	jsonl_open(&r->json, NULL, '{');
	jsonl_open(&r->json, "quotes", '{');
	for (size_t i = 0; i < symbols.count; i++)
		if (paper_screen_quote(c->server, symbols.names[i], &q))
			put_quote(&r->json, symbols.names[i], &q);
	jsonl_close(&r->json);
	jsonl_close(&r->json);
	paper_symbols_free(&symbols);
	(void)paper_fault_fire(&c->server->faults, 1U << FAULT_STALE_QUOTES, c->method, c->path);
}

void paper_get_option_trades_latest(struct paper_call *c, struct paper_reply *r)
{
	struct paper_symbols symbols;
	struct screen s;
	if (paper_read_symbols(c, r, true, &symbols) != 0)
		return;
	screen_init(&s, c->server);
	jsonl_open(&r->json, NULL, '{');
	jsonl_open(&r->json, "trades", '{');
	for (size_t i = 0; i < symbols.count; i++) {
		struct bar day, last;
		struct paper_market_contract *k =
			paper_market_contract_find(&c->server->market, symbols.names[i]);
		const struct paper_market *m = &c->server->market;
		if (k != NULL && ((s.has_today && paper_market_option_session(
							  m, k, s.today, s.now, &day, &last)) ||
					 (s.has_before && paper_market_option_session(m, k,
								  s.before, s.now, &day, &last))))
			put_trade(&r->json, k->symbol, &last);
	}
	jsonl_close(&r->json);
	jsonl_close(&r->json);
	paper_symbols_free(&symbols);
}

/* Stock data of the stand-in broker: bars, quotes, trades, snapshots. */
#include "paper_bars.h"

#include "paper_text.h"
#include "rng.h"

void paper_get_stock_bars(struct paper_call *c, struct paper_reply *r)
{
	paper_reply_bars(c, r, false);
}

bool paper_screen_quote(struct paper *p, const char *symbol, struct quote *out)
{
	struct instant t = p->book.now;
	for (size_t i = 0; i < p->faults.count; i++) {
		const struct paper_fault *f = &p->faults.rows[i];
		if (f->kind == FAULT_STALE_QUOTES && f->count > 0 &&
			instant_compare(f->since, t) < 0)
			t = f->since;
	}
	struct paper_env e = paper_env(p);
	return paper_quote(&e, symbol, t, out);
}

/* A stale_quotes fault counts requests, not quotes. */
static void count_stale(struct paper_call *c)
{
	(void)paper_fault_fire(&c->server->faults, 1U << FAULT_STALE_QUOTES, c->method, c->path);
}

static void put_quote(struct jsonl *w, const char *key, const struct quote *q)
{
	jsonl_open(w, key, '{');
	jsonl_instant(w, "t", q->ts);
	jsonl_text(w, "bx", "Q");
	paper_put_price(w, "bp", q->bid);
	jsonl_i64(w, "bs", q->bid_size);
	jsonl_text(w, "ax", "Q");
	paper_put_price(w, "ap", q->ask);
	jsonl_i64(w, "as", q->ask_size);
	jsonl_raw(w, "c", "[\"R\"]");
	jsonl_text(w, "z", "C");
	jsonl_close(w);
}

/*
 * The last trade has the price of the last minute's close, and its time is that minute's last
 * second.
 */
static void put_trade(struct jsonl *w, const char *key, const struct bar *last)
{
	enum { LOT = 100 };
	jsonl_open(w, key, '{');
	jsonl_instant(w, "t", instant_add(last->ts, MINUTE_US - SECOND_US));
	jsonl_i64(w, "i", INT64_C(52983525000000) + last->ts.us / MINUTE_US);
	jsonl_text(w, "x", "Q");
	paper_put_price(w, "p", last->close);
	jsonl_i64(w, "s", last->volume < LOT ? last->volume : (int64_t)LOT);
	jsonl_raw(w, "c", "[\"@\"]");
	jsonl_text(w, "z", "C");
	jsonl_close(w);
}

typedef void stock_writer(struct paper *p, struct jsonl *w, const struct paper_market_stock *s);

/*
 * Replies {WRAPPER: {SYMBOL: output of WRITE}} for the symbols that exist. When WRAPPER is NULL,
 * the reply is the inner object, in which an unknown symbol is null.
 */
static void reply_each(
	struct paper_call *c, struct paper_reply *r, const char *wrapper, stock_writer *write)
{
	struct paper_symbols symbols;
	if (paper_read_symbols(c, r, false, &symbols) != 0)
		return;
	struct jsonl *w = &r->json;
	jsonl_open(w, NULL, '{');
	if (wrapper != NULL)
		jsonl_open(w, wrapper, '{');
	for (size_t i = 0; i < symbols.count; i++) {
		const struct paper_market_stock *s =
			paper_market_stock_find(&c->server->market, symbols.names[i]);
		if (s != NULL)
			write(c->server, w, s);
		else if (wrapper == NULL)
			jsonl_null(w, symbols.names[i]);
	}
	if (wrapper != NULL)
		jsonl_close(w);
	jsonl_close(w);
	paper_symbols_free(&symbols);
}

static void write_latest_bar(struct paper *p, struct jsonl *w, const struct paper_market_stock *s)
{
	struct bar last;
	if (paper_market_stock_last(s, p->book.now, &last))
		paper_put_bar(w, s->symbol, &last);
}

static void write_latest_trade(struct paper *p, struct jsonl *w, const struct paper_market_stock *s)
{
	struct bar last;
	if (paper_market_stock_last(s, p->book.now, &last))
		put_trade(w, s->symbol, &last);
}

static void write_latest_quote(struct paper *p, struct jsonl *w, const struct paper_market_stock *s)
{
	struct quote q;
	if (paper_screen_quote(p, s->symbol, &q))
		put_quote(w, s->symbol, &q);
}

static void write_snapshot(struct paper *p, struct jsonl *w, const struct paper_market_stock *s)
{
	struct bar last, today, previous;
	struct quote q;
	bool has_previous = false;
	jsonl_open(w, s->symbol, '{');
	bool traded = paper_market_stock_last(s, p->book.now, &last);
	bool session = paper_market_stock_today(s, p->book.now, &today, &previous, &has_previous);
	if (traded)
		put_trade(w, "latestTrade", &last);
	else
		jsonl_null(w, "latestTrade");
	if (paper_screen_quote(p, s->symbol, &q))
		put_quote(w, "latestQuote", &q);
	else
		jsonl_null(w, "latestQuote");
	if (traded)
		paper_put_bar(w, "minuteBar", &last);
	else
		jsonl_null(w, "minuteBar");
	if (session)
		paper_put_bar(w, "dailyBar", &today);
	else
		jsonl_null(w, "dailyBar");
	if (session && has_previous)
		paper_put_bar(w, "prevDailyBar", &previous);
	else
		jsonl_null(w, "prevDailyBar");
	jsonl_close(w);
}

void paper_get_stock_bars_latest(struct paper_call *c, struct paper_reply *r)
{
	reply_each(c, r, "bars", write_latest_bar);
}

void paper_get_stock_quotes_latest(struct paper_call *c, struct paper_reply *r)
{
	reply_each(c, r, "quotes", write_latest_quote);
	count_stale(c);
}

void paper_get_stock_trades_latest(struct paper_call *c, struct paper_reply *r)
{
	reply_each(c, r, "trades", write_latest_trade);
}

void paper_get_stock_snapshots(struct paper_call *c, struct paper_reply *r)
{
	reply_each(c, r, NULL, write_snapshot);
	count_stale(c);
}

/* Shows and closes the positions of the stand-in broker. */
#include "paper_server.h"

#include <string.h>

#include "num.h"
#include "paper_asset.h"
#include "paper_text.h"
#include "paper_trade.h"
#include "text.h"

static double ratio(struct money part, struct money whole)
{
	double base = money_to_double(whole);
	base = base < 0 ? -base : base;
	return base > 0 ? money_to_double(part) / base : 0;
}

void paper_write_position(struct jsonl *w, struct paper *p, const struct paper_position *position)
{
	struct paper_env e = paper_env(p);
	const struct paper_market_stock *s = paper_market_stock_find(&p->market, position->symbol);
	struct price mark = paper_mark(&e, position->symbol, p->book.now);
	if (!price_known(mark))
		mark = (struct price){0}; /* the broker shows "0" */
	struct money value = paper_value(position->option, mark, position->qty);
	struct money gain = money_sub(value, position->cost),
		     day = money_sub(value, position->day_cost);
	double units = (double)position->qty * (position->option ? 100 : 1);
	int64_t available = paper_available(&p->book, position->symbol);
	char id[PAPER_UUID_SIZE];
	bool held = price_known(position->last_close) && position->last_close.e4 > 0;
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "asset_id", paper_asset_id(position->symbol, id));
	jsonl_text(w, "symbol", position->symbol);
	jsonl_text(w, "exchange", s != NULL ? s->exchange : "");
	jsonl_text(w, "asset_class", position->option ? "us_option" : "us_equity");
	jsonl_bool(w, "asset_marginable", !position->option);
	paper_put_count_text(w, "qty", position->qty);
	paper_put_count_text(w, "qty_available", position->qty < 0 ? -available : available);
	jsonl_text(w, "side", position->qty > 0 ? "long" : "short");
	paper_put_price_text(
		w, "avg_entry_price", price_from_double(money_to_double(position->cost) / units));
	paper_put_money_text(w, "market_value", value);
	paper_put_money_text(w, "cost_basis", position->cost);
	paper_put_money_text(w, "unrealized_pl", gain);
	paper_put_double_text(w, "unrealized_plpc", ratio(gain, position->cost), 10);
	paper_put_money_text(w, "unrealized_intraday_pl", day);
	paper_put_double_text(w, "unrealized_intraday_plpc", ratio(day, position->day_cost), 10);
	paper_put_price_text(w, "current_price", mark);
	paper_put_price_text(w, "lastday_price", held ? position->last_close : mark);
	paper_put_double_text(w, "change_today",
		held ? price_to_double(mark) / price_to_double(position->last_close) - 1 : 0, 10);
	jsonl_close(w);
}

void paper_get_positions(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	jsonl_open(&r->json, NULL, '[');
	for (size_t i = 0; i < p->book.position_count; i++)
		paper_write_position(&r->json, p, &p->book.positions[i]);
	jsonl_close(&r->json);
}

/* The position that the path names, by symbol or asset id; NULL with a 404 in R. */
static struct paper_position *requested_position(struct paper_call *c, struct paper_reply *r)
{
	struct paper_book *b = &c->server->book;
	for (size_t i = 0; i < b->position_count; i++) {
		char id[PAPER_UUID_SIZE];
		if (text_equal(b->positions[i].symbol, c->rest) ||
			text_equal_nocase(paper_asset_id(b->positions[i].symbol, id), c->rest))
			return &b->positions[i];
	}
	paper_reply_error(r, 404, PAPER_CODE_NOT_FOUND, "position does not exist");
	return NULL;
}

void paper_get_position(struct paper_call *c, struct paper_reply *r)
{
	const struct paper_position *position = requested_position(c, r);
	if (position != NULL)
		paper_write_position(&r->json, c->server, position);
}

/* Submits a market order that closes QTY units of the position; false with the refusal. */
static bool close_position(struct paper *p, const char *symbol, int64_t qty,
	struct paper_order **out, struct paper_refusal *refusal)
{
	const struct paper_position *held = paper_position_find(&p->book, symbol);
	struct paper_env e = paper_env(p);
	if (held == NULL)
		return paper_refuse(refusal, 404, PAPER_CODE_NOT_FOUND, "position does not exist");
	struct paper_request q = {
		.qty = qty,
		.side = held->qty > 0 ? PAPER_SELL : PAPER_BUY,
		.type = PAPER_MARKET,
		.tif = PAPER_DAY,
		.limit = PRICE_UNKNOWN,
		.stop = PRICE_UNKNOWN,
	};
	(void)text_copy(q.symbol, sizeof q.symbol, symbol);
	return paper_submit(&p->book, &e, &q, out, refusal);
}

/* The quantity of qty= or percentage=, or all of the position; -1 with the error in R. */
static int64_t requested_quantity(
	struct paper_call *c, struct paper_reply *r, const struct paper_position *held)
{
	int64_t size = held->qty < 0 ? -held->qty : held->qty, qty = size;
	double share = 100;
	const char *percentage = paper_argument(c, "percentage");
	if (paper_argument_i64(c, r, "qty", 1, size, &qty) != 0)
		return -1;
	if (percentage != NULL && num_parse_double(percentage, 0, 100, &share) != 0) {
		paper_reply_error(
			r, 422, PAPER_CODE_SHAPE, "invalid percentage: %.40s", percentage);
		return -1;
	}
	int64_t part = (int64_t)((double)size * share / 100);
	return percentage == NULL ? qty : part < 1 ? 1 : part;
}

void paper_delete_position(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	const struct paper_position *held = requested_position(c, r);
	int64_t qty = held != NULL ? requested_quantity(c, r, held) : -1;
	if (qty < 0)
		return;
	struct paper_order *order;
	struct paper_refusal refusal;
	struct paper_env e = paper_env(p);
	if (!close_position(p, held->symbol, qty, &order, &refusal)) {
		paper_reply_refusal(r, &refusal);
		return;
	}
	paper_write_order(&r->json, p, NULL, order, true);
	paper_match(&p->book, &e);
}

/* POST /v2/positions/SYMBOL/exercise */
void paper_post_exercise(struct paper_call *c, struct paper_reply *r)
{
	static const char action[] = "/exercise";
	struct paper *p = c->server;
	struct paper_env e = paper_env(p);
	struct paper_refusal refusal;
	char symbol[OCC_SYMBOL_SIZE] = "";
	int64_t qty = 0;
	const char *end = strchr(c->rest, '/');
	if (end == NULL || !text_equal(end, action) || (size_t)(end - c->rest) >= sizeof symbol) {
		paper_reply_error(r, 404, PAPER_CODE_NOT_FOUND, "endpoint not found");
		return;
	}
	memcpy(symbol, c->rest, (size_t)(end - c->rest));
	if (!paper_exercise(&p->book, &e, symbol, &qty, &refusal)) {
		paper_reply_refusal(r, &refusal);
		return;
	}
	jsonl_open(&r->json, NULL, '{');
	paper_put_count_text(&r->json, "qty_exercised", qty);
	paper_put_count_text(&r->json, "qty_remaining", 0);
	jsonl_close(&r->json);
}

static void cancel_all(struct paper *p)
{
	struct paper_refusal refusal;
	for (size_t i = 0; i < p->book.order_count; i++)
		if (!paper_is_terminal(p->book.orders[i].status) && p->book.orders[i].parent < 0)
			(void)paper_cancel(&p->book, &p->book.orders[i], &refusal);
}

void paper_delete_positions(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct jsonl *w = &r->json;
	struct paper_env e = paper_env(p);
	const char *cancel = paper_argument(c, "cancel_orders");
	if (cancel != NULL && text_equal(cancel, "true"))
		cancel_all(p);
	r->status = 207;
	jsonl_open(w, NULL, '[');
	for (size_t i = 0; i < p->book.position_count;
		i++) { /* no order is filled before all are submitted */
		const struct paper_position *held = &p->book.positions[i];
		int64_t size = held->qty < 0 ? -held->qty : held->qty;
		struct paper_order *order;
		struct paper_refusal refusal;
		bool ok = close_position(p, held->symbol, size, &order, &refusal);
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "symbol", held->symbol);
		jsonl_i64(w, "status", ok ? 200 : refusal.status);
		if (ok) {
			paper_write_order(w, p, "body", order, true);
		} else {
			jsonl_open(w, "body", '{');
			jsonl_i64(w, "code", refusal.code);
			jsonl_text(w, "message", refusal.message);
			jsonl_close(w);
		}
		jsonl_close(w);
	}
	jsonl_close(w);
	paper_match(&p->book, &e);
}

/*
 * execution_mode simulated: no order leaves this host. The account is `sim:NAME`; the ledger is its
 * broker. An order fills whole at the latest quote of the market, a purchase at the ask and a sale
 * at the bid, as soon as its limit reaches that price. An order for a spread fills both legs so.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

struct books {
	struct money cash, equity, last_equity, buying_power;
	int64_t unknown;
};

static const struct row_column books_columns[] = {
	ROW_FIELD(ROW_MONEY, struct books, cash, false),
	ROW_FIELD(ROW_MONEY, struct books, equity, false),
	ROW_FIELD(ROW_MONEY, struct books, last_equity, false),
	ROW_FIELD(ROW_MONEY, struct books, buying_power, false),
	ROW_FIELD(ROW_I64, struct books, unknown, false),
};

static int simulated_account(struct desk *desk, struct broker_account *out, struct error *err)
{
	const char *name = conf_get(&desk->run->conf, CONF_ACCOUNT);
	struct broker_account account = {.options_trading_level = 3};
	struct books books;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	(void)snprintf(account.account_number, sizeof account.account_number, "sim:%.50s",
		name[0] == '\0' ? "default" : name);
	(void)text_copy(account.status, sizeof account.status, "ACTIVE");
	arg_text(&a, account.account_number);
	arg_double(&a, desk->run->params.simulated_start_cash);
	arg_instant(&a, zone_from_new_york(run_today(desk->run), 0));
	if (db_row(desk->run->db, &query_simulated_account, &a, &rows, err) != 0 ||
		row_read(&rows, 0, books_columns, 5, &books, err) != 0)
		return -1;
	if (books.unknown > 0) /* the value of the account is unknown: no entries */
		books.equity = books.last_equity = MONEY_UNKNOWN;
	account.cash = books.cash;
	account.equity = books.equity;
	account.last_equity = books.last_equity;
	account.buying_power = account.options_buying_power = books.buying_power;
	*out = account;
	return 0;
}

static int touch(
	struct desk *desk, const struct ledger_order *o, struct price *price, struct error *err)
{
	struct quote quote = {.bid = PRICE_UNKNOWN, .ask = PRICE_UNKNOWN};
	struct option_snapshot *snapshots mem_auto = NULL;
	const char *symbol = o->symbol;
	size_t count = 0;
	bool stock = o->position_intent[0] == '\0';
	if (stock ? alpaca_stock_quotes(desk->broker, &symbol, 1, &quote, err) != 0
		  : alpaca_option_snapshots(desk->broker, &symbol, 1, &snapshots, &count, err) != 0)
		return -1;
	if (count == 1)
		quote = snapshots[0].quote;
	bool buy = text_equal(o->side, "buy");
	struct price at = buy ? quote.ask : quote.bid;
	bool reached =
		!price_known(o->limit_price) || (buy ? price_compare(at, o->limit_price) <= 0
						     : price_compare(at, o->limit_price) >= 0);
	*price = price_positive(at) && reached ? at : PRICE_UNKNOWN;
	return 0;
}

/*
 * The price at which a leg of an order fills now; unknown without one. The limit of the order is a
 * net one: a leg that is closed goes for nothing while nothing is bid for it.
 */
static struct price touch_leg(const struct ledger_leg *leg, const struct quote *q)
{
	struct price at = text_equal(leg->side, "buy") ? q->ask : q->bid;
	bool given_away = text_equal(leg->position_intent, "sell_to_close") && price_known(at) &&
			  at.e4 == 0 && price_positive(q->ask);
	return price_positive(at) || given_away ? at : PRICE_UNKNOWN;
}

/* The prices at which the legs of O fill now, and their net; unknown when one has none. */
static int touch_legs(struct desk *desk, const struct ledger_order *o,
	struct price prices[static SPREAD_LEGS], struct price *net, struct error *err)
{
	struct option_snapshot *snapshots mem_auto = NULL;
	const char *symbols[SPREAD_LEGS] = {o->legs[0].symbol, o->legs[1].symbol};
	size_t count = 0;
	if (alpaca_option_snapshots(desk->broker, symbols, SPREAD_LEGS, &snapshots, &count, err) !=
		0)
		return -1;
	*net = (struct price){0};
	for (int i = 0; i < SPREAD_LEGS; i++) {
		bool buy = text_equal(o->legs[i].side, "buy");
		prices[i] = PRICE_UNKNOWN;
		for (size_t k = 0; k < count; k++)
			if (text_equal(snapshots[k].symbol, symbols[i]))
				prices[i] = touch_leg(&o->legs[i], &snapshots[k].quote);
		*net = buy ? price_add(*net, prices[i]) : price_sub(*net, prices[i]);
	}
	bool reached = !price_known(o->limit_price) ||
		       (price_known(*net) && price_compare(*net, o->limit_price) <= 0);
	if (!reached)
		*net = PRICE_UNKNOWN;
	return 0;
}

static void fill_legs(const struct ledger_order *o, const struct price prices[static SPREAD_LEGS],
	struct broker_order *out)
{
	for (int i = 0; i < SPREAD_LEGS; i++) {
		out->legs[i].filled_qty = out->legs[i].qty = (double)(o->qty * o->legs[i].ratio);
		out->legs[i].filled_avg_price = prices[i];
	}
}

static void as_broker_legs(const struct ledger_order *o, struct broker_order *out)
{
	out->leg_count = o->leg_count;
	for (int i = 0; i < o->leg_count; i++) {
		const struct ledger_leg *leg = &o->legs[i];
		struct broker_leg *to = &out->legs[i];
		*to = (struct broker_leg){.qty = (double)(o->qty * leg->ratio),
			.filled_qty = (double)leg->filled_qty,
			.filled_avg_price = leg->filled_avg_price};
		(void)snprintf(to->id, sizeof to->id, "sim-%.38s-%d", o->client_order_id, i);
		(void)text_copy(to->symbol, sizeof to->symbol, leg->symbol);
		(void)text_copy(to->side, sizeof to->side, leg->side);
	}
}

static void as_broker_order(
	const struct desk *desk, const struct ledger_order *o, struct broker_order *out)
{
	*out = (struct broker_order){
		.qty = (double)o->qty,
		.filled_qty = (double)o->filled_qty,
		.limit_price = o->limit_price,
		.filled_avg_price = o->filled_avg_price,
		.submitted_at = o->sent_at,
		.filled_at = INSTANT_UNKNOWN,
	};
	(void)snprintf(out->id, sizeof out->id, "sim-%.40s", o->client_order_id);
	(void)text_copy(out->client_order_id, sizeof out->client_order_id, o->client_order_id);
	(void)text_copy(out->symbol, sizeof out->symbol, o->symbol);
	(void)text_copy(out->side, sizeof out->side, o->side);
	(void)text_copy(out->type, sizeof out->type, o->order_type);
	(void)text_copy(out->status, sizeof out->status, "new");
	as_broker_legs(o, out);
	(void)desk;
}

static int try_fill(struct desk *desk, const struct ledger_order *o, struct broker_order *out,
	struct error *err)
{
	struct price price, legs[SPREAD_LEGS];
	bool spread = o->leg_count > 0;
	as_broker_order(desk, o, out);
	if (!desk->clock.is_open) {
		(void)text_copy(out->status, sizeof out->status, "expired"); /* day orders only */
		return 0;
	}
	if (spread ? touch_legs(desk, o, legs, &price, err) != 0 : touch(desk, o, &price, err) != 0)
		return -1;
	if (!price_known(price)) {
		if (instant_known(o->cancel_requested_at))
			(void)text_copy(out->status, sizeof out->status, "canceled");
		return 0;
	}
	if (spread)
		fill_legs(o, legs, out);
	out->filled_qty = (double)o->qty;
	out->filled_avg_price = price;
	out->filled_at = desk->run->now;
	(void)text_copy(out->status, sizeof out->status, "filled");
	return 0;
}

static void simulated_post(struct desk *desk, const struct ledger_order *o, const char *body,
	struct broker_reply *reply)
{
	struct error why = {0};
	(void)body;
	*reply = (struct broker_reply){
		.outcome = HTTP_ANSWERED, .status = 200, .code = INT64_MIN, .has_order = true};
	if (try_fill(desk, o, &reply->order, &why) != 0)
		as_broker_order(
			desk, o, &reply->order); /* the order rests until there is a quote */
}

/* An order without a stored response was never accepted. */
static int simulated_find(struct desk *desk, const struct ledger_order *o, bool *found,
	struct broker_order *out, struct error *err)
{
	*found = o->broker_order_id[0] != '\0';
	return *found ? try_fill(desk, o, out, err) : 0;
}

static void simulated_cancel(
	struct desk *desk, const struct ledger_order *o, struct broker_reply *reply)
{
	*reply = (struct broker_reply){.outcome = HTTP_ANSWERED, .status = 204, .code = INT64_MIN};
	as_broker_order(desk, o, &reply->order);
}

static const struct row_column position_columns[] = {
	ROW_FIELD(ROW_TEXT, struct broker_position, symbol, false),
	ROW_FIELD(ROW_TEXT, struct broker_position, asset_class, false),
	ROW_FIELD(ROW_DOUBLE, struct broker_position, qty, false),
	ROW_FIELD(ROW_DOUBLE, struct broker_position, qty_available, false),
	ROW_FIELD(ROW_PRICE, struct broker_position, avg_entry_price, true),
	ROW_FIELD(ROW_PRICE, struct broker_position, current_price, true),
};

static int simulated_positions(
	struct desk *desk, struct broker_position **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	if (db_rows(desk->run->db, &query_simulated_positions, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, position_columns, 6, sizeof **out, out, count, err);
}

const struct broker_ops broker_simulated = {
	.fill_model = "touch",
	.account = simulated_account,
	.post = simulated_post,
	.find = simulated_find,
	.cancel = simulated_cancel,
	.positions = simulated_positions,
};

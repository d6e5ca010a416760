#include "store_shadow.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "calendar.h"
#include "chain.h"
#include "fee.h"
#include "lot.h"
#include "query.h"
#include "report_load.h"
#include "row.h"
#include "spread.h"
#include "text.h"
#include "zone.h"

enum { STORED_MAX = 1 << 28 };
/* A value of a contract is as good as new for so long. */
static const int64_t value_age_us = 5 * MINUTE_US;

struct order_row {
	char client_order_id[136], execution_id[40], purpose[8], ticker[16], symbol[24];
	char strategy_type[24], reason[64], instrument_type[8], option_symbol[24], other_symbol[24];
	char outcome_exit[16], outcome_source[16];
	int64_t position_id, quantity, filled, max_hold_minutes;
	struct instant created_at, quote_ts, decided, outcome_ts;
	struct price fill, bid, ask, decision_bid, decision_ask, stop, target, outcome_value;
	struct money outcome_pnl;
	double implied_volatility;
	bool buys, is_unfilled, is_stored;
	int direction;
};

#define ORDER(type, field, nullable) ROW_FIELD(type, struct order_row, field, nullable)

static const struct row_column columns[] = {
	ORDER(ROW_TEXT, client_order_id, false),
	ORDER(ROW_TEXT, execution_id, true),
	ORDER(ROW_I64, position_id, true),
	ORDER(ROW_TEXT, purpose, false),
	ORDER(ROW_TEXT, ticker, false),
	ORDER(ROW_TEXT, symbol, false),
	ORDER(ROW_TEXT, strategy_type, false),
	ORDER(ROW_TEXT, reason, false),
	ORDER(ROW_INSTANT, created_at, false),
	ORDER(ROW_I64, quantity, false),
	ORDER(ROW_I64, filled, false),
	ORDER(ROW_TEXT, instrument_type, false),
	ORDER(ROW_BOOL, buys, false),
	ORDER(ROW_PRICE, fill, true),
	ORDER(ROW_PRICE, bid, true),
	ORDER(ROW_PRICE, ask, true),
	ORDER(ROW_PRICE, decision_bid, true),
	ORDER(ROW_PRICE, decision_ask, true),
	ORDER(ROW_INSTANT, quote_ts, true),
	ORDER(ROW_BOOL, is_unfilled, false),
	ORDER(ROW_INT, direction, false),
	ORDER(ROW_PRICE, stop, true),
	ORDER(ROW_PRICE, target, true),
	ORDER(ROW_INSTANT, decided, true),
	ORDER(ROW_I64, max_hold_minutes, true),
	ORDER(ROW_DOUBLE, implied_volatility, true),
	ORDER(ROW_TEXT, option_symbol, false),
	ORDER(ROW_TEXT, other_symbol, false),
	ORDER(ROW_BOOL, is_stored, false),
	ORDER(ROW_TEXT, outcome_exit, true),
	ORDER(ROW_INSTANT, outcome_ts, true),
	ORDER(ROW_PRICE, outcome_value, true),
	ORDER(ROW_TEXT, outcome_source, true),
	ORDER(ROW_MONEY, outcome_pnl, true),
};

/* ---- the plan of an unfilled entry ---- */

/* The end of the longest hold: of what is held overnight after so many sessions. */
static struct instant last_moment(const struct run *run, const struct order_row *o)
{
	struct session s;
	struct option_contract contract;
	struct instant until;
	struct date day = zone_new_york_date(o->decided, NULL);
	if (!calendar_session(day, &s))
		return INSTANT_UNKNOWN;
	if (o->max_hold_minutes != INT64_MIN) {
		until = instant_add(o->decided, o->max_hold_minutes * MINUTE_US);
		return instant_compare(until, s.close) < 0 ? until : s.close;
	}
	for (int i = 0; i < (int)run->params.exit_max_hold_sessions; i++)
		if (!calendar_next(s.day, &s))
			return INSTANT_UNKNOWN;
	until = s.close;
	if (occ_parse(o->option_symbol, &contract, NULL) == 0 &&
		instant_compare(calendar_expiry_instant(contract.expiry), until) < 0)
		until = calendar_expiry_instant(contract.expiry);
	return until;
}

/* The fees of both ways of one leg, in dollars. */
static double leg_fees(const struct order_row *o, bool is_option)
{
	struct fee_trade trade = {zone_new_york_date(o->decided, NULL), is_option, false,
		o->quantity, price_mid(o->decision_bid, o->decision_ask)};
	double bought = fee_exact(&trade);
	trade.sale = true;
	return bought + fee_exact(&trade);
}

static struct unfilled_plan plan_of(const struct run *run, const struct order_row *o)
{
	bool option = o->option_symbol[0] != '\0', spread = o->other_symbol[0] != '\0';
	return (struct unfilled_plan){
		.direction = o->direction,
		.stop = o->stop,
		.target = o->target,
		.decided = o->decided,
		.until = last_moment(run, o),
		.entry = o->buys ? o->decision_ask : o->decision_bid,
		.spread = price_sub(o->decision_ask, o->decision_bid),
		.buys = o->buys,
		.quantity = o->quantity,
		.multiplier = option ? LOT_CONTRACT_SHARES : 1,
		.fees = leg_fees(o, option) * (spread ? SPREAD_LEGS : 1),
	};
}

/* ---- its end ---- */

static const struct row_column bar_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct unfilled_bar, ts, false),
	ROW_FIELD(ROW_PRICE, struct unfilled_bar, high, false),
	ROW_FIELD(ROW_PRICE, struct unfilled_bar, low, false),
	ROW_FIELD(ROW_PRICE, struct unfilled_bar, close, false),
};

static int find_end(struct run *run, const struct order_row *o, const struct unfilled_plan *plan,
	struct unfilled_end *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct unfilled_bar *bars = NULL;
	size_t count = 0;
	arg_text(&a, o->ticker);
	arg_instant(&a, plan->decided);
	arg_instant(&a, plan->until);
	if (db_rows(run->db, &query_unfilled_bars, &a, &rows, err) != 0 ||
		rows_read(&rows, bar_columns, array_size(bar_columns), sizeof *bars, &bars, &count,
			err) != 0)
		return -1;
	*out = unfilled_end(plan, bars, count);
	free(bars);
	return 0;
}

/* ---- the value of the contract then ---- */

static int read_value(struct run *run, const struct query *query, const char *symbol,
	struct instant at, struct price *out, struct error *err)
{
	struct value {
		struct price value;
	};
	static const struct row_column column = ROW_FIELD(ROW_PRICE, struct value, value, false);
	struct value v = {PRICE_UNKNOWN};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, symbol);
	arg_instant(&a, instant_add(at, -value_age_us));
	arg_instant(&a, at);
	if (db_rows(run->db, query, &a, &rows, err) != 0 ||
		(rows.count > 0 && row_read(&rows, 0, &column, 1, &v, err) != 0))
		return -1;
	*out = v.value;
	return 0;
}

/* The value by the bars: of a spread that of the main leg less the other's. */
static int value_by_bars(struct run *run, const struct order_row *o, struct instant at,
	struct price *out, struct error *err)
{
	struct price other = {0};
	if (read_value(run, &query_unfilled_bar_value, o->option_symbol, at, out, err) != 0 ||
		(o->other_symbol[0] != '\0' && read_value(run, &query_unfilled_bar_value,
						       o->other_symbol, at, &other, err) != 0))
		return -1;
	if (o->other_symbol[0] != '\0')
		*out = price_known(*out) && price_known(other) ? spread_model_value(*out, other)
							       : PRICE_UNKNOWN;
	return 0;
}

/* Of a spread nothing tells the volatility of the other leg: no value. */
static struct price value_by_model(
	const struct run *run, const struct order_row *o, const struct unfilled_end *end)
{
	struct option_contract contract;
	if (o->other_symbol[0] != '\0' || !(o->implied_volatility > 0) ||
		occ_parse(o->option_symbol, &contract, NULL) != 0)
		return PRICE_UNKNOWN;
	const struct american_terms terms = {
		.option = chain_terms(&run->params, &contract, end->underlying, end->at)};
	return price_from_double(american_price(&terms, o->implied_volatility));
}

/* Finds the value and its source, the best source first. */
static int find_value(
	struct run *run, const struct order_row *o, struct shadow_row *row, struct error *err)
{
	row->value = row->end.underlying;
	row->source = SHADOW_STOCK_BARS;
	if (o->option_symbol[0] == '\0')
		return 0;
	row->source = SHADOW_OPTION_BARS;
	if (value_by_bars(run, o, row->end.at, &row->value, err) != 0)
		return -1;
	if (!price_known(row->value) && o->other_symbol[0] == '\0') {
		row->source = SHADOW_MARKS;
		if (read_value(run, &query_unfilled_mark_value, o->option_symbol, row->end.at,
			    &row->value, err) != 0)
			return -1;
	}
	if (!price_known(row->value)) {
		row->source = SHADOW_MODEL;
		row->value = value_by_model(run, o, &row->end);
	}
	if (!price_known(row->value))
		row->source = SHADOW_NOTHING;
	return 0;
}

static int find_outcome(
	struct run *run, const struct order_row *o, struct shadow_row *row, struct error *err)
{
	if (money_known(o->outcome_pnl)) {
		row->pnl = o->outcome_pnl;
		row->value = o->outcome_value;
		row->end.at = o->outcome_ts;
		(void)shadow_exit_parse(o->outcome_exit, &row->end.exit);
		(void)shadow_source_parse(o->outcome_source, &row->source);
		return 0;
	}
	struct unfilled_plan plan = plan_of(run, o);
	/* what is not over may still end otherwise */
	if (!instant_known(plan.until) || instant_compare(plan.until, run->now) > 0)
		return 0;
	if (find_end(run, o, &plan, &row->end, err) != 0)
		return -1;
	if (row->end.exit == SHADOW_EXIT_UNKNOWN)
		return 0;
	if (find_value(run, o, row, err) != 0)
		return -1;
	row->pnl = unfilled_pnl(&plan, row->value);
	row->is_new = money_known(row->pnl);
	return 0;
}

/* ---- all orders ---- */

static void fill_row(const struct order_row *o, struct shadow_row *row)
{
	*row = (struct shadow_row){
		.position_id = o->position_id,
		.created_at = o->created_at,
		.quote_ts = o->quote_ts,
		.quantity = o->quantity,
		.order = {o->buys, o->filled,
			text_equal(o->instrument_type, "STOCK") ? 1 : LOT_CONTRACT_SHARES, o->fill,
			o->bid, o->ask, o->decision_bid, o->decision_ask},
		.is_unfilled = o->is_unfilled,
		.is_stored = o->is_stored,
		.end = {SHADOW_EXIT_UNKNOWN, INSTANT_UNKNOWN, PRICE_UNKNOWN},
		.value = PRICE_UNKNOWN,
		.pnl = MONEY_UNKNOWN,
	};
	(void)text_copy(row->client_order_id, sizeof row->client_order_id, o->client_order_id);
	(void)text_copy(row->execution_id, sizeof row->execution_id, o->execution_id);
	(void)text_copy(row->purpose, sizeof row->purpose, o->purpose);
	(void)text_copy(row->ticker, sizeof row->ticker, o->ticker);
	(void)text_copy(row->symbol, sizeof row->symbol, o->symbol);
	(void)text_copy(row->strategy_type, sizeof row->strategy_type, o->strategy_type);
	(void)text_copy(row->reason, sizeof row->reason, o->reason);
	row->shadow = shadow_of(&row->order);
}

int shadow_load(struct run *run, const struct report_request *request, struct shadow_row **out,
	size_t *count, struct odd_rows *odd, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct order_row *orders = NULL;
	int result = 0;
	*out = NULL;
	*count = 0;
	report_args(&a, request);
	if (db_rows(run->db, &query_shadow_orders, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, columns, array_size(columns), sizeof *orders, &orders, count,
			"orders", odd, err) != 0)
		return -1;
	*out = calloc(*count + 1, sizeof **out);
	if (*out == NULL)
		result = error_memory(err);
	for (size_t i = 0; result == 0 && i < *count; i++) {
		fill_row(&orders[i], &(*out)[i]);
		if (orders[i].is_unfilled)
			result = find_outcome(run, &orders[i], &(*out)[i], err);
	}
	free(orders);
	return result;
}

/* ---- storing ---- */

static void write_row(struct jsonl *w, const struct shadow_row *r)
{
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "client_order_id", r->client_order_id);
	jsonl_text(w, "execution_id", r->execution_id[0] == '\0' ? NULL : r->execution_id);
	if (r->position_id != INT64_MIN)
		jsonl_i64(w, "position_id", r->position_id);
	jsonl_text(w, "purpose", r->purpose);
	jsonl_text(w, "symbol", r->symbol);
	jsonl_i64(w, "quantity", r->quantity);
	jsonl_i64(w, "filled", r->order.filled);
	jsonl_bool(w, "buys", r->order.buys);
	jsonl_price(w, "bid", r->order.bid, 4);
	jsonl_price(w, "ask", r->order.ask, 4);
	jsonl_price(w, "nbbo", r->shadow.nbbo, 4);
	jsonl_instant(w, "quote_ts", r->quote_ts);
	jsonl_price(w, "fill", r->order.fill, 4);
	jsonl_price(w, "mid", r->shadow.mid, 4);
	if (money_known(r->pnl)) {
		jsonl_text(w, "outcome_exit", shadow_exit_name(r->end.exit));
		jsonl_instant(w, "outcome_ts", r->end.at);
		jsonl_price(w, "outcome_value", r->value, 4);
		jsonl_text(w, "outcome_source", shadow_source_name(r->source));
		jsonl_money(w, "outcome_pnl", r->pnl);
	}
	jsonl_close(w);
}

static int store_body(struct db *db, void *context, struct error *err)
{
	const struct db_args *args = context;
	return db_none(db, &query_shadow_store, args, NULL, err);
}

int shadow_store(struct run *run, const char *account, const struct shadow_row *rows, size_t count,
	struct error *err)
{
	buf_auto struct buf text = BUF_INIT(STORED_MAX);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	struct jsonl w;
	int64_t stored = 0;
	jsonl_init(&w, &text);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < count; i++) {
		if (rows[i].is_stored && !rows[i].is_new)
			continue;
		write_row(&w, &rows[i]);
		stored++;
	}
	jsonl_close(&w);
	if (!buf_ok(&text))
		return error_memory(err);
	if (stored == 0)
		return 0;
	arg_text(&a, buf_text(&text));
	arg_text(&a, account);
	arg_instant(&a, run->now);
	run_count(run, "shadow_fills", stored);
	return run_store(run, store_body, &a, err);
}

#include "store_dispatch.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "contract.h"
#include "log.h"
#include "calendar.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

static const struct row_column recommendation_columns[] = {
	ROW_FIELD(ROW_I64, struct recommendation, id, false),
	ROW_FIELD(ROW_I64, struct recommendation, params_version, false),
	ROW_FIELD(ROW_INSTANT, struct recommendation, ts, false),
	ROW_FIELD(ROW_INSTANT, struct recommendation, bar_ts, false),
	ROW_FIELD(ROW_INSTANT, struct recommendation, created_at, false),
	ROW_FIELD(ROW_TEXT, struct recommendation, ticker, false),
	{"action", ROW_TEXT, offsetof(struct recommendation, action_text), 8, false},
	{"instrument_type", ROW_TEXT, offsetof(struct recommendation, instrument_text), 8, false},
	{"strategy_type", ROW_TEXT, offsetof(struct recommendation, strategy_text), 24, false},
	ROW_FIELD(ROW_DOUBLE, struct recommendation, confidence, false),
	ROW_FIELD(ROW_STRING, struct recommendation, features_snapshot, true),
	ROW_FIELD(ROW_STRING, struct recommendation, sentiment_snapshot, true),
};

static const struct row_column account_columns[] = {
	ROW_FIELD(ROW_MONEY, struct account_facts, day_pnl, true),
	ROW_FIELD(ROW_MONEY, struct account_facts, peak_equity, true),
	ROW_FIELD(ROW_I64, struct account_facts, open_positions, false),
	ROW_FIELD(ROW_I64, struct account_facts, stops, false),
	ROW_FIELD(ROW_I64, struct account_facts, consecutive_rejects, false),
	ROW_FIELD(ROW_I64, struct account_facts, orders_last_minute, false),
	ROW_FIELD(ROW_I64, struct account_facts, trades_today, false),
	ROW_FIELD(ROW_TEXT, struct account_facts, previous_tier, true),
	ROW_FIELD(ROW_I64, struct account_facts, market_iv_values, false),
	ROW_FIELD(ROW_I64, struct account_facts, earnings_dates, false),
	ROW_FIELD(ROW_DOUBLE, struct account_facts, market_iv, true),
};

static const struct row_column ticker_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct ticker_facts, bar_ts, true),
	ROW_FIELD(ROW_INSTANT, struct ticker_facts, feature_bar_ts, true),
	ROW_FIELD(ROW_INSTANT, struct ticker_facts, news_at, true),
	ROW_FIELD(ROW_INSTANT, struct ticker_facts, last_entry_at, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr14_intraday, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr14_daily, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr_ratio, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr_ratio_median, true),
	ROW_FIELD(ROW_BOOL, struct ticker_facts, earnings_news, false),
	ROW_FIELD(ROW_I64, struct ticker_facts, trades_in_ticker, false),
	ROW_FIELD(ROW_I64, struct ticker_facts, positions, false),
	ROW_FIELD(ROW_I64, struct ticker_facts, orders, false),
	ROW_FIELD(ROW_I64, struct ticker_facts, held_shares, false),
	ROW_FIELD(ROW_I64, struct ticker_facts, sector_positions, false),
	ROW_FIELD(ROW_I64, struct ticker_facts, closed_trades, false),
	ROW_FIELD(ROW_DATE, struct ticker_facts, next_earnings, true),
	ROW_FIELD(ROW_TEXT, struct ticker_facts, sector, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, mean_return, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, return_deviation, true),
};

static const struct row_column risk_columns[] = {
	ROW_FIELD(ROW_TEXT, struct risk_row, source, false),
	ROW_FIELD(ROW_TEXT, struct risk_row, ticker, false),
	{"instrument_type", ROW_TEXT, offsetof(struct risk_row, instrument_text), 8, false},
	{"strategy_type", ROW_TEXT, offsetof(struct risk_row, strategy_text), 24, false},
	{"option_symbol", ROW_TEXT, offsetof(struct risk_row, symbol), OCC_SYMBOL_SIZE, true},
	ROW_FIELD(ROW_DATE, struct risk_row, expiration_date, true),
	ROW_FIELD(ROW_I64, struct risk_row, quantity, false),
	ROW_FIELD(ROW_PRICE, struct risk_row, price, true),
	ROW_FIELD(ROW_PRICE, struct risk_row, stop_distance, true),
	ROW_FIELD(ROW_PRICE, struct risk_row, underlying, true),
};

static const struct row_column close_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct close_point, ts, false),
	ROW_FIELD(ROW_PRICE, struct close_point, close, false),
};

struct halt_row {
	char scope[16], ticker[TICKER_SIZE];
	char *reason;
	struct instant set_at, expires_at, cleared_at;
};

static const struct row_column halt_columns[] = {
	ROW_FIELD(ROW_TEXT, struct halt_row, scope, false),
	ROW_FIELD(ROW_TEXT, struct halt_row, ticker, false),
	ROW_FIELD(ROW_STRING, struct halt_row, reason, false),
	ROW_FIELD(ROW_INSTANT, struct halt_row, set_at, false),
	ROW_FIELD(ROW_INSTANT, struct halt_row, expires_at, true),
	ROW_FIELD(ROW_INSTANT, struct halt_row, cleared_at, true),
};

static struct date today(const struct desk *desk)
{
	return run_today(desk->run);
}

int recommendation_parse(struct recommendation *r, struct error *err)
{
	if (!trade_action_parse(r->action_text, &r->action) ||
		!instrument_parse(r->instrument_text, &r->instrument) ||
		!strategy_parse(r->strategy_text, &r->strategy) || !occ_is_ticker(r->ticker))
		return error_set(err, ERROR_DATA,
			"recommendation %lld: %.8s %.8s %.24s in \"%.16s\" is not tradable",
			(long long)r->id, r->action_text, r->instrument_text, r->strategy_text,
			r->ticker);
	return 0;
}

void recommendations_free(struct recommendation *r, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(r[i].features_snapshot);
		free(r[i].sentiment_snapshot);
	}
	free(r);
}

struct claiming {
	struct desk *desk;
	struct rows rows;
};

static int claim_body(struct db *db, void *context, struct error *err)
{
	struct claiming *c = context;
	struct run *run = c->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_text(&a, run->run_id);
	if (db_none(db, &query_recommendations_recover, &a, NULL, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_instant(&a, run->now);
	arg_i64(&a, (int64_t)run->params.signal_expire_min);
	if (db_none(db, &query_recommendations_expire, &a, NULL, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_text(&a, desk_account(c->desk));
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	arg_i64(&a, (int64_t)run->params.dispatch_claim);
	return db_rows(db, &query_recommendations_claim, &a, &c->rows, err);
}

static int peek(struct desk *desk, struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, desk->run->now);
	arg_i64(&a, (int64_t)desk->run->params.dispatch_claim);
	arg_i64(&a, (int64_t)desk->run->params.signal_expire_min);
	return db_rows(desk->run->db, &query_recommendations_peek, &a, rows, err);
}

int dispatch_claim(struct desk *desk, struct recommendation **out, size_t *count, struct error *err)
{
	struct claiming c = {desk, ROWS_INIT};
	int got = desk->run->dry_run ? peek(desk, &c.rows, err)
				     : run_store(desk->run, claim_body, &c, err);
	if (got == 0)
		got = rows_read(&c.rows, recommendation_columns, array_size(recommendation_columns),
			sizeof **out, out, count, err);
	rows_clear(&c.rows);
	return got;
}

int dispatch_account_facts(struct desk *desk, struct account_facts *out, struct error *err)
{
	struct run *run = desk->run;
	struct session session, first;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct instant start = zone_from_new_york(today(desk), 0);
	struct instant window = start;
	if (calendar_session_at(run->now, &session) &&
		calendar_sessions_back(today(desk), (int)run->params.drawdown_sessions, &first))
		window = first.open;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, run->now);
	arg_date(&a, today(desk));
	arg_instant(&a, start);
	arg_instant(&a, window);
	arg_i64(&a, (int64_t)run->params.gate_stop_window_min);
	if (db_row(run->db, &query_dispatch_account_facts, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, account_columns, array_size(account_columns), out, err);
}

int dispatch_ticker_facts(struct desk *desk, const struct recommendation *r,
	struct ticker_facts *out, struct error *err)
{
	struct run *run = desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	arg_text(&a, r->ticker);
	arg_instant(&a, run->now);
	arg_date(&a, today(desk));
	arg_text(&a, r->strategy_text);
	arg_i64(&a, (int64_t)run->params.gate_earnings_h);
	arg_i64(&a, trade_direction(r->instrument, r->strategy));
	if (db_row(run->db, &query_dispatch_ticker_facts, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, ticker_columns, array_size(ticker_columns), out, err);
}

int dispatch_open_risk(struct desk *desk, struct risk_row **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct risk_row *list;
	arg_text(&a, desk_account(desk));
	if (db_rows(desk->run->db, &query_open_risk, &a, &rows, err) != 0 ||
		rows_read(&rows, risk_columns, array_size(risk_columns), sizeof *list, &list, count,
			err) != 0)
		return -1;
	for (size_t i = 0; i < *count; i++)
		if (!instrument_parse(list[i].instrument_text, &list[i].instrument) ||
			!strategy_parse(list[i].strategy_text, &list[i].strategy)) {
			(void)error_set(err, ERROR_INTERNAL,
				"%s in %s has an unknown instrument or strategy", list[i].source,
				list[i].ticker);
			free(list);
			return -1;
		}
	*out = list;
	return 0;
}

int dispatch_iv_values(
	struct desk *desk, const char *ticker, double **out, size_t *count, struct error *err)
{
	static const struct row_column column[] = {
		{"implied_volatility", ROW_DOUBLE, 0, sizeof(double), false}};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, ticker);
	arg_instant(&a, desk->run->now);
	arg_i64(&a, (int64_t)desk->run->params.iv_rank_days + 1);
	if (db_rows(desk->run->db, &query_iv_values, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, column, 1, sizeof(double), out, count, err);
}

int dispatch_closes(struct desk *desk, const char *ticker, struct instant from,
	struct close_point **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, ticker);
	arg_instant(&a, from);
	arg_instant(&a, desk->run->now);
	if (db_rows(desk->run->db, &query_ticker_closes, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, close_columns, array_size(close_columns), sizeof **out, out, count, err);
}

static bool load_halts(struct desk *desk, struct halt_row **out, size_t *count)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct error why = {0};
	arg_text(&a, desk_account(desk));
	arg_instant(&a, desk->run->now);
	if (db_rows(desk->run->db, &query_halts_open, &a, &rows, &why) == 0 &&
		rows_read(&rows, halt_columns, array_size(halt_columns), sizeof **out, out, count,
			&why) == 0)
		return true;
	log_warning("could not read the halts: %s", why.text);
	return false;
}

struct halt_view dispatch_halt(struct desk *desk, const char *ticker, char reason[static 128])
{
	struct halt_row *rows = NULL;
	size_t count = 0;
	bool readable = load_halts(desk, &rows, &count);
	struct halt *halts = count == 0 ? NULL : calloc(count, sizeof *halts);
	readable = readable && (count == 0 || halts != NULL);
	for (size_t i = 0; halts != NULL && i < count; i++) {
		halts[i] = (struct halt){.reason = rows[i].reason,
			.set_at = rows[i].set_at,
			.expires_at = rows[i].expires_at,
			.cleared_at = rows[i].cleared_at};
		(void)text_copy(halts[i].ticker, sizeof halts[i].ticker, rows[i].ticker);
		readable = readable && halt_scope_parse(rows[i].scope, &halts[i].scope);
	}
	struct halt_view view = halt_decide(halts, halts == NULL ? 0 : count, readable,
		desk_halt_file(desk->run), ticker, desk->run->now);
	(void)snprintf(reason, 128, "%s", view.reason == NULL ? "" : view.reason);
	view.reason = reason;
	for (size_t i = 0; i < count; i++)
		free(rows[i].reason);
	free(rows);
	free(halts);
	return view;
}

int dispatch_done(struct desk *desk, const struct recommendation *r, const char *status,
	const char *why, const char *gates, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (desk->run->dry_run)
		return 0;
	arg_i64(&a, r->id);
	arg_text(&a, status);
	arg_text(&a, why);
	arg_text(&a, gates);
	arg_instant(&a, desk->run->now);
	return db_none(desk->run->db, &query_recommendation_done, &a, NULL, err);
}

int dispatch_ask_to_close(
	struct desk *desk, const char *ticker, int direction, const char *why, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	int64_t asked = 0;
	if (desk->run->dry_run)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_text(&a, ticker);
	arg_i64(&a, direction);
	arg_text(&a, why);
	arg_instant(&a, desk->run->now);
	if (db_none(desk->run->db, &query_positions_opposed, &a, &asked, err) != 0)
		return -1;
	run_count(desk->run, "closes_asked", asked);
	return 0;
}

static void arg_contract(struct db_args *a, const struct execution *e, struct price limit)
{
	const struct contract_candidate *c = e->contract;
	char symbol[OCC_SYMBOL_SIZE];
	double none = (double)NAN;
	arg_text(a, c == NULL ? NULL : occ_format(&c->occ, symbol));
	arg_price(a, c == NULL ? PRICE_UNKNOWN : c->occ.strike);
	arg_date(a, c == NULL ? DATE_UNKNOWN : c->occ.expiry);
	arg_price(a, limit);
	arg_money(a, e->notional);
	arg_price(a, e->underlying);
	arg_double(a, c == NULL ? none : c->implied_volatility);
	arg_text(a, c == NULL ? NULL : c->iv_source);
	arg_double(a, c == NULL ? none : c->greeks.delta);
	arg_double(a, c == NULL ? none : c->greeks.gamma);
	arg_double(a, c == NULL ? none : c->greeks.theta);
	arg_double(a, c == NULL ? none : c->greeks.vega);
}

static int insert_execution(struct desk *desk, struct execution *e, int *attempt, struct error *err)
{
	const struct recommendation *r = e->recommendation;
	struct run *run = desk->run;
	bool short_term = trade_is_short_term(r->instrument, r->strategy);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, e->execution_id);
	arg_i64(&a, r->id);
	arg_text(&a, run->run_id);
	arg_text(&a, desk_account(desk));
	arg_text(&a, desk->mode);
	arg_text(&a, r->ticker);
	arg_text(&a, r->action_text);
	arg_text(&a, r->instrument_text);
	arg_text(&a, r->strategy_text);
	arg_instant(&a, run->now);
	if (short_term)
		arg_i64(&a, (int64_t)run->params.exit_max_hold_min);
	else
		arg_null(&a);
	arg_price(&a, e->stop);
	arg_price(&a, e->target);
	arg_text(&a, r->features_snapshot);
	arg_text(&a, r->sentiment_snapshot);
	arg_text(&a, e->gates_json);
	arg_text(&a, e->sizing_json);
	arg_text(&a, e->quality_json);
	arg_text(&a, e->order.client_order_id);
	arg_i64(&a, e->qty);
	arg_contract(&a, e, e->limit_price);
	arg_i64(&a, run->params_version);
	arg_null(&a);
	arg_text(&a, desk->ops->fill_model);
	if (db_row(run->db, &query_execution_insert, &a, &rows, err) != 0)
		return -1;
	int64_t attempts = 0;
	const char *id = row_text(&rows, 0, "execution_id"), *made = row_text(&rows, 0, "attempts");
	if (id == NULL || made == NULL ||
		num_parse_i64(made, 0, ORDER_ATTEMPT_MAX - 1, &attempts) != 0)
		return error_set(err, ERROR_INTERNAL, "the stored execution has no id");
	(void)text_copy(e->execution_id, sizeof e->execution_id, id);
	*attempt = (int)attempts + 1;
	return 0;
}

static void fill_order(struct execution *e, int attempt)
{
	const struct recommendation *r = e->recommendation;
	struct ledger_order *o = &e->order;
	o->recommendation_id = r->id;
	o->position_id = INT64_MIN;
	o->exit_number = INT_MIN;
	o->attempt = attempt;
	o->qty = e->qty;
	o->limit_price = e->limit_price;
	o->first_mid = e->first_mid;
	o->sent_at = o->cancel_requested_at = o->quarantined_at = INSTANT_UNKNOWN;
	(void)text_copy(o->purpose, sizeof o->purpose, "entry");
	(void)text_copy(o->execution_id, sizeof o->execution_id, e->execution_id);
	(void)text_copy(o->ticker, sizeof o->ticker, r->ticker);
	(void)text_copy(o->side, sizeof o->side, "buy");
	(void)text_copy(o->order_type, sizeof o->order_type, "limit");
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_INTENT));
	if (e->contract != NULL) {
		(void)occ_format(&e->contract->occ, o->symbol);
		(void)text_copy(o->position_intent, sizeof o->position_intent, "buy_to_open");
	} else {
		(void)text_copy(o->symbol, sizeof o->symbol, r->ticker);
	}
}

struct execution_storing {
	struct desk *desk;
	struct execution *execution;
};

static int execution_body(struct db *db, void *context, struct error *err)
{
	struct execution_storing *s = context;
	struct execution *e = s->execution;
	const struct recommendation *r = e->recommendation;
	int attempt = 1;
	(void)db;
	e->order = (struct ledger_order){.created_at = s->desk->run->now};
	/* The number of the attempt is known only once the execution is locked; the id needs it. */
	if (order_entry_id(desk_account(s->desk), r->ticker, r->strategy, r->ts, 0, 1,
		    e->order.client_order_id, err) != 0 ||
		insert_execution(s->desk, e, &attempt, err) != 0)
		return -1;
	fill_order(e, attempt);
	if (order_entry_id(desk_account(s->desk), r->ticker, r->strategy, r->ts, 0, attempt,
		    e->order.client_order_id, err) != 0)
		return -1;
	if (order_insert(s->desk->run, desk_account(s->desk), &e->order, e->quote_json, err) != 0)
		return -1;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, r->id);
	arg_text(&a, "PROCESSING");
	arg_null(&a);
	arg_text(&a, e->gates_json);
	arg_instant(&a, s->desk->run->now);
	return db_none(s->desk->run->db, &query_recommendation_done, &a, NULL, err);
}

int execution_store(struct desk *desk, struct execution *e, struct error *err)
{
	struct execution_storing s = {desk, e};
	return run_store(desk->run, execution_body, &s, err);
}

int dispatch_store_snapshot(struct desk *desk, const struct account_state *state, struct error *err)
{
	const struct broker_account *b = &desk->account;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (desk->run->dry_run)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, desk->run->now);
	arg_text(&a, desk->mode);
	arg_text(&a, b->status);
	arg_money(&a, b->equity);
	arg_money(&a, b->last_equity);
	arg_money(&a, b->cash);
	arg_money(&a, b->buying_power);
	arg_money(&a, b->options_buying_power);
	arg_money(&a, state->open_risk);
	arg_money(&a, state->day_pnl);
	arg_double(&a, state->book.delta);
	arg_double(&a, state->book.gamma_move);
	arg_double(&a, state->book.theta);
	arg_double(&a, state->book.vega);
	arg_text(&a, state->tier);
	arg_i64(&a, state->positions);
	arg_text(&a, desk->run->run_id);
	return db_none(desk->run->db, &query_account_snapshot_insert, &a, NULL, err);
}

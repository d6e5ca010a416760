#include "store_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "exit.h"
#include "log.h"
#include "query.h"
#include "row.h"
#include "store_halt.h"
#include "text.h"
#include "zone.h"

#define GATE_FACT ROW_FACT
#define GATE_COUNT ROW_I64
#define GATE_NUMBER ROW_DOUBLE
#define GATE_DOLLARS ROW_MONEY
#define COLUMN(kind, name) ROW_FIELD(GATE_##kind, struct gate_input, name, true),
#define NO_COLUMN(kind, name)

static const struct row_column account_gates[] = {
#define ACCOUNT_FACT COLUMN
#define TICKER_FACT NO_COLUMN
#define RUN_FACT NO_COLUMN
#include "gate_facts.def"
#undef ACCOUNT_FACT
#undef TICKER_FACT
};

static const struct row_column ticker_gates[] = {
#define ACCOUNT_FACT NO_COLUMN
#define TICKER_FACT COLUMN
#include "gate_facts.def"
};

static const struct row_column account_columns[] = {
	ROW_FIELD(ROW_MONEY, struct account_facts, total_pnl, true),
	ROW_FIELD(ROW_MONEY, struct account_facts, peak_pnl, true),
	ROW_FIELD(ROW_TEXT, struct account_facts, previous_tier, true),
	ROW_FIELD(ROW_I64, struct account_facts, market_iv_values, false),
	ROW_FIELD(ROW_DOUBLE, struct account_facts, market_iv, true),
};

static const struct row_column ticker_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct ticker_facts, last_entry_at, true),
	ROW_FIELD(ROW_INSTANT, struct ticker_facts, last_exit_at, true),
	ROW_FIELD(ROW_PRICE, struct ticker_facts, last_close, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr14_intraday, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr14_daily, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr_ratio, true),
	ROW_FIELD(ROW_DOUBLE, struct ticker_facts, atr_ratio_median, true),
	ROW_FIELD(ROW_I64, struct ticker_facts, closed_trades, false),
	ROW_FIELD(ROW_DATE, struct ticker_facts, next_earnings, true),
	ROW_FIELD(ROW_TEXT, struct ticker_facts, next_earnings_time, true),
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
	ROW_FIELD(ROW_TEXT, struct risk_row, other_symbol, true),
};

static const struct row_column close_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct close_point, ts, false),
	ROW_FIELD(ROW_PRICE, struct close_point, close, false),
};

static struct date today(const struct desk *desk)
{
	return run_today(desk->run);
}

int dispatch_account_facts(
	struct desk *desk, struct gate_input *in, struct account_facts *out, struct error *err)
{
	struct run *run = desk->run;
	struct session session, first, previous;
	struct date prior = DATE_UNKNOWN;
	const char *stops[EXIT_RULES_MAX];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct instant start = zone_from_new_york(today(desk), 0);
	struct instant window = start;
	if (calendar_session_at(run->now, &session) &&
		calendar_sessions_back(today(desk), (int)run->params.drawdown_sessions, &first))
		window = first.open;
	if (calendar_previous(today(desk), &previous))
		prior = previous.day;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, run->now);
	arg_date(&a, today(desk));
	arg_instant(&a, start);
	arg_instant(&a, window);
	arg_i64(&a, (int64_t)run->params.gate_stop_window_min);
	arg_i64(&a, (int64_t)run->params.gate_value_age_max_s);
	arg_date(&a, prior);
	arg_text_array(&a, stops, exit_stops(stops));
	arg_i64(&a, (int64_t)run->params.gate_slippage_fills);
	if (db_row(run->db, &query_dispatch_account_facts, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, account_gates, array_size(account_gates), in, err) != 0
		       ? -1
		       : row_read(&rows, 0, account_columns, array_size(account_columns), out, err);
}

int dispatch_ticker_facts(struct desk *desk, const struct recommendation *r, struct gate_input *in,
	struct ticker_facts *out, struct error *err)
{
	struct run *run = desk->run;
	struct session previous = {.day = DATE_UNKNOWN};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	(void)calendar_previous(today(desk), &previous);
	arg_text(&a, desk_account(desk));
	arg_text(&a, r->ticker);
	arg_instant(&a, run->now);
	arg_date(&a, today(desk));
	arg_text(&a, r->strategy_text);
	arg_i64(&a, (int64_t)run->params.gate_earnings_h);
	arg_i64(&a, trade_direction(r->instrument, r->strategy));
	arg_date(&a, previous.day);
	if (db_row(run->db, &query_dispatch_ticker_facts, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, ticker_gates, array_size(ticker_gates), in, err) != 0
		       ? -1
		       : row_read(&rows, 0, ticker_columns, array_size(ticker_columns), out, err);
}

int dispatch_collar_facts(struct desk *desk, const char *ticker, const struct contract_candidate *c,
	struct collar_facts *out, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_DOUBLE, struct collar_facts, volatility, true),
		ROW_FIELD(ROW_PRICE, struct collar_facts, trade_underlying, true),
	};
	struct session previous;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	if (!calendar_previous(today(desk), &previous))
		return error_set(err, ERROR_DATA, "the calendar has no session before now");
	arg_text(&a, ticker);
	arg_date(&a, c->occ.expiry);
	arg_price(&a, c->occ.strike);
	arg_text(&a, c->occ.kind == OPTION_PUT ? "put" : "call");
	arg_instant(&a, c->quote.ts);
	arg_instant(&a, desk->run->now);
	arg_instant(&a, previous.open);
	arg_instant(&a, c->last_at);
	arg_i64(&a, (int64_t)desk->run->params.signal_bar_age_max_s);
	if (db_row(desk->run->db, &query_collar_facts, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, columns, array_size(columns), out, err);
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

int dispatch_iv_values(struct desk *desk, const char *ticker, struct daily_volatility **out,
	size_t *count, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_DATE, struct daily_volatility, day, false),
		ROW_FIELD(ROW_DOUBLE, struct daily_volatility, implied_volatility, false)};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, ticker);
	arg_instant(&a, desk->run->now);
	arg_i64(&a, (int64_t)desk->run->params.iv_rank_days + 1);
	if (db_rows(desk->run->db, &query_iv_values, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, array_size(columns), sizeof **out, out, count, err);
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

struct halt_view dispatch_halt(
	struct desk *desk, const char *ticker, const char *strategy, char reason[static 128])
{
	struct run *run = desk->run;
	struct error why = {0};
	struct halt_order order = {desk_account(desk), ticker, strategy, NULL};
	struct halt_view view = store_halt_view(run, &order, run->now, reason, &why);
	if (why.kind != ERROR_NONE)
		log_warning("could not read the halts: %s", why.text);
	return view;
}

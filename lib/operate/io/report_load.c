#include "report_load.h"

#include <stdlib.h>

#include "array.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

/* ---- the request ---- */

static int find_account(
	struct run *run, struct report_request *request, bool *found, struct error *err)
{
	static const struct row_column column =
		ROW_FIELD(ROW_TEXT, struct report_request, account, false);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_report_account, &a, &rows, err) != 0)
		return -1;
	*found = rows.count > 0;
	return rows.count == 0 ? 0 : row_read(&rows, 0, &column, 1, request, err);
}

int report_request_complete(
	struct run *run, struct report_request *request, bool *found, struct error *err)
{
	struct instant end = instant_add(run->now, 1);
	request->now = run->now;
	request->from = request->to = INSTANT_UNKNOWN;
	if (date_known(request->since))
		request->from = zone_from_new_york(request->since, 0);
	if (date_known(request->until))
		request->to = zone_from_new_york(date_add(request->until, 1), 0);
	if (!instant_known(request->to) || instant_compare(end, request->to) < 0)
		request->to = end;
	*found = true;
	return request->account[0] != '\0' ? 0 : find_account(run, request, found, err);
}

void report_args(struct db_args *a, const struct report_request *request)
{
	arg_text(a, request->account);
	arg_text(a, request->strategy[0] == '\0' ? NULL : request->strategy);
	arg_instant(a, request->from);
	arg_instant(a, request->to);
}

/* ---- statements ---- */

enum arguments { OF_TRADES, OF_ACCOUNT, OF_OPEN, OF_DAYS, OF_NOW };

static void set_arguments(
	struct db_args *a, enum arguments arguments, const struct report_request *request)
{
	/* comparisons with null are never true, and no fact is older */
	const struct instant first = instant_from_date(date_from_ymd(1990, 1, 1), 0);
	switch (arguments) {
	case OF_TRADES:
		report_args(a, request);
		return;
	case OF_OPEN:
		arg_text(a, request->account);
		arg_text(a, request->strategy[0] == '\0' ? NULL : request->strategy);
		arg_instant(a, request->to);
		return;
	case OF_ACCOUNT:
		arg_text(a, request->account);
		arg_instant(a, request->from);
		arg_instant(a, request->to);
		return;
	case OF_DAYS:
		arg_instant(a, instant_known(request->from) ? request->from : first);
		arg_instant(a, request->to);
		return;
	case OF_NOW:
	default:
		arg_instant(a, request->now);
	}
}

struct load {
	const char *name; /* in the message about a row that cannot be read */
	const struct query *query;
	enum arguments arguments;
	const struct row_column *columns;
	size_t column_count, size;
	size_t array, count; /* offsets in struct report */
};

/* ---- the data ---- */

#define TRADE(type, field, nullable) ROW_FIELD(type, struct report_trade, field, nullable)

static const struct row_column trade_columns[] = {
	TRADE(ROW_I64, position_id, false),
	TRADE(ROW_TEXT, ticker, false),
	TRADE(ROW_TEXT, instrument_type, false),
	TRADE(ROW_TEXT, strategy_type, false),
	TRADE(ROW_TEXT, side, false),
	TRADE(ROW_TEXT, option_symbol, true),
	TRADE(ROW_TEXT, other_symbol, true),
	TRADE(ROW_TEXT, exit_reason, false),
	TRADE(ROW_I64, quantity, false),
	TRADE(ROW_I64, multiplier, false),
	TRADE(ROW_INSTANT, entry_time, false),
	TRADE(ROW_INSTANT, exit_time, false),
	TRADE(ROW_PRICE, entry_price, false),
	TRADE(ROW_PRICE, exit_price, true),
	TRADE(ROW_MONEY, fees, false),
	TRADE(ROW_MONEY, pnl, true),
	TRADE(ROW_MONEY, mfe, true),
	TRADE(ROW_MONEY, mae, true),
	TRADE(ROW_DOUBLE, pnl_percent, true),
	TRADE(ROW_DOUBLE, r_multiple, true),
	TRADE(ROW_I64, holding_minutes, false),
	TRADE(ROW_DOUBLE, entry_delta, true),
	TRADE(ROW_DOUBLE, entry_iv, true),
	TRADE(ROW_DOUBLE, iv_rank, true),
	TRADE(ROW_DOUBLE, days_to_expiry, true),
};

static const struct row_column mark_columns[] = {
	ROW_FIELD(ROW_I64, struct report_mark, position_id, false),
	ROW_FIELD(ROW_INSTANT, struct report_mark, ts, false),
	ROW_FIELD(ROW_PRICE, struct report_mark, value, false),
};

static const struct row_column fill_columns[] = {
	ROW_FIELD(ROW_I64, struct report_fill, position_id, false),
	ROW_FIELD(ROW_BOOL, struct report_fill, is_entry, false),
	ROW_FIELD(ROW_INSTANT, struct report_fill, ts, true),
	ROW_FIELD(ROW_PRICE, struct report_fill, price, false),
	ROW_FIELD(ROW_I64, struct report_fill, quantity, false),
	ROW_FIELD(ROW_TEXT, struct report_fill, reason, true),
};

static const struct row_column point_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct equity_point, ts, false),
	ROW_FIELD(ROW_DOUBLE, struct equity_point, equity, true),
	ROW_FIELD(ROW_DOUBLE, struct equity_point, last_equity, true),
};

static const struct row_column flow_columns[] = {
	ROW_FIELD(ROW_DATE, struct equity_flow, day, false),
	ROW_FIELD(ROW_DOUBLE, struct equity_flow, amount, false),
};

static const struct row_column step_columns[] = {
	ROW_FIELD(ROW_INT, struct report_step, step, false),
	ROW_FIELD(ROW_TEXT, struct report_step, stage, false),
	ROW_FIELD(ROW_TEXT, struct report_step, unit, false),
	ROW_FIELD(ROW_I64, struct report_step, n, false),
	ROW_FIELD(ROW_TEXT, struct report_step, why, true),
	ROW_FIELD(ROW_I64, struct report_step, ended, true),
	ROW_FIELD(ROW_I64, struct report_step, refused, true),
};

static const struct row_column account_columns[] = {
	ROW_FIELD(ROW_TEXT, struct report_account, account, false),
	ROW_FIELD(ROW_I64, struct report_account, trades, false),
};

#define LOAD(name_, query_, arguments_, columns_, array_, count_) \
	{ \
		.name = name_, .query = &query_, .arguments = arguments_, .columns = columns_, \
		.column_count = array_size(columns_), \
		.size = sizeof *((struct report *)0)->array_, \
		.array = offsetof(struct report, array_), .count = offsetof(struct report, count_) \
	}

static const struct load loads[] = {
	LOAD("trades", query_report_trades, OF_TRADES, trade_columns, trades, trade_count),
	LOAD("marks", query_report_marks, OF_TRADES, mark_columns, marks, mark_count),
	LOAD("fills", query_report_fills, OF_TRADES, fill_columns, fills, fill_count),
	LOAD("snapshots", query_report_equity, OF_ACCOUNT, point_columns, points, point_count),
	LOAD("payments", query_report_flows, OF_ACCOUNT, flow_columns, flows, flow_count),
	LOAD("decisions", query_explain_funnel, OF_DAYS, step_columns, steps, step_count),
	LOAD("accounts", query_report_accounts, OF_NOW, account_columns, accounts, account_count),
};

static int load_rows(struct run *run, const struct load *load, struct report *out,
	struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	set_arguments(&a, load->arguments, &out->request);
	if (db_rows(run->db, load->query, &a, rows, err) != 0)
		return -1;
	return rows_read_odd(rows, load->columns, load->column_count, load->size,
		(char *)out + load->array, (size_t *)(void *)((char *)out + load->count),
		load->name, &out->odd, err);
}

static int load_open(struct run *run, struct report *out, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_I64, struct report_open, positions, false),
		ROW_FIELD(ROW_MONEY, struct report_open, pnl, true),
		ROW_FIELD(ROW_I64, struct report_open, unknown, false),
	};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	set_arguments(&a, OF_OPEN, &out->request);
	if (db_row(run->db, &query_report_open, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, columns, array_size(columns), &out->open, err);
}

int report_load(struct run *run, const struct report_request *request, struct report *out,
	struct error *err)
{
	*out = (struct report){.request = *request, .rate = run->params.rate};
	for (size_t i = 0; i < array_size(loads); i++) {
		rows_auto struct rows rows = ROWS_INIT;
		if (load_rows(run, &loads[i], out, &rows, err) != 0)
			return -1;
		if (loads[i].query == &query_report_equity && rows.count > 0)
			(void)text_copy(out->execution_mode, sizeof out->execution_mode,
				row_text(&rows, rows.count - 1, "execution_mode"));
	}
	if (load_open(run, out, err) != 0)
		return -1;
	return report_compute(out) == 0 ? 0 : error_memory(err);
}

void report_free(struct report *report)
{
	free(report->trades);
	free(report->marks);
	free(report->fills);
	free(report->points);
	free(report->flows);
	free(report->steps);
	free(report->accounts);
	free(report->results);
	free(report->days);
	free(report->curve);
	*report = (struct report){0};
}

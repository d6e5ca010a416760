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

static int load_trades(struct run *run, struct report *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	report_args(&a, &out->request);
	if (db_rows(run->db, &query_report_trades, &a, &rows, err) != 0)
		return -1;
	return rows_read_odd(&rows, trade_columns, array_size(trade_columns),
		sizeof *out->trades, &out->trades, &out->trade_count, "trades", &out->odd, err);
}

int report_load(struct run *run, const struct report_request *request, struct report *out,
	struct error *err)
{
	*out = (struct report){.request = *request};
	return load_trades(run, out, err);
}

void report_free(struct report *report)
{
	free(report->trades);
	*report = (struct report){0};
}

#include "analysis_load.h"

#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "calendar.h"
#include "cost_of_data.h"
#include "query.h"
#include "report_load.h"
#include "row.h"
#include "store_shadow.h"
#include "zone.h"

/* ---- trades ---- */

struct moved_trade {
	int64_t position_id;
	bool is_stock, is_short;
	double shares, delta, gamma, theta, vega, entry_underlying, exit_underlying;
	double entry_iv, exit_iv, days, fees, pnl, r, entry_spread;
};

#define TRADE(type, field, nullable) ROW_FIELD(type, struct moved_trade, field, nullable)

static const struct row_column trade_columns[] = {
	TRADE(ROW_I64, position_id, false),
	TRADE(ROW_BOOL, is_stock, false),
	TRADE(ROW_BOOL, is_short, false),
	TRADE(ROW_DOUBLE, shares, false),
	TRADE(ROW_DOUBLE, delta, true),
	TRADE(ROW_DOUBLE, gamma, true),
	TRADE(ROW_DOUBLE, theta, true),
	TRADE(ROW_DOUBLE, vega, true),
	TRADE(ROW_DOUBLE, entry_underlying, true),
	TRADE(ROW_DOUBLE, exit_underlying, true),
	TRADE(ROW_DOUBLE, entry_iv, true),
	TRADE(ROW_DOUBLE, exit_iv, true),
	TRADE(ROW_DOUBLE, days, false),
	TRADE(ROW_DOUBLE, fees, false),
	TRADE(ROW_DOUBLE, pnl, true),
	TRADE(ROW_DOUBLE, r, true),
	TRADE(ROW_DOUBLE, entry_spread, true),
};

/* The Greeks of an option or a spread are stored as it is held; a share has a delta only. */
static void read_trade(const struct moved_trade *r, struct analysis_trade *out)
{
	double delta = r->is_stock ? (r->is_short ? -1 : 1) : r->delta;
	const struct attribution_trade parts = {.delta = delta,
		.gamma = r->gamma,
		.vega = r->vega,
		.theta = r->theta,
		.shares = r->shares,
		.entry_underlying = r->entry_underlying,
		.exit_underlying = r->exit_underlying,
		.entry_iv = r->entry_iv,
		.exit_iv = r->exit_iv,
		.days = r->days,
		.fees = r->fees,
		.pnl = r->pnl,
		.is_stock = r->is_stock};
	const struct break_even_trade costs = {.delta = delta,
		.theta = r->is_stock ? 0 : r->theta,
		.days = r->days,
		.spread = r->entry_spread,
		.fees = r->fees / r->shares,
		.underlying = r->entry_underlying};
	*out = (struct analysis_trade){
		.position_id = r->position_id,
		.attribution = attribution_of(&parts),
		.break_even_pct = break_even_pct(&costs),
		.r = r->r,
	};
}

static int load_trades(struct run *run, const struct report_request *request, struct analysis *out,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct moved_trade *list = NULL;
	report_args(&a, request);
	if (db_rows(run->db, &query_analysis_trades, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, trade_columns, array_size(trade_columns), sizeof *list, &list,
			&out->trade_count, "trades", &out->odd, err) != 0)
		return -1;
	out->trades = calloc(out->trade_count + 1, sizeof *out->trades);
	for (size_t i = 0; out->trades != NULL && i < out->trade_count; i++)
		read_trade(&list[i], &out->trades[i]);
	free(list);
	return out->trades == NULL ? error_memory(err) : 0;
}

/* ---- signals ---- */

struct signal_row {
	struct instant bar_ts;
	int direction;
	struct price close_0, close_15, close_60, close_120;
};

static const struct row_column signal_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct signal_row, bar_ts, false),
	ROW_FIELD(ROW_INT, struct signal_row, direction, false),
	ROW_FIELD(ROW_PRICE, struct signal_row, close_0, true),
	ROW_FIELD(ROW_PRICE, struct signal_row, close_15, true),
	ROW_FIELD(ROW_PRICE, struct signal_row, close_60, true),
	ROW_FIELD(ROW_PRICE, struct signal_row, close_120, true),
};

/* The returns of a signal; unknown where the session ends first: the night is another risk. */
static void read_signal(const struct signal_row *r, struct forward_signal *out)
{
	const struct price later[FORWARD_HORIZONS] = {r->close_15, r->close_60, r->close_120};
	struct session s;
	bool open = calendar_session_at(r->bar_ts, &s);
	double from = price_to_double(r->close_0);
	out->day = zone_new_york_date(r->bar_ts, NULL);
	for (int i = 0; i < FORWARD_HORIZONS; i++) {
		struct instant over = instant_add(r->bar_ts, (forward_minutes[i] + 1) * MINUTE_US);
		bool within = open && instant_compare(over, s.close) <= 0;
		double change = price_to_double(later[i]) / from - 1;
		out->pct[i] = within ? 100 * r->direction * change : (double)NAN;
	}
}

static int load_signals(struct run *run, const struct report_request *request, struct analysis *out,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct signal_row *list = NULL;
	size_t count = 0;
	report_args(&a, request);
	if (db_rows(run->db, &query_analysis_signals, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, signal_columns, array_size(signal_columns), sizeof *list,
			&list, &count, "signals", &out->odd, err) != 0)
		return -1;
	struct forward_signal *signals = calloc(count + 1, sizeof *signals);
	for (size_t i = 0; signals != NULL && i < count; i++)
		read_signal(&list[i], &signals[i]);
	for (int i = 0; signals != NULL && i < FORWARD_HORIZONS; i++)
		out->forward[i] = forward_mean(signals, count, i);
	free(list);
	int result = signals == NULL ? error_memory(err) : 0;
	free(signals);
	return result;
}

/* ---- what is open ---- */

static const struct row_column stress_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct open_stress, ts, false),
	ROW_FIELD(ROW_I64, struct open_stress, positions, true),
	ROW_FIELD(ROW_DOUBLE, struct open_stress, loss, true),
	ROW_FIELD(ROW_DOUBLE, struct open_stress, allowed, true),
	ROW_FIELD(ROW_MONEY, struct open_stress, open_risk, true),
};

static int load_stress(struct run *run, const struct report_request *request, struct analysis *out,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	out->stress = (struct open_stress){
		INSTANT_UNKNOWN, INT64_MIN, (double)NAN, (double)NAN, MONEY_UNKNOWN};
	arg_text(&a, request->account);
	arg_instant(&a, request->now);
	if (db_rows(run->db, &query_analysis_stress, &a, &rows, err) != 0)
		return -1;
	return rows.count == 0 ? 0
			       : row_read(&rows, 0, stress_columns, array_size(stress_columns),
					 &out->stress, err);
}

/* ---- all of it ---- */

static void price_data(const struct report_request *request, struct analysis *out)
{
	out->data_since = request->from;
	if (!instant_known(out->data_since) && out->order_count > 0)
		out->data_since = out->orders[0].created_at;
	out->data_cost = instant_known(out->data_since)
				 ? cost_of_data(out->data_cost_month, out->data_since, request->to)
				 : (struct money){0};
}

int analysis_load(struct run *run, const struct report_request *request, struct analysis *out,
	struct error *err)
{
	*out = (struct analysis){
		.data_cost_month = {conf_i64(&run->conf, CONF_DATA_COST) * USD_E4}};
	if (shadow_load(run, request, &out->orders, &out->order_count, &out->odd, err) != 0 ||
		load_trades(run, request, out, err) != 0 ||
		load_signals(run, request, out, err) != 0 ||
		load_stress(run, request, out, err) != 0)
		return -1;
	price_data(request, out);
	return analysis_compute(out) == 0 ? 0 : error_memory(err);
}

void analysis_free(struct analysis *a)
{
	free(a->orders);
	free(a->trades);
	*a = (struct analysis){0};
}

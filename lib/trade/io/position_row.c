#include "position_row.h"

#include <math.h>

#include "array.h"
#include "calendar.h"
#include "exit.h"
#include "query.h"
#include "row.h"
#include "text.h"

static const struct row_column columns[] = {
	ROW_FIELD(ROW_I64, struct position_row, id, false),
	ROW_FIELD(ROW_I64, struct position_row, quantity, false),
	ROW_FIELD(ROW_I64, struct position_row, original_quantity, false),
	ROW_FIELD(ROW_TEXT, struct position_row, ticker, false),
	ROW_FIELD(ROW_TEXT, struct position_row, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct position_row, strategy_type, false),
	ROW_FIELD(ROW_TEXT, struct position_row, side, false),
	ROW_FIELD(ROW_TEXT, struct position_row, status, false),
	ROW_FIELD(ROW_PRICE, struct position_row, entry_price, false),
	ROW_FIELD(ROW_PRICE, struct position_row, exit_price, true),
	ROW_FIELD(ROW_PRICE, struct position_row, stop_distance, true),
	ROW_FIELD(ROW_PRICE, struct position_row, width, true),
	ROW_FIELD(ROW_PRICE, struct position_row, peak_price, true),
	ROW_FIELD(ROW_PRICE, struct position_row, lowest_price, true),
	ROW_FIELD(ROW_MONEY, struct position_row, realised_pnl, true),
	ROW_FIELD(ROW_MONEY, struct position_row, fees, false),
	ROW_FIELD(ROW_MONEY, struct position_row, open_fees, false),
	ROW_FIELD(ROW_INSTANT, struct position_row, entry_time, false),
};

int position_row_lock(struct db *db, int64_t id, const char *execution_id, struct position_row *out,
	bool *found, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	if (id == INT64_MIN)
		arg_null(&a);
	else
		arg_i64(&a, id);
	arg_text(&a, id != INT64_MIN || execution_id[0] == '\0' ? NULL : execution_id);
	if (db_rows(db, &query_position_lock, &a, &rows, err) != 0)
		return -1;
	*found = rows.count == 1;
	if (!*found)
		return 0;
	if (row_read(&rows, 0, columns, array_size(columns), out, err) != 0)
		return -1;
	out->holding = (struct holding){
		.quantity = out->quantity,
		.original_quantity = out->original_quantity,
		.entry_price = out->entry_price,
		.width = out->width,
		.exit_price = out->exit_price,
		.peak = out->peak_price,
		.lowest = out->lowest_price,
		.realised_pnl = out->realised_pnl,
		.fees = out->fees,
		.open_fees = out->open_fees,
	};
	/* A sale at an unknown price leaves the result unknown, also when the row is read again. */
	if (out->original_quantity > out->quantity && !price_known(out->exit_price))
		out->holding.realised_pnl = MONEY_UNKNOWN;
	if (!instrument_parse(out->instrument_type, &out->holding.instrument))
		return error_set(err, ERROR_INTERNAL, "position %lld has instrument_type \"%s\"",
			(long long)out->id, out->instrument_type);
	out->holding.is_short =
		!instrument_is_option(out->holding.instrument) && text_equal(out->side, "short");
	if (!strategy_parse(out->strategy_type, &out->holding.strategy))
		return error_set(err, ERROR_INTERNAL, "position %lld has strategy_type \"%s\"",
			(long long)out->id, out->strategy_type);
	return 0;
}

int position_row_event(struct desk *desk, int64_t position_id, const char *type, const char *data,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, position_id);
	arg_instant(&a, desk->run->now);
	arg_text(&a, type);
	arg_text(&a, data);
	arg_text(&a, desk->run->run_id);
	return db_none(desk->run->db, &query_position_event, &a, NULL, err);
}

static int write_history(struct desk *desk, const struct position_row *p, struct instant at,
	const char *reason, struct error *err)
{
	const struct holding *h = &p->holding;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	bool known = money_known(h->realised_pnl);
	arg_i64(&a, p->id);
	arg_instant(&a, at);
	arg_price(&a, h->exit_price);
	arg_money(&a, h->realised_pnl);
	arg_double(&a, known ? holding_pnl_pct(h) : (double)NAN);
	arg_text(&a, reason);
	arg_text(&a, holding_label(h));
	arg_double(&a, holding_r_multiple(h, p->stop_distance, &desk->run->params));
	arg_i64(&a, calendar_open_seconds(p->entry_time, at) / 60);
	arg_instant(&a, desk->run->now);
	return db_none(desk->run->db, &query_position_history_insert, &a, NULL, err);
}

/* Whether the rule REASON sells a part only once, so that the rest trails. */
static bool takes_half(const char *reason)
{
	const struct exit_rule *rule = reason != NULL ? exit_find(reason) : NULL;
	return rule != NULL && rule->takes_half;
}

static void write_closing(struct jsonl *w, const struct holding *h, const char *reason)
{
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "reason", reason);
	jsonl_i64(w, "quantity", h->original_quantity);
	jsonl_price(w, "exit_price", h->exit_price, 4);
	jsonl_money(w, "pnl", h->realised_pnl);
	jsonl_close(w);
}

static int write_closed_event(
	struct desk *desk, const struct position_row *p, const char *reason, struct error *err)
{
	buf_auto struct buf data = BUF_INIT(1024);
	struct jsonl w;
	jsonl_init(&w, &data);
	write_closing(&w, &p->holding, reason);
	return position_row_event(desk, p->id, "closed", buf_text(&data), err);
}

int position_row_store(struct desk *desk, const struct position_row *p, const char *status,
	struct instant at, const char *reason, struct error *err)
{
	const struct holding *h = &p->holding;
	bool closed = h->quantity == 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, p->id);
	arg_i64(&a, h->quantity);
	arg_i64(&a, h->original_quantity);
	arg_price(&a, h->entry_price);
	arg_price(&a, h->exit_price);
	arg_money(&a, h->realised_pnl);
	arg_money(&a, h->fees);
	arg_text(&a, closed ? "closed" : status);
	arg_text(&a, closed ? reason : NULL);
	arg_instant(&a, closed ? at : INSTANT_UNKNOWN);
	arg_text(&a, closed ? holding_label(h) : NULL);
	arg_double(&a,
		closed ? holding_r_multiple(h, p->stop_distance, &desk->run->params) : (double)NAN);
	arg_instant(&a, takes_half(reason) ? desk->run->now : INSTANT_UNKNOWN);
	arg_price(&a, h->peak);
	arg_price(&a, h->lowest);
	arg_money(&a, h->open_fees);
	if (db_none(desk->run->db, &query_position_booked, &a, NULL, err) != 0)
		return -1;
	if (!closed)
		return 0;
	run_count(desk->run, "positions_closed", 1);
	return write_history(desk, p, at, reason, err) != 0
		       ? -1
		       : write_closed_event(desk, p, reason, err);
}

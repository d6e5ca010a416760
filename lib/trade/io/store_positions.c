#include "store_positions.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "legs.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { MARKS_JSON_MAX = 16 << 20 };

struct leg_row {
	char symbol[OCC_SYMBOL_SIZE], side[8], gone_for[16];
	int64_t quantity;
	struct price entry_price;
	double iv;
	struct instant iv_at;
};

struct held_row {
	int64_t id, quantity, original_quantity, exit_qty, exit_filled, exit_seen, scale_in_qty;
	int exit_number, attempt, blind_looks, stuck_looks;
	double iv, stop_atr;
	char execution_id[RUN_ID_SIZE], ticker[TICKER_SIZE], symbol[OCC_SYMBOL_SIZE];
	char instrument_type[8], strategy_type[24], side[8], entry_order_id[ORDER_ID_SIZE];
	char close_request[64], exit_status[24], exit_reason[64];
	struct date expiration_date, exit_day;
	struct price entry_price, entry_underlying_price, entry_spread, stop, target, peak_price,
		lowest_price, scale_in_distance;
	struct instant entry_time, last_checked_at, exit_since, iv_at, scale_in_until;
	bool target_taken, trailing_armed, is_of_leg, scale_in_ordered;
	struct leg_row legs[SPREAD_LEGS];
};

/* The columns leg0_symbol ... of a leg; null where the position has no legs. */
#define LEG_COLUMN(type_, i, field_) \
	{ \
		"leg" #i "_" #field_, type_, offsetof(struct held_row, legs[i].field_), \
			sizeof(((struct held_row *)0)->legs[i].field_), true \
	}
#define LEG_COLUMNS(i) \
	LEG_COLUMN(ROW_TEXT, i, symbol), LEG_COLUMN(ROW_TEXT, i, side), \
		LEG_COLUMN(ROW_I64, i, quantity), LEG_COLUMN(ROW_PRICE, i, entry_price), \
		LEG_COLUMN(ROW_DOUBLE, i, iv), LEG_COLUMN(ROW_INSTANT, i, iv_at), \
		LEG_COLUMN(ROW_TEXT, i, gone_for)

static const struct row_column held_columns[] = {
	ROW_FIELD(ROW_I64, struct held_row, id, false),
	ROW_FIELD(ROW_TEXT, struct held_row, execution_id, true),
	ROW_FIELD(ROW_TEXT, struct held_row, ticker, false),
	ROW_FIELD(ROW_TEXT, struct held_row, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct held_row, strategy_type, false),
	ROW_FIELD(ROW_TEXT, struct held_row, symbol, false),
	ROW_FIELD(ROW_DATE, struct held_row, expiration_date, true),
	ROW_FIELD(ROW_TEXT, struct held_row, side, false),
	ROW_FIELD(ROW_I64, struct held_row, quantity, false),
	ROW_FIELD(ROW_I64, struct held_row, original_quantity, false),
	ROW_FIELD(ROW_PRICE, struct held_row, entry_price, false),
	ROW_FIELD(ROW_PRICE, struct held_row, entry_underlying_price, true),
	ROW_FIELD(ROW_PRICE, struct held_row, entry_spread, true),
	ROW_FIELD(ROW_INSTANT, struct held_row, entry_time, false),
	ROW_FIELD(ROW_PRICE, struct held_row, stop, true),
	ROW_FIELD(ROW_PRICE, struct held_row, target, true),
	ROW_FIELD(ROW_BOOL, struct held_row, target_taken, false),
	ROW_FIELD(ROW_BOOL, struct held_row, trailing_armed, false),
	ROW_FIELD(ROW_PRICE, struct held_row, peak_price, true),
	ROW_FIELD(ROW_PRICE, struct held_row, lowest_price, true),
	ROW_FIELD(ROW_INSTANT, struct held_row, last_checked_at, true),
	ROW_FIELD(ROW_TEXT, struct held_row, close_request, true),
	ROW_FIELD(ROW_DOUBLE, struct held_row, iv, true),
	ROW_FIELD(ROW_INSTANT, struct held_row, iv_at, true),
	ROW_FIELD(ROW_DOUBLE, struct held_row, stop_atr, true),
	ROW_FIELD(ROW_INT, struct held_row, blind_looks, false),
	ROW_FIELD(ROW_INT, struct held_row, stuck_looks, false),
	ROW_FIELD(ROW_TEXT, struct held_row, entry_order_id, true),
	ROW_FIELD(ROW_BOOL, struct held_row, is_of_leg, false),
	ROW_FIELD(ROW_INT, struct held_row, exit_number, false),
	ROW_FIELD(ROW_INT, struct held_row, attempt, true),
	ROW_FIELD(ROW_TEXT, struct held_row, exit_status, true),
	ROW_FIELD(ROW_I64, struct held_row, exit_qty, true),
	ROW_FIELD(ROW_I64, struct held_row, exit_filled, true),
	ROW_FIELD(ROW_DATE, struct held_row, exit_day, true),
	ROW_FIELD(ROW_TEXT, struct held_row, exit_reason, true),
	ROW_FIELD(ROW_INSTANT, struct held_row, exit_since, true),
	ROW_FIELD(ROW_I64, struct held_row, exit_seen, false),
	ROW_FIELD(ROW_I64, struct held_row, scale_in_qty, true),
	ROW_FIELD(ROW_PRICE, struct held_row, scale_in_distance, true),
	ROW_FIELD(ROW_INSTANT, struct held_row, scale_in_until, true),
	ROW_FIELD(ROW_BOOL, struct held_row, scale_in_ordered, false),
	LEG_COLUMNS(0),
	LEG_COLUMNS(1),
};

static struct exit_history read_history(const struct held_row *r)
{
	struct exit_history last = {
		.number = r->exit_number, .status = ORDER_FILLED, .day = DATE_UNKNOWN};
	if (r->attempt == INT_MIN)
		return last;
	if (!order_status_parse(r->exit_status, &last.status))
		last.status = ORDER_OTHER; /* an unknown status counts as not finished */
	last.attempt = r->attempt;
	last.seen = (int)r->exit_seen;
	last.quantity = r->exit_qty;
	last.filled = r->exit_filled;
	last.day = r->exit_day;
	return last;
}

/* A spread has two legs that fit each other; anything else is not a position to act on. */
static int read_legs(const struct held_row *r, struct position *p, struct error *err)
{
	for (int i = 0; i < SPREAD_LEGS; i++) {
		const struct leg_row *leg = &r->legs[i];
		struct position_leg *out = &p->legs[i];
		*out = (struct position_leg){.quantity = leg->quantity,
			.is_long = text_equal(leg->side, "long"),
			.entry_price = leg->entry_price,
			.iv = leg->iv,
			.iv_at = leg->iv_at};
		(void)text_copy(out->symbol, sizeof out->symbol, leg->symbol);
		(void)text_copy(out->gone_for, sizeof out->gone_for, leg->gone_for);
	}
	if (price_known(legs_width(p)) &&
		p->legs[0].is_long == spread_leg_is_long(p->strategy, 0) &&
		p->legs[1].is_long == spread_leg_is_long(p->strategy, 1))
		return 0;
	return error_set(err, ERROR_DATA, "position %lld (%s) is a %s without two legs that fit",
		(long long)r->id, r->symbol, r->strategy_type);
}

static int read_held(const struct held_row *r, struct held_position *out, struct error *err)
{
	*out = (struct held_position){
		.position =
			{
				.id = r->id,
				.expiry = r->expiration_date,
				.quantity = r->quantity,
				.original_quantity = r->original_quantity,
				.entry_price = r->entry_price,
				.entry_underlying = r->entry_underlying_price,
				.entry_spread = r->entry_spread,
				.entered_at = r->entry_time,
				.stop = r->stop,
				.target = r->target,
				.target_taken = r->target_taken,
				.trailing_armed = r->trailing_armed,
				.peak = r->peak_price,
				.lowest = r->lowest_price,
				.iv = r->iv,
				.iv_at = r->iv_at,
			},
		.is_long = text_equal(r->side, "long"),
		.checked_at = r->last_checked_at,
		.blind_looks = r->blind_looks,
		.stuck_looks = r->stuck_looks,
		.last_exit = read_history(r),
		.exit_since = r->exit_since,
		.is_of_leg = r->is_of_leg,
		/* an absent quantity is INT64_MIN, and below 1 nothing is kept */
		.kept = {r->scale_in_qty, r->scale_in_distance, r->scale_in_until},
		.kept_is_ordered = r->scale_in_ordered,
	};
	struct position *p = &out->position;
	if (!instrument_parse(r->instrument_type, &p->instrument) ||
		!strategy_parse(r->strategy_type, &p->strategy))
		return error_set(err, ERROR_INTERNAL, "position %lld is a %s of %s",
			(long long)r->id, r->instrument_type, r->strategy_type);
	p->is_short = !out->is_long && !instrument_is_option(p->instrument);
	if (instrument_is_option(p->instrument) && trade_is_spread(p->strategy) &&
		read_legs(r, p, err) != 0)
		return -1;
	p->atr5 = position_atr5(p->instrument, p->strategy, r->stop_atr);
	(void)text_copy(p->ticker, sizeof p->ticker, r->ticker);
	(void)text_copy(p->symbol, sizeof p->symbol, r->symbol);
	(void)text_copy(out->execution_id, sizeof out->execution_id, r->execution_id);
	(void)text_copy(out->entry_order_id, sizeof out->entry_order_id, r->entry_order_id);
	(void)text_copy(out->close_request, sizeof out->close_request, r->close_request);
	(void)text_copy(out->exit_reason, sizeof out->exit_reason, r->exit_reason);
	return 0;
}

int positions_load(struct run *run, const char *account, struct held_position **out, size_t *count,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct held_row *read mem_auto = NULL;
	struct odd_rows odd = {0};
	size_t n = 0;
	arg_text(&a, account);
	if (db_rows(run->db, &query_positions_watched, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, held_columns, array_size(held_columns), sizeof *read, &read,
			&n, "our positions", &odd, err) != 0)
		return -1;
	struct held_position *held = calloc(n + 1, sizeof *held);
	if (held == NULL)
		return error_memory(err);
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		struct error why = {0};
		char id[NUM_TEXT_SIZE];
		(void)snprintf(id, sizeof id, "%lld", (long long)read[i].id);
		if (read_held(&read[i], &held[*count], &why) == 0)
			(*count)++;
		else
			odd_rows_add(&odd, "our positions", id, "%s", why.text);
	}
	positions_tell_odd(run, &odd);
	*out = held;
	return 0;
}

struct mark_row {
	int64_t position_id;
	struct instant ts, underlying_ts, quote_ts;
	struct price bid, ask, underlying_price, model_value;
	char source[16];
};

static const struct row_column mark_columns[] = {
	ROW_FIELD(ROW_I64, struct mark_row, position_id, false),
	ROW_FIELD(ROW_INSTANT, struct mark_row, ts, false),
	ROW_FIELD(ROW_PRICE, struct mark_row, bid, true),
	ROW_FIELD(ROW_PRICE, struct mark_row, ask, true),
	ROW_FIELD(ROW_PRICE, struct mark_row, underlying_price, true),
	ROW_FIELD(ROW_INSTANT, struct mark_row, underlying_ts, true),
	ROW_FIELD(ROW_INSTANT, struct mark_row, quote_ts, true),
	ROW_FIELD(ROW_PRICE, struct mark_row, model_value, true),
	ROW_FIELD(ROW_TEXT, struct mark_row, source, true),
};

int position_marks_load(struct run *run, const char *account, struct instant from,
	struct position_mark **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, account);
	arg_instant(&a, from);
	arg_instant(&a, run->now);
	struct mark_row *read mem_auto = NULL;
	struct odd_rows odd = {0};
	if (db_rows(run->db, &query_position_marks_recent, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, mark_columns, array_size(mark_columns), sizeof *read, &read,
			count, "marks", &odd, err) != 0)
		return -1;
	for (size_t i = 0; i < odd.kept; i++)
		run_partial(run, "a mark of position %s cannot be read: %s", odd.row[i].name,
			odd.row[i].text);
	*out = calloc(*count + 1, sizeof **out);
	if (*out == NULL)
		return error_memory(err);
	for (size_t i = 0; i < *count; i++)
		(*out)[i] = (struct position_mark){.position_id = read[i].position_id,
			.mark = {
				.ts = read[i].ts,
				.bid = read[i].bid,
				.ask = read[i].ask,
				.underlying = read[i].underlying_price,
				.underlying_ts = read[i].underlying_ts,
				.quote_ts = read[i].quote_ts,
				.model = read[i].model_value,
				.source = mark_source_parse(read[i].source),
			}};
	return 0;
}

/* ---- the marks of a pass ---- */

static void write_snapshot(
	struct jsonl *w, const struct position_snapshot *snapshot, const char *feed)
{
	const struct position *p = snapshot->position;
	jsonl_open(w, NULL, '{');
	jsonl_i64(w, "position_id", p->id);
	jsonl_price(w, "bid", snapshot->mark.bid, 4);
	jsonl_price(w, "ask", snapshot->mark.ask, 4);
	jsonl_price(w, "mid",
		mark_is_sound(&snapshot->mark) ? mark_price(&snapshot->mark) : PRICE_UNKNOWN, 4);
	jsonl_price(w, "underlying", snapshot->mark.underlying, 4);
	jsonl_instant(w, "underlying_ts", snapshot->mark.underlying_ts);
	jsonl_instant(w, "quote_ts", snapshot->mark.quote_ts);
	jsonl_text(w, "feed", feed);
	jsonl_text(w, "source", mark_source_name(snapshot->mark.source));
	jsonl_price(w, "model_value", snapshot->mark.model, 4);
	jsonl_price(w, "value", mark_price(&snapshot->mark), 4);
	jsonl_money(w, "pnl_dollars", snapshot->pnl);
	jsonl_double(w, "pnl_percent", snapshot->pnl_pct, 4);
	jsonl_i64(w, "bought", p->original_quantity);
	jsonl_price(w, "peak", p->peak, 4);
	jsonl_price(w, "lowest", p->lowest, 4);
	jsonl_price(w, "entry_spread", p->entry_spread, 4);
	jsonl_bool(w, "trailing_armed", p->trailing_armed);
	jsonl_price(w, "trailing_stop", snapshot->trailing_stop, 4);
	jsonl_double(w, "iv", snapshot->iv, -1);
	jsonl_double(w, "iv0", snapshot->leg_iv[0], -1);
	jsonl_double(w, "iv1", snapshot->leg_iv[1], -1);
	jsonl_i64(w, "blind_looks", snapshot->blind_looks);
	jsonl_bool(w, "confirms", snapshot->confirms);
	jsonl_close(w);
}

struct marks_context {
	struct run *run;
	const char *json;
};

static int store_marks(struct db *db, void *context, struct error *err)
{
	struct marks_context *c = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, c->json);
	arg_instant(&a, c->run->now);
	arg_text(&a, c->run->run_id);
	return db_none(db, &query_positions_marked, &a, NULL, err);
}

int positions_store_marks(struct run *run, const struct position_snapshot *snapshots, size_t count,
	const char *stock_feed, const char *option_feed, struct error *err)
{
	buf_auto struct buf json = BUF_INIT((size_t)MARKS_JSON_MAX);
	struct jsonl w;
	jsonl_init(&w, &json);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < count; i++) {
		bool option = instrument_is_option(snapshots[i].position->instrument);
		write_snapshot(&w, &snapshots[i], option ? option_feed : stock_feed);
	}
	jsonl_close(&w);
	if (!buf_ok(&json))
		return error_memory(err);
	struct marks_context c = {run, buf_text(&json)};
	return count == 0 ? 0 : run_store(run, store_marks, &c, err);
}

/* ---- exits ---- */

static int write_event(
	struct run *run, int64_t position_id, const char *type, const char *data, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, position_id);
	arg_instant(&a, run->now);
	arg_text(&a, type);
	arg_text(&a, data);
	arg_text(&a, run->run_id);
	return db_none(run->db, &query_position_event, &a, NULL, err);
}

struct last_seen {
	struct instant seen;
};

static const struct row_column last_seen_columns[] = {
	ROW_FIELD(ROW_INSTANT, struct last_seen, seen, true),
};

int position_last_seen(struct run *run, int64_t position_id, bool of_underlying,
	struct instant *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct last_seen row;
	arg_i64(&a, position_id);
	arg_instant(&a, run->now);
	arg_bool(&a, of_underlying);
	if (db_row(run->db, &query_position_seen, &a, &rows, err) != 0 ||
		row_read(&rows, 0, last_seen_columns, array_size(last_seen_columns), &row, err) !=
			0)
		return -1;
	*out = row.seen;
	return 0;
}

struct intent_context {
	struct run *run;
	const struct exit_intent *intent;
};

static int store_intent(struct db *db, void *context, struct error *err)
{
	struct intent_context *c = context;
	const struct exit_intent *intent = c->intent;
	const struct position *p = &intent->held->position;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_i64(&a, p->id);
	arg_i64(&a, intent->order->exit_number);
	arg_i64(&a, p->quantity);
	if (db_rows(db, &query_position_exit_begin, &a, &rows, err) != 0)
		return -1;
	if (rows.count != 1)
		return error_set(err, ERROR_AGAIN,
			"position %lld (%s) changed while its exit was decided: the next pass "
			"decides",
			(long long)p->id, p->symbol);
	if (order_insert(c->run, intent->account, intent->order, intent->quote_json, err) != 0)
		return -1;
	if (intent->missed_json != NULL &&
		write_event(c->run, p->id, "missed_stop", intent->missed_json, err) != 0)
		return -1;
	if (intent->plans_roll && write_event(c->run, p->id, "roll_planned", "{}", err) != 0)
		return -1;
	return write_event(c->run, p->id, intent->event_type, intent->event_json, err);
}

int position_store_intent(struct run *run, const struct exit_intent *intent, struct error *err)
{
	struct intent_context c = {run, intent};
	return run_store(run, store_intent, &c, err);
}

/* ---- problems ---- */

struct problem_context {
	struct run *run;
	const struct position_problem *problem;
	const char *text;
	bool is_new;
};

static int store_problem(struct db *db, void *context, struct error *err)
{
	struct problem_context *c = context;
	const struct position_problem *problem = c->problem;
	(void)db;
	if (alert_write(c->run, problem->severity, problem->key, problem->subject, c->text,
		    &c->is_new, err) != 0)
		return -1;
	return c->is_new ? write_event(
				   c->run, problem->position->id, problem->type, problem->data, err)
			 : 0;
}

void position_tell(struct run *run, const struct position_problem *problem)
{
	const struct position *p = problem->position;
	buf_auto struct buf text = BUF_INIT((size_t)ERROR_TEXT_SIZE);
	buf_printf(&text, "position %lld (%s): %s", (long long)p->id, p->symbol, problem->text);
	struct problem_context c = {run, problem, buf_text(&text), true};
	struct error err = {0};
	bool stored = run->dry_run || run_store(run, store_problem, &c, &err) == 0;
	run_partial_again(run, c.is_new || !stored, buf_text(&text));
	if (!stored)
		log_warning("the alert could not be written: %s", err.text);
}

struct stuck_context {
	int64_t id;
	int looks;
};

static int store_stuck(struct db *db, void *context, struct error *err)
{
	struct stuck_context *c = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, c->id);
	arg_i64(&a, c->looks);
	return db_none(db, &query_position_stuck, &a, NULL, err);
}

int position_store_stuck(struct run *run, int64_t id, int looks, struct error *err)
{
	struct stuck_context c = {id, looks};
	return run_store(run, store_stuck, &c, err);
}

struct request_context {
	struct run *run;
	int64_t id;
	const char *why;
};

static int request_close(struct db *db, void *context, struct error *err)
{
	struct request_context *c = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, c->id);
	arg_text(&a, c->why);
	arg_instant(&a, c->run->now);
	return db_none(db, &query_position_close_request, &a, NULL, err);
}

int position_request_close(struct run *run, int64_t id, const char *why, struct error *err)
{
	struct request_context c = {run, id, why};
	return run_store(run, request_close, &c, err);
}

/* ---- when the quotes fail ---- */

struct last_close {
	char ticker[TICKER_SIZE];
	struct instant ts;
	struct price close;
};

static const struct row_column last_close_columns[] = {
	ROW_FIELD(ROW_TEXT, struct last_close, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct last_close, ts, false),
	ROW_FIELD(ROW_PRICE, struct last_close, close, false),
};

int telemetry_prices_load(struct run *run, const char *const *tickers, size_t count,
	struct price *prices, struct instant *times, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct last_close *found mem_auto = NULL;
	size_t n = 0;
	/* The age of a bar counts from its end. */
	int64_t most_us =
		(int64_t)(run->params.exit_mark_age_max_s * (double)SECOND_US) + MINUTE_US;
	arg_text_array(&a, tickers, count);
	arg_instant(&a, instant_add(run->now, -most_us));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_telemetry_prices, &a, &rows, err) != 0 ||
		rows_read(&rows, last_close_columns, 3, sizeof *found, &found, &n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < count; k++)
			if (text_equal(found[i].ticker, tickers[k])) {
				prices[k] = found[i].close;
				times[k] = instant_add(found[i].ts, MINUTE_US);
			}
	return 0;
}

#include "fee_report.h"

#include <stdlib.h>

#include "array.h"
#include "log.h"
#include "mem.h"
#include "position_row.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_fees.h"
#include "zone.h"

struct fee_fill {
	char broker_order_id[BROKER_ID_SIZE];
	int64_t cum_qty, position_id;
	struct money fee;
	bool of_entry;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct fee_fill, broker_order_id, false),
	ROW_FIELD(ROW_I64, struct fee_fill, cum_qty, false),
	ROW_FIELD(ROW_I64, struct fee_fill, position_id, true),
	ROW_FIELD(ROW_MONEY, struct fee_fill, fee, false),
	ROW_FIELD(ROW_BOOL, struct fee_fill, of_entry, false),
};

/* A day, and the broker's activities since it or an earlier one. */
struct reported {
	struct desk *desk;
	struct date day;
	const struct broker_activity *list;
	size_t count;
	struct money total;
	int64_t rows; /* of fees */
};

static void day_arguments(const struct reported *r, struct db_args *a)
{
	arg_text(a, desk_account(r->desk));
	arg_instant(a, zone_from_new_york(r->day, 0));
	arg_instant(a, zone_from_new_york(date_add(r->day, 1), 0));
}

/* Adds up the fees of the day. */
static void add_up(struct reported *r)
{
	for (const struct broker_activity *b = r->list; b < r->list + r->count; b++) {
		if (!text_equal(b->activity_type, "FEE") || fee_find(b->activity_sub_type) < 0 ||
			date_compare(b->date, r->day) != 0 || !money_known(b->net_amount))
			continue;
		r->total = money_sub(r->total, b->net_amount);
		r->rows++;
	}
}

/* Whether a fill of the day is not of our orders. */
static int somebody_traded(const struct reported *r, bool *out, struct error *err)
{
	*out = false;
	for (const struct broker_activity *b = r->list; !*out && b < r->list + r->count; b++) {
		db_args_auto struct db_args a = DB_ARGS_INIT;
		rows_auto struct rows rows = ROWS_INIT;
		if (!text_equal(b->activity_type, "FILL") ||
			date_compare(zone_new_york_date(b->transaction_time, NULL), r->day) != 0)
			continue;
		arg_text(&a, desk_account(r->desk));
		arg_text(&a, b->order_id);
		if (db_row(r->desk->run->db, &query_fill_known, &a, &rows, err) != 0)
			return -1;
		*out = !text_equal(row_text(&rows, 0, "known"), "t");
	}
	return 0;
}

static int correct_position(
	struct desk *desk, const struct fee_fill *f, struct money delta, struct error *err)
{
	struct position_row p = {0};
	bool found;
	if (position_row_lock(desk->run->db, f->position_id, "", &p, &found, err) != 0)
		return -1;
	if (!found)
		return 0;
	struct holding *h = &p.holding;
	holding_correct_fee(h, delta, f->of_entry);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, p.id);
	arg_money(&a, h->fees);
	arg_money(&a, h->open_fees);
	arg_money(&a, h->realised_pnl);
	arg_double(&a, holding_pnl_pct(h));
	arg_text(&a, holding_label(h));
	arg_double(&a, holding_r_multiple(h, p.stop_distance, &desk->run->params));
	return db_none(desk->run->db, &query_position_fee_corrected, &a, NULL, err);
}

static int correct_fill(
	struct desk *desk, const struct fee_fill *f, struct money fee, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (money_compare(f->fee, fee) == 0)
		return 0;
	arg_text(&a, f->broker_order_id);
	arg_i64(&a, f->cum_qty);
	arg_money(&a, fee);
	run_count(desk->run, "fees_corrected", 1);
	if (db_none(desk->run->db, &query_fill_fee, &a, NULL, err) != 0)
		return -1;
	return f->position_id == INT64_MIN ? 0
					   : correct_position(desk, f, money_sub(fee, f->fee), err);
}

static int correct_all(struct reported *r, const struct rows *rows, struct error *err)
{
	size_t count = (size_t)rows->count;
	struct fee_fill *fills mem_auto = calloc(count + 1, sizeof *fills);
	struct money *fees mem_auto = calloc(2 * count + 1, sizeof *fees);
	if (fills == NULL || fees == NULL)
		return error_memory(err);
	struct money *estimates = fees + count;
	for (size_t i = 0; i < count; i++) {
		if (row_read(rows, (int)i, columns, array_size(columns), &fills[i], err) != 0)
			return -1;
		estimates[i] = fills[i].fee;
	}
	fee_divide(r->total, estimates, count, fees);
	for (size_t i = 0; i < count; i++)
		if (correct_fill(r->desk, &fills[i], fees[i], err) != 0)
			return -1;
	return 0;
}

static int note_fees(const struct reported *r, struct error *err)
{
	for (const struct broker_activity *b = r->list; b < r->list + r->count; b++)
		if (text_equal(b->activity_type, "FEE") && date_compare(b->date, r->day) == 0 &&
			trade_fees_note(r->desk, b, err) != 0)
			return -1;
	return 0;
}

static int store_body(struct db *db, void *context, struct error *err)
{
	struct reported *r = context;
	struct trade_fees locked;
	bool mixed;
	db_args_auto struct db_args a = DB_ARGS_INIT, done = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	day_arguments(r, &a);
	if (trade_fees_read(r->desk, zone_from_new_york(r->day, 0), &locked, err) != 0 ||
		somebody_traded(r, &mixed, err) != 0 || note_fees(r, err) != 0)
		return -1;
	if (mixed)
		log_info("the fees of %d trades are shared with other trades: they stay estimates",
			(int)r->rows);
	else if (r->rows > 0 && (db_rows(db, &query_fee_fills, &a, &rows, err) != 0 ||
					correct_all(r, &rows, err) != 0))
		return -1;
	day_arguments(r, &done);
	arg_instant(&done, r->desk->run->now);
	return db_none(db, &query_fee_day_done, &done, NULL, err);
}

static int book_days(struct desk *desk, const struct rows *days, const struct broker_activity *list,
	size_t count, struct error *err)
{
	for (int i = 0; i < days->count; i++) {
		struct reported r = {.desk = desk, .list = list, .count = count};
		if (date_parse(row_text(days, i, "day"), &r.day) != 0)
			return error_set(err, ERROR_INTERNAL, "a day of fills is no date");
		add_up(&r);
		if (db_transaction(desk->run->db, store_body, &r, err) != 0)
			return -1;
	}
	return 0;
}

/* The broker works on a day through the night: it is asked from this time of the morning after. */
enum { FIRST_HOUR = 9 };

/* The start of the first day whose fees are not asked for yet. */
static struct instant not_yet(const struct run *run)
{
	struct date today = run_today(run);
	bool early = instant_compare(run->now, zone_from_new_york(today, FIRST_HOUR * 3600)) < 0;
	return zone_from_new_york(early ? date_add(today, -1) : today, 0);
}

int fee_report_book(struct desk *desk, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows days = ROWS_INIT;
	struct error why = {0};
	struct broker_activity *list = NULL;
	size_t count = 0;
	struct date first;
	if (desk->run->dry_run || text_equal(desk->mode, "simulated"))
		return 0;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, not_yet(desk->run));
	if (db_rows(desk->run->db, &query_fee_days, &a, &days, err) != 0)
		return -1;
	if (days.count == 0 || date_parse(row_text(&days, 0, "day"), &first) != 0)
		return 0;
	if (alpaca_activities(desk->broker, "FILL,FEE", first, &list, &count, &why) != 0) {
		run_partial(desk->run, "the fees of %s are still estimates: %s",
			row_text(&days, 0, "day"), why.text);
		return 0;
	}
	int result = book_days(desk, &days, list, count, err);
	alpaca_activities_free(list, count);
	return result;
}

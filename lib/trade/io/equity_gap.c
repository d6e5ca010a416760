#include "equity_gap.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "closing.h"
#include "log.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_fees.h"
#include "zone.h"

/* The cash by the ledger, see equity_ledger.sql. */
struct expected {
	struct instant since;
	struct date day;
	struct money start, fills, later, same_day;
	int64_t open_orders;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_INSTANT, struct expected, since, true),
	ROW_FIELD(ROW_DATE, struct expected, day, true),
	ROW_FIELD(ROW_MONEY, struct expected, start, true),
	ROW_FIELD(ROW_MONEY, struct expected, fills, true),
	ROW_FIELD(ROW_MONEY, struct expected, later, true),
	ROW_FIELD(ROW_MONEY, struct expected, same_day, true),
	ROW_FIELD(ROW_I64, struct expected, open_orders, false),
};

static int load_expected(struct desk *desk, struct expected *out, struct error *err)
{
	const char *fees[FEE_KINDS];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, desk->run->now);
	arg_instant(&a, zone_from_new_york(run_today(desk->run), 0));
	for (int kind = 0; kind < FEE_KINDS; kind++)
		fees[kind] = fee_name((enum fee_kind)kind);
	arg_text_array(&a, fees, FEE_KINDS);
	if (db_row(desk->run->db, &query_equity_ledger, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, columns, array_size(columns), out, err);
}

static struct money gap_of(const struct desk *desk, const struct expected *e)
{
	struct cash_ledger ledger = {e->start, e->fills, e->later, e->same_day};
	return facts_cash_gap(&ledger, desk->account.cash);
}

/* An unknown gap is not allowed. */
static bool is_allowed(const struct desk *desk, struct money gap)
{
	struct money most = facts_gap_allowed(&desk->run->params, desk->account.last_equity);
	return money_known(gap) && money_known(most) && money_compare(gap, most) <= 0;
}

/* ---- activities ---- */

/*
 * The activities that end a position are stored by the program that books the end: stored here,
 * they would count as booked.
 */
static bool ends_position(const char *type)
{
	static const char *const types[] = {"FILL", "OPEXP", "OPASN", "OPEXC"};
	return text_find(types, array_size(types), type) >= 0;
}

/* The fills bear these: they were taken from the cash with them. */
static bool is_trade_fee(const struct broker_activity *b)
{
	return text_equal(b->activity_type, "FEE") && fee_find(b->activity_sub_type) >= 0;
}

struct noting {
	struct desk *desk;
	const struct broker_activity *list;
	size_t count;
};

static int note_body(struct db *db, void *context, struct error *err)
{
	(void)db;
	const struct noting *n = context;
	for (const struct broker_activity *b = n->list; b < n->list + n->count; b++) {
		if (!ends_position(b->activity_type) && trade_fees_note(n->desk, b, err) != 0)
			return -1;
	}
	return 0;
}

/* The fees of a fill of somebody else: FEES keeps those of its day. */
static int add_fee(struct desk *desk, const struct broker_activity *b, struct trade_fees *fees,
	struct expected *e, struct error *err)
{
	struct date day = zone_new_york_date(b->transaction_time, NULL);
	if (date_compare(day, fees->date) != 0 &&
		trade_fees_read(desk, b->transaction_time, fees, err) != 0)
		return -1;
	bool sale = text_starts(b->side, "sell");
	e->fills = money_sub(
		e->fills, trade_fees_add(fees, b->symbol, sale, llround(b->qty), b->price));
	return 0;
}

/* Adds the cash of a fill, unless the ledger has it: somebody else traded in the account. */
static int add_fill(struct desk *desk, const struct broker_activity *b, struct trade_fees *fees,
	struct expected *e, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct option_contract contract;
	if (!instant_known(b->transaction_time) ||
		instant_compare(b->transaction_time, e->since) <= 0)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_text(&a, b->order_id);
	if (db_row(desk->run->db, &query_fill_known, &a, &rows, err) != 0)
		return -1;
	if (text_equal(row_text(&rows, 0, "known"), "t"))
		return 0;
	double shares = b->qty * (occ_parse(b->symbol, &contract, NULL) == 0 ? 100 : 1);
	struct money paid = money_from_double(shares * price_to_double(b->price));
	e->fills = text_starts(b->side, "sell") ? money_add(e->fills, paid)
						: money_sub(e->fills, paid);
	return add_fee(desk, b, fees, e, err);
}

/* Whether the sum of the fills has the cash of an OPTRD: a dry run has not stored the activity. */
static int is_counted(
	struct desk *desk, const struct broker_activity *b, bool *counted, struct error *err)
{
	*counted = false;
	return desk->run->dry_run && text_equal(b->activity_type, "OPTRD")
		       ? closing_shares_booked(desk, b, counted, err)
		       : 0;
}

/* Replaces the sums of the stored activities in E by those of LIST, all since its day. */
static int add_activities(struct desk *desk, const struct broker_activity *list, size_t count,
	struct expected *e, struct error *err)
{
	struct trade_fees fees = {.date = DATE_UNKNOWN};
	e->later = e->same_day = (struct money){0};
	for (const struct broker_activity *b = list; b < list + count; b++) {
		if (text_equal(b->activity_type, "FILL")) {
			if (add_fill(desk, b, &fees, e, err) != 0)
				return -1;
			continue;
		}
		bool counted;
		if (is_counted(desk, b, &counted, err) != 0)
			return -1;
		if (counted)
			continue;
		int order = date_known(b->date) ? date_compare(b->date, e->day) : -1;
		if (!money_known(b->net_amount) || order < 0 || is_trade_fee(b))
			continue;
		struct money *sum = order > 0 ? &e->later : &e->same_day;
		*sum = money_add(*sum, b->net_amount);
	}
	return 0;
}

/*
 * Reads the account again, after the ledger, and the activities. The gap stays unknown when the
 * broker does not answer, when a fill was booked meanwhile, or while orders are working.
 */
static int explain(
	struct desk *desk, const struct expected *before, struct equity_gap *out, struct error *err)
{
	struct expected e;
	struct error why = {0};
	struct broker_activity *list = NULL;
	size_t count = 0;
	out->dollars = MONEY_UNKNOWN;
	if (desk->ops->account(desk, &desk->account, &why) != 0 ||
		alpaca_activities(desk->broker, NULL, before->day, &list, &count, &why) != 0) {
		run_partial(desk->run, "the equity cannot be compared: %s", why.text);
		return 0;
	}
	struct noting noting = {desk, list, count};
	int result = desk->run->dry_run ? 0 : run_store(desk->run, note_body, &noting, err);
	if (result == 0)
		result = load_expected(desk, &e, err);
	if (result == 0 && money_compare(e.fills, before->fills) == 0) {
		result = add_activities(desk, list, count, &e, err);
		struct money gap = gap_of(desk, &e);
		if (is_allowed(desk, gap) || e.open_orders == 0)
			out->dollars = gap;
	}
	alpaca_activities_free(list, count);
	return result;
}

int equity_gap_load(struct desk *desk, struct equity_gap *out, struct error *err)
{
	struct expected e;
	*out = (struct equity_gap){-1, MONEY_UNKNOWN};
	if (text_equal(desk->mode, "simulated"))
		return 0;
	if (load_expected(desk, &e, err) != 0)
		return -1;
	out->baselines = instant_known(e.since) ? 1 : 0;
	out->dollars = gap_of(desk, &e);
	return out->baselines == 0 || is_allowed(desk, out->dollars) ? 0
								     : explain(desk, &e, out, err);
}

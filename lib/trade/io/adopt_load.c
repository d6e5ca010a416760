/* Loads for an adoption the orders at the broker, and the entry as ledger and market know it. */
#include <stdlib.h>
#include <string.h>

#include "adopt_one.h"
#include "array.h"
#include "calendar.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

enum { SESSIONS_BACK = 10, DAYS_BACK_FAR = 100 };

void adopting_clear(struct adopting *adopting)
{
	free(adopting->orders);
	*adopting = (struct adopting){0};
}

/* ---- the orders at the broker ---- */

/* The orders of two weeks, or of as long as a position may be held. */
static struct instant since(const struct desk *desk, bool far)
{
	struct session first;
	if (!far && calendar_sessions_back(run_today(desk->run), SESSIONS_BACK, &first))
		return first.open;
	return instant_add(desk->run->now, -(int64_t)DAYS_BACK_FAR * DAY_US);
}

int adopting_load(struct desk *desk, struct adopting *adopting, bool far, struct error *err)
{
	if (adopting->loaded && (adopting->is_far || !far))
		return adopting->failed.kind == ERROR_NONE ? 0 : (*err = adopting->failed, -1);
	adopting_clear(adopting);
	*adopting = (struct adopting){.loaded = true, .is_far = far, .since = since(desk, far)};
	if (alpaca_orders(desk->broker, "all", adopting->since, &adopting->orders, &adopting->count,
		    err) == 0)
		return 0;
	adopting->failed = *err;
	return -1;
}

static bool is_root(const char *root, const char *symbol)
{
	struct option_contract contract;
	if (occ_parse(symbol, &contract, NULL) == 0)
		return text_equal(contract.root, root);
	for (; *symbol != '\0'; symbol++)
		if (*symbol != '.' && *root++ != *symbol)
			return false;
	return *root == '\0';
}

/* Whether O is an order in the underlying of A, or an option of it. */
static bool is_about(const struct adopting_one *a, const struct broker_order *o)
{
	return is_root(a->root, o->leg_count > 0 ? o->legs[0].symbol : o->symbol);
}

static bool is_wanted(const struct adopting_one *a, const struct broker_order *o)
{
	return a->is_spread ? is_about(a, o) : text_equal(o->symbol, a->holding->symbol);
}

static struct adoption_legs legs_of(const struct broker_order *o)
{
	struct adoption_legs l = {.count = o->leg_count};
	if (o->leg_count == 0)
		return (struct adoption_legs){1, {{o->symbol, text_equal(o->side, "buy"),
							 o->filled_qty, o->filled_avg_price}}};
	if (o->leg_count != SPREAD_LEGS) /* not an order of this suite */
		return (struct adoption_legs){0};
	for (int i = 0; i < SPREAD_LEGS; i++) {
		const struct broker_leg *leg = &o->legs[i];
		l.leg[i].symbol = leg->symbol;
		l.leg[i].is_buy = text_equal(leg->side, "buy");
		l.leg[i].filled = leg->filled_qty;
		l.leg[i].average = leg->filled_avg_price;
	}
	return l;
}

int adopt_take_orders(struct adopting_one *a, bool of_spread, struct error *err)
{
	size_t all = a->all->count + 1;
	adopt_free(a);
	a->is_spread = of_spread;
	a->found = calloc(all, sizeof *a->found);
	a->orders = calloc(all, sizeof *a->orders);
	a->legs = calloc(all, sizeof *a->legs);
	if (a->found == NULL || a->orders == NULL || a->legs == NULL)
		return error_memory(err);
	for (size_t i = 0; i < a->all->count; i++) {
		const struct broker_order *o = &a->all->orders[i];
		if (!is_wanted(a, o))
			continue;
		a->found[a->count] = o;
		a->legs[a->count] = legs_of(o);
		a->orders[a->count++] = (struct adoption_order){
			.id = o->id,
			.client_order_id = o->client_order_id,
			.replaces = o->replaces,
			.replaced_by = o->replaced_by,
			.is_buy = text_equal(o->side, "buy"),
			.filled = o->filled_qty,
			.average = o->filled_avg_price,
			.filled_at = o->filled_at,
		};
	}
	adoption_own(a->orders, a->count);
	return 0;
}

void adopt_free(struct adopting_one *a)
{
	free(a->found);
	free(a->orders);
	free(a->legs);
	a->found = NULL, a->orders = NULL, a->legs = NULL;
	a->count = 0;
}

int adopt_exits_used(const struct adopting_one *a)
{
	int used = 0;
	for (size_t i = 0; i < a->all->count; i++) {
		const struct broker_order *o = &a->all->orders[i];
		for (int leg = 0; leg <= LEG_OF_SHARES && is_about(a, o); leg += LEG_OF_SHARES) {
			int n = adoption_exit_number(o->client_order_id, adopt_entry_id(a), leg);
			used = n > used ? n : used;
		}
	}
	return used;
}

/* ---- the ledger and the market ---- */

static const struct row_column ledger_columns[] = {
	ROW_FIELD(ROW_I64, struct adoption_origin, recommendation_id, true),
	ROW_FIELD(ROW_TEXT, struct adoption_origin, execution_id, true),
	ROW_FIELD(ROW_I64, struct adoption_origin, position_id, true),
	ROW_FIELD(ROW_TEXT, struct adoption_origin, position_status, true),
	ROW_FIELD(ROW_TEXT, struct adoption_origin, close_reason, true),
	ROW_FIELD(ROW_I64, struct adoption_origin, original_quantity, true),
};

const char *adopt_entry_id(const struct adopting_one *a)
{
	return a->orders[a->decided.entry].client_order_id;
}

static int load_ledger(struct adopting_one *a, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	a->origin =
		(struct adoption_origin){.recommendation_id = INT64_MIN, .position_id = INT64_MIN};
	arg_text(&args, desk_account(a->desk));
	arg_text(&args, adopt_entry_id(a));
	if (db_rows(a->desk->run->db, &query_adoption_ledger, &args, &rows, err) != 0)
		return -1;
	a->origin.in_ledger = rows.count == 1;
	return a->origin.in_ledger ? row_read(&rows, 0, ledger_columns, array_size(ledger_columns),
					     &a->origin, err)
				   : 0;
}

struct origin_row {
	int64_t id;
	struct instant ts;
	char ticker[TICKER_SIZE], strategy_type[24], execution_id[RUN_ID_SIZE];
};

static const struct row_column origin_columns[] = {
	ROW_FIELD(ROW_I64, struct origin_row, id, false),
	ROW_FIELD(ROW_INSTANT, struct origin_row, ts, false),
	ROW_FIELD(ROW_TEXT, struct origin_row, ticker, false),
	ROW_FIELD(ROW_TEXT, struct origin_row, strategy_type, false),
	ROW_FIELD(ROW_TEXT, struct origin_row, execution_id, true),
};

/* Whether the entry was decided on R: its id is a digest of that decision. */
static bool is_origin(const struct adopting_one *a, const struct origin_row *r)
{
	char id[ORDER_ID_SIZE];
	int attempt;
	enum strategy strategy;
	if (a->origin.in_ledger)
		return r->id == a->origin.recommendation_id;
	return order_id_parse(adopt_entry_id(a), NULL, &attempt) &&
	       strategy_parse(r->strategy_type, &strategy) &&
	       order_entry_id(desk_account(a->desk), r->ticker, strategy, r->ts, 0, attempt, id,
		       NULL) == 0 &&
	       text_equal(id, adopt_entry_id(a));
}

static int load_origin(struct adopting_one *a, struct error *err)
{
	struct origin_row *found mem_auto = NULL;
	size_t count = 0;
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct instant from = a->origin.in_ledger ? instant_add(a->all->since, -365 * DAY_US)
						  : instant_add(a->all->since, -DAY_US);
	arg_text(&args, a->root);
	arg_instant(&args, from);
	if (db_rows(a->desk->run->db, &query_adoption_origins, &args, &rows, err) != 0 ||
		rows_read(&rows, origin_columns, array_size(origin_columns), sizeof *found, &found,
			&count, err) != 0)
		return -1;
	for (size_t i = 0; i < count && !a->origin.is_known; i++) {
		if (!is_origin(a, &found[i]))
			continue;
		a->origin.is_known = strategy_parse(found[i].strategy_type, &a->origin.strategy);
		a->origin.recommendation_id = found[i].id;
		(void)text_copy(a->origin.execution_id, sizeof a->origin.execution_id,
			found[i].execution_id);
	}
	return 0;
}

static const struct row_column facts_columns[] = {
	ROW_FIELD(ROW_TEXT, struct adoption_facts, ticker, false),
	ROW_FIELD(ROW_DOUBLE, struct adoption_facts, atr14_intraday, true),
	ROW_FIELD(ROW_DOUBLE, struct adoption_facts, atr14_daily, true),
	ROW_FIELD(ROW_PRICE, struct adoption_facts, underlying, true),
};

static int load_facts(struct adopting_one *a, struct error *err)
{
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&args, a->root);
	arg_instant(&args, a->decided.entry_time);
	arg_date(&args, zone_new_york_date(a->decided.entry_time, NULL));
	arg_instant(&args, a->desk->run->now);
	if (db_row(a->desk->run->db, &query_adoption_facts, &args, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, facts_columns, array_size(facts_columns), &a->facts, err);
}

int adopt_load(struct adopting_one *a, struct error *err)
{
	if (load_ledger(a, err) != 0 || load_origin(a, err) != 0)
		return -1;
	return load_facts(a, err);
}

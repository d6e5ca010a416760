/*
 * A position, or a leg, that is not all at the broker: what explains it is booked, what nothing
 * explains stays open.
 */
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "adoption.h"
#include "alert.h"
#include "assigned.h"
#include "expired.h"
#include "calendar.h"
#include "closing.h"
#include "known_action.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "reconcile_row.h"
#include "row.h"
#include "text.h"

enum { ITEMS_MAX = 100000, ALERT_KEY_SIZE = 128 };

bool reconcile_is_leg(const struct held *p)
{
	return p->leg != INT_MIN;
}

/* ---- what was found ---- */

int reconcile_record(struct comparing *c, enum reconcile_class class, const char *symbol,
	int64_t ledger_qty, double broker_qty, struct error *err, const char *format, ...)
{
	struct reconciliation *out = c->out;
	if (mem_grow(&out->items, &out->capacity, out->item_count + 1, sizeof *out->items,
		    ITEMS_MAX) != 0)
		return error_memory(err);
	struct reconcile_item *item = &out->items[out->item_count++];
	*item = (struct reconcile_item){
		.class = class, .ledger_qty = ledger_qty, .broker_qty = broker_qty};
	(void)text_copy(item->symbol, sizeof item->symbol, symbol);
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(item->explanation, sizeof item->explanation, format, arguments);
	va_end(arguments);
	out->counts[class]++;
	return 0;
}

/* Tells of position P once per session. */
static void tell(struct desk *desk, const char *cause, const struct held *p, const char *text)
{
	char key[ALERT_KEY_SIZE], day[DATE_TEXT_SIZE];
	(void)snprintf(key, sizeof key, "position_%s:%lld:%s", cause, (long long)p->id,
		date_format(run_today(desk->run), day));
	alert_partial(desk->run, ALERT_CRITICAL, key, "position and broker disagree",
		"position %lld (%s): %s", (long long)p->id, p->symbol, text);
}

/* Whether this run may change the ledger. */
bool reconcile_may_store(const struct desk *desk)
{
	return desk->duty == ORDER_EXIT && !desk->run->dry_run;
}

int reconcile_count(
	struct desk *desk, const struct held *p, bool found, int64_t *runs, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_i64(&a, p->id);
	arg_bool(&a, found);
	arg_text(&a, desk->run->run_id);
	arg_instant(&a, desk->run->now);
	if (db_row(desk->run->db, &query_position_missing, &a, &rows, err) != 0)
		return -1;
	const char *text = row_text(&rows, 0, "missing_runs");
	if (text == NULL || num_parse_i64(text, 0, 30000, runs) != 0)
		return error_set(
			err, ERROR_INTERNAL, "position %lld has no missing_runs", (long long)p->id);
	return 0;
}

static int mark(struct desk *desk, const struct held *p, const char *successor, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, p->id);
	arg_instant(&a, desk->run->now);
	arg_text(&a, successor);
	return db_none(desk->run->db, &query_position_unexplained, &a, NULL, err);
}

/* ---- a position that is not listed, or not all of it ---- */

/*
 * The broker drops an expired contract from its list at once; the activity that ended the contract
 * comes on the next day. Whether to wait for it: until the session after the expiry has opened.
 */
static bool awaits_expiry(const struct desk *desk, const struct held *p)
{
	struct session next;
	struct instant now = desk->run->now;
	if (!date_known(p->expiration_date) ||
		instant_compare(now, calendar_expiry_instant(p->expiration_date)) < 0)
		return false;
	return !calendar_next(p->expiration_date, &next) || instant_compare(now, next.open) < 0;
}

bool reconcile_is_held(const struct comparing *c, const char *symbol)
{
	for (size_t i = 0; i < c->count; i++)
		if (text_equal(c->held[i].symbol, symbol))
			return true;
	return false;
}

typedef bool symbols_relation(const char *, int64_t, const char *, double);

/* A holding that took the place of P: symbols_adjusted or symbols_renamed; NULL: none. */
static struct broker_position *successor_of(
	struct comparing *c, const struct held *p, symbols_relation *related)
{
	for (size_t i = 0; i < c->desk->holding_count; i++) {
		struct broker_position *h = &c->desk->holdings[i];
		if (!reconcile_is_held(c, h->symbol) &&
			related(p->symbol, p->quantity, h->symbol, h->qty))
			return h;
	}
	return NULL;
}

/* The shares of TICKER at the broker less those of the ledger; NAN: not known. */
static double shares_change(const struct comparing *c, const char *ticker)
{
	const struct broker_position *shares = desk_holding(c->desk, ticker);
	double ledger = 0;
	for (size_t i = 0; i < c->count; i++)
		if (text_equal(c->held[i].symbol, ticker))
			ledger += text_equal(c->held[i].side, "short")
					  ? -(double)c->held[i].quantity
					  : (double)c->held[i].quantity;
	return (shares == NULL ? 0 : shares->qty) - ledger;
}

/* The shares that come (> 0) or go when CONTRACTS of the option P become shares; 0: no option. */
static double shares_wanted(const struct held *p, int64_t contracts)
{
	struct option_contract contract;
	bool is_long = text_equal(p->side, "long");
	return (reconcile_is_leg(p) || is_long) && occ_parse(p->symbol, &contract, NULL) == 0
		       ? shares_of(contract.kind, is_long, contracts)
		       : 0;
}

/* Whether exactly the shares of MISSING contracts of P came or went. */
static bool became_shares(const struct comparing *c, const struct held *p, int64_t missing)
{
	double wanted = shares_wanted(p, missing);
	return fabs(wanted) > 0 && fabs(shares_change(c, p->ticker) - wanted) < 1e-6;
}

int reconcile_add_held(struct comparing *c, const struct held *row, struct error *err)
{
	if (c->capacity < c->count)
		c->capacity = c->count;
	if (mem_grow(&c->held, &c->capacity, c->count + 1, sizeof *c->held, ITEMS_MAX) != 0)
		return error_memory(err);
	c->held[c->count++] = *row;
	return 0;
}

/* The shares are ours from now on, in the position ID; one that delivered them has fewer. */
static int take_into_held(
	struct comparing *c, const struct held *p, int64_t id, int64_t quantity, struct error *err)
{
	struct held shares = {.id = id, .quantity = quantity, .leg = INT_MIN};
	for (size_t i = 0; i < c->count; i++)
		if (c->held[i].id == id) {
			c->held[i].quantity -= quantity;
			return 0;
		}
	(void)text_copy(shares.symbol, sizeof shares.symbol, p->ticker);
	(void)text_copy(shares.ticker, sizeof shares.ticker, p->ticker);
	(void)text_copy(shares.side, sizeof shares.side, "long");
	return reconcile_add_held(c, &shares, err);
}

static struct assigned assigned_of(const struct held *p, int64_t contracts)
{
	return (struct assigned){
		.position_id = p->id,
		.is_leg = reconcile_is_leg(p),
		.symbol = p->symbol,
		.ticker = p->ticker,
		.contracts = contracts,
		.is_long = text_equal(p->side, "long"),
		.underlying = p->underlying,
	};
}

/* Books that MISSING contracts became shares; opt-posmon then closes those at once. */
static int take_shares(struct comparing *c, const struct held *row, int64_t missing, double listed,
	struct error *err)
{
	const struct held p = *row; /* the rows move when the shares are added */
	struct error why = {0};
	int64_t id;
	char text[160];
	bool is_leg = reconcile_is_leg(&p), is_long = text_equal(p.side, "long");
	struct assigned assigned = assigned_of(&p, missing);
	(void)snprintf(text, sizeof text, "%lld of %s%s %s: shares changed instead",
		(long long)missing,
		!is_leg	  ? "it"
		: is_long ? "its long leg "
			  : "its short leg ",
		is_leg ? p.symbol : "", is_long ? "were exercised" : "were assigned");
	if (reconcile_may_store(c->desk)) {
		if (assigned_store(c->desk, &assigned, &id, &why) != 0) {
			run_partial(c->desk->run, "position %lld (%s): %s", (long long)p.id,
				p.symbol, why.text);
			(void)snprintf(text, sizeof text, "an %s that could not be booked",
				is_long ? "exercise" : "assignment");
		} else if (take_into_held(c, &p, id, missing * 100, err) != 0) {
			return -1;
		} else {
			c->desk->positions_new++;
		}
		tell(c->desk, "assigned", &p, text);
	}
	return reconcile_record(
		c, RECONCILE_ASSIGNED, p.symbol, p.quantity, listed, err, "%s", text);
}

static int link_successor(struct comparing *c, const struct held *p,
	const struct broker_position *successor, struct error *err)
{
	char text[160], action[64];
	known_action(c->desk->run, p->ticker, p->entry_time, action, sizeof action);
	(void)snprintf(text, sizeof text,
		"%s: the broker holds %g of %s instead; no order is sent for it", action,
		successor->qty, successor->symbol);
	if (reconcile_may_store(c->desk)) {
		if (mark(c->desk, p, successor->symbol, err) != 0)
			return -1;
		tell(c->desk, "adjusted", p, text);
	}
	return reconcile_record(
		c, RECONCILE_ADJUSTED, p->symbol, p->quantity, successor->qty, err, "%s", text);
}

/* What is known of the part of a position that is gone. */
struct gone_finding {
	int64_t left; /* that nothing explains */
	bool sure;    /* whether the activities are known */
	struct became_shares became;
};

static void ask_activities(
	struct comparing *c, const struct held *p, struct gone *gone, struct gone_finding *f)
{
	struct error why = {0};
	f->sure = closing_book_activities(c->desk, gone, &f->left, &f->became, &why) == 0;
	if (!f->sure)
		run_partial(c->desk->run, "position %lld (%s): %s", (long long)p->id, p->symbol,
			why.text);
}

/*
 * Books the contracts that became shares by the activities. The shares are taken when the broker
 * lists them. Otherwise they are elsewhere: they met shares of somebody else in the account, or
 * those of the other leg; the option is booked alone.
 */
static int settle_shares(struct comparing *c, const struct held *p, struct gone *gone,
	struct gone_finding *f, double listed, struct error *err)
{
	int64_t contracts = f->became.contracts, before = f->left;
	struct assigned assigned = assigned_of(p, contracts);
	double wanted = shares_wanted(p, contracts);
	if (became_shares(c, p, contracts) ||
		shares_confirmed(wanted, f->became.shares, shares_change(c, p->ticker)))
		return take_shares(c, p, contracts, listed, err);
	if (assigned_value(c->desk, &assigned, &gone->value, err) != 0)
		return -1;
	gone->books_shares = true;
	gone->missing = contracts;
	ask_activities(c, p, gone, f);
	f->left += before;
	if (f->sure && !reconcile_is_leg(p)) {
		char text[160];
		(void)snprintf(text, sizeof text,
			"%lld of it were exercised, but their %+.0f shares are not, or not all, at "
			"the broker: look at the account",
			(long long)contracts, wanted);
		tell(c->desk, "exercised", p, text);
	}
	return 0;
}

/* Books what explains that MISSING of P are gone. */
static int explain(struct comparing *c, const struct held *row, int64_t missing, double listed,
	struct gone_finding *f, struct error *err)
{
	const struct held p = *row; /* the rows move when shares are added */
	struct gone gone = {
		.position_id = p.id,
		.symbol = p.symbol,
		.is_leg = reconcile_is_leg(&p),
		.is_short = text_equal(p.side, "short"),
		.entry_time = p.entry_time,
		.ticker = p.ticker,
		.missing = missing,
		.assigned = p.assigned_qty,
	};
	ask_activities(c, &p, &gone, f);
	return f->sure && f->became.contracts > 0 ? settle_shares(c, &p, &gone, f, listed, err) : 0;
}

static int leave_unexplained(struct comparing *c, const struct held *p, int64_t left,
	enum reconcile_class class, double listed, struct error *err)
{
	char text[160];
	(void)snprintf(text, sizeof text,
		"%lld of %lld are not at the broker and nothing explains it: it stays open; "
		"opt-posmon --forget %lld ends it",
		(long long)left, (long long)p->quantity, (long long)p->id);
	if (mark(c->desk, p, NULL, err) != 0)
		return -1;
	tell(c->desk, "unexplained", p, text);
	return reconcile_record(c, class, p->symbol, p->quantity, listed, err, "%s", text);
}

/* Counts the runs that agree; *WAITS while they are not enough, which is told. */
static int await_agreement(struct comparing *c, const struct held *p, enum reconcile_class class,
	double listed, bool *waits, struct error *err)
{
	int64_t runs = 0;
	double wanted = c->desk->run->params.phantom_runs;
	if (reconcile_count(c->desk, p, false, &runs, err) != 0)
		return -1;
	*waits = (double)runs < wanted;
	if (!*waits)
		return 0;
	run_partial(c->desk->run,
		class == RECONCILE_PHANTOM
			? "position %lld (%s) is not at the broker (%lld of %.0f runs agree)"
			: "position %lld (%s) is not all at the broker (%lld of %.0f runs agree)",
		(long long)p->id, p->symbol, (long long)runs, wanted);
	return reconcile_record(c, class, p->symbol, p->quantity, listed, err,
		"%lld of %.0f runs agree", (long long)runs, wanted);
}

/* Books that LEFT contracts of a long option expired worthless, when shares and price say so. */
static int conclude_expiry(
	struct comparing *c, const struct held *p, int64_t left, bool *settled, struct error *err)
{
	struct expired gone = {
		.position_id = p->id,
		.symbol = p->symbol,
		.ticker = p->ticker,
		.contracts = left,
		.shares_change = shares_change(c, p->ticker),
	};
	bool expired = date_known(p->expiration_date) &&
		       instant_compare(
			       c->desk->run->now, calendar_expiry_instant(p->expiration_date)) >= 0;
	*settled = false;
	if (!expired || reconcile_is_leg(p) || !text_equal(p->side, "long"))
		return 0;
	return expired_settle(c->desk, &gone, settled, err);
}

/*
 * Whether an option that is no leg was exercised, of which the activity comes on the next day: no
 * sale explains it, exactly its shares came or went, and it was in the money. Of two options that
 * ended on one day the shares are those of the one in the money.
 */
static int conclude_exercise(struct comparing *c, const struct held *p,
	const struct gone_finding *f, bool *exercised, struct error *err)
{
	struct assigned assigned = assigned_of(p, f->left);
	struct price value = PRICE_UNKNOWN;
	*exercised = false;
	if (!f->sure || reconcile_is_leg(p) || !became_shares(c, p, f->left))
		return 0;
	if (assigned_value(c->desk, &assigned, &value, err) != 0)
		return -1;
	*exercised = price_positive(value);
	return 0;
}

/* Settles the missing contracts or shares that no order and no activity explains. */
static int settle_rest(struct comparing *c, const struct held *p, const struct gone_finding *f,
	enum reconcile_class class, double listed, struct error *err)
{
	bool settled, exercised;
	if (conclude_exercise(c, p, f, &exercised, err) != 0)
		return -1;
	if (exercised)
		return take_shares(c, p, f->left, listed, err);
	if (awaits_expiry(c->desk, p)) {
		log_info("position %lld (%s) has expired: waits for the activity of the broker",
			(long long)p->id, p->symbol);
		return reconcile_record(c, class, p->symbol, p->quantity, listed, err,
			"expired: waits for the activity of the broker");
	}
	if (!f->sure)
		return reconcile_record(c, class, p->symbol, p->quantity, listed, err,
			"the activities of the broker are unknown");
	if (conclude_expiry(c, p, f->left, &settled, err) != 0)
		return -1;
	c->out->closed += settled && class == RECONCILE_PHANTOM;
	if (settled)
		return reconcile_record(c, class, p->symbol, p->quantity, listed, err,
			"expired, by the shares and the last price");
	/* Another root proves less than a split does: only what nothing else explains. */
	struct broker_position *renamed =
		f->left == p->quantity ? successor_of(c, p, symbols_renamed) : NULL;
	return renamed != NULL ? link_successor(c, p, renamed, err)
			       : leave_unexplained(c, p, f->left, class, listed, err);
}

/*
 * MISSING of P are not at the broker, LISTED are. A leg of a spread that an activity explains is
 * booked at once: the other leg must not stay alone. Anything else waits until runs agree.
 */
static int settle_missing(struct comparing *c, const struct held *row, int64_t missing,
	double listed, struct error *err)
{
	const struct held p = *row; /* the rows move when shares are added */
	enum reconcile_class class = missing == p.quantity ? RECONCILE_PHANTOM : RECONCILE_DRIFT;
	struct gone_finding f = {.left = missing};
	bool waits = false, is_leg = reconcile_is_leg(&p);
	if (!reconcile_may_store(c->desk))
		return reconcile_record(c, class, p.symbol, p.quantity, listed, err,
			"%lld of %lld are not at the broker", (long long)missing,
			(long long)p.quantity);
	if (is_leg && explain(c, &p, missing, listed, &f, err) != 0)
		return -1;
	if (f.left > 0 && await_agreement(c, &p, class, listed, &waits, err) != 0)
		return -1;
	if (waits)
		return 0;
	if (!is_leg && explain(c, &p, missing, listed, &f, err) != 0)
		return -1;
	if (f.left > 0)
		return settle_rest(c, &p, &f, class, listed, err);
	c->out->closed += class == RECONCILE_PHANTOM;
	c->desk->positions_new += is_leg;
	return reconcile_record(c, class, p.symbol, p.quantity, listed, err,
		"booked from the activities of the broker");
}

int reconcile_missing(struct comparing *c, const struct held *p, double listed, struct error *err)
{
	int64_t missing = p->quantity - (int64_t)floor(fmax(listed, 0) + 1e-9);
	struct broker_position *successor =
		listed > 0 ? NULL : successor_of(c, p, symbols_adjusted);
	if (successor != NULL)
		return link_successor(c, p, successor, err);
	/* a leg must not stay alone while activities are asked for */
	if (reconcile_is_leg(p) && became_shares(c, p, missing))
		return take_shares(c, p, missing, listed, err);
	return settle_missing(c, p, missing, listed, err);
}

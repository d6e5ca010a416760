/*
 * The monitor: monitor_pass prices the positions, evaluates the exit rules and sends exits.
 * opt-posmon calls it once per minute, after the orders of positions are looked up and before
 * everything else; then once more for positions that this pass opened (monitor_begin says where a
 * pass begins).
 *
 *	monitor_load     loads the positions, their last marks and the facts of the rules
 *	monitor_price    one request for the underlyings, one per 100 contracts
 *	monitor_decide   pure: the first rule that holds
 *	monitor_store    stores marks, price_update events and the state of the positions
 *	monitor_exit     prices working exits again, sends new ones; each position by itself
 *	monitor_protect  arms the stops that rest at the broker
 *
 * An exit is sent even when a price is missing: the rules of time need none, and without a bid the
 * exit is a market order. The caller frees with monitor_clear.
 */
#ifndef OPT_MONITOR_H
#define OPT_MONITOR_H

#include "desk.h"
#include "store_positions.h"

struct watched_position {
	struct held_position *held; /* in the monitor's array */
	struct quote quote;	    /* of the contract, stock or spread; prices may be unknown */
	struct quote leg_quotes[SPREAD_LEGS]; /* of a spread */
	struct price underlying;	      /* a sound one, or unknown */
	struct instant underlying_ts;
	bool halted;		   /* the underlying does not trade */
	enum mark_trading trading; /* with the marks before */
	struct price model;	   /* the value that guards a sale; unknown */
	double iv;		   /* by the mark of this pass; NAN: none */
	double leg_iv[SPREAD_LEGS];
	struct price leg_values[SPREAD_LEGS]; /* of a spread, by its mark or our model; unknown */
	int blind_looks;		      /* with this one */
	/* the exit is of a stop whose price no look saw for so many minutes before; 0: one did */
	double missed_min;
	bool follows;		  /* an exit of this pass is working */
	const struct mark *marks; /* the last is of this pass */
	size_t mark_count;
	struct mark *mark; /* of this pass; NULL while the market is closed */
	struct exit_facts facts;
	struct exit_record records[EXIT_RULES_MAX];
	struct exit_record by_request;
	const struct exit_record *decision; /* NULL: hold */
	struct scale_answer scale;	    /* of its kept half */
	struct ledger_order order;	    /* of this pass, or a working one */
	bool has_order;
};

struct monitor {
	struct desk *desk; /* borrowed */
	const char *asked; /* id or symbol of --close, NULL: none; borrowed */
	bool is_open;	   /* the market */
	bool is_repeated;  /* --every: the next pass prices working exits again, not this one */
	struct held_position *held;
	int64_t began_us; /* the pass, on the monotonic clock */
	int64_t *watched; /* what the pass has watched, see monitor.c; owned */
	size_t watched_count;
	struct position_mark *recent;
	size_t recent_count;
	bool looks_missing; /* RECENT could not be read */
	bool facts_known;   /* of the watches; false: they could not be read */
	struct mark *marks; /* of all positions, one after another */
	struct watched_position *watches;
	size_t count;
};

/*
 * Watches every position that was not watched since monitor_begin. A failure of one position or one
 * request is reported (exit 1); -1 for a failure that ends the run. monitor_clear frees what it
 * loaded.
 */
void monitor_begin(struct monitor *m);
int monitor_pass(struct monitor *m, struct error *err);
void monitor_clear(struct monitor *m);
void monitor_end(struct monitor *m); /* of the last pass; frees the rest */

/* Prints one row per position. */
void monitor_print(const struct monitor *m);

/* Steps of monitor_pass that have a file of their own. */
/* Loads the facts of the rules that no mark has. A failure is reported. */
void monitor_load_facts(struct monitor *m);
void monitor_price(struct monitor *m);
/* Values the mark of this pass, by its quote or by our model, and takes the volatility from it. */
void monitor_judge(
	struct watched_position *w, const struct dividends *dividends, const struct params *params);
/* Reads the quotes of the watches that follow an exit once more. */
void monitor_price_again(struct monitor *m);
int monitor_exit(struct monitor *m, struct error *err);

/* Arms and lifts the protective stops (protect.h), after the exits of the pass. */
int monitor_protect(struct monitor *m, struct error *err);

/* ---- what an exit closes (monitor_free.c) ---- */

struct exit_part {
	const char *symbol; /* borrowed from the position */
	bool is_long;	    /* it is sold; else it is bought back */
};
enum { EXIT_ALL = -1 };
/* A contract, the shares, both legs of a spread as one order, or the leg that is alone. */
struct exit_target {
	const struct position *position; /* borrowed */
	int leg;			 /* the one that is alone; EXIT_ALL: none is */
	int part_count;
	int64_t quantity; /* contracts, shares or spreads */
	struct exit_part parts[SPREAD_LEGS];
};
struct exit_target monitor_target(const struct position *position);
struct limit_terms monitor_terms(const struct exit_target *target);

/*
 * The whole shares, contracts or spreads that may be closed; -1 unknown. Without the list of
 * positions, or with a row of it that cannot be read, that is what the ledger has of an option,
 * because an order to close cannot open anything; shares wait.
 */
int64_t monitor_available(const struct desk *desk, const struct exit_target *target);
/* Sends a cancel and waits a short time until the broker confirms. The result is in the order. */
int monitor_cancel(struct desk *desk, struct ledger_order *o, struct error *err);
/*
 * Cancels working entries of what is closed, which would open it again and which the broker does
 * not let meet the exit, and the protective stop, which holds the quantity; what that one sold is
 * no longer held. False while a cancel is not confirmed; an order that fails by itself, such as one
 * that cannot be booked, does not hold up the exit.
 */
bool monitor_clear_way(
	struct desk *desk, struct held_position *held, const struct exit_target *target);
/*
 * The broker refuses an exit while other orders hold the quantity, such as a stop that rests there.
 * Cancels those orders and reads the available quantity again. None of them is ours: an exit of
 * ours would still be live, and then no new one is sent.
 */
int monitor_free(
	struct desk *desk, const struct exit_target *target, int64_t wanted, struct error *err);

/* ---- the order of an exit ---- */

/* Why the position is sold: the rule, the request, or the reason of the exit that goes on. */
const char *monitor_reason(const struct watched_position *w);
/* Fills O, the order for SALE as STEP of the exit of TARGET. */
int monitor_fill_order(const struct watched_position *w, const struct exit_target *target,
	const struct exit_step *step, const struct exit_order *sale, struct ledger_order *o,
	struct error *err);
/* Takes from POSITION what O filled beyond what it had filled in BEFORE. */
void monitor_count_fill(
	struct position *position, const struct ledger_order *before, const struct ledger_order *o);
/* T1: stores O, its event, and that of a stop which was crossed while no look saw a price. */
int monitor_intend(const struct monitor *m, struct watched_position *w,
	const struct exit_step *step, const struct ledger_order *o, struct error *err);

/* An event of TYPE and an alert, which is new once per position and session. */
void monitor_tell(struct run *run, const struct watched_position *w, enum alert_severity severity,
	const char *type, const char *subject, const char *text);
/* The alert of a stop that was crossed while no look saw a price, once its exit is sent. */
void monitor_tell_missed(struct run *run, const struct watched_position *w);
/*
 * Counts a look in which the exit did not get on, as WHAT says; NULL begins again. The look that
 * sent the order counts too. After exit_stuck_looks it is told.
 */
int monitor_count_stuck(
	struct run *run, struct watched_position *w, const char *what, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind watched_row;

#endif

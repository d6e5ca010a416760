/*
 * The tables of the monitor: it loads active_positions and position_marks, stores the marks of each
 * pass, and stores the intents of exits.
 */
#ifndef OPT_STORE_POSITIONS_H
#define OPT_STORE_POSITIONS_H

#include "alert.h"
#include "exit.h"
#include "scale.h"
#include "store_orders.h"

/* An open position, with the facts on which its next exit depends. */
struct held_position {
	struct position position;
	char execution_id[RUN_ID_SIZE];
	char entry_order_id[ORDER_ID_SIZE]; /* "": no entry order of ours is known */
	bool is_long;
	bool is_of_leg; /* shares that a leg of a spread became: they go before the other leg */
	char close_request[64]; /* "": no request; else the reason, as it will be stored */
	struct instant checked_at;
	int blind_looks, stuck_looks; /* before this pass */
	struct exit_history last_exit;
	struct instant exit_since; /* of the first order of that exit; unknown: none */
	char exit_reason[64];	   /* of the last exit order */
	struct scale_plan kept;	   /* the half of its entry that was not bought at once */
	bool kept_is_ordered;	   /* it was sent, or given up */
};

/*
 * Loads the open positions, by id. One that cannot be read is left out and told, because nothing
 * watches it. The caller frees *OUT.
 */
int positions_load(struct run *run, const char *account, struct held_position **out, size_t *count,
	struct error *err);
/* Tells the positions of ODD, whose rows cannot be read, and empties ODD. */
void positions_tell_odd(struct run *run, struct odd_rows *odd);

struct position_mark {
	int64_t position_id;
	struct mark mark;
};

/*
 * Loads the marks of open positions in [FROM, run->now), by position and time. A mark that cannot
 * be read is left out and reported. The caller frees *OUT.
 */
int position_marks_load(struct run *run, const char *account, struct instant from,
	struct position_mark **out, size_t *count, struct error *err);

/* The state of a position in one pass. */
struct position_snapshot {
	const struct position *position; /* after position_observe of the mark */
	struct mark mark;
	double iv;		    /* by the mark; NAN: none */
	double leg_iv[SPREAD_LEGS]; /* of the legs of a spread; NAN: none */
	int blind_looks;	    /* with this one */
	bool confirms;		    /* its kept half: the underlying confirms the trade */
	struct price trailing_stop; /* unknown while the trail is not armed */
	struct money pnl;
	double pnl_pct;
};

/*
 * Stores marks, price_update events and the state of the positions in one statement. STOCK_FEED and
 * OPTION_FEED name the feeds of the quotes.
 */
int positions_store_marks(struct run *run, const struct position_snapshot *snapshots, size_t count,
	const char *stock_feed, const char *option_feed, struct error *err);

/*
 * The newest look before run->now that saw the price OF_UNDERLYING, or the value of the position;
 * unknown when none did. A look during a halt counts.
 */
int position_last_seen(struct run *run, int64_t position_id, bool of_underlying,
	struct instant *out, struct error *err);

/* The intent of an exit: the position is closing; its order and the reason are stored. */
struct exit_intent {
	const char *account;
	const struct held_position *held;
	const struct ledger_order *order;
	const char *quote_json;
	const char *event_type; /* "exit_decided", "exit_retried" */
	const char *event_json;
	bool plans_roll; /* a roll_planned event is stored with it */
	const char *missed_json; /* of a missed_stop event; NULL: none */
};
/*
 * T1, one transaction under the lease. ERROR_AGAIN when the position is no longer as HELD has it.
 */
int position_store_intent(struct run *run, const struct exit_intent *intent, struct error *err);

/*
 * A problem of a position: the event TYPE with DATA, and an alert with KEY, in one transaction. The
 * run becomes partial, and standard error gets one warning when the alert is new. A failure to
 * store is reported as well. A dry run stores nothing.
 */
struct position_problem {
	const struct position *position;
	enum alert_severity severity;
	const char *key;
	const char *subject; /* of the alert */
	const char *type;    /* of the event */
	const char *data;    /* JSON */
	const char *text;    /* without the name of the position */
};
void position_tell(struct run *run, const struct position_problem *problem);

/* Stores the number of looks running in which the exit of a position has been stuck. */
int position_store_stuck(struct run *run, int64_t id, int looks, struct error *err);

/* Requests that this pass or a later one closes a position. */
int position_request_close(struct run *run, int64_t id, const char *why, struct error *err);

/*
 * Loads the last closes of TICKERS that are known by now, for use when the quotes fail. PRICES and
 * TIMES keep their values for a ticker without one.
 */
int telemetry_prices_load(struct run *run, const char *const *tickers, size_t count,
	struct price *prices, struct instant *times, struct error *err);

#endif

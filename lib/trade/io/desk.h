/*
 * The trading desk: the steps of opt-dispatch and opt-posmon before they do anything new.
 *
 *	desk_open       reads account and clock of the broker; only here is live trading unlocked.
 *	                Exits go on without these two answers: by the account that the keys had
 *	                last, our own clock and the calendar
 *	desk_settle     looks up doubtful and open orders, books their fills
 *	desk_reconcile  compares the positions at the broker with ours; opt-posmon after its exits
 *	desk_send ...   new orders
 *	desk_close
 *
 * Both programs take the same steps at every start, so that a normal start and the recovery from a
 * crash are the same code.
 */
#ifndef OPT_DESK_H
#define OPT_DESK_H

#include "alpaca.h"
#include "halt.h"
#include "run.h"
#include "store_dividends.h"
#include "store_orders.h"

struct desk;

/*
 * The broker of the orders: Alpaca, or with execution_mode simulated the ledger itself, which fills
 * orders against the quotes of the market.
 */
struct broker_ops {
	const char *fill_model; /* NULL: the fills come from the broker */
	int (*account)(struct desk *desk, struct broker_account *out, struct error *err);
	void (*post)(struct desk *desk, const struct ledger_order *o, const char *body,
		struct broker_reply *reply);
	/* *FOUND is false only when the broker definitely does not have the order. */
	int (*find)(struct desk *desk, const struct ledger_order *o, bool *found,
		struct broker_order *out, struct error *err);
	/* The same by the id of the broker, for the successor of an order. */
	int (*get)(struct desk *desk, const char *broker_order_id, bool *found,
		struct broker_order *out, struct error *err);
	void (*cancel)(struct desk *desk, const struct ledger_order *o, struct broker_reply *reply);
	int (*positions)(
		struct desk *desk, struct broker_position **out, size_t *count, struct error *err);
};

extern const struct broker_ops broker_alpaca, broker_simulated;

/*
 * Whether the positions at the broker are known: an empty list is known, a failed request is not.
 */
enum holdings_state { HOLDINGS_UNKNOWN, HOLDINGS_KNOWN };

struct desk {
	struct run *run;       /* borrowed */
	struct alpaca *broker; /* for market data, and for the orders of broker_alpaca */
	const struct broker_ops *ops;
	struct broker_account account;
	struct instant account_at; /* the time of the run when desk_open read the account */
	struct broker_clock clock;
	bool halts_unreadable;		 /* in this pass: exits go by the halt file alone */
	struct dividend_table dividends; /* known at the start of the run; owned */
	bool dividends_known;		 /* false: they could not be read */
	double clock_skew_s;		 /* between our clock and that of the broker, >= 0 */
	/* to add to our clock when it is wrong; 0 while it agrees, or is pinned */
	int64_t clock_offset_us;
	const char *mode; /* "simulated", "paper", "live" */
	/*
	 * The purpose of the orders that this program withdraws or sends again; the other program
	 * may be running with the orders of the other purpose.
	 */
	enum order_purpose duty;
	enum holdings_state state;
	struct broker_position *holdings; /* owned */
	size_t holding_count;
	/* the contracts that were priced since desk_next_pass; owned */
	struct option_snapshot *snapshots;
	size_t snapshot_count;
	struct ledger_order *orders; /* unsettled ones, after desk_settle; owned */
	size_t order_count;
	int64_t odd_orders; /* unsettled ones whose row cannot be read: they forbid new entries */
	size_t settled; /* so many of them have been looked up */
	/* an order was sent or looked up since HOLDINGS were read */
	bool holdings_are_old;
	/* opened, listed again, or without one of its legs since the run began: watched now */
	int positions_new;
	/* unresolved orders: they forbid new entries, and a new exit of the same position */
	int doubtful_entries, doubtful_exits;
};

/* Whether a session is so near that there may be something to enter or to settle. */
bool desk_is_due(const struct run *run);

/* Opens DESK for the orders of DUTY. RUN is borrowed until desk_close. */
int desk_open(struct desk *desk, struct run *run, enum order_purpose duty, struct error *err);
void desk_close(struct desk *desk);

/*
 * Whether the next requests leave the reserve of the exits alone (rate_reserve_pct); then they fail
 * with ERROR_AGAIN when only that is left. opt-dispatch always does, opt-posmon for work that is
 * not about exits.
 */
void desk_spare(struct desk *desk, bool spare);

/*
 * Begins another pass of the same run: reads the clock again. When our clock is off by more than
 * gate_clock_skew_max_s, exits use the clock of the broker, as they do after desk_open; entries are
 * refused then.
 */
void desk_next_pass(struct desk *desk);

/* Keeps copies of COUNT snapshots for the rest of the pass: they are not requested again. */
void desk_keep_snapshots(struct desk *desk, const struct option_snapshot *snapshots, size_t count);
/* The snapshot of SYMBOL of this pass; NULL when there is none. */
const struct option_snapshot *desk_snapshot(const struct desk *desk, const char *symbol);

/* Whether the calendar and the broker agree that the market is open now. */
bool desk_market_is_open(const struct desk *desk);

/* The name of the account in the ledger: its number at the broker. */
const char *desk_account(const struct desk *desk);

/*
 * Sends one order whose intent is stored: commits "sending", POSTs once, commits the outcome, and
 * looks the order up when it is doubtful or accepted. O->status is its status afterwards. With
 * AGAIN a doubtful exit that is proven missing is sent once more. -1 only when the ledger could not
 * be written (nothing was sent) or the broker refused the credentials; a rejected order is not an
 * error.
 */
int desk_send(struct desk *desk, struct ledger_order *o, bool again, struct error *err);

/*
 * Looks up every doubtful and every open order and books their fills. A failure of a single order
 * is reported and counted. Each call of desk_settle loads the orders again; with the duty
 * ORDER_ENTRY it looks all of them up. With the duty ORDER_EXIT the exits come before everything
 * else: desk_settle looks up only the exits and the entries in tickers with a position, for at most
 * settle_budget_s, and desk_settle_rest the others, after the exits, until UNTIL_US on the
 * monotonic clock and for at least settle_budget_s.
 */
int desk_settle(struct desk *desk, struct error *err);
int desk_settle_rest(struct desk *desk, int64_t until_us, struct error *err);

/* Looks up one order at the broker and books its new fill. */
int desk_poll(struct desk *desk, struct ledger_order *o, struct error *err);

/* Sends a cancel of the order; desk_poll then reads the result. */
int desk_cancel(struct desk *desk, struct ledger_order *o, struct error *err);

/* Whether client order id, symbol and side, or the legs, and quantity agree. */
bool desk_is_same_order(const struct ledger_order *o, const struct broker_order *found);

/* Reads the halt file; a file that exists but cannot be read is HALT_FILE_UNREADABLE. */
enum halt_file desk_halt_file(const struct run *run);

/*
 * The position in SYMBOL at the broker, NULL when there is none. Its quantity is NAN when its row,
 * or the symbol of any row, cannot be read.
 */
const struct broker_position *desk_holding(const struct desk *desk, const char *symbol);

#endif

/*
 * The trading desk: what opt-dispatch and opt-posmon do before anything new, in the same order, so
 * that starting up and recovering from a crash are the same code.
 *
 *	desk_open       account, mode and clock of the broker; live trading is unlocked here only
 *	desk_settle     doubtful orders are looked up, open ones asked after, fills booked
 *	desk_reconcile  positions at the broker against ours
 */
#ifndef OPT_DESK_H
#define OPT_DESK_H

#include "alpaca.h"
#include "halt.h"
#include "run.h"
#include "store_orders.h"

struct desk;

/*
 * Who takes the orders: Alpaca, or the ledger itself against the market's quotes (execution_mode
 * simulated).
 */
struct broker_ops {
	const char *fill_model; /* NULL: the broker's own fills */
	int (*account)(struct desk *desk, struct broker_account *out, struct error *err);
	void (*post)(struct desk *desk, const struct ledger_order *o, const char *body,
		struct broker_reply *reply);
	/* *FOUND false only when the order is definitely not there. */
	int (*find)(struct desk *desk, const struct ledger_order *o, bool *found,
		struct broker_order *out, struct error *err);
	void (*cancel)(struct desk *desk, const struct ledger_order *o, struct broker_reply *reply);
	int (*positions)(
		struct desk *desk, struct broker_position **out, size_t *count, struct error *err);
};

extern const struct broker_ops broker_alpaca, broker_simulated;

/* What the broker holds for us: an empty list is known, an answer that failed is not. */
enum holdings_state { HOLDINGS_UNKNOWN, HOLDINGS_KNOWN };

struct desk {
	struct run *run;       /* borrowed */
	struct alpaca *broker; /* market data, and the orders of broker_alpaca */
	const struct broker_ops *ops;
	struct broker_account account;
	struct broker_clock clock;
	double clock_skew_s; /* ours against the broker's, >= 0 */
	/* what a wrong clock of ours lacks; 0 while it agrees, or is pinned */
	int64_t clock_offset_us;
	const char *mode; /* "simulated", "paper", "live" */
	/* whose unsent intents and re-sends are this program's: the other one may be running */
	enum order_purpose duty;
	enum holdings_state state;
	struct broker_position *holdings; /* owned */
	size_t holding_count;
	struct ledger_order *orders; /* unsettled ones after desk_settle; owned */
	size_t order_count;
	/* still unresolved: no new entry, no new exit of that position */
	int doubtful_entries, doubtful_exits;
};

/* Near enough to a session that there can be something to enter or to settle. */
bool desk_is_due(const struct run *run);

int desk_open(struct desk *desk, struct run *run, enum order_purpose duty, struct error *err);
void desk_close(struct desk *desk);

/*
 * Another pass of the same run: reads the clock again. Where our clock is off by more than
 * gate_clock_skew_max_s, exits go by the broker's (desk_open does the same; entries are refused).
 */
void desk_next_pass(struct desk *desk);

/* The calendar and the broker agree that the market is open now. */
bool desk_market_is_open(const struct desk *desk);

/* The name of the account in the ledger: the broker's number. */
const char *desk_account(const struct desk *desk);

/*
 * Sends one intended order: commits "sending", POSTs once, commits the outcome, looks a doubtful
 * one up and asks after an accepted one at once. O->status says what it is now. -1 only when the
 * ledger could not be written (nothing was sent) or the credentials were refused; a rejection is no
 * error.
 */
int desk_send(struct desk *desk, struct ledger_order *o, bool again, struct error *err);

/*
 * Looks every doubtful order up and asks after every open one; books fills. Failures of single
 * orders are told and counted. Called again, it starts over.
 */
int desk_settle(struct desk *desk, struct error *err);

/* Asks after one order at the broker and books what is new. */
int desk_poll(struct desk *desk, struct ledger_order *o, struct error *err);

/* Asks the broker to cancel; what came of it is seen by desk_poll. */
int desk_cancel(struct desk *desk, struct ledger_order *o, struct error *err);

/* Client order id, symbol, side and quantity agree. */
bool desk_is_same_order(const struct ledger_order *o, const struct broker_order *found);

/* What the halt file says; a file that is there but cannot be read is HALT_FILE_UNREADABLE. */
enum halt_file desk_halt_file(const struct run *run);

/* The holding of SYMBOL, or NULL. */
const struct broker_position *desk_holding(const struct desk *desk, const char *symbol);

#endif

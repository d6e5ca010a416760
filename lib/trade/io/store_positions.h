/* active_positions, position_marks and position_events as the monitor reads and writes them. */
#ifndef OPT_STORE_POSITIONS_H
#define OPT_STORE_POSITIONS_H

#include "exit.h"
#include "store_orders.h"

/* A position that is held, with what the next exit depends on. */
struct held_position {
	struct position position;
	char execution_id[RUN_ID_SIZE];
	char entry_order_id[ORDER_ID_SIZE]; /* "": no entry of ours is known */
	bool is_long;
	char close_request[64]; /* "": nobody asked; else the reason, as it will be stored */
	struct instant checked_at;
	struct exit_history last_exit;
	char exit_reason[64]; /* of the last exit order */
};

/* By id. The caller frees *OUT. */
int positions_load(struct db *db, const char *account, struct held_position **out, size_t *count,
	struct error *err);

struct position_mark {
	int64_t position_id;
	struct mark mark;
};

/* Marks of held positions in [from, now), by position and time. The caller frees *OUT. */
int position_marks_load(struct db *db, const char *account, struct instant from, struct instant now,
	struct position_mark **out, size_t *count, struct error *err);

/* One pass's look at a position. */
struct position_snapshot {
	const struct position *position; /* the mark is observed already */
	struct mark mark;
	struct instant quote_ts;
	struct price trailing_stop; /* unknown while the trail is not armed */
	struct money pnl;
	double pnl_pct;
};

/*
 * Marks, price_update events and the positions' state in one statement. FEED is the options';
 * stocks have their own.
 */
int positions_store_marks(struct run *run, const struct position_snapshot *snapshots, size_t count,
	const char *stock_feed, const char *option_feed, struct error *err);

/* An exit's intent: the position is closing, its order is written down, and why. */
struct exit_intent {
	const char *account;
	const struct held_position *held;
	const struct ledger_order *order;
	const char *quote_json;
	const char *event_type; /* "exit_decided", "exit_retried" */
	const char *event_json;
	const char *missed_json; /* of a missed_stop event; NULL: none */
};
/* T1, one transaction under the lease. ERROR_AGAIN when the position is not as HELD any more. */
int position_store_intent(struct run *run, const struct exit_intent *intent, struct error *err);

/* Asks for a position to be closed, now or by whatever pass comes next. */
int position_request_close(struct run *run, int64_t id, const char *why, struct error *err);

/*
 * Last closes of TICKERS known by now, for when the quotes fail; unknown ones stay as they are in
 * PRICES.
 */
int telemetry_prices_load(struct run *run, const char *const *tickers, size_t count,
	struct price *prices, struct instant *times, struct error *err);

#endif

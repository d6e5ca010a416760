/*
 * One row of active_positions, locked: read, changed by a fill, and written with its history and
 * its events.
 *
 *	struct position_row p = {0};
 *	position_row_lock(db, id, "", &p, &found, err);  inside a transaction
 *	holding_exit(&p.holding, quantity, price, fee);
 *	position_row_store(desk, &p, "open", at, reason, err);
 */
#ifndef OPT_POSITION_ROW_H
#define OPT_POSITION_ROW_H

#include "desk.h"
#include "holding.h"

struct position_row {
	int64_t id, quantity, original_quantity;
	char ticker[TICKER_SIZE], instrument_type[8], strategy_type[24], side[8], status[8];
	struct price entry_price, exit_price, stop_distance, peak_price, lowest_price;
	struct price width; /* of a spread: the distance of its strikes; unknown */
	struct money realised_pnl, fees, open_fees;
	struct instant entry_time;
	struct holding holding; /* from the columns above */
};

/*
 * Locks the position ID or, with INT64_MIN, the one that EXECUTION_ID opened. *FOUND is false when
 * there is none yet.
 */
int position_row_lock(struct db *db, int64_t id, const char *execution_id, struct position_row *out,
	bool *found, struct error *err);

/*
 * Writes the row. STATUS is for a position that is still held: "open" or "closing". REASON is that
 * of the fill or of the close, NULL for neither. A row without a quantity is closed: then the
 * history and the "closed" event are written, too.
 */
int position_row_store(struct desk *desk, const struct position_row *p, const char *status,
	struct instant at, const char *reason, struct error *err);

/* Adds an event of the position. DATA is JSON, NULL: none. */
int position_row_event(struct desk *desk, int64_t position_id, const char *type, const char *data,
	struct error *err);

#endif

/*
 * Closes that no order of this ledger made: another client of the account sold, the option expired,
 * was assigned or exercised, or the operator gave the position up. Each is booked with its activity
 * in one transaction, so that an activity that is delivered twice is booked once.
 */
#ifndef OPT_CLOSING_H
#define OPT_CLOSING_H

#include "position_row.h"

struct closing {
	int64_t position_id;
	int64_t quantity;   /* INT64_MAX: all that is held */
	struct price price; /* of the part; unknown: price and result stay null */
	struct instant at;
	const char *reason;
	const struct broker_activity *activity; /* NULL: none */
	const char *event_json;			/* of an event REASON; NULL: none */
};

/* Books one part. *BOOKED (may be NULL) is the quantity: 0 when the activity was booked before. */
int closing_store(
	struct desk *desk, const struct closing *closing, int64_t *booked, struct error *err);

/*
 * Fetches the activities in SYMBOL since ENTRY_TIME and books what explains that MISSING contracts
 * or shares of position ID are gone, each fill at its own price. *LEFT is the part that nothing
 * explains.
 */
int closing_book_activities(struct desk *desk, int64_t id, const char *symbol,
	struct instant entry_time, int64_t missing, int64_t *left, struct error *err);

#endif

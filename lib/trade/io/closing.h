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
	const char *leg;    /* the symbol of the leg that ended; NULL: the whole position */
	struct price price; /* of the part; unknown: price and result stay null */
	struct instant at;
	const char *reason;
	const struct broker_activity *activity; /* NULL: none */
	const char *event_json;			/* of an event REASON; NULL: none */
};

/* Books one part. *BOOKED (may be NULL) is the quantity: 0 when the activity was booked before. */
int closing_store(
	struct desk *desk, const struct closing *closing, int64_t *booked, struct error *err);

/* A position, or a leg of a spread, of which a part is gone. */
struct gone {
	int64_t position_id;
	const char *symbol;
	bool is_leg, is_short;
	struct instant entry_time;
	const char *ticker;
	int64_t missing;  /* contracts or shares */
	int64_t assigned; /* contracts that were booked by their shares: their activity is used */
	/* what became shares is booked at VALUE, a leg by the price of the underlying */
	bool books_shares;
	struct price value;
};

/* What became shares by the activities, OPASN or OPEXC, and is not booked. */
struct became_shares {
	int64_t contracts;
	double shares;	 /* that OPTRD of the same days tell: they came (> 0) or went */
	struct date day; /* of the last of them */
};

/*
 * Fetches the activities in the symbol since the entry and books what explains that a part is gone,
 * each fill at its own price. *BECAME is the part that became shares, unless that is booked, too;
 * *LEFT is the rest, which nothing explains.
 */
int closing_book_activities(struct desk *desk, const struct gone *gone, int64_t *left,
	struct became_shares *became, struct error *err);

/*
 * Whether the shares of an OPTRD are booked: an option of ours became them, and was booked before
 * its activities came. Then they are a fill, and the OPTRD tells nothing new.
 */
int closing_shares_booked(
	struct desk *desk, const struct broker_activity *activity, bool *booked, struct error *err);

#endif

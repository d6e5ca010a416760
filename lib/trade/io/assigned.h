/*
 * An option that became shares: a short leg that was assigned, or what is long and was exercised.
 * The broker shows it at once by the shares; the activity comes on the next day.
 */
#ifndef OPT_ASSIGNED_H
#define OPT_ASSIGNED_H

#include "desk.h"

struct assigned {
	int64_t position_id;
	bool is_leg;	    /* of a spread; else the whole position is the option */
	const char *symbol; /* of the option */
	const char *ticker;
	int64_t contracts;
	bool is_long;		 /* it was exercised, not assigned */
	struct price underlying; /* as the monitor saw it last; unknown */
};

/*
 * Books, in one transaction, that the contracts ended at what they were worth (assigned_value), and
 * opens the position of the shares, which is closed at once. Together they have the cost of the
 * strike, which is stored as the fill of the shares. Shares that deliver what is held of the stock
 * close that position instead. *SHARES_ID is the position of the shares.
 */
int assigned_store(
	struct desk *desk, const struct assigned *assigned, int64_t *shares_id, struct error *err);

/*
 * The value per share at which the contracts count as ended, >= 0: by the last price before the
 * expiry when they expired, else by the price of the underlying now, or as it was seen last. 0 when
 * none is known: the shares then count at the strike.
 */
int assigned_value(
	struct desk *desk, const struct assigned *assigned, struct price *out, struct error *err);

#endif

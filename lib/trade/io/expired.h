/*
 * An expired option that is gone at the broker although no activity says how it ended. From the
 * session after the expiry on, the shares and the last price of the underlying tell.
 */
#ifndef OPT_EXPIRED_H
#define OPT_EXPIRED_H

#include "desk.h"

struct expired {
	int64_t position_id;
	const char *symbol, *ticker;
	int64_t contracts;    /* long ones, that nothing explains */
	double shares_change; /* of the underlying, not in the ledger; NAN: unknown */
};

/*
 * Books that the contracts expired worthless, or that they were exercised: then their price stays
 * unknown, and an alert tells of the shares. *REASON is NULL when it cannot be concluded: then
 * nothing is booked.
 */
int expired_settle(
	struct desk *desk, const struct expired *gone, const char **reason, struct error *err);

#endif

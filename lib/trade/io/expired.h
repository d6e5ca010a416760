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

/* Books that the contracts expired worthless; *SETTLED is false when that cannot be concluded. */
int expired_settle(struct desk *desk, const struct expired *gone, bool *settled, struct error *err);

/*
 * The last price of TICKER before the expiry AT, by the bars of its last 15 minutes; unknown
 * without one.
 */
int expired_last_close(struct desk *desk, const char *ticker, struct instant at, struct price *out,
	struct error *err);

#endif

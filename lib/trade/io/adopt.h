/*
 * Adoption: a holding at the broker without an open position is taken up again, with the exits of
 * its strategy, when orders of ours explain it: after a list that was wrong for a while, a restored
 * ledger, or an order that was edited at the broker. adoption.h decides, this stores.
 */
#ifndef OPT_ADOPT_H
#define OPT_ADOPT_H

#include "desk.h"

/* The orders at the broker, fetched when an orphan needs them; is_far: of months, not two weeks. */
struct adopting {
	bool loaded, is_far;
	struct instant since;
	struct error failed;	     /* the request failed: it is not repeated */
	struct broker_order *orders; /* owned; oldest first */
	size_t count;
};

/*
 * Adopts the holding when orders of ours explain it: *POSITION_ID is the position, INT64_MIN when
 * nothing was adopted. A leg of a spread is adopted with its other leg. FAR: also orders of months
 * ago count. HOW, of SIZE bytes, is a sentence about it. -1 when that could not be found out or
 * stored.
 */
int adopt_orphan(struct desk *desk, struct adopting *adopting, const struct broker_position *h,
	bool far, int64_t *position_id, char *how, size_t size, struct error *err);
/* Loads the orders at the broker, once; those of months when FAR. */
int adopting_load(struct desk *desk, struct adopting *adopting, bool far, struct error *err);
void adopting_clear(struct adopting *adopting);

/*
 * The broker holds more of the position than the ledger. Takes up the later orders of its entry
 * that the ledger has lost, and books them (adopt_rest.c); *TAKEN counts them.
 */
int adopt_rest(struct desk *desk, struct adopting *adopting, int64_t position_id,
	const char *symbol, int *taken, struct error *err);

#endif

/*
 * Adoption: a holding at the broker without an open position is taken up again, with the exits of
 * its strategy, when orders of ours explain it: after a list that was wrong for a while, a restored
 * ledger, or an order that was edited at the broker. adoption.h decides, this stores.
 */
#ifndef OPT_ADOPT_H
#define OPT_ADOPT_H

#include "desk.h"

/* The orders at the broker, fetched once per comparison, when the first orphan needs them. */
struct adopting {
	bool loaded;
	struct error failed;	     /* the request failed: it is not repeated */
	struct broker_order *orders; /* owned; oldest first */
	size_t count;
};

/*
 * Adopts the holding when orders of ours explain it; *ADOPTED tells. HOW, of SIZE bytes, is a
 * sentence about it. -1 when that could not be found out or stored.
 */
int adopt_orphan(struct desk *desk, struct adopting *adopting, const struct broker_position *h,
	bool *adopted, char *how, size_t size, struct error *err);
int adopting_load(struct desk *desk, struct adopting *adopting, struct error *err);
void adopting_clear(struct adopting *adopting);

/*
 * The broker holds more of the position than the ledger. Takes up the later orders of its entry
 * that the ledger has lost, and books them (adopt_rest.c); *TAKEN counts them.
 */
int adopt_rest(struct desk *desk, struct adopting *adopting, int64_t position_id,
	const char *symbol, int *taken, struct error *err);

#endif

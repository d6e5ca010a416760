/*
 * Stores the minute bars of the contracts that trade most, for learning. Call active_bars_pick for
 * each snapshot, then active_bars_fetch once, then active_bars_free.
 */
#ifndef OPT_ACTIVE_BARS_H
#define OPT_ACTIVE_BARS_H

#include "alpaca.h"
#include "store_chain.h"

enum { ACTIVE_BARS_MAX = 500 };

struct active_bars {
	struct {
		char symbol[OCC_SYMBOL_SIZE];
	} * picks; /* owned */
	size_t count, capacity;
};

/* Adds the MOST contracts of a snapshot with the largest volume of the day. 0, or -1: no memory. */
int active_bars_pick(struct active_bars *b, const struct snapshot *s, size_t most);

/*
 * Fetches today's bars of the picked contracts since their last stored ones, and stores them. Does
 * nothing outside a session.
 */
int active_bars_fetch(
	struct active_bars *b, struct run *run, struct alpaca *broker, struct error *err);
void active_bars_free(struct active_bars *b);

#endif

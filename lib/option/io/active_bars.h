/* Minute bars of the contracts that trade most: discovery, for learning. */
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

/* Picks the MOST contracts of a snapshot with the largest volume of the day. 0 or -1 (memory). */
int active_bars_pick(struct active_bars *b, const struct snapshot *s, size_t most);

/* Fetches the bars of what was picked since the last stored ones, and stores them. */
int active_bars_bring(
	struct active_bars *b, struct run *run, struct alpaca *broker, struct error *err);
void active_bars_free(struct active_bars *b);

#endif

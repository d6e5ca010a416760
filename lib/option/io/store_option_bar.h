/* Bars of options on their way from the broker into option_bars. */
#ifndef OPT_STORE_OPTION_BAR_H
#define OPT_STORE_OPTION_BAR_H

#include "bar.h"
#include "run.h"

struct option_bars {
	struct run *run; /* borrowed */
	struct buf json; /* what waits to be stored */
	struct jsonl writer;
	size_t pending;
	struct instant first, last; /* of those */
	int64_t fetched, rejected;
};

void option_bars_begin(struct option_bars *b, struct run *run);
/* An alpaca_bar_taker: CONTEXT is a struct option_bars. Stores them in batches. */
int option_bars_take(void *context, const char *symbol, const struct bar *bar, struct error *err);
/* Stores what waits; one transaction. Counts option_bars. */
int option_bars_flush(struct option_bars *b, struct error *err);
/* Counts option_bars_fetched and option_bars_rejected, drops what was not stored. */
void option_bars_end(struct option_bars *b);

#endif

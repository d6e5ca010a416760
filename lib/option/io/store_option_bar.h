/*
 * Stores bars of options from the broker in option_bars, in batches:
 *
 *	struct option_bars bars;
 *	option_bars_begin(&bars, run);
 *	result = alpaca_option_bars(broker, ..., option_bars_take, &bars, err);
 *	if (result == 0)
 *		result = option_bars_flush(&bars, err);
 *	option_bars_end(&bars);
 */
#ifndef OPT_STORE_OPTION_BAR_H
#define OPT_STORE_OPTION_BAR_H

#include "bar.h"
#include "run.h"

struct option_bars {
	struct run *run; /* borrowed */
	struct buf json; /* the bars that are not stored yet */
	struct jsonl writer;
	size_t pending;
	struct instant first, last; /* the times of the pending bars */
	int64_t fetched, rejected;  /* bars since the beginning */
};

void option_bars_begin(struct option_bars *b, struct run *run);
/*
 * An alpaca_bar_taker; CONTEXT is a struct option_bars. Takes one bar, and stores a batch when it
 * is full. A bar that fails bar_check is logged and left out.
 */
int option_bars_take(void *context, const char *symbol, const struct bar *bar, struct error *err);
/* Stores the pending bars in one transaction, and adds them to the run's count option_bars. */
int option_bars_flush(struct option_bars *b, struct error *err);
/* Counts option_bars_fetched and option_bars_rejected, and frees; pending bars are lost. */
void option_bars_end(struct option_bars *b);

#endif

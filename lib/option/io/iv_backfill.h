/*
 * The at-the-money volatilities of past days, solved from the daily bars of the options that were
 * near the money then: so that there is a rank on the first day.
 */
#ifndef OPT_IV_BACKFILL_H
#define OPT_IV_BACKFILL_H

#include "alpaca.h"
#include "run.h"

enum { IV_BACKFILL_DAYS_MAX = 500 };

/*
 * The days of the last SESSIONS sessions that have a close of TICKER and no volatility of the day:
 * fetched, solved, stored in iv_history (nothing in a dry run), printed as a row a day.
 */
int iv_backfill(struct run *run, struct alpaca *broker, const char *ticker, int sessions,
	struct error *err);

#endif

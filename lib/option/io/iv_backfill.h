/*
 * Solves the at-the-money volatilities of past days from the daily bars of the options that were
 * near the money on those days, so that the volatility has a rank on the first day of use.
 */
#ifndef OPT_IV_BACKFILL_H
#define OPT_IV_BACKFILL_H

#include "alpaca.h"
#include "dividends.h"
#include "run.h"

enum { IV_BACKFILL_DAYS_MAX = 500 };

/*
 * Handles the days of the last SESSIONS sessions that have a close of TICKER and no volatility:
 * fetches the options' bars, solves each day, stores it in iv_history (except in a dry run) and
 * prints one row per day. A day that cannot be solved is not stored, and is tried again by the next
 * call. DIVIDENDS: of TICKER, from before the first of these days on; NULL: none.
 */
int iv_backfill(struct run *run, struct alpaca *broker, const char *ticker,
	const struct dividends *dividends, int sessions, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind volatility_row;

#endif

/*
 * Reads and writes corporate_actions. Each change of an action is a row of its own with the time
 * from which it is known, so that a run for a time before sees what was known then.
 */
#ifndef OPT_STORE_ACTION_H
#define OPT_STORE_ACTION_H

#include "alpaca.h"
#include "corporate_action.h"
#include "run.h"

/*
 * Fetches the actions of the operands of the run, which are tickers, or of the tracked tickers, the
 * watchlist and SPY; stores those that are new or changed, and withdraws those to come that the
 * broker no longer lists. A tracked ticker that was renamed is tracked under its new name. Prints
 * one row per action that changed; a dry run stores nothing and prints all that it fetched.
 */
int store_action_sync(struct run *run, struct alpaca *broker, struct error *err);

/* The same for the cash dividends of a CSV file: ticker, ex_date, amount. Withdraws none. */
int store_action_import(struct run *run, const char *path, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind action_row;

#endif

/*
 * Corporate actions: cash dividends, splits (stock dividends are splits too) and renames. The day
 * of an action is the first session without the dividend, with the new shares or the new ticker.
 */
#ifndef OPT_CORPORATE_ACTION_H
#define OPT_CORPORATE_ACTION_H

#include <stddef.h>

#include "csv.h"
#include "date.h"
#include "error.h"
#include "occ.h"

enum action_kind { ACTION_DIVIDEND, ACTION_SPLIT, ACTION_RENAME };

struct corporate_action {
	char id[48]; /* of the broker; "": none */
	char ticker[TICKER_SIZE];
	enum action_kind kind;
	struct date ex_date;
	double amount;		       /* of a dividend: dollars per share */
	double new_shares, old_shares; /* of a split: NEW_SHARES for OLD_SHARES */
	char new_ticker[TICKER_SIZE];  /* of a rename */
};

const char *action_kind_name(enum action_kind kind); /* "dividend", "split", "rename" */

/*
 * Checks ticker, day and figures: a dividend above 0, a split that changes the number of shares,
 * another ticker; none is absurd. ERROR_DATA with the value and the reason.
 */
int corporate_action_check(const struct corporate_action *action, struct error *err);

/*
 * Sorts ROWS by ticker, kind and day, and keeps one row of each: rows with one id are one action,
 * the dividends of one day are added up, of splits and renames the first one counts. Returns how
 * many are kept.
 */
size_t corporate_actions_merge(struct corporate_action *rows, size_t count);

/* The columns of a file of dividends: ticker, ex_date, amount. */
enum { DIVIDEND_COLUMNS = 3 };
extern const struct csv_column dividend_columns[DIVIDEND_COLUMNS];
/* Reads a row of it. ERROR_DATA, *OUT untouched. */
int dividend_read(const char *const *texts, struct corporate_action *out, struct error *err);

#endif

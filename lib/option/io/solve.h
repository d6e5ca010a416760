/* The volatility solver as a filter over JSON Lines. */
#ifndef OPT_SOLVE_H
#define OPT_SOLVE_H

#include "error.h"
#include "jsonl.h"

/*
 * Reads {kind, spot, strike, years, rate, dividend_yield, price} from LINE, and where given
 * exercise ("european", the default, or "american") and dividends, an array of [years, amount],
 * ascending.
 * Writes one object to W (left open for jsonl_line): what was given, status, implied_volatility and
 * the Greeks, null where there are none. ERROR_DATA when a member is missing or of another type;
 * nothing is written then.
 */
int solve_line(const char *line, size_t length, struct jsonl *w, struct error *err);

#endif

/* The volatility solver as a filter over JSON Lines: one call per line. */
#ifndef OPT_SOLVE_H
#define OPT_SOLVE_H

#include "run.h"

/*
 * Reads {kind, spot, strike, years, rate, dividend_yield, price} from LINE. Optional members are
 * exercise ("european", the default, or "american") and dividends, an array of [years, amount] with
 * ascending years.
 * Prints one row: the given members, status,
 * implied_volatility and the Greeks, which are null without a volatility. ERROR_DATA when a member
 * is missing or of another type; then nothing is printed.
 */
extern const struct row_kind solution_row;
int solve_line(struct run *run, const char *line, size_t length, struct error *err);

#endif

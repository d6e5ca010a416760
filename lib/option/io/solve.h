/* The volatility solver as a filter over JSON Lines: one call per line. */
#ifndef OPT_SOLVE_H
#define OPT_SOLVE_H

#include "error.h"
#include "jsonl.h"

/*
 * Reads {kind, spot, strike, years, rate, dividend_yield, price} from LINE. Optional members are
 * exercise ("european", the default, or "american") and dividends, an array of [years, amount] with
 * ascending years.
 * Writes one object to W and leaves it open for jsonl_line: the given members, status,
 * implied_volatility and the Greeks, which are null without a volatility. ERROR_DATA when a member
 * is missing or of another type; then nothing is written.
 */
int solve_line(const char *line, size_t length, struct jsonl *w, struct error *err);

#endif

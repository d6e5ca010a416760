/*
 * Names of ticker_universe from the SEC's file: each company's primary security gets what people
 * call it as an alias; name and exchange only where the broker has none.
 */
#ifndef OPT_UNIVERSE_NAMES_H
#define OPT_UNIVERSE_NAMES_H

#include "run.h"

/*
 * Reads PATH (universe_file.h), stores what is new for tickers already in the universe, in one
 * transaction, and prints a row for each. Others are left out: the broker does not have them. A dry
 * run prints only.
 */
int universe_names_take(struct run *run, const char *path, struct error *err);

#endif

/*
 * Takes names of ticker_universe from the SEC's file: the primary security of each company gets the
 * name by which people call it as an alias; name and exchange are set only when the broker sent
 * none.
 */
#ifndef OPT_UNIVERSE_NAMES_H
#define OPT_UNIVERSE_NAMES_H

#include "run.h"

/*
 * Reads PATH (universe_file.h), stores the new names of tickers already in the universe in one
 * transaction, and prints one row per ticker changed. Other tickers are left out, as the broker
 * does not have them. A dry run only prints.
 */
int universe_names_take(struct run *run, const char *path, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind name_row;

#endif

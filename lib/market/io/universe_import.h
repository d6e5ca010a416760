/*
 * Takes the calendars and lists that the broker does not have from CSV files (table_file.h):
 * earnings reports, sectors, macro events. Each stores what changed in one transaction, nothing in
 * a dry run. Tickers that a file does not list stay as they are.
 */
#ifndef OPT_UNIVERSE_IMPORT_H
#define OPT_UNIVERSE_IMPORT_H

#include "run.h"

/* Columns ticker, day, time: see earnings.h. Prints one row per ticker of the file. */
int universe_import_earnings(struct run *run, const char *path, struct error *err);

/* Columns ticker, sector; an empty sector is unknown. Prints one row per ticker of the file. */
int universe_import_sectors(struct run *run, const char *path, struct error *err);

/*
 * Columns time, event: see macro_event.h. A file without an odd row is the whole calendar of its
 * events up to its last one: those to come that it does not list are withdrawn. Prints one row per
 * event that changed.
 */
int universe_import_events(struct run *run, const char *path, struct error *err);

/* Warns when the calendar of macro events has ended, so that its gate no longer applies. */
int universe_warn_events(struct run *run, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind earnings_row, ticker_sector_row, macro_event_row;

#endif

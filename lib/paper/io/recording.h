/*
 * A market recording: a folder of CSV files, each optional. The first line names the columns;
 * further columns than those here are skipped, so is their order free. Times are RFC 3339, prices
 * dollars.
 *
 *	stock_bars.csv, option_bars.csv      symbol,ts,open,high,low,close,volume
 *	stock_quotes.csv, option_quotes.csv  symbol,ts,bid,bid_size,ask,ask_size
 *	option_contracts.csv                 symbol,as_of,open_interest
 *	assets.csv                           symbol,name,exchange,options_enabled
 */
#ifndef OPT_RECORDING_H
#define OPT_RECORDING_H

#include "error.h"
#include "paper_market.h"

/*
 * Reads FOLDER into the empty market M, finished. ERROR_DATA names file, line and field of the
 * first bad row; ERROR_CONFIG says that the folder has none of the files.
 */
int recording_read(const char *folder, struct paper_market *m, struct error *err);

#endif

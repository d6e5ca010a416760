/*
 * A market recording: a folder of CSV files, each of them optional. The first line names the
 * columns. They can be in any order, and other columns are skipped. Times are in RFC 3339, prices
 * in dollars.
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
 * Reads FOLDER into the empty market M and calls paper_market_finish. ERROR_DATA names file, line
 * and field of the first bad row; ERROR_CONFIG when a file cannot be read or the folder has none
 * of them.
 */
int recording_read(const char *folder, struct paper_market *m, struct error *err);

#endif

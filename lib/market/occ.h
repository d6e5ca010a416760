/*
 * Reads and writes OCC option symbols in the broker's compact form: ROOT YYMMDD C|P and the strike
 * times 1000 in 8 digits (AAPL250620C00100000). The root has 1-5 capital letters and, for an
 * adjusted contract, one digit. Also here: the other rules of listed contracts, as the 100 shares
 * per contract and the tick.
 */
#ifndef OPT_OCC_H
#define OPT_OCC_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "error.h"
#include "num.h"

enum option_kind { OPTION_PUT = -1, OPTION_CALL = 1 };

enum { OCC_ROOT_SIZE = 8, OCC_SYMBOL_SIZE = 24, TICKER_SIZE = 16 };

struct option_contract {
	char root[OCC_ROOT_SIZE];
	struct date expiry;
	enum option_kind kind;
	struct price strike;
};

/* 0, or -1 with ERROR_DATA, *OUT untouched, when SYMBOL is not an option symbol. */
int occ_parse(const char *symbol, struct option_contract *out, struct error *err);
/* Writes the symbol of CONTRACT; returns OUT. */
const char *occ_format(const struct option_contract *contract, char out[static OCC_SYMBOL_SIZE]);
bool occ_is_symbol(const char *text);
/* The option_symbol of a row about SYMBOL: NULL for the shares of TICKER, whose symbol it is. */
const char *occ_option_symbol(const char *symbol, const char *ticker);

/* The root of the standard contracts of TICKER: class shares drop the dot (BRK.B -> BRKB). */
const char *occ_root_of_ticker(const char *ticker, char out[static OCC_ROOT_SIZE]);
/* Whether CONTRACT is a standard one of TICKER: its root has no digit of an adjusted contract. */
bool occ_is_standard(const struct option_contract *contract, const char *ticker);

/* Whether TEXT is a stock symbol: 1-5 capital letters, then perhaps a dot and a letter (BRK.B). */
bool occ_is_ticker(const char *text);
/* Writes TEXT, a ticker in either case, to OUT in capital letters. False, OUT "": not a ticker. */
bool occ_read_ticker(const char *text, char out[static TICKER_SIZE]);
/*
 * Makes the tickers among the OPERANDS of a command line, in either case, capital letters in place.
 * ERROR_USAGE, naming the first one that is not a ticker.
 */
int occ_read_operands(char **operands, int count, struct error *err);

/* The value of CONTRACTS contracts at PREMIUM per share. No other code multiplies by 100. */
struct money occ_value(struct price premium, int64_t contracts);

/* The tick to which we round option prices: 0.01 below 3.00, 0.05 from there; in 1/10000 USD. */
int64_t occ_tick_e4(struct price premium);

#endif

/*
 * The price collar of a purchase: compares its limit with prices that do not come from the quote
 * that the limit was made from, so that one wrong quote buys nothing.
 *
 *	volatility = collar_volatility(params, symbol, stored, &trade, dividends);
 *	collar.model = mark_model_value(symbol, spot, volatility, now, dividends, params);
 *	why = collar_check(params, instrument, limit, quote, &collar, &reference);
 */
#ifndef OPT_COLLAR_H
#define OPT_COLLAR_H

#include "dividends.h"
#include "instant.h"
#include "instrument.h"
#include "num.h"
#include "params.h"
#include "quote.h"

struct collar {
	struct price close; /* of the newest bar of the stock, or of the underlying of an option */
	/* of an option only: the underlying by its quote, and the value of the contract there */
	struct price spot, model;
};

/* The last trade of a contract. */
struct collar_trade {
	struct price price;
	struct instant at;
	struct price underlying; /* then */
};

/*
 * The last good volatility of the contract SYMBOL: STORED, when that is known, else the one that
 * gives its last TRADE. NAN when neither is known.
 */
double collar_volatility(const struct params *params, const char *symbol, double stored,
	const struct collar_trade *trade, const struct dividends *dividends);

/*
 * NULL when LIMIT, made from QUOTE, is near enough to all of these, else why not, for a message;
 * *REFERENCE is the price that it was compared with last. An unknown price is a reason.
 * - The mid of QUOTE: within order_collar_pct or order_collar_usd, whichever is wider. The ask: at
 *   most order_collar_ask_pct above.
 * - The close of the last bar, of a stock: as the mid. Of an option the underlying's quote is
 *   within order_collar_pct of that close.
 * - The value by our model, of an option: within order_collar_model_pct or order_collar_usd.
 */
const char *collar_check(const struct params *params, enum instrument instrument,
	struct price limit, struct quote quote, const struct collar *collar,
	struct price *reference);

#endif

#include "collar.h"

#include <math.h>

#include "mark.h"

double collar_volatility(const struct params *params, const char *symbol, double stored,
	const struct collar_trade *trade, const struct dividends *dividends)
{
	struct mark mark = {.ts = trade->at,
		.bid = trade->price,
		.ask = trade->price,
		.underlying = trade->underlying,
		.model = PRICE_UNKNOWN,
		.source = MARK_QUOTE};
	if (stored > 0)
		return stored;
	if (!price_positive(trade->price) || !instant_known(trade->at))
		return (double)NAN;
	return mark_volatility(&mark, symbol, dividends, params);
}

/* Whether PRICE is within PCT of REFERENCE, or within USD, whichever is wider. */
static bool is_near(struct price price, struct price reference, double pct, double usd)
{
	double middle = price_to_double(reference), half_e4 = 0.5 / USD_E4;
	double reach = fmax(middle * pct / 100, usd);
	return price_positive(reference) &&
	       fabs(price_to_double(price) - middle) <= reach + half_e4;
}

static bool is_near_quote(const struct params *p, struct price limit, struct quote q)
{
	double ask_cap = price_to_double(q.ask) * (1 + p->order_collar_ask_pct / 100);
	return is_near(limit, quote_mid(q), p->order_collar_pct, p->order_collar_usd) &&
	       price_to_double(limit) <= ask_cap + 0.5 / USD_E4;
}

const char *collar_check(const struct params *p, enum instrument instrument, struct price limit,
	struct quote quote, const struct collar *c, struct price *reference)
{
	*reference = quote_mid(quote);
	if (!quote_is_sound(quote) || !price_positive(limit))
		return "the limit or its quote is not known";
	if (!is_near_quote(p, limit, quote))
		return "the limit is far from its quote";
	*reference = c->close;
	if (!price_positive(c->close))
		return "the close of the last bar is not known";
	if (!instrument_is_option(instrument))
		return is_near(limit, c->close, p->order_collar_pct, p->order_collar_usd)
			       ? NULL
			       : "the limit is far from the close of the last bar";
	if (!price_positive(c->spot) || !is_near(c->spot, c->close, p->order_collar_pct, 0))
		return "the quote of the underlying is far from the close of its last bar";
	*reference = c->model;
	if (!price_positive(c->model))
		return "the value of the contract by our model is not known";
	return is_near(limit, c->model, p->order_collar_model_pct, p->order_collar_usd)
		       ? NULL
		       : "the limit is far from the value by our model";
}

#include "quote.h"

bool quote_is_sound(struct quote q)
{
	return price_positive(q.bid) && price_known(q.ask) && price_compare(q.ask, q.bid) > 0;
}

struct price quote_mid(struct quote q)
{
	return quote_is_sound(q) ? price_mid(q.bid, q.ask) : PRICE_UNKNOWN;
}

struct price quote_spread(struct quote q)
{
	return quote_is_sound(q) ? price_sub(q.ask, q.bid) : PRICE_UNKNOWN;
}

double quote_spread_pct(struct quote q)
{
	return 100 * price_to_double(quote_spread(q)) / price_to_double(quote_mid(q));
}

#include "instrument.h"

#include "array.h"
#include "text.h"

static const char *const instrument_names[] = {
	[INSTRUMENT_CALL] = "CALL",
	[INSTRUMENT_PUT] = "PUT",
	[INSTRUMENT_STOCK] = "STOCK",
};

static const char *const strategy_names[STRATEGIES] = {
	[STRATEGY_DAY_TRADE] = "day_trade",
	[STRATEGY_SWING_TRADE] = "swing_trade",
	[STRATEGY_CONSERVATIVE] = "conservative",
	[STRATEGY_CREDIT_SPREAD] = "credit_spread",
	[STRATEGY_DEBIT_SPREAD] = "debit_spread",
};

static const char *const action_names[] = {
	[ACTION_BUY] = "BUY",
	[ACTION_SELL] = "SELL",
};

const char *instrument_name(enum instrument instrument)
{
	return instrument_names[instrument];
}

const char *strategy_name(enum strategy strategy)
{
	return strategy_names[strategy];
}

const char *trade_action_name(enum trade_action action)
{
	return action_names[action];
}

bool instrument_parse(const char *text, enum instrument *out)
{
	int i = text_find(instrument_names, array_size(instrument_names), text);
	if (i < 0)
		return false;
	*out = (enum instrument)i;
	return true;
}

bool strategy_parse(const char *text, enum strategy *out)
{
	int i = text_find(strategy_names, array_size(strategy_names), text);
	if (i < 0)
		return false;
	*out = (enum strategy)i;
	return true;
}

bool trade_action_parse(const char *text, enum trade_action *out)
{
	int i = text_find(action_names, array_size(action_names), text);
	if (i < 0)
		return false;
	*out = (enum trade_action)i;
	return true;
}

bool instrument_is_option(enum instrument instrument)
{
	return instrument != INSTRUMENT_STOCK;
}

enum option_kind instrument_kind(enum instrument instrument)
{
	return instrument == INSTRUMENT_PUT ? OPTION_PUT : OPTION_CALL;
}

bool trade_is_spread(enum strategy strategy)
{
	return strategy == STRATEGY_CREDIT_SPREAD || strategy == STRATEGY_DEBIT_SPREAD;
}

int trade_direction(enum instrument instrument, enum strategy strategy)
{
	int bought = instrument == INSTRUMENT_PUT ? -1 : 1;
	bool sold = instrument_is_option(instrument) && strategy == STRATEGY_CREDIT_SPREAD;
	return sold ? -bought : bought;
}

bool trade_is_short_term(enum instrument instrument, enum strategy strategy)
{
	return instrument == INSTRUMENT_STOCK || strategy == STRATEGY_DAY_TRADE;
}

struct money trade_value(enum instrument instrument, struct price price, int64_t quantity)
{
	if (instrument_is_option(instrument))
		return occ_value(price, quantity);
	return money_of_shares(price, quantity);
}

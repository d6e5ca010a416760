/*
 * The instrument, strategy and action of a trade, and their names as dispatch_recommendations and
 * active_positions store them.
 */
#ifndef OPT_INSTRUMENT_H
#define OPT_INSTRUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "fact.h"
#include "num.h"
#include "occ.h"

enum instrument { INSTRUMENT_CALL, INSTRUMENT_PUT, INSTRUMENT_STOCK };
enum strategy {
	STRATEGY_DAY_TRADE,
	STRATEGY_SWING_TRADE,
	STRATEGY_CONSERVATIVE,
	STRATEGY_CREDIT_SPREAD,
	STRATEGY_DEBIT_SPREAD,
	STRATEGIES,
};
enum trade_action { ACTION_BUY, ACTION_SELL };

/*
 * The names are those in the database: "CALL", "day_trade", "BUY". The parsers return false and
 * leave *OUT untouched on any other text.
 */
const char *instrument_name(enum instrument instrument);
const char *strategy_name(enum strategy strategy);
const char *trade_action_name(enum trade_action action);
bool instrument_parse(const char *text, enum instrument *out);
bool strategy_parse(const char *text, enum strategy *out);
bool trade_action_parse(const char *text, enum trade_action *out);

bool instrument_is_option(enum instrument instrument);
enum option_kind instrument_kind(enum instrument instrument); /* of CALL and PUT only */

/* True for credit_spread and debit_spread: two legs, which are ordered and closed as one. */
bool trade_is_spread(enum strategy strategy);

/*
 * +1 for a trade that gains when the underlying rises, -1 for one that gains when it falls. A
 * credit spread of puts is bullish, one of calls bearish; a debit spread is as a long option.
 */
int trade_direction(enum instrument instrument, enum strategy strategy);

/*
 * True for day_trade and STOCK: they are closed by the end of the day, use the 5-minute ATR and get
 * 70 % of the risk budget.
 */
bool trade_is_short_term(enum instrument instrument, enum strategy strategy);

/* The value of QUANTITY shares or contracts at PRICE per share. */
struct money trade_value(enum instrument instrument, struct price price, int64_t quantity);

#endif

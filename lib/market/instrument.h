/* What is traded and how: the words of dispatch_recommendations and active_positions. */
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
};
enum trade_action { ACTION_BUY, ACTION_SELL };

/*
 * As the database has them: "CALL", "day_trade", "BUY". The parsers are false, *OUT untouched, on
 * any other text.
 */
const char *instrument_name(enum instrument instrument);
const char *strategy_name(enum strategy strategy);
const char *trade_action_name(enum trade_action action);
bool instrument_parse(const char *text, enum instrument *out);
bool strategy_parse(const char *text, enum strategy *out);
bool trade_action_parse(const char *text, enum trade_action *out);

bool instrument_is_option(enum instrument instrument);
enum option_kind instrument_kind(enum instrument instrument); /* of CALL and PUT only */

/*
 * +1 when it gains as the underlying rises, -1 when as it falls. A credit spread of puts is
 * bullish, of calls bearish.
 */
int trade_direction(enum instrument instrument, enum strategy strategy);

/*
 * day_trade and STOCK: flat by the end of the day, judged by the 5-minute ATR, 70 % of the risk
 * budget.
 */
bool trade_is_short_term(enum instrument instrument, enum strategy strategy);

/* Shares or contracts at PRICE a share. */
struct money trade_value(enum instrument instrument, struct price price, int64_t quantity);

#endif

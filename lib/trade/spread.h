/*
 * Spreads: two options of one kind and expiry, one bought and one sold, as one thing with one
 * price.
 *
 *	struct spread s = {STRATEGY_CREDIT_SPREAD, {sold, bought}, {sold_quote, bought_quote}};
 *	q = spread_quote(&s);                                    the value of the spread
 *	limit = spread_entry_limit(params, s.strategy, q);
 *	broker = spread_order_limit(s.strategy, true, limit);    as the broker's order has it
 *
 * Leg 0 is the main leg, the one nearer to the money: the sold one of a credit_spread, the bought
 * one of a debit_spread. The value of a spread is the price of leg 0 less that of leg 1, per share,
 * and never negative: a credit_spread gains when it falls, a debit_spread when it rises.
 */
#ifndef OPT_SPREAD_H
#define OPT_SPREAD_H

#include <stdbool.h>

#include "instrument.h"
#include "num.h"
#include "occ.h"
#include "params.h"
#include "quote.h"
#include "risk.h"

enum { SPREAD_LEGS = 2, SPREAD_TICK_E4 = USD_E4 / 100 };

struct spread {
	enum strategy strategy; /* credit_spread or debit_spread */
	struct option_contract legs[SPREAD_LEGS];
	struct quote quotes[SPREAD_LEGS];
};

/* True for a leg that is bought to open the spread. */
bool spread_leg_is_long(enum strategy strategy, int leg);

/*
 * The distance of the strikes. Unknown unless the legs are of one root, kind and expiry and leg 0
 * is nearer to the money: any other two contracts are not a spread of STRATEGY.
 */
struct price spread_width(const struct spread *spread);

/*
 * The value of the spread as the quotes of its legs give it: its bid is what the seller of the
 * spread gets, its ask what the buyer pays. The time is that of the older quote, the sizes are the
 * smaller ones. A bid under 0 is 0. Prices are unknown unless both legs have an ask above their
 * bid; a leg for which nothing is bid has the bid 0.
 */
struct quote spread_quote(const struct spread *spread);

/*
 * The value by our model, from those of the legs; unknown when one is, 0 when they contradict each
 * other.
 */
struct price spread_model_value(struct price main_leg, struct price other_leg);

/*
 * The first limit of an entry, as a value of the spread: the mid less order_spread_share of the
 * spread for a credit, plus it for a debit, in whole cents, rounded against us. Unknown for a quote
 * that is not sound.
 */
struct price spread_entry_limit(
	const struct params *params, enum strategy strategy, struct quote quote);

/*
 * The limit of the next attempt, half-way from the LAST limit to the far side of the quote when it
 * is the first of these, then the far side: the bid for a credit, the ask for a debit. Never beyond
 * FIRST_FAR, the far side of the quote of the decision. Unknown as for limit_reprice.
 */
struct price spread_reprice(enum strategy strategy, struct quote quote, struct price last,
	struct price first_far, bool is_first);

/* The side of QUOTE at which an entry fills at once: the bid for a credit, the ask for a debit. */
struct price spread_far(enum strategy strategy, struct quote quote);

/*
 * VALUE with the sign of the broker's orders: positive is paid (a debit), negative received (a
 * credit). It is its own inverse.
 */
struct price spread_order_limit(enum strategy strategy, bool opens, struct price value);

/*
 * The risk of one spread: the width less the credit, or the debit. Unknown when a price is
 * unknown or not positive, or the credit is not under the width.
 */
struct money spread_max_loss_each(enum strategy strategy, struct price width, struct price entry);

/* The Greeks and the stress of one spread, from those of one bought contract of each leg. */
struct exposure spread_exposure(
	enum strategy strategy, const struct exposure legs[static SPREAD_LEGS]);

#endif

/*
 * The cost of an option trade or a stock trade against what it gains at its target: half the spread
 * and the fees both ways, and the time value that the option loses while the trade waits.
 *
 *	terms.decay = cost_decay(&option, volatility, cost_hold_days(params, &terms));
 *	pct = cost_pct(params, &terms);    at most cost_of_trade_pct for an entry
 */
#ifndef OPT_COST_H
#define OPT_COST_H

#include "american.h"
#include "instrument.h"
#include "num.h"
#include "params.h"
#include "risk.h"

/* All in dollars per share. */
struct cost_terms {
	enum instrument instrument;
	enum strategy strategy;
	struct date day;     /* New York's, of the fees */
	double premium;	     /* what is paid; of a credit spread the credit */
	double spread;	     /* ask - bid of what is traded, of a spread of the net quote */
	double stop;	     /* distance of the stop, of the underlying */
	double atr14;	     /* of the underlying, of the interval of the strategy */
	double delta, gamma; /* of a stock 1 and 0; of a spread net */
	double decay;	     /* lost to time over the expected hold; of a stock 0 */
};

/*
 * The days of the calendar until the price reaches the stop or the target, if it is a walk: with
 * the stop at a and the target at b, in ATRs, a * b * cost_atr_sigmas^2 bars of the length that the
 * ATR has, since an ATR is that many standard deviations of a bar. At most the longest hold of the
 * strategy (exit_max_hold_min, exit_max_hold_sessions). NAN when stop or ATR is not positive.
 */
double cost_hold_days(const struct params *params, const struct cost_terms *terms);

/*
 * The value of the option by our model less its value DAYS later, or at its expiry, when the
 * underlying has only fallen by the cash dividends whose ex-date is in between. Per share; NAN when
 * a value is not known.
 */
double cost_decay(const struct american_terms *option, double volatility, double days);

/*
 * The fees of one contract, spread or share, before any rounding: of the entry, in money rounded up
 * to 1/10000; and both ways, per share of the underlying, NAN unknown. They take each leg of a
 * spread for worth PREMIUM.
 */
struct money cost_entry_fee(const struct risk_terms *terms, struct date day);
double cost_fees(const struct cost_terms *terms);

/*
 * The cost in per cent of the gain at the target, exit_target_ratio times the stop's distance away:
 * delta and gamma of the option over that move. NAN when something is not known.
 */
double cost_pct(const struct params *params, const struct cost_terms *terms);

#endif

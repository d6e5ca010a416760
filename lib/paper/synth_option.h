/*
 * The generated option market: the listed contracts, their values, quotes and trades. Everything
 * is a function of the contract, the underlying and the moment; nothing is stored.
 *
 * The surface: from the level of the day, the at-the-money volatility approaches the company's
 * long-run volatility with 1/(1 + T/T0); T0 = 0.37 years is how fast the variance returns to its
 * mean. The smile is a parabola in standardised log-moneyness. The time to expiry is that of the
 * sessions left, as the prices hardly move at night: what an option costs is what it is worth on
 * average. Stocks pay no dividends, so the value of a call is that of Black and Scholes, with the
 * normal distribution of Abramowitz and Stegun 26.2.17 (error < 7.5e-8). Puts are American, to 1e-4
 * of the strike (boundary.h): this is enough for prices that are rounded to ticks, and it is fast
 * enough for many minutes.
 */
#ifndef OPT_SYNTH_OPTION_H
#define OPT_SYNTH_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calendar.h"
#include "date.h"
#include "instant.h"
#include "occ.h"
#include "synth_company.h"
#include "tape.h"

/* The interest rate for the prices of generated options and for the Greeks of all options. */
#define SYNTH_RATE 0.04

enum { SYNTH_EXPIRIES_MAX = 40, SYNTH_STRIKES_MAX = 160, SYNTH_EXPIRY_DAYS = 70 };

/*
 * The expirations that are listed on DAY, ascending; DAY itself is one of them when the company has
 * one on that day. Returns their number, at most SYNTH_EXPIRIES_MAX.
 */
size_t synth_expiries(
	const struct synth_company *c, struct date day, struct date out[static SYNTH_EXPIRIES_MAX]);

/*
 * The strikes within 20 % of SPOT, ascending; finer near the money for near expirations of the
 * busiest companies. Returns their number.
 */
size_t synth_strikes(const struct synth_company *c, double spot, int days_to_expiry,
	struct price out[static SYNTH_STRIKES_MAX]);

struct synth_option {
	const struct synth_company *company;
	enum option_kind kind;
	double strike;
	struct instant expires;
	uint64_t hash; /* of the market's seed and the contract */
};

/* LEVEL is the volatility level of the session (1 = usual); a year has 365 days. */

/* The value per share; never below that of an exercise now, as the options are American. */
double synth_fair(const struct synth_option *o, double volatility, double spot, double years);

/* The quote at T; the ask is above 0, the bid may be 0. */
void synth_option_quote(const struct synth_option *o, double level, double spot, struct instant t,
	struct quote *out);

/*
 * The bar of the option in the minute of UNDERLYING, a bar of the stock; false when the option did
 * not trade in it.
 */
bool synth_option_minute(
	const struct synth_option *o, double level, const struct bar *underlying, struct bar *out);

/*
 * The bar of the option in session S, made of the daily bar UNDERLYING of the stock; false when the
 * option did not trade.
 */
bool synth_option_day(const struct synth_option *o, double level, const struct bar *underlying,
	const struct session *s, struct bar *out);

/* The open interest, in contracts, at T. */
int64_t synth_open_interest(
	const struct synth_option *o, double level, double spot, struct instant t);

#endif

/*
 * The generated option market: which contracts are listed, what they are worth, how they are
 * quoted, how much of them trades. Everything is a function of the contract, the underlying and the
 * moment: nothing is stored.
 *
 * Surface: at-the-money volatility decays from the day's level to the company's long-run one with
 * the square of nothing fancier than 1/(1 + T/T0); the smile is a parabola in standardised
 * log-moneyness. Stocks pay nothing, so that calls are Black-Scholes, with the normal distribution
 * of Abramowitz and Stegun 26.2.17 (error < 7.5e-8); puts are American ones to 1e-4 of the strike
 * (boundary.h): trades and quotes are rounded to ticks, and minutes of them must cost little.
 */
#ifndef OPT_SYNTH_OPTION_H
#define OPT_SYNTH_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "instant.h"
#include "occ.h"
#include "synth_company.h"
#include "tape.h"

/* The rate generated options are priced with, and Greeks of all options are computed with. */
#define SYNTH_RATE 0.04

enum { SYNTH_EXPIRIES_MAX = 40, SYNTH_STRIKES_MAX = 160, SYNTH_EXPIRY_DAYS = 70 };

/*
 * The expirations listed on DAY, DAY itself included where the name has one, ascending; at most
 * SYNTH_EXPIRIES_MAX.
 */
size_t synth_expiries(
	const struct synth_company *c, struct date day, struct date out[static SYNTH_EXPIRIES_MAX]);

/*
 * Strikes within 20 % of SPOT, ascending, finer near the money for the busiest names' near
 * expirations.
 */
size_t synth_strikes(const struct synth_company *c, double spot, int days_to_expiry,
	struct price out[static SYNTH_STRIKES_MAX]);

struct synth_option {
	const struct synth_company *company;
	enum option_kind kind;
	double strike;
	struct instant expires;
	uint64_t hash; /* of the world's seed and the contract */
};

/* LEVEL is the session's volatility level (1 = usual). Years of 365 days. */
double synth_volatility(const struct synth_option *o, double level, double spot, double years);
/* Never under what exercise gives: the options are American. */
double synth_fair(const struct synth_option *o, double volatility, double spot, double years);

/* The quote at T; the ask is positive, the bid may be 0. */
void synth_option_quote(const struct synth_option *o, double level, double spot, struct instant t,
	struct quote *out);

/*
 * The bar of the minute of the stock's bar UNDERLYING; false when the contract did not trade in it.
 */
bool synth_option_minute(
	const struct synth_option *o, double level, const struct bar *underlying, struct bar *out);

/* Open interest as of a session. */
int64_t synth_open_interest(
	const struct synth_option *o, double level, double spot, struct instant t);

#endif

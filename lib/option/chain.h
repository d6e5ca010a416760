/*
 * The implied volatilities of a chain: the quality of one quote, the at-the-money volatility of an
 * expiry and of 30 days, and the rank of a day's volatility among those of the past. surface.h puts
 * these together for a whole chain. Volatilities are fractions per year; unknown is NAN.
 */
#ifndef OPT_CHAIN_H
#define OPT_CHAIN_H

#include "american.h"
#include "params.h"
#include "quote.h"

/*
 * Defects of an option quote, or of the volatility solved from it. Their names are those in
 * iv_surface.flags.
 */
enum chain_flag {
	CHAIN_MISSING = 1 << 0, /* no bid or no ask */
	/* older than quote_stale_s, as far in the future, or of unknown time */
	CHAIN_STALE = 1 << 1,
	CHAIN_CROSSED = 1 << 2, /* the bid is not below the ask */
	/* the mid is below the intrinsic value or above the maximum: no volatility gives it */
	CHAIN_ARBITRAGE = 1 << 3,
	CHAIN_FAR = 1 << 4, /* our volatility is more than iv_vendor_gap from the vendor's */
	/* the mid equals the exercise value or the maximum, or nearly: any volatility fits */
	CHAIN_UNDETERMINED = 1 << 5,
};
enum { CHAIN_FLAG_COUNT = 6 };

const char *chain_flag_name(enum chain_flag flag); /* "missing" ... */

struct chain_quality {
	unsigned flags;		   /* of enum chain_flag; 0 is good */
	enum iv_status status;	   /* IV_BAD_INPUT when the quote has no mid */
	double implied_volatility; /* American, from the mid; NAN unless status is IV_OK */
	struct greeks greeks;	   /* at that volatility; each NAN without one */
};

/*
 * The terms of CONTRACT on an underlying at SPOT, with the parameters' rate and dividend yield.
 * dividends_apply (dividends.h) adds the cash dividends.
 */
struct option_terms chain_terms(const struct params *p, const struct option_contract *contract,
	struct price spot, struct instant now);

/*
 * The Greeks of the American option at *VOLATILITY. When *VOLATILITY is unknown (NAN), it is solved
 * from MID and stored there. False, both untouched, when there is no volatility.
 */
bool chain_greeks(
	const struct american_terms *terms, double mid, double *volatility, struct greeks *out);

/* Flags one quote, and solves its volatility and Greeks from the mid. */
void chain_check(const struct params *p, const struct option_snapshot *snapshot,
	const struct american_terms *terms, struct instant now, struct chain_quality *out);

/*
 * A strike of one expiry and its volatility: the mean of the call's and the put's when both are
 * good.
 */
struct chain_strike {
	double strike, implied_volatility;
};

/*
 * The volatility at FORWARD, linear in the strike between the two nearest strikes with a known
 * volatility. STRIKES ascend. NAN when FORWARD is neither between two such strikes nor on one.
 */
double chain_atm_volatility(const struct chain_strike *strikes, size_t count, double forward);

struct chain_expiry {
	double years, implied_volatility; /* at the money */
};

/*
 * The volatility at YEARS, linear in total variance (volatility^2 * years) between the two nearest
 * expiries with a known volatility. EXPIRIES ascend. NAN when YEARS is neither between two such
 * expiries nor on one: nothing is extrapolated.
 */
double chain_term_volatility(const struct chain_expiry *expiries, size_t count, double years);

struct iv_rank {
	int days; /* known values among the last iv_rank_days of the history */
	/*
	 * 0-1: (current - min)/(max - min). CURRENT itself counts for min and max. NAN when all
	 * values are equal.
	 */
	double rank;
	double percentile; /* 0-100: the share of the values that are strictly below CURRENT */
};

/*
 * Ranks the newest daily volatility, CURRENT, among the values of the days before it. HISTORY has
 * these, oldest first, without CURRENT. Rank and percentile are NAN when CURRENT is, or when the
 * last iv_rank_days of HISTORY have fewer than iv_rank_min_days known values.
 */
void iv_rank(const struct params *p, const double *history, size_t count, double current,
	struct iv_rank *out);

#endif

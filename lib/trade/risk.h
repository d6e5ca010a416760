/* What may be lost: account tiers, the risk of a position, and the Greeks of the whole book. */
#ifndef OPT_RISK_H
#define OPT_RISK_H

#include <stdbool.h>
#include <stdint.h>

#include "black.h"
#include "num.h"
#include "params.h"
#include "instrument.h"

/* ---- account tiers, by equity at the start of the day ---- */

enum tier { TIER_TINY, TIER_SMALL, TIER_MEDIUM, TIER_LARGE }; /* the riskiest first */

struct tier_limits {
	double trade_pct; /* of buying power in one trade of the strategy */
	int64_t contracts;
	double open_risk_pct, daily_loss_pct, drawdown_pct; /* of equity */
};

const char *tier_name(enum tier tier);
bool tier_parse(const char *text, enum tier *out);

/*
 * The tier of EQUITY, a bound belonging to the tier below it. PREVIOUS is yesterday's tier, NULL on
 * the first day: a riskier one is taken only when equity is tier_hysteresis_pct under its bound,
 * and never on LOSS_DAY. False, *OUT untouched, when the equity is unknown or not positive.
 */
bool tier_choose(const struct params *params, struct money equity, const enum tier *previous,
	bool loss_day, enum tier *out);
struct tier_limits tier_limits(const struct params *params, enum tier tier, enum strategy strategy);

/* ---- the risk of a position ---- */

struct risk_terms {
	enum instrument instrument;
	enum strategy strategy;
	struct price premium;	    /* paid a share; of a credit spread the credit received */
	struct price spread_width;  /* of a credit spread */
	struct price stop_distance; /* of a stock: entry to stop */
	bool held_overnight;	    /* or decided to be */
	bool expires_today;
};

/*
 * What one contract or share risks. A long option: the premium stop's share of the premium during
 * the day, all of it overnight and on its expiry day; a credit spread: width less credit; a stock:
 * its stop's distance.
 */
struct money risk_each(const struct params *params, const struct risk_terms *terms);
/* What one contract or share ties up: premium or price; width less credit. */
struct money risk_cost_each(const struct risk_terms *terms);
/* The part of the open-risk budget that this kind of trade may use, per cent of the budget. */
double risk_allocation_pct(
	const struct params *params, enum instrument instrument, enum strategy strategy);

/* ---- Greeks of the book, in dollars ---- */

struct exposure {
	double delta; /* dollars of underlying: delta * spot * shares */
	/* what gamma adds on a move of 1 % either way: gamma * (1 % spot)^2 / 2 * shares */
	double gamma_move;
	double vega;  /* per volatility point */
	double theta; /* per calendar day, of contracts beyond 1 day to expiry */
};

enum exposure_limit {
	EXPOSURE_DELTA,
	EXPOSURE_VEGA,
	EXPOSURE_THETA,
	EXPOSURE_MOVE,
	EXPOSURE_LIMITS
};

/* One contract bought. Unknown Greeks (NAN) stay unknown and hold no limit. */
struct exposure exposure_of_contract(
	const struct greeks *greeks, struct price spot, int days_to_expiry);
struct exposure exposure_of_share(struct price spot);
/* A + COUNT * B; COUNT is negative for what is short. */
struct exposure exposure_add(struct exposure a, struct exposure b, int64_t count);
double exposure_used(
	const struct exposure *exposure, enum exposure_limit limit); /* dollars, >= 0 or NAN */
double exposure_allowed(
	const struct params *params, enum exposure_limit limit, struct money equity);

#endif

/*
 * Risk: the tier of an account, the risk of a position, and the Greeks of all positions together.
 *
 * tier_choose picks the tier from the equity, tier_limits gives the limits of a tier. risk_each is
 * the amount that one contract or share can lose. An exposure is a sum of Greeks in dollars:
 * exposure_add builds it, exposure_used and exposure_allowed compare it with its limits.
 */
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
	double trade_pct; /* of the buying power, for one trade of the strategy */
	int64_t contracts;
	double open_risk_pct, daily_loss_pct, drawdown_pct; /* of equity */
};

const char *tier_name(enum tier tier);
bool tier_parse(const char *text, enum tier *out);

/*
 * Finds the tier of EQUITY; an equity exactly at a bound belongs to the lower tier. PREVIOUS is the
 * tier of yesterday, NULL on the first day. A riskier tier than that is taken only when EQUITY is
 * tier_hysteresis_pct under its bound, and never on a LOSS_DAY. False, *OUT untouched, when the
 * equity is unknown or not positive.
 */
bool tier_choose(const struct params *params, struct money equity, const enum tier *previous,
	bool loss_day, enum tier *out);
struct tier_limits tier_limits(const struct params *params, enum tier tier, enum strategy strategy);

/* ---- the risk of a position ---- */

struct risk_terms {
	enum instrument instrument;
	enum strategy strategy;
	struct price premium;	    /* paid per share; of a credit spread the credit received */
	struct price spread_width;  /* of a credit spread */
	struct price stop_distance; /* of a stock: entry to stop */
	bool held_overnight;	    /* or it is decided to be */
	bool expires_today;
};

/*
 * The amount that one contract or share can lose. A long option: exit_premium_stop_pct of the
 * premium during the day, all of it overnight and on its expiry day. A credit spread: width less
 * credit. A stock: the distance of its stop. Unknown when a price is unknown or not positive.
 */
struct money risk_each(const struct params *params, const struct risk_terms *terms);
/*
 * The cost of one contract or share: its premium or price; of a credit spread width less credit.
 * Unknown as above.
 */
struct money risk_cost_each(const struct risk_terms *terms);
/* The part of the budget for open risk that this kind of trade may use, in per cent of it. */
double risk_allocation_pct(
	const struct params *params, enum instrument instrument, enum strategy strategy);

/* ---- Greeks of all positions, in dollars ---- */

struct exposure {
	double delta; /* dollars of underlying: delta * spot * shares */
	/* gain by gamma on a move of 1 % either way: gamma * (1 % of spot)^2 / 2 * shares */
	double gamma_move;
	double vega;  /* per point of volatility */
	double theta; /* per calendar day, of contracts with more than 1 day to expiry */
};

enum exposure_limit {
	EXPOSURE_DELTA,
	EXPOSURE_VEGA,
	EXPOSURE_THETA,
	EXPOSURE_MOVE,
	EXPOSURE_LIMITS
};

/*
 * Of one contract bought, for 100 shares. An unknown Greek (NAN) stays unknown, and no limit admits
 * it.
 */
struct exposure exposure_of_contract(
	const struct greeks *greeks, struct price spot, int days_to_expiry);
/* Of one share bought. */
struct exposure exposure_of_share(struct price spot);
/* A + COUNT * B; COUNT is negative for a short position. */
struct exposure exposure_add(struct exposure a, struct exposure b, int64_t count);
/*
 * The part of EXPOSURE that LIMIT limits, in dollars, >= 0 or NAN: |delta|, |vega|, the loss of
 * theta per day, the loss on a move of 1 % in the worse direction.
 */
double exposure_used(const struct exposure *exposure, enum exposure_limit limit);
/* The most that LIMIT allows, in dollars: its greeks_*_pct of the equity. */
double exposure_allowed(
	const struct params *params, enum exposure_limit limit, struct money equity);

#endif

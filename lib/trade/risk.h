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

#include "american.h"
#include "num.h"
#include "params.h"
#include "instrument.h"

/* ---- account tiers, by equity at the start of the day ---- */

enum tier { TIER_TINY, TIER_SMALL, TIER_MEDIUM, TIER_LARGE }; /* the riskiest first */

struct tier_limits {
	double trade_pct; /* of the buying power, for one trade of the strategy; 0: it is off */
	int64_t contracts;
	double open_risk_pct, daily_loss_pct, drawdown_pct; /* of equity */
	double delta_pct, vega_pct, theta_pct;		    /* of equity, for all positions */
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
	struct price spread_width;  /* of a spread; only a credit spread needs it */
	struct price stop_distance; /* of a stock: entry to stop */
};

/*
 * The amount that one contract, spread or share can lose. A long option: its whole premium, because
 * the market may open beyond any stop; a debit spread likewise. A credit spread: width less credit.
 * A stock: the distance of its stop. Unknown when a price is unknown or not positive.
 */
struct money risk_each(const struct risk_terms *terms);
/*
 * The cost of one contract or share: its premium or price; of a credit spread width less credit.
 * Unknown as above.
 */
struct money risk_cost_each(const struct risk_terms *terms);
/* The capital that all trades of this kind may cost together, in per cent of the equity. */
double risk_allocation_pct(
	const struct params *params, enum instrument instrument, enum strategy strategy);

/* ---- Greeks of all positions, in dollars ---- */

/* Every underlying gaps up or down, and every volatility rises or falls: stress_*_pct. */
enum { STRESS_CASES = 4 };

struct exposure {
	double delta; /* dollars of underlying: delta * spot * shares */
	/* gain by gamma on a move of 1 % either way: gamma * (1 % of spot)^2 / 2 * shares */
	double gamma_move;
	double vega;  /* per point of volatility */
	double theta; /* per calendar day, of contracts with more than 1 day to expiry */
	double stress[STRESS_CASES]; /* the gain by our model in each case, negative for a loss */
};

enum exposure_limit {
	EXPOSURE_DELTA,
	EXPOSURE_VEGA,
	EXPOSURE_THETA,
	EXPOSURE_STRESS,
	EXPOSURE_LIMITS
};

/* In dollars, by limit. */
struct exposure_limits {
	double allowed[EXPOSURE_LIMITS];
};
/* "delta", "vega", "theta", "stress" */
const char *exposure_limit_name(enum exposure_limit limit);

/* Every figure unknown: no limit admits it. */
struct exposure exposure_unknown(void);
/*
 * Of one contract bought, for 100 shares. VOLATILITY, at which our model prices it in the stress,
 * and a Greek may be unknown (NAN): then the figures that need it are unknown, and no limit admits
 * them. A gap of the underlying leaves the cash dividends of TERMS as they are.
 */
struct exposure exposure_of_contract(const struct params *params,
	const struct american_terms *terms, double volatility, const struct greeks *greeks,
	int days_to_expiry);
/* Of one share bought. */
struct exposure exposure_of_share(const struct params *params, struct price spot);
/*
 * Of a holding that is not ours: it may lose all of its market value in the stress. Its Greeks are
 * not known and count as 0.
 */
struct exposure exposure_of_foreign(struct money market_value);
/* A + COUNT * B; COUNT is negative for a short position. */
struct exposure exposure_add(struct exposure a, struct exposure b, int64_t count);
/*
 * The part of EXPOSURE that LIMIT limits, in dollars, >= 0 or NAN: |delta|, |vega|, the loss of
 * theta per day, the loss in the worst case of the stress.
 */
double exposure_used(const struct exposure *exposure, enum exposure_limit limit);
/* The most that LIMIT allows, in dollars. The stress may lose what the open risk may be. */
double exposure_allowed(
	const struct tier_limits *tier, enum exposure_limit limit, struct money equity);

#endif

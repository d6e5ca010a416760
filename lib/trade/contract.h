/*
 * Which contract to trade: every candidate of the chain is measured against the strategy and the
 * liquidity floor, scored 0-100, and kept with its score or the reason of its rejection
 * (quality_json).
 */
#ifndef OPT_CONTRACT_H
#define OPT_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "black.h"
#include "instant.h"
#include "jsonl.h"
#include "limit.h"
#include "occ.h"
#include "params.h"
#include "instrument.h"

enum contract_reason {
	CONTRACT_CHOSEN_FROM, /* passed: takes part in the choice */
	/* root is not the underlying's, or the multiplier not the standard one */
	CONTRACT_ADJUSTED,
	CONTRACT_NOT_TRADABLE,
	CONTRACT_WRONG_KIND,
	CONTRACT_EXPIRY,	/* not within the strategy's days */
	CONTRACT_EXPIRES_TODAY, /* too late in the day for it */
	CONTRACT_STRIKE,	/* too far from the underlying */
	CONTRACT_NOT_FETCHED,	/* not in this run while the market is open */
	CONTRACT_NO_BID,
	CONTRACT_CROSSED, /* ask not above bid */
	CONTRACT_SPREAD,
	CONTRACT_CHEAP,
	CONTRACT_THIN,
	CONTRACT_STALE, /* an old quote, and the underlying moved since or nobody knows */
	CONTRACT_NO_DELTA,
	CONTRACT_SCORE, /* passed the floor, scored too low */
	CONTRACT_REASONS,
};

struct contract_candidate {
	/* facts, filled by the caller; unknown counts are negative */
	struct option_contract occ;
	enum fact tradable;
	enum fact standard;    /* multiplier 100, nothing else delivered */
	enum fact fetched_now; /* snapshot fetched in this run while the market is open */
	struct quote quote;
	double underlying_move_pct; /* |move| of the underlying since the quote; NAN unknown */
	int64_t volume_today, volume_previous, open_interest;
	struct greeks greeks; /* the broker's; delta NAN: none */
	double implied_volatility;
	/* what contract_choose makes of them */
	const char *iv_source; /* "vendor", "own" or NULL */
	enum contract_reason reason;
	double spread_pct, target_strike;
	int64_t volume;
	double spread_points, volume_points, delta_points, strike_points, score;
};

struct contract_request {
	const char *ticker;
	enum option_kind kind;
	enum strategy strategy; /* day_trade, swing_trade or conservative */
	struct price underlying;
	struct instant now, close; /* the session's close */
	struct date today;	   /* New York's */
};

const char *contract_reason_name(enum contract_reason reason);

/* Days to expiry that STRATEGY trades, both included. */
void contract_days(const struct params *params, enum strategy strategy, int *least, int *most);

/*
 * What SNAPSHOT says of a contract; what it does not (tradable, standard, fetched_now, the move of
 * the underlying, open interest) is unknown. ERROR_DATA when its symbol is none.
 */
int contract_from_snapshot(
	const struct option_snapshot *snapshot, struct contract_candidate *out, struct error *err);

/*
 * Measures, scores and judges all CANDIDATES in place; the index of the best, or -1 when none
 * passes. Ties go to the strike nearer the target, then the nearer expiry, then the symbol.
 */
int contract_choose(const struct contract_request *request, const struct params *params,
	struct contract_candidate *candidates, size_t count);

/* The parts of the score, exported for the record of how it is made up. */
double contract_spread_points(const struct params *params, double spread_pct);
double contract_volume_points(const struct params *params, int64_t volume);
double contract_delta_points(double delta);
double contract_strike_points(double strike, double target);

void contract_write(struct jsonl *w, const char *key, const struct contract_candidate *candidate);

#endif

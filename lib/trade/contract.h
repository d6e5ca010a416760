/*
 * The choice of an option contract: contract_choose checks every candidate of a chain against the
 * strategy and the least liquidity, scores it from 0 to 100, and takes the best one that the limits
 * of the sizing let through.
 *
 *	contract_from_snapshot(&snapshot, &candidates[i], err);    then fill in the facts it lacks
 *	best = contract_choose(&request, params, candidates, count);
 *	contract_tell_none(&request, params, candidates, count, why);    when best is -1
 *	contract_write_all(w, NULL, candidates, count);    quality_json
 *
 * Each candidate keeps its score, or the reason why it was rejected. The caller owns the array.
 */
#ifndef OPT_CONTRACT_H
#define OPT_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dividends.h"
#include "black.h"
#include "instant.h"
#include "jsonl.h"
#include "limit.h"
#include "occ.h"
#include "params.h"
#include "instrument.h"
#include "sizing.h"

enum contract_reason {
	CONTRACT_CHOSEN_FROM, /* passed: takes part in the choice */
	/* the root is not that of the underlying, or the contract is not standard */
	CONTRACT_ADJUSTED,
	CONTRACT_NOT_TRADABLE,
	CONTRACT_WRONG_KIND,
	CONTRACT_EXPIRY,	/* not within the days of the strategy */
	CONTRACT_EXPIRES_TODAY, /* too late in the day for such a contract */
	CONTRACT_STRIKE,	/* too far from the underlying */
	CONTRACT_NOT_FETCHED,	/* fetched_now is not FACT_YES */
	CONTRACT_NO_BID,
	CONTRACT_CROSSED, /* the ask is not above the bid */
	CONTRACT_SPREAD,
	CONTRACT_CHEAP,
	CONTRACT_THIN,
	CONTRACT_STALE, /* an old quote, and the underlying moved since, or may have */
	CONTRACT_NO_DELTA,
	CONTRACT_DELTA, /* not within the |delta| of the strategy */
	/* of the main leg of a spread: */
	CONTRACT_OTHER_LEG,    /* no strike is far enough, or the first that is may not be traded */
	CONTRACT_NET_SPREAD,   /* the quote of both legs together is too wide */
	CONTRACT_CREDIT,       /* too small a part of the width, or all of it */
	CONTRACT_MODEL,	       /* the mid of a credit is too far under its value by our model */
	CONTRACT_DEBIT,	       /* too large a part of the width */
	CONTRACT_ROLL,	       /* the credit is under the least_credit of a roll */
	CONTRACT_SCORE,	       /* passed every check, scored too low */
	CONTRACT_UNAFFORDABLE, /* the best one left, but no limit lets one contract through */
	CONTRACT_REASONS,
};

struct contract_candidate {
	/* facts that the caller fills in; an unknown count is negative */
	struct option_contract occ;
	enum fact tradable;
	enum fact standard;    /* multiplier 100, delivers 100 shares and nothing else */
	enum fact fetched_now; /* in this run, while the market is open */
	struct quote quote;
	struct price last_price; /* of the last trade */
	struct instant last_at;
	double underlying_move_pct; /* |move| since the quote, per cent; NAN unknown */
	int64_t volume_today, volume_previous, open_interest;
	struct greeks greeks; /* of the broker; delta NAN: it sent none */
	double implied_volatility;
	/* results, which contract_choose fills in */
	const char *iv_source; /* of the Greeks: "vendor", "own", or NULL when they are unknown */
	enum contract_reason reason;
	bool is_liquid; /* passed every check but those of the strike and the delta of a main leg */
	double spread_pct, target_strike;
	int64_t volume;
	double spread_points, volume_points, delta_points, strike_points, score;
	/*
	 * of the main leg of a spread: the other leg, in the same array, and the values of both
	 * together (spread.h). NULL and unknown for any other candidate
	 */
	const struct contract_candidate *other;
	struct quote net;
	struct price width, net_model;
	/* of an unaffordable one: the limit that binds, what is left of it and what one needs */
	const char *bound_by; /* static; NULL for any other */
	double available, each;
};

struct contract_request {
	const char *ticker;
	enum option_kind kind;
	enum strategy strategy;
	/* of a debit_spread: the strategy whose long option its main leg is; else not read */
	enum strategy replaces;
	struct price underlying;
	struct instant now, close; /* of the session */
	struct date today;	   /* in New York */
	int roll_days; /* a position is rolled: at least so many days to expiry; 0: it is not */
	/* a credit_spread is rolled for at least this; 0: for any credit; unknown: for none */
	struct price least_credit;
	const struct dividends *dividends; /* of the ticker, borrowed; NULL: none is known */
	/*
	 * The account for which a contract is sized; the premium and the Greeks are those of the
	 * candidate. NULL: every contract is affordable.
	 */
	const struct sizing_input *size;
};

const char *contract_reason_name(enum contract_reason reason);

/* The strategy by whose rules the main leg of REQUEST is chosen. */
enum strategy contract_main_strategy(const struct contract_request *request);

/* The quote of CANDIDATE, or that of the spread whose main leg it is. */
struct quote contract_quote(const struct contract_candidate *candidate);
/* The first limit of an entry into it; of a spread a value, not signed (spread.h). */
struct price contract_limit(const struct params *params, enum strategy strategy,
	const struct contract_candidate *candidate);
/* The exposure of one contract or spread, at the underlying and the time of REQUEST. */
struct exposure contract_exposure(const struct contract_request *request,
	const struct params *params, const struct contract_candidate *candidate);

/* The fewest and the most days to expiry that STRATEGY trades. */
void contract_days(const struct params *params, enum strategy strategy, int *least, int *most);
/* The same of REQUEST: of a position that is rolled from its roll_days on. */
void contract_request_days(
	const struct params *params, const struct contract_request *request, int *least, int *most);

/* The least and the greatest |delta| that STRATEGY trades. */
void contract_deltas(
	const struct params *params, enum strategy strategy, double *least, double *most);

/*
 * Fills *OUT from SNAPSHOT. Facts that a snapshot lacks are unknown: tradable, standard,
 * fetched_now, the move of the underlying, the open interest. ERROR_DATA, *OUT untouched, when the
 * symbol is not an option symbol.
 */
int contract_from_snapshot(
	const struct option_snapshot *snapshot, struct contract_candidate *out, struct error *err);

/*
 * Checks and scores all CANDIDATES in place; of a spread those that can be its main leg, each with
 * its other leg. Returns the index of the one with the highest score
 * that is affordable, -1 when none is. Of equal scores the strike nearer to the target wins, then
 * the nearer expiry, then the symbol that sorts first. Only candidates better than the result are
 * marked unaffordable; those behind it were not sized.
 */
int contract_choose(const struct contract_request *request, const struct params *params,
	struct contract_candidate *candidates, size_t count);

/*
 * Checks a contract of which more is to be bought: its quote, its spread, and that its delta is
 * known. The other facts of its choice count no more. Completes the Greeks. CONTRACT_CHOSEN_FROM
 * when it may be bought.
 */
enum contract_reason contract_check_again(const struct contract_request *request,
	const struct params *params, struct contract_candidate *candidate);

/*
 * The size of CANDIDATE for the account of REQUEST: its sizing_input with the premium and the
 * exposure of one contract. The volatility and the Greeks of CANDIDATE are complete.
 */
struct sizing_input contract_sizing(const struct contract_request *request,
	const struct params *params, const struct contract_candidate *candidate);

/*
 * The reason why contract_choose returned -1, as one line: no_expiry, unaffordable with the limit
 * and the figures of the cheapest contract, or the most frequent reasons of the candidates.
 */
enum { CONTRACT_WHY_SIZE = 192 };
void contract_tell_none(const struct contract_request *request, const struct params *params,
	const struct contract_candidate *candidates, size_t count,
	char out[static CONTRACT_WHY_SIZE]);
/* The cheapest of the unaffordable candidates, NULL when none is unaffordable. */
const struct contract_candidate *contract_cheapest(
	const struct contract_candidate *candidates, size_t count);

/* The four parts of the score, each at most its contract_points_*. */
double contract_spread_points(const struct params *params, double spread_pct);
/* 0 under contract_volume_min */
double contract_volume_points(const struct params *params, int64_t volume);
double contract_delta_points(const struct params *params, double delta);
double contract_strike_points(const struct params *params, double strike, double target);

/*
 * Writes an array of all candidates, each an object: symbol, reason, score and what the score was
 * made from. Without candidates it has one object without a symbol whose reason is no_expiry.
 */
void contract_write_all(struct jsonl *w, const char *key,
	const struct contract_candidate *candidates, size_t count);

#endif

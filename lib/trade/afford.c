#include "afford.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "american.h"
#include "calendar.h"
#include "chain.h"
#include "zone.h"

struct money afford_equity(int i)
{
	static const int dollars[AFFORD_EQUITIES] = {1000, 5000, 10000, 100000};
	return money_from_double(dollars[i]);
}

enum strategy afford_strategy(int i)
{
	static const enum strategy strategies[AFFORD_STRATEGIES] = {STRATEGY_DAY_TRADE,
		STRATEGY_SWING_TRADE, STRATEGY_CONSERVATIVE, STRATEGY_CREDIT_SPREAD,
		STRATEGY_DEBIT_SPREAD};
	return strategies[i];
}

/* ---- the reference chains ---- */

static const struct reference {
	double spot, volatility;
	double strike_step; /* as the exchanges list it for such a stock */
} references[AFFORD_REFERENCES] = {
	{30, 0.45, 0.5},
	{100, 0.35, 1},
	{250, 0.35, 2.5},
	{500, 0.28, 5},
};

enum { WEEK_DAYS = 7 };

/* Any Monday whose Tuesday is a session. */
static struct date reference_day(void)
{
	return date_from_ymd(2026, 1, 26);
}

/* Gives C the quote of our model. False when there is none, such as on its last day. */
static bool price_candidate(const struct params *p, const struct reference *ref,
	const struct afford_chain *chain, struct contract_candidate *c)
{
	struct option_terms terms = chain_terms(p, &c->occ, chain->spot, chain->now);
	struct american_terms american = {.option = terms};
	double mid = american_price(&american, ref->volatility);
	double spread = fmax(0.02, 0.025 * mid);
	c->implied_volatility = ref->volatility;
	if (!chain_greeks(&american, mid, &c->implied_volatility, &c->greeks))
		return false;
	c->quote.bid = price_from_double(mid - spread / 2);
	c->quote.ask = price_from_double(mid + spread / 2);
	c->quote.ts = chain->now;
	return true;
}

/* The strikes from *LEAST to *MOST, in steps of REF, that the choice looks at. */
static void strikes(const struct params *p, const struct reference *ref, int *least, int *most)
{
	double away = ref->spot * p->contract_strike_span_pct / 100;
	*least = (int)fmax(1, ceil((ref->spot - away) / ref->strike_step));
	*most = (int)floor((ref->spot + away) / ref->strike_step);
}

static void add_expiry(
	const struct params *p, const struct reference *ref, int days, struct afford_chain *chain)
{
	int least, most;
	int64_t enough = (int64_t)fmax(p->contract_volume_full, p->contract_open_interest_min);
	strikes(p, ref, &least, &most);
	for (int i = least; i <= most; i++) {
		struct contract_candidate c = {
			.occ = {.root = "REF",
				.expiry = date_add(reference_day(), days),
				.kind = instrument_kind(chain->instrument),
				.strike = price_from_double(i * ref->strike_step)},
			.tradable = FACT_YES,
			.standard = FACT_YES,
			.fetched_now = FACT_YES,
			.last_price = PRICE_UNKNOWN,
			.last_at = INSTANT_UNKNOWN,
			.volume_today = enough,
			.volume_previous = enough,
			.open_interest = enough,
		};
		if (price_candidate(p, ref, chain, &c))
			chain->candidates[chain->count++] = c;
	}
}

int afford_reference(const struct params *p, int i, enum strategy strategy,
	struct afford_chain *out, struct error *err)
{
	const struct reference *ref = &references[i];
	struct session session;
	int days, days_most, strike, strike_most;
	struct afford_chain chain = {.ticker = "REF",
		.instrument = INSTRUMENT_CALL,
		.spot = price_from_double(ref->spot)};
	if (!calendar_session(reference_day(), &session))
		return error_set(err, ERROR_INTERNAL, "the reference day has no session");
	contract_days(p, strategy, &days, &days_most);
	if (strategy == STRATEGY_DAY_TRADE && days_most > 0)
		days = days_most = 1;
	strikes(p, ref, &strike, &strike_most);
	chain.close = session.close;
	/* a contract of today is bought in the morning */
	chain.now = days_most > 0 ? session.close : instant_add(session.open, HOUR_US);
	size_t expiries = (size_t)((days_most - days) / WEEK_DAYS + 1);
	chain.candidates =
		calloc(expiries * (size_t)(strike_most - strike + 1), sizeof *chain.candidates);
	if (chain.candidates == NULL)
		return error_memory(err);
	for (; days <= days_most; days += WEEK_DAYS)
		add_expiry(p, ref, days, &chain);
	*out = chain;
	return 0;
}

void afford_chain_free(struct afford_chain *chain)
{
	free(chain->candidates);
	chain->candidates = NULL;
	chain->count = 0;
}

/* ---- what an account buys ---- */

static struct sizing_input account_of(
	struct money equity, enum tier tier, enum strategy strategy, enum instrument instrument)
{
	const double unknown = (double)NAN;
	return (struct sizing_input){
		.day = reference_day(),
		.terms = {.instrument = instrument,
			.strategy = strategy,
			.premium = PRICE_UNKNOWN,
			.spread_width = PRICE_UNKNOWN,
			.stop_distance = PRICE_UNKNOWN},
		.tier = tier,
		.equity = equity,
		.buying_power = equity,
		.cash = equity,
		.kelly_point = unknown,
		.kelly_lower = unknown,
		.market_iv = unknown,
		.atr_ratio = unknown,
		.atr_ratio_median = unknown,
		.last_trade_lost = FACT_NO,
	};
}

void afford_find(const struct params *p, struct money equity, enum strategy strategy,
	struct afford_chain *chain, struct afford *out)
{
	struct afford a = {.limit = PRICE_UNKNOWN};
	if (!tier_choose(p, equity, NULL, false, &a.tier)) {
		(void)snprintf(a.why, sizeof a.why, "the equity has no tier");
		*out = a;
		return;
	}
	struct sizing_input size = account_of(equity, a.tier, strategy, chain->instrument);
	struct contract_request request = {
		.ticker = chain->ticker,
		.kind = instrument_kind(chain->instrument),
		.strategy = strategy,
		.replaces = STRATEGY_SWING_TRADE,
		.underlying = chain->spot,
		.now = chain->now,
		.close = chain->close,
		.today = zone_new_york_date(chain->now, NULL),
		.size = &size,
	};
	a.is_off = !(tier_limits(p, a.tier, strategy).trade_pct > 0);
	int best = a.is_off ? -1 : contract_choose(&request, p, chain->candidates, chain->count);
	if (a.is_off) {
		(void)snprintf(a.why, sizeof a.why, "off in the %s tier", tier_name(a.tier));
	} else if (best < 0) {
		const struct contract_candidate *cheapest =
			contract_cheapest(chain->candidates, chain->count);
		a.bound_by = cheapest == NULL ? NULL : cheapest->bound_by;
		contract_tell_none(&request, p, chain->candidates, chain->count, a.why);
	} else {
		a.found = true;
		a.contract = chain->candidates[best];
		struct sizing_input sized = contract_sizing(&request, p, &a.contract);
		sizing_compute(&sized, p, &a.sizing);
		a.limit = sized.terms.premium;
		a.bound_by = sizing_limit_name(a.sizing.bound);
	}
	*out = a;
}

/* ---- a change ---- */

/* The contracts that one strategy finds, by equity and reference underlying. */
struct afford_table {
	struct afford cells[AFFORD_EQUITIES][AFFORD_REFERENCES];
};

static int fill_table(
	const struct params *p, enum strategy strategy, struct afford_table *t, struct error *err)
{
	for (int i = 0; i < AFFORD_REFERENCES; i++) {
		struct afford_chain chain;
		if (afford_reference(p, i, strategy, &chain, err) != 0)
			return -1;
		for (int k = 0; k < AFFORD_EQUITIES; k++)
			afford_find(p, afford_equity(k), strategy, &chain, &t->cells[k][i]);
		afford_chain_free(&chain);
	}
	return 0;
}

/* The first underlying on which the strategy finds a contract at equity K, -1 when on none. */
static int first_found(const struct afford_table *t, int k)
{
	for (int i = 0; i < AFFORD_REFERENCES; i++)
		if (t->cells[k][i].found)
			return i;
	return -1;
}

static int check_strategy(const struct params *before, const struct params *after,
	enum strategy strategy, struct error *err)
{
	struct afford_table was, is;
	if (fill_table(before, strategy, &was, err) != 0 ||
		fill_table(after, strategy, &is, err) != 0)
		return -1;
	for (int k = 0; k < AFFORD_EQUITIES; k++) {
		int i = first_found(&was, k);
		if (i < 0 || first_found(&is, k) >= 0 || is.cells[k][i].is_off)
			continue;
		return error_set(err, ERROR_CONFIG,
			"%s would find no contract at an equity of %.0f (%s tier) on any reference "
			"underlying; on the one of %.0f dollars: %s; --yes-nothing-left allows it",
			strategy_name(strategy), money_to_double(afford_equity(k)),
			tier_name(is.cells[k][i].tier), references[i].spot, is.cells[k][i].why);
	}
	return 0;
}

int afford_check_change(const struct params *before, const struct params *after, struct error *err)
{
	for (int i = 0; i < AFFORD_STRATEGIES; i++)
		if (check_strategy(before, after, afford_strategy(i), err) != 0)
			return -1;
	return 0;
}

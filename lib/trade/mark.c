#include "mark.h"

#include <math.h>

#include "array.h"
#include "calendar.h"
#include "chain.h"
#include "limit.h"
#include "spread.h"
#include "text.h"

static const char *const source_names[] = {
	[MARK_UNJUDGED] = NULL,
	[MARK_QUOTE] = "quote",
	[MARK_MARKET] = "market",
	[MARK_MODEL] = "model",
	[MARK_BID_ZERO] = "bid_zero",
	[MARK_HALT] = "halt",
	[MARK_NONE] = "none",
};

const char *mark_source_name(enum mark_source source)
{
	return source_names[source];
}

enum mark_source mark_source_parse(const char *text)
{
	for (size_t i = 0; text != NULL && i < array_size(source_names); i++)
		if (source_names[i] != NULL && text_equal(source_names[i], text))
			return (enum mark_source)i;
	return MARK_UNJUDGED;
}

struct quote mark_quote(const struct mark *mark)
{
	return (struct quote){
		.bid = mark->bid,
		.ask = mark->ask,
		.bid_size = INT64_MIN,
		.ask_size = INT64_MIN,
		.ts = mark->ts,
	};
}

bool mark_is_two_sided(struct price bid, struct price ask)
{
	return price_known(bid) && bid.e4 >= 0 && price_positive(ask) &&
	       price_compare(ask, bid) >= 0;
}

bool mark_is_sound(const struct mark *mark)
{
	if (mark->source == MARK_UNJUDGED)
		return quote_is_sound(mark_quote(mark));
	return mark->source == MARK_QUOTE || mark->source == MARK_MARKET;
}

struct price mark_price(const struct mark *mark)
{
	switch (mark->source) {
	case MARK_UNJUDGED:
		return quote_mid(mark_quote(mark));
	case MARK_QUOTE:
	case MARK_MARKET:
		return price_mid(mark->bid, mark->ask);
	case MARK_MODEL:
		return mark->model;
	case MARK_BID_ZERO:
		return (struct price){0};
	case MARK_HALT:
	case MARK_NONE:
		break;
	}
	return PRICE_UNKNOWN;
}

struct price mark_spread(const struct mark *mark)
{
	return mark_is_sound(mark) ? price_sub(mark->ask, mark->bid) : PRICE_UNKNOWN;
}

const struct mark *mark_newest_underlying(
	const struct mark *marks, size_t count, struct instant now, const struct params *params)
{
	for (size_t i = count; i-- > 0;) {
		const struct mark *mark = &marks[i];
		if (!price_positive(mark->underlying))
			continue;
		double age = instant_age_s(
			now, instant_known(mark->underlying_ts) ? mark->underlying_ts : mark->ts);
		bool seen_later = instant_compare(mark->ts, now) > 0; /* NAN is not young */
		return !seen_later && age <= params->exit_mark_age_max_s ? mark : NULL;
	}
	return NULL;
}

bool mark_needs_second(const struct mark *mark)
{
	return mark->source == MARK_MODEL || mark->source == MARK_BID_ZERO;
}

/* ---- soundness ---- */

static const double half_e4 = 0.5 / USD_E4; /* prices are exact to 1/10000, doubles are not */

static double mid_of(const struct mark *mark)
{
	return price_to_double(price_mid(mark->bid, mark->ask));
}

static double spread_of(const struct mark *mark)
{
	return price_to_double(price_sub(mark->ask, mark->bid));
}

/* mark_ticks ticks at PRICE, in dollars. */
static double ticks(enum instrument instrument, double price, const struct params *p)
{
	return p->mark_ticks * (double)limit_tick_e4(instrument, price_from_double(price)) / USD_E4;
}

static bool is_fresh(struct instant quote_ts, struct instant now, const struct params *p)
{
	return instant_age_s(now, quote_ts) <= p->exit_mark_age_max_s; /* false for NAN */
}

/*
 * Whether the underlying moved less than mark_steady_pct since the quote of MARK: since the last
 * known price before the quote, or the first one after it.
 */
static bool is_steady(
	const struct mark *mark, const struct mark *before, size_t count, const struct params *p)
{
	struct price then = PRICE_UNKNOWN;
	if (!instant_known(mark->quote_ts) || !price_positive(mark->underlying))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool later = instant_compare(before[i].ts, mark->quote_ts) > 0;
		if (!price_positive(before[i].underlying))
			continue;
		if (later && price_known(then))
			break;
		then = before[i].underlying;
		if (later)
			break;
	}
	if (!price_known(then))
		return false;
	double from = price_to_double(then), to = price_to_double(mark->underlying);
	return fabs(to - from) / from * 100 < p->mark_steady_pct;
}

static bool is_narrow(const struct mark *mark, enum instrument instrument, const struct params *p)
{
	double mid = mid_of(mark);
	double most = fmax(mid * p->mark_spread_pct / 100, ticks(instrument, mid, p));
	return spread_of(mark) <= most + half_e4;
}

static bool agrees_with_model(
	const struct mark *mark, enum instrument instrument, const struct params *p)
{
	if (!price_known(mark->model))
		return true;
	double model = price_to_double(mark->model);
	double most = fmax(model * p->mark_model_pct / 100, ticks(instrument, model, p));
	return fabs(mid_of(mark) - model) <= most + half_e4;
}

/* A mark that counts towards the market's last word. */
static bool is_word(const struct mark *mark, const struct params *p)
{
	return mark->source != MARK_HALT && price_positive(mark->bid) &&
	       mark_is_two_sided(mark->bid, mark->ask) &&
	       (mark->source == MARK_UNJUDGED && !instant_known(mark->quote_ts)
			       ? true
			       : is_fresh(mark->quote_ts, mark->ts, p)) &&
	       spread_of(mark) <= mid_of(mark) * p->mark_word_spread_pct / 100 + half_e4;
}

static bool is_last_word(
	const struct mark *mark, const struct mark *before, size_t count, const struct params *p)
{
	if (!instant_known(mark->quote_ts) || !is_word(mark, p))
		return false;
	for (size_t i = count; i-- > 0;) {
		double gap = instant_age_s(mark->ts, before[i].ts);
		if (!(gap <= p->mark_word_back_s))
			break;
		double mid = mid_of(mark);
		if (gap >= p->mark_word_gap_s && is_word(&before[i], p) &&
			fabs(mid_of(&before[i]) - mid) <=
				mid * p->mark_word_near_pct / 100 + half_e4)
			return true;
	}
	return false;
}

bool mark_stock_is_sound(struct quote q, struct instant now, const struct params *p)
{
	return quote_is_sound(q) && is_fresh(q.ts, now, p) &&
	       quote_spread_pct(q) <= p->mark_stock_spread_pct + 1e-9;
}

bool mark_option_is_sound(const struct mark *mark, const struct mark *before, size_t count,
	enum instrument instrument, const struct params *p)
{
	return mark_is_two_sided(mark->bid, mark->ask) && is_narrow(mark, instrument, p) &&
	       agrees_with_model(mark, instrument, p) &&
	       (is_fresh(mark->quote_ts, mark->ts, p) || is_steady(mark, before, count, p));
}

enum mark_source mark_judge_spread(const struct mark *net, const struct mark legs[static 2],
	const struct mark *before, size_t count, const struct params *p)
{
	bool two_sided = mark_is_two_sided(net->bid, net->ask);
	double most = fmax(two_sided ? mid_of(net) * p->mark_spread_pct / 100 : 0,
		2 * p->mark_ticks * SPREAD_TICK_E4 / USD_E4);
	if (two_sided && spread_of(net) <= most + half_e4 &&
		mark_option_is_sound(&legs[0], before, count, INSTRUMENT_CALL, p) &&
		mark_option_is_sound(&legs[1], before, count, INSTRUMENT_CALL, p))
		return MARK_QUOTE;
	if (two_sided && is_last_word(net, before, count, p))
		return MARK_MARKET;
	return price_known(net->model) ? MARK_MODEL : MARK_NONE;
}

enum mark_source mark_judge(const struct mark *mark, const struct mark *before, size_t count,
	enum instrument instrument, const struct params *p)
{
	bool two_sided = mark_is_two_sided(mark->bid, mark->ask);
	bool fresh = is_fresh(mark->quote_ts, mark->ts, p);
	if (!instrument_is_option(instrument)) {
		struct quote q = mark_quote(mark);
		q.ts = mark->quote_ts;
		return mark_stock_is_sound(q, mark->ts, p) ? MARK_QUOTE : MARK_NONE;
	}
	if (mark_option_is_sound(mark, before, count, instrument, p))
		return MARK_QUOTE;
	if (two_sided && is_last_word(mark, before, count, p))
		return MARK_MARKET;
	if (price_known(mark->model))
		return MARK_MODEL;
	return two_sided && fresh && mark->bid.e4 == 0 ? MARK_BID_ZERO : MARK_NONE;
}

/* ---- halts ---- */

enum mark_trading mark_trading(const struct mark *marks, size_t count, const struct params *p)
{
	size_t after = count, sound = 0;
	while (after > 0 && marks[after - 1].source != MARK_HALT) {
		after--;
		sound += mark_is_sound(&marks[after]);
	}
	if (after == 0)
		return MARK_TRADES;
	if (after == count)
		return MARK_HALTED;
	double since = instant_age_s(marks[count - 1].ts, marks[after].ts);
	return sound >= 2 || since >= p->mark_resume_s ? MARK_TRADES : MARK_RESUMES;
}

/* ---- our model ---- */

static bool terms_of(const char *symbol, struct price spot, struct instant now,
	const struct dividends *dividends, const struct params *p, struct dividend_terms *out)
{
	struct option_contract contract;
	if (!price_positive(spot) || occ_parse(symbol, &contract, NULL) != 0)
		return false;
	struct option_terms terms = chain_terms(p, &contract, spot, now);
	dividends_apply(&terms, dividends, now, out);
	return terms.years > 0;
}

/* The share of the calendar time to the expiry during which the exchange is open; 0: unknown. */
static double open_share(struct date expiry, struct instant t)
{
	struct instant end = calendar_expiry_instant(expiry);
	double left_s = instant_age_s(end, t);
	return left_s > 0 ? (double)calendar_open_seconds(t, end) / left_s : 0;
}

double mark_volatility_now(
	const char *symbol, double volatility, struct instant then, struct instant now)
{
	struct option_contract contract;
	if (occ_parse(symbol, &contract, NULL) != 0)
		return volatility;
	double before = open_share(contract.expiry, then), after = open_share(contract.expiry, now);
	return before > 0 && after > 0 ? volatility * sqrt(after / before) : volatility;
}

struct price mark_model_value(const char *symbol, struct price spot, double volatility,
	struct instant now, const struct dividends *dividends, const struct params *params)
{
	struct dividend_terms terms;
	if (!(volatility > 0) || !terms_of(symbol, spot, now, dividends, params, &terms))
		return PRICE_UNKNOWN;
	return price_from_double(american_price(&terms.american, volatility));
}

double mark_volatility(const struct mark *mark, const char *symbol,
	const struct dividends *dividends, const struct params *params)
{
	struct dividend_terms terms;
	double volatility;
	if (!mark_is_sound(mark) ||
		!terms_of(symbol, mark->underlying, mark->ts, dividends, params, &terms) ||
		american_implied_volatility(
			&terms.american, price_to_double(mark_price(mark)), &volatility) != IV_OK)
		return (double)NAN;
	return volatility;
}

double mark_delta(const char *symbol, struct price spot, double volatility, struct instant now,
	const struct dividends *dividends, const struct params *params)
{
	struct dividend_terms terms;
	struct greeks greeks;
	if (!(volatility > 0) || !terms_of(symbol, spot, now, dividends, params, &terms) ||
		!american_greeks(&terms.american, volatility, &greeks))
		return (double)NAN;
	return greeks.delta;
}

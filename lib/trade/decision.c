#include "decision.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "chain.h"
#include "contract_spread.h"
#include "cost.h"
#include "limit.h"
#include "position.h"
#include "zone.h"

#define WORDS(name, ...) \
	static const char *const name##_list[] = {__VA_ARGS__}; \
	static const struct record_words name = {name##_list, (int)array_size(name##_list)}

/* In the order of the values of their enums. */
WORDS(fact_words, "unknown", "no", "yes");
WORDS(action_words, "BUY", "SELL");
WORDS(instrument_words, "CALL", "PUT", "STOCK");
WORDS(strategy_words, "day_trade", "swing_trade", "conservative", "credit_spread", "debit_spread");
WORDS(tier_words, "tiny", "small", "medium", "large");
WORDS(mode_words, "simulated", "paper", "live");
WORDS(feed_words, "unknown", "indicative", "opra");
WORDS(report_words, "not_listed", "far", "near", "out", "past");
WORDS(halt_words, "ACTIVE", "REDUCING", "HALTED");

#define OF_INPUT(kind, field) RECORD(kind, struct gate_input, field)
#define WORD_OF_INPUT(field, words) RECORD_ENUM(struct gate_input, field, words)

#define EXPOSURE_OF_INPUT(field) \
	OF_INPUT(DOUBLE, field.delta), OF_INPUT(DOUBLE, field.gamma_move), \
		OF_INPUT(DOUBLE, field.vega), OF_INPUT(DOUBLE, field.theta), \
		OF_INPUT(DOUBLE, field.stress[0]), OF_INPUT(DOUBLE, field.stress[1]), \
		OF_INPUT(DOUBLE, field.stress[2]), OF_INPUT(DOUBLE, field.stress[3])
_Static_assert(STRESS_CASES == 4, "each case of the stress is a row");

const struct record_field decision_input_fields[] = {
#define RUN_FACT(kind, name) GATE_##kind(name),
#define ACCOUNT_FACT RUN_FACT
#define TICKER_FACT RUN_FACT
#define GATE_FACT(name) WORD_OF_INPUT(name, fact_words)
#define GATE_COUNT(name) OF_INPUT(I64, name)
#define GATE_NUMBER(name) OF_INPUT(DOUBLE, name)
#define GATE_DOLLARS(name) OF_INPUT(MONEY, name)
#include "gate_facts.def"
	WORD_OF_INPUT(action, action_words),
	OF_INPUT(BOOL, is_reprice),
	OF_INPUT(BOOL, is_scale_in),
	OF_INPUT(I64, held),
	OF_INPUT(DOUBLE, confidence),
	OF_INPUT(INSTANT, now),
	WORD_OF_INPUT(halt.state, halt_words),
	OF_INPUT(BOOL, halt.entries_allowed),
	OF_INPUT(BOOL, halt.exits_allowed),
	WORD_OF_INPUT(mode, mode_words),
	WORD_OF_INPUT(option_feed, feed_words),
	WORD_OF_INPUT(report, report_words),
	WORD_OF_INPUT(size.terms.instrument, instrument_words),
	WORD_OF_INPUT(size.terms.strategy, strategy_words),
	OF_INPUT(PRICE, size.terms.premium),
	OF_INPUT(PRICE, size.terms.spread_width),
	OF_INPUT(PRICE, size.terms.stop_distance),
	WORD_OF_INPUT(size.tier, tier_words),
	OF_INPUT(MONEY, size.equity),
	OF_INPUT(MONEY, size.buying_power),
	OF_INPUT(MONEY, size.cash),
	OF_INPUT(MONEY, size.open_risk),
	OF_INPUT(MONEY, size.class_cost),
	EXPOSURE_OF_INPUT(size.book),
	EXPOSURE_OF_INPUT(size.each),
	OF_INPUT(I64, size.closed_trades),
	OF_INPUT(DOUBLE, size.kelly_point),
	OF_INPUT(DOUBLE, size.kelly_lower),
	OF_INPUT(INT, size.market_iv_values),
	OF_INPUT(DOUBLE, size.market_iv),
	OF_INPUT(DOUBLE, size.atr_ratio),
	OF_INPUT(DOUBLE, size.atr_ratio_median),
	WORD_OF_INPUT(size.last_trade_lost, fact_words),
	OF_INPUT(I64, size.first_trades),
	OF_INPUT(PRICE, quote.bid),
	OF_INPUT(PRICE, quote.ask),
	OF_INPUT(I64, quote.bid_size),
	OF_INPUT(I64, quote.ask_size),
	OF_INPUT(INSTANT, quote.ts),
	OF_INPUT(PRICE, collar.close),
	OF_INPUT(PRICE, collar.spot),
	OF_INPUT(PRICE, collar.model),
	OF_INPUT(INT, days_to_expiry),
};
const size_t decision_input_count = array_size(decision_input_fields);

/* Ticker, kind and strategy are those of the recommendation. */
const struct record_field decision_request_fields[] = {
	RECORD(PRICE, struct contract_request, underlying),
	RECORD(INSTANT, struct contract_request, now),
	RECORD(INSTANT, struct contract_request, close),
	RECORD(DATE, struct contract_request, today),
	RECORD(INT, struct contract_request, roll_days),
	RECORD(PRICE, struct contract_request, least_credit),
	RECORD_ENUM(struct contract_request, replaces, strategy_words),
};
const size_t decision_request_count = array_size(decision_request_fields);

#define OF_CANDIDATE(kind, field) RECORD(kind, struct contract_candidate, field)

const struct record_field decision_candidate_fields[] = {
	OF_CANDIDATE(CONTRACT, occ),
	RECORD_ENUM(struct contract_candidate, tradable, fact_words),
	RECORD_ENUM(struct contract_candidate, standard, fact_words),
	RECORD_ENUM(struct contract_candidate, fetched_now, fact_words),
	OF_CANDIDATE(PRICE, quote.bid),
	OF_CANDIDATE(PRICE, quote.ask),
	OF_CANDIDATE(I64, quote.bid_size),
	OF_CANDIDATE(I64, quote.ask_size),
	OF_CANDIDATE(INSTANT, quote.ts),
	OF_CANDIDATE(PRICE, last_price),
	OF_CANDIDATE(INSTANT, last_at),
	OF_CANDIDATE(DOUBLE, underlying_move_pct),
	OF_CANDIDATE(I64, volume_today),
	OF_CANDIDATE(I64, volume_previous),
	OF_CANDIDATE(I64, open_interest),
	OF_CANDIDATE(DOUBLE, greeks.delta),
	OF_CANDIDATE(DOUBLE, greeks.gamma),
	OF_CANDIDATE(DOUBLE, greeks.theta),
	OF_CANDIDATE(DOUBLE, greeks.vega),
	OF_CANDIDATE(DOUBLE, greeks.rho),
	OF_CANDIDATE(DOUBLE, implied_volatility),
};
const size_t decision_candidate_count = array_size(decision_candidate_fields);

/* ---- writing ---- */

static const char *symbol_of(const struct decision *d, int index, char out[static OCC_SYMBOL_SIZE])
{
	return index < 0 ? NULL : occ_format(&d->candidates[index].occ, out);
}

/* [[ex_date, amount], ...]; null when none is known. */
static void write_dividends(struct jsonl *w, const struct dividends *dividends)
{
	if (dividends == NULL) {
		jsonl_null(w, "dividends");
		return;
	}
	jsonl_open(w, "dividends", '[');
	for (size_t i = 0; i < dividends->count; i++) {
		jsonl_open(w, NULL, '[');
		jsonl_date(w, NULL, dividends->list[i].ex_date);
		jsonl_double(w, NULL, dividends->list[i].amount, -1);
		jsonl_close(w);
	}
	jsonl_close(w);
}

static void write_choice(struct jsonl *w, const struct decision *d)
{
	if (d->request.ticker == NULL) {
		jsonl_null(w, "choice");
		return;
	}
	jsonl_open(w, "choice", '{');
	record_write(
		w, "request", decision_request_fields, decision_request_count, &d->request, NULL);
	write_dividends(w, d->request.dividends);
	record_write_names(w, "columns", decision_candidate_fields, decision_candidate_count);
	jsonl_open(w, "rows", '[');
	for (size_t i = 0; i < d->candidate_count; i++)
		record_write_row(
			w, decision_candidate_fields, decision_candidate_count, &d->given[i]);
	jsonl_close(w);
	jsonl_close(w);
}

void decision_write(struct jsonl *w, const char *key, const struct decision *d)
{
	struct gate_input initial;
	char symbol[OCC_SYMBOL_SIZE];
	gate_input_init(&initial);
	jsonl_open(w, key, '{');
	jsonl_i64(w, "params_version", d->params_version);
	record_write(w, "input", decision_input_fields, decision_input_count, &d->in, &initial);
	jsonl_text(w, "halt_reason", d->in.halt.reason);
	write_choice(w, d);
	jsonl_text(w, "chosen", symbol_of(d, d->chosen, symbol));
	jsonl_bool(w, "is_sized", d->is_sized);
	jsonl_price(w, "limit_price", d->is_sized ? d->in.size.terms.premium : PRICE_UNKNOWN, 4);
	jsonl_close(w);
}

void decision_outcome_write(struct jsonl *w, const char *key, const struct decision *d,
	const struct decision_outcome *o)
{
	char symbol[OCC_SYMBOL_SIZE];
	jsonl_open(w, key, '{');
	gate_write(w, "gates", o->gates, o->gate_count);
	if (o->is_chosen)
		contract_write_all(w, "contracts", d->candidates, d->candidate_count);
	else
		jsonl_null(w, "contracts");
	jsonl_text(w, "chosen", symbol_of(d, o->chosen, symbol));
	jsonl_price(w, "limit_price", o->is_sized ? o->limit : PRICE_UNKNOWN, 4);
	if (o->is_sized)
		sizing_write(w, "sizing", &o->sizing);
	else
		jsonl_null(w, "sizing");
	jsonl_close(w);
}

/* ---- deciding ---- */

/* The input "decay": the time value that the option loses over the expected hold. */
static double expected_decay(const struct params *p, const struct gate_input *in,
	const struct contract_request *request, const struct contract_candidate *c)
{
	struct option_terms option = chain_terms(p, &c->occ, request->underlying, request->now);
	struct dividend_terms with;
	dividends_apply(&option, request->dividends, request->now, &with);
	const struct cost_terms terms = {
		.instrument = in->size.terms.instrument,
		.strategy = in->size.terms.strategy,
		.stop = price_to_double(in->size.terms.stop_distance),
		.atr14 = in->atr14,
	};
	return cost_decay(&with.american, c->implied_volatility, cost_hold_days(p, &terms));
}

/* The larger of two moves; unknown when one is. */
static double larger_move(double a, double b)
{
	return isnan(a) || isnan(b) ? (double)NAN : fmax(a, b);
}

/*
 * The loss of the bought leg of a spread to time, less that of the sold leg, which is gained; a
 * gain does not count.
 */
static double net_decay(enum strategy strategy, double main_leg, double other)
{
	double net = spread_leg_is_long(strategy, 0) ? main_leg - other : other - main_leg;
	return isnan(net) ? net : fmax(0, net);
}

void decision_set_contract(struct gate_input *in, const struct params *p,
	const struct contract_request *request, const struct contract_candidate *c)
{
	struct greeks greeks = contract_greeks(request->strategy, c);
	in->quote = contract_quote(c);
	in->quote_move_pct = c->underlying_move_pct;
	in->days_to_expiry = date_diff(c->occ.expiry, request->today);
	in->delta = greeks.delta;
	in->gamma = greeks.gamma;
	in->spot = price_to_double(request->underlying);
	in->decay = expected_decay(p, in, request, c);
	in->size.terms.spread_width = c->width;
	in->size.each = contract_exposure(request, p, c);
	if (c->other == NULL)
		return;
	in->quote_move_pct = larger_move(in->quote_move_pct, c->other->underlying_move_pct);
	in->decay =
		net_decay(request->strategy, in->decay, expected_decay(p, in, request, c->other));
}

void decision_set_stock(struct gate_input *in, const struct params *p, struct price spot)
{
	in->delta = 1;
	in->gamma = in->decay = 0;
	in->spot = price_to_double(spot);
	in->size.each = exposure_of_share(p, spot);
}

static bool ask(struct decision_outcome *o, enum gate_phase phase, const struct gate_input *in,
	const struct params *p)
{
	struct gate_record *first = o->gates + o->gate_count;
	size_t count = gate_ask_all(phase, in, p, first);
	o->gate_count += count;
	return gate_first_failure(first, count) == NULL;
}

/* The best contract or, when none is affordable, the cheapest, whose size says why. */
static int choose(struct decision *d, const struct sizing_input *size, const struct params *p)
{
	struct contract_request request = d->request;
	request.size = size;
	memcpy(d->candidates, d->given, d->candidate_count * sizeof *d->candidates);
	int best = contract_choose(&request, p, d->candidates, d->candidate_count);
	const struct contract_candidate *cheapest =
		best >= 0 ? NULL : contract_cheapest(d->candidates, d->candidate_count);
	return cheapest == NULL ? best : (int)(cheapest - d->candidates);
}

void decision_compute(struct decision *d, const struct params *p, struct decision_outcome *out)
{
	struct gate_input in = d->in;
	*out = (struct decision_outcome){.chosen = -1, .limit = PRICE_UNKNOWN};
	in.size.day = zone_new_york_date(in.now, NULL);
	if (!ask(out, GATE_BEFORE_CHOICE, &in, p))
		return;
	if (d->request.ticker != NULL) {
		out->is_chosen = true;
		out->chosen = choose(d, &in.size, p);
		/* the facts after the choice are those of the contract that was chosen */
		if (out->chosen != d->chosen)
			return;
	}
	if (!d->is_sized)
		return;
	out->is_sized = true;
	in.size.terms.stop_distance = position_stop_distance(
		p, in.size.terms.instrument, in.size.terms.strategy, in.atr14);
	if (out->chosen >= 0)
		decision_set_contract(&in, p, &d->request, &d->candidates[out->chosen]);
	else
		decision_set_stock(&in, p, quote_mid(in.quote));
	out->limit = out->chosen >= 0
			     ? contract_limit(p, d->request.strategy, &d->candidates[out->chosen])
			     : limit_entry(p, in.size.terms.instrument, in.quote);
	in.size.terms.premium = out->limit;
	sizing_compute(&in.size, p, &out->sizing);
	in.quantity = out->sizing.quantity;
	(void)ask(out, GATE_AFTER_SIZING, &in, p);
}

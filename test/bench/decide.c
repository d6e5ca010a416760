/*
 * Measures the decisions of a run: 100 recommendations with 50 contracts each, 5,000 candidates.
 * Each one goes the way of opt-signal and opt-dispatch: score of 8 articles, signal, outcome, gates
 * before the choice, choice among the 50 contracts, size, gates after. Prints one JSON line per
 * case: the CPU of the whole, compared with that of jansson parsing the 5,000 snapshots of the
 * contracts, which a broker would send for them.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "american.h"
#include "array.h"
#include "buf.h"
#include "chain.h"
#include "contract.h"
#include "decision.h"
#include "gate.h"
#include "limit.h"
#include "position.h"
#include "recommend.h"

enum { RECOMMENDATIONS = 100, STRIKES = 25, CONTRACTS = 2 * STRIKES, ARTICLES = 8, ROUNDS = 9 };
static const int64_t now_us = 1769454480 * SECOND_US; /* 2026-01-26T19:08:00Z, a Monday */

struct bench_case {
	const char *name;
	double equity;
	bool has_greeks; /* the broker sent them */
};

struct task {
	struct news_item articles[ARTICLES];
	struct signal_input signal;
	struct gate_input gates;
	struct price spot;
	double atr14;
	enum option_kind kind;
	struct contract_candidate candidates[CONTRACTS];
};

struct totals {
	int signals, chosen, orders, sized;
	size_t gates;
};

static struct instant ago(double seconds)
{
	return (struct instant){now_us - (int64_t)(seconds * (double)SECOND_US)};
}

/* Half of the trades buy puts, whose early exercise has a value. */
static enum option_kind kind_of(int task)
{
	return task % 2 == 0 ? OPTION_CALL : OPTION_PUT;
}

static struct signal_input a_signal(void)
{
	return (struct signal_input){
		.now = {now_us},
		.bar_ts = ago(90),
		.feature_ts = ago(90),
		.close = 100.4,
		.sma20 = 100,
		.distance_sma20 = 0.004,
		.trend_state = TREND_UP,
		.vol_ratio = 1,
		.volume_ratio = 1.7,
		.daily_trend = TREND_UP,
		.iv_percentile = 40,
		.long_stock = FACT_NO,
	};
}

/* The facts of an account that may trade. */
static struct gate_input a_trade(double equity)
{
	struct gate_input in;
	gate_input_init(&in);
	in.action = ACTION_BUY;
	in.confidence = 0.82;
	in.now = (struct instant){now_us};
	in.halt = (struct halt_view){HALT_ACTIVE, true, true, ""};
	in.mode = MODE_PAPER;
#define RUN_FACT(kind, name) in.name = EASY_##kind;
#define ACCOUNT_FACT RUN_FACT
#define TICKER_FACT RUN_FACT
#define EASY_FACT FACT_YES
#define EASY_COUNT 0
#define EASY_NUMBER 0
#define EASY_DOLLARS ((struct money){0})
#include "gate_facts.def"
	in.account_blocked = in.earnings_news = FACT_NO;
	in.cooldown_age_s = HUGE_VAL;
	in.option_feed = FEED_INDICATIVE;
	in.report = REPORT_FAR;
	in.hours_to_report = in.macro_event_min = 300;
	in.size.terms.instrument = INSTRUMENT_CALL;
	in.size.terms.strategy = STRATEGY_SWING_TRADE;
	in.size.equity = in.size.buying_power = in.size.cash = money_from_double(equity);
	in.size.tier = equity > 25000 ? TIER_LARGE : TIER_TINY;
	in.size.open_risk = in.size.class_cost = (struct money){0};
	in.size.book = (struct exposure){0};
	in.size.closed_trades = 0;
	in.size.market_iv_values = 100;
	in.size.market_iv = 0.2;
	in.size.last_trade_lost = FACT_NO;
	return in;
}

static struct contract_candidate a_contract(const struct params *p, const struct bench_case *c,
	enum option_kind kind, double spot, int i)
{
	struct contract_candidate out = {
		.occ = {.root = "AAPL",
			.expiry = date_from_ymd(2026, 2, i < STRIKES ? 6 : 20),
			.kind = kind,
			.strike = price_from_double(
				round(2 * spot * (0.94 + 0.005 * (i % STRIKES))) / 2)},
		.tradable = FACT_YES,
		.standard = FACT_YES,
		.fetched_now = FACT_YES,
		.underlying_move_pct = 0.1,
		.volume_today = 300 + 40 * i,
		.volume_previous = 250,
		.open_interest = 900,
		.last_at = ago(40),
	};
	struct option_terms terms =
		chain_terms(p, &out.occ, price_from_double(spot), (struct instant){now_us});
	const struct american_terms american = {.option = terms};
	double value = american_price(&american, 0.3);
	out.quote = (struct quote){price_from_double(round(value * 99.4) / 100),
		price_from_double(round(value * 100.6 + 1) / 100), 10, 10, ago(2)};
	out.implied_volatility = (double)NAN;
	if (!chain_greeks(&american, price_to_double(quote_mid(out.quote)), &out.implied_volatility,
		    &out.greeks) ||
		!c->has_greeks) {
		out.implied_volatility = (double)NAN;
		out.greeks.delta = (double)NAN;
	}
	return out;
}

static void make_tasks(const struct params *p, const struct bench_case *c, struct task *tasks)
{
	for (int t = 0; t < RECOMMENDATIONS; t++) {
		double spot = 30 + 4.7 * t;
		struct task *task = &tasks[t];
		*task = (struct task){.signal = a_signal(),
			.gates = a_trade(c->equity),
			.spot = price_from_double(spot),
			.kind = kind_of(t),
			.atr14 = 0.03 * spot};
		for (int i = 0; i < ARTICLES; i++)
			task->articles[i] = (struct news_item){.published_at = ago(400 * i + 60),
				.score = 0.9 - 0.02 * i,
				.p_neutral = 0.05,
				.story = (uint64_t)(i / 2 + 1)};
		for (int i = 0; i < CONTRACTS; i++)
			task->candidates[i] = a_contract(p, c, kind_of(t), spot, i);
	}
}

/* Sets the fields of the contract, as entry_facts_order does. */
static void add_order(const struct params *p, const struct contract_request *r,
	const struct contract_candidate *best, struct gate_input *in)
{
	in->quote = best->quote;
	in->quote_age_s = 2;
	in->size.terms.stop_distance = position_stop_distance(
		p, in->size.terms.instrument, in->size.terms.strategy, in->atr14);
	in->size.terms.premium = limit_entry(p, in->size.terms.instrument, best->quote);
	decision_set_contract(in, p, r, best);
	in->collar = (struct collar){r->underlying, r->underlying, quote_mid(best->quote)};
}

static void decide(const struct params *p, struct task *task, struct totals *n)
{
	static const struct recommend_history none = {
		.last_bullish = {INT64_MIN}, .last_bearish = {INT64_MIN}};
	struct gate_record records[2 * GATES_MAX];
	struct signal_decision d;
	struct gate_input in = task->gates;
	news_score(p, task->articles, ARTICLES, (struct instant){now_us}, NULL, &task->signal.news);
	n->signals += signal_decide(p, &task->signal, &d) &&
		      recommend_decide(p, &d, false, &none) == RECOMMEND_PENDING;
	size_t count = gate_ask_all(GATE_BEFORE_CHOICE, &in, p, records);
	struct contract_request r = {.ticker = "AAPL",
		.kind = task->kind,
		.strategy = STRATEGY_SWING_TRADE,
		.underlying = task->spot,
		.now = {now_us},
		.close = ago(-7000),
		.today = date_from_ymd(2026, 1, 26),
		.size = &in.size};
	in.atr14 = task->atr14;
	in.sma20 = price_to_double(task->spot) * (1 - 0.004 * (int)task->kind);
	in.size.terms.instrument = task->kind == OPTION_CALL ? INSTRUMENT_CALL : INSTRUMENT_PUT;
	int best = contract_choose(&r, p, task->candidates, CONTRACTS);
	n->chosen += best >= 0;
	const struct contract_candidate *contract =
		best >= 0 ? &task->candidates[best]
			  : contract_cheapest(task->candidates, CONTRACTS);
	for (int i = 0; i < CONTRACTS; i++)
		n->sized += task->candidates[i].bound_by != NULL;
	if (contract != NULL) {
		struct sizing sizing;
		struct gate_input order = in;
		add_order(p, &r, contract, &order);
		sizing_compute(&order.size, p, &sizing);
		order.quantity = sizing.quantity;
		count += gate_ask_all(GATE_AFTER_SIZING, &order, p, records + count);
	}
	n->orders += contract != NULL && gate_first_failure(records, count) == NULL;
	n->gates += count;
}

static double cpu_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The answer of the broker that would have brought these candidates. */
static void write_snapshots(const struct task *tasks, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '[');
	for (int t = 0; t < RECOMMENDATIONS; t++)
		for (int i = 0; i < CONTRACTS; i++) {
			const struct contract_candidate *c = &tasks[t].candidates[i];
			char symbol[OCC_SYMBOL_SIZE];
			jsonl_open(&w, NULL, '{');
			jsonl_text(&w, "symbol", occ_format(&c->occ, symbol));
			jsonl_price(&w, "bp", c->quote.bid, 2);
			jsonl_price(&w, "ap", c->quote.ask, 2);
			jsonl_instant(&w, "t", c->quote.ts);
			jsonl_double(&w, "delta", c->greeks.delta, 4);
			jsonl_double(&w, "gamma", c->greeks.gamma, 4);
			jsonl_double(&w, "theta", c->greeks.theta, 4);
			jsonl_double(&w, "vega", c->greeks.vega, 4);
			jsonl_double(&w, "impliedVolatility", c->implied_volatility, 4);
			jsonl_i64(&w, "v", c->volume_today);
			jsonl_close(&w);
		}
	jsonl_close(&w);
}

static void measure(const struct params *p, const struct bench_case *c, struct task *tasks)
{
	struct totals n = {0};
	double ours = HUGE_VAL, reference = HUGE_VAL;
	struct buf snapshots = BUF_INIT(8 << 20);
	make_tasks(p, c, tasks);
	write_snapshots(tasks, &snapshots);
	for (int round = 0; round < ROUNDS; round++) {
		make_tasks(p, c, tasks); /* contract_choose completes the Greeks */
		n = (struct totals){0};
		double from = cpu_ms();
		for (int t = 0; t < RECOMMENDATIONS; t++)
			decide(p, &tasks[t], &n);
		double middle = cpu_ms();
		json_decref(json_loads(buf_text(&snapshots), 0, NULL));
		ours = fmin(ours, middle - from);
		reference = fmin(reference, cpu_ms() - middle);
	}
	printf("{\"bench\":\"decide\",\"case\":\"%s\",\"recommendations\":%d,\"candidates\":%d,"
	       "\"signals\":%d,\"gates\":%zu,\"chosen\":%d,\"unaffordable\":%d,\"orders\":%d,"
	       "\"cpu_ms\":%.2f,\"limit_ms\":100,\"jansson_ms\":%.2f,\"ratio\":%.2f}\n",
		c->name, RECOMMENDATIONS, RECOMMENDATIONS * CONTRACTS, n.signals, n.gates, n.chosen,
		n.sized, n.orders, ours, reference, ours / reference);
	buf_free(&snapshots);
}

int main(void)
{
	static const struct bench_case cases[] = {
		{"Greeks of the broker", 100000, true},
		{"Greeks computed", 100000, false},
		{"1,000 dollars", 1000, true},
	};
	struct params p;
	params_init(&p);
	struct task *tasks = calloc(RECOMMENDATIONS, sizeof *tasks);
	for (size_t i = 0; tasks != NULL && i < array_size(cases); i++)
		measure(&p, &cases[i], tasks);
	free(tasks);
	return tasks == NULL;
}

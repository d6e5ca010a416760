/*
 * decide: measures the decisions about 5,000 candidates in this process, with one thread: the rules
 * of the signal, all gates, the choice from a chain of 84 contracts, and the size of the contract
 * chosen. For comparison it measures how often a European option is priced in the same time. Prints
 * a JSON object; each figure is the best of several rounds. The goal is 100 ms for all.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "afford.h"
#include "gate.h"
#include "signal.h"

enum { ROUNDS = 5, CANDIDATES = 5000, PRICES = 100000 };

static double now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Takes the results, so that the compiler keeps the computation. */
static volatile double sink;

static struct signal_input signal_of(int i, struct instant now)
{
	struct instant bar = instant_add(now, -70 * SECOND_US);
	return (struct signal_input){
		.now = now,
		.bar_ts = bar,
		.feature_ts = bar,
		.news = {.s = 0.5 + i % 50 / 100.0,
			.n = 3,
			.age_s = 120,
			.newest = now,
			.oldest = now},
		.close = 100 + i % 7 / 10.0,
		.sma20 = 100,
		.distance_sma20 = i % 7 / 1000.0,
		.trend_state = TREND_UP,
		.vol_ratio = 1,
		.volume_ratio = 1 + i % 30 / 10.0,
		.daily_trend = TREND_UP,
		.iv_percentile = 50,
	};
}

static void decide(const struct params *p, const struct afford_chain *chain, int i)
{
	struct signal_input news = signal_of(i, chain->now);
	struct signal_decision signal;
	struct gate_record records[GATES_MAX];
	struct gate_input in;
	struct sizing sizing;
	sink = signal_decide(p, &news, &signal);
	gate_input_init(&in);
	in.now = chain->now;
	in.confidence = signal.score.confidence;
	in.size.terms.strategy = STRATEGY_SWING_TRADE;
	in.size.equity = in.size.buying_power = in.size.cash = afford_equity(i % AFFORD_EQUITIES);
	in.size.open_risk = in.size.class_cost = money_from_double(0);
	in.size.book = (struct exposure){0};
	in.size.closed_trades = in.size.market_iv_values = 0;
	in.size.last_trade_lost = FACT_NO;
	in.tier_known =
		tier_choose(p, in.size.equity, NULL, false, &in.size.tier) ? FACT_YES : FACT_NO;
	sink = (double)gate_ask_all(GATE_BEFORE_CHOICE, &in, p, records);
	struct contract_request request = {
		.ticker = chain->ticker,
		.kind = OPTION_CALL,
		.strategy = in.size.terms.strategy,
		.underlying = chain->spot,
		.now = chain->now,
		.close = chain->close,
		.today = date_from_ymd(2026, 1, 26),
		.size = &in.size,
	};
	int best = contract_choose(&request, p, chain->candidates, chain->count);
	if (best >= 0)
		in.size = contract_sizing(&request, p, &chain->candidates[best]);
	sizing_compute(&in.size, p, &sizing);
	in.quantity = sizing.quantity;
	sink = (double)gate_ask_all(GATE_AFTER_SIZING, &in, p, records);
}

static double decide_all_s(const struct params *p, const struct afford_chain *chain)
{
	double from = now_s();
	for (int i = 0; i < CANDIDATES; i++)
		decide(p, chain, i);
	return now_s() - from;
}

static double price_all_s(void)
{
	struct option_terms terms = {
		.kind = OPTION_CALL, .spot = 100, .strike = 101, .years = 0.05, .rate = 0.04};
	double from = now_s();
	for (int i = 0; i < PRICES; i++) {
		terms.spot = 95 + i % 100 / 10.0;
		sink = black_price(&terms, 0.35);
	}
	return now_s() - from;
}

int main(void)
{
	struct params p;
	struct afford_chain chain;
	struct error err = {0};
	double all = HUGE_VAL, price = HUGE_VAL;
	params_init(&p);
	if (afford_reference(&p, 1, STRATEGY_SWING_TRADE, &chain, &err) != 0) {
		(void)fprintf(stderr, "decide: %s\n", err.text);
		return 70;
	}
	for (int i = 0; i < ROUNDS; i++) {
		all = fmin(all, decide_all_s(&p, &chain));
		price = fmin(price, price_all_s());
	}
	(void)printf("{\"bench\":\"decide\",\"candidates\":%d,\"contracts_each\":%zu,"
		     "\"cpu_ms\":%.1f,\"goal_ms\":100,\"price_ns\":%.0f,\"prices_per_candidate\":%."
		     "0f}\n",
		CANDIDATES, chain.count, all * 1e3, price / PRICES * 1e9,
		all / CANDIDATES / (price / PRICES));
	afford_chain_free(&chain);
	return 0;
}

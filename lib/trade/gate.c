#include "gate.h"

#include <math.h>

#include "array.h"
#include "gate_answer.h"
#include "text.h"

void gate_input_init(struct gate_input *in)
{
	const double unknown = (double)NAN;
	const struct exposure no_greeks = {unknown, unknown, unknown, unknown};
	*in = (struct gate_input){
		.confidence = unknown,
		.now = INSTANT_UNKNOWN,
		.halt = {HALT_HALTED, false, true, gate_not_known},
		.mode = MODE_LIVE, /* the mode with the strictest gates */
		.clock_skew_s = unknown,
		.day_pnl = MONEY_UNKNOWN,
		.drawdown_pct = unknown,
		.stops = -1,
		.consecutive_rejects = -1,
		.orders_last_minute = -1,
		.entry_orders_today = -1,
		.entries_this_run = -1,
		.bar_age_s = unknown,
		.feature_age_s = unknown,
		.news_age_s = unknown,
		.cooldown_age_s = unknown,
		.trades_today = -1,
		.trades_in_ticker_today = -1,
		.open_positions = -1,
		.ticker_positions = -1,
		.ticker_orders = -1,
		.held_shares = -1,
		.report = REPORT_NEAR,
		.hours_to_report = unknown,
		.iv_values = -1,
		.iv_percentile = unknown,
		.iv_rank = unknown,
		.sector_positions = -1,
		.size = {.terms = {.premium = PRICE_UNKNOWN,
				 .spread_width = PRICE_UNKNOWN,
				 .stop_distance = PRICE_UNKNOWN},
			.equity = MONEY_UNKNOWN,
			.buying_power = MONEY_UNKNOWN,
			.cash = MONEY_UNKNOWN,
			.open_risk = MONEY_UNKNOWN,
			.open_risk_class = MONEY_UNKNOWN,
			.book = no_greeks,
			.each = no_greeks,
			.closed_trades = -1,
			.kelly_point = unknown,
			.kelly_lower = unknown,
			.market_iv_values = -1,
			.market_iv = unknown,
			.atr_ratio = unknown,
			.atr_ratio_median = unknown},
		.quantity = -1,
		.quote = {PRICE_UNKNOWN, PRICE_UNKNOWN, INT64_MIN, INT64_MIN, INSTANT_UNKNOWN},
		.quote_age_s = unknown,
		.quote_move_pct = unknown,
		.delta = unknown,
		.theta = unknown,
		.atr14 = unknown,
		.days_to_expiry = -1,
	};
}

const char *gate_verdict_name(enum gate_verdict verdict)
{
	static const char *const names[] = {
		[GATE_PASS] = "pass",
		[GATE_FAIL] = "fail",
		[GATE_NOT_APPLICABLE] = "not_applicable",
	};
	return names[verdict];
}

static const char *const mode_names[] = {
	[MODE_SIMULATED] = "simulated",
	[MODE_PAPER] = "paper",
	[MODE_LIVE] = "live",
};

bool execution_mode_parse(const char *text, enum execution_mode *out)
{
	int i = text_find(mode_names, array_size(mode_names), text);
	if (i < 0)
		return false;
	*out = (enum execution_mode)i;
	return true;
}

size_t gate_ask_all(enum gate_phase phase, const struct gate_input *in, const struct params *params,
	struct gate_record records[static GATES_MAX])
{
	size_t count = 0;
	bool closing = in->action == ACTION_SELL;
	const struct gate *table =
		phase == GATE_BEFORE_CHOICE ? gate_before_choice : gate_after_sizing;
	size_t rows =
		phase == GATE_BEFORE_CHOICE ? gate_before_choice_count : gate_after_sizing_count;
	for (size_t i = 0; i < rows && count < GATES_MAX; i++) {
		const struct gate *gate = &table[i];
		records[count] = closing && !gate->of_closing
					 ? gate_not_applicable("closes a position")
					 : gate->ask(in, params);
		records[count++].name = gate->name;
	}
	return count;
}

const struct gate_record *gate_first_failure(const struct gate_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (records[i].verdict == GATE_FAIL)
			return &records[i];
	return NULL;
}

static void write_side(struct jsonl *w, const char *key, const char *text, double number)
{
	if (text != NULL)
		jsonl_text(w, key, text);
	else
		jsonl_double(w, key, number, -1);
}

void gate_write(struct jsonl *w, const char *key, const struct gate_record *records, size_t count)
{
	jsonl_open(w, key, '[');
	for (size_t i = 0; i < count; i++) {
		const struct gate_record *r = &records[i];
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "gate", r->name);
		jsonl_text(w, "verdict", gate_verdict_name(r->verdict));
		write_side(w, "observed", r->observed_text, r->observed);
		write_side(w, "threshold", r->threshold_text, r->threshold);
		jsonl_text(w, "reason", r->reason);
		jsonl_close(w);
	}
	jsonl_close(w);
}

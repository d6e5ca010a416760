#include "gate.h"

#include <math.h>

#include "array.h"
#include "gate_answer.h"
#include "text.h"

void gate_input_init(struct gate_input *in)
{
	const double unknown = (double)NAN;
	const struct exposure no_greeks = exposure_unknown();
	*in = (struct gate_input){
#define RUN_FACT(kind, name) .name = GATE_##kind,
#define ACCOUNT_FACT RUN_FACT
#define TICKER_FACT RUN_FACT
#define GATE_FACT FACT_UNKNOWN
#define GATE_COUNT -1
#define GATE_NUMBER unknown
#define GATE_DOLLARS MONEY_UNKNOWN
#include "gate_facts.def"
		.confidence = unknown,
		.held = -1,
		.now = INSTANT_UNKNOWN,
		.halt = {HALT_HALTED, false, true, gate_not_known},
		.mode = MODE_LIVE, /* the mode with the strictest gates */
		.report = REPORT_NEAR,
		.size = {.terms = {.premium = PRICE_UNKNOWN,
				 .spread_width = PRICE_UNKNOWN,
				 .stop_distance = PRICE_UNKNOWN},
			.day = DATE_UNKNOWN,
			.equity = MONEY_UNKNOWN,
			.buying_power = MONEY_UNKNOWN,
			.cash = MONEY_UNKNOWN,
			.open_risk = MONEY_UNKNOWN,
			.class_cost = MONEY_UNKNOWN,
			.book = no_greeks,
			.each = no_greeks,
			.closed_trades = -1,
			.kelly_point = unknown,
			.kelly_lower = unknown,
			.market_iv_values = -1,
			.market_iv = unknown,
			.atr_ratio = unknown,
			.atr_ratio_median = unknown},
		.quote = {PRICE_UNKNOWN, PRICE_UNKNOWN, INT64_MIN, INT64_MIN, INSTANT_UNKNOWN},
		.collar = {PRICE_UNKNOWN, PRICE_UNKNOWN, PRICE_UNKNOWN},
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

static bool is_asked(const struct gate *gate, const struct gate_input *in)
{
	if (in->action == ACTION_SELL)
		return (gate->also & GATE_CLOSING) != 0;
	if (in->is_reprice)
		return (gate->also & GATE_REPRICE) != 0;
	return !in->is_scale_in || (gate->also & GATE_ONCE) == 0;
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
		records[count] = is_asked(gate, in) ? gate->ask(in, params)
				 : closing	    ? gate_not_applicable("closes a position")
						    : gate_not_applicable("decided before");
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

/* The row of the gate NAME, in the table of either phase. */
static const struct gate *find_gate(const char *name)
{
	for (size_t i = 0; i < gate_before_choice_count; i++)
		if (text_equal(gate_before_choice[i].name, name))
			return &gate_before_choice[i];
	for (size_t i = 0; i < gate_after_sizing_count; i++)
		if (text_equal(gate_after_sizing[i].name, name))
			return &gate_after_sizing[i];
	return NULL;
}

bool gate_only_premium_refused(const struct gate_record *records, size_t count)
{
	bool refused = false;
	for (size_t i = 0; i < count; i++) {
		const struct gate *gate = find_gate(records[i].name);
		if (records[i].verdict != GATE_FAIL)
			continue;
		if (gate == NULL || (gate->also & GATE_PREMIUM) == 0)
			return false;
		refused = true;
	}
	return refused;
}

void gate_write(struct jsonl *w, const char *key, const struct gate_record *records, size_t count)
{
	jsonl_open(w, key, '[');
	for (size_t i = 0; i < count; i++) {
		const struct gate_record *r = &records[i];
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "gate", r->name);
		jsonl_text(w, "verdict", gate_verdict_name(r->verdict));
		jsonl_text_or_double(w, "observed", r->observed_text, r->observed);
		jsonl_text_or_double(w, "threshold", r->threshold_text, r->threshold);
		jsonl_text(w, "reason", r->reason);
		jsonl_close(w);
	}
	jsonl_close(w);
}

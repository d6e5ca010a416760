#include "gate_answer.h"

#include <math.h>

const char gate_not_known[] = "not known";

struct gate_record gate_answer(bool pass, double observed, double threshold, const char *reason)
{
	return (struct gate_record){
		.verdict = pass ? GATE_PASS : GATE_FAIL,
		.observed = observed,
		.threshold = threshold,
		.reason = pass ? "" : reason,
	};
}

struct gate_record gate_at_most(double observed, double threshold, const char *reason)
{
	return gate_answer(observed <= threshold, observed, threshold,
		isnan(observed) ? gate_not_known : reason);
}

struct gate_record gate_at_least(double observed, double threshold, const char *reason)
{
	return gate_answer(observed >= threshold, observed, threshold,
		isnan(observed) ? gate_not_known : reason);
}

struct gate_record gate_below(double observed, double threshold, const char *reason)
{
	return gate_answer(observed < threshold, observed, threshold,
		isnan(observed) ? gate_not_known : reason);
}

struct gate_record gate_count_below(int64_t observed, double threshold, const char *reason)
{
	return gate_below(observed < 0 ? (double)NAN : (double)observed, threshold, reason);
}

struct gate_record gate_money_at_most(
	struct money observed, struct money threshold, const char *reason)
{
	bool known = money_known(observed) && money_known(threshold);
	return gate_answer(known && money_compare(observed, threshold) <= 0,
		money_to_double(observed), money_to_double(threshold),
		known ? reason : gate_not_known);
}

struct gate_record gate_words(
	bool pass, const char *observed, const char *threshold, const char *reason)
{
	struct gate_record r = gate_answer(pass, (double)NAN, (double)NAN, reason);
	r.observed_text = observed;
	r.threshold_text = threshold;
	return r;
}

int64_t gate_asked_quantity(const struct gate_input *in)
{
	return in->quantity == 0 ? 1 : in->quantity;
}

struct gate_record gate_not_applicable(const char *reason)
{
	return (struct gate_record){
		.verdict = GATE_NOT_APPLICABLE,
		.observed = (double)NAN,
		.threshold = (double)NAN,
		.reason = reason,
	};
}

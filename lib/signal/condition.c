#include "condition.h"

#include <math.h>

static bool compare(enum condition_needs needs, double observed, double threshold)
{
	switch (needs) {
	case NEEDS_AT_LEAST:
		return observed >= threshold;
	case NEEDS_ABOVE:
		return observed > threshold;
	case NEEDS_AT_MOST:
		return observed <= threshold;
	case NEEDS_BELOW:
		return observed < threshold;
	case NEEDS_KNOWN:
		return !isnan(observed);
	}
	return false;
}

struct condition condition_of(
	const char *name, enum condition_needs needs, double observed, double threshold)
{
	return (struct condition){
		name, needs, false, observed, threshold, compare(needs, observed, threshold)};
}

struct condition condition_of_size(
	const char *name, enum condition_needs needs, double observed, double threshold)
{
	return (struct condition){
		name, needs, true, observed, threshold, compare(needs, fabs(observed), threshold)};
}

const char *condition_needs_text(enum condition_needs needs)
{
	static const char *const texts[] = {
		[NEEDS_AT_LEAST] = ">=",
		[NEEDS_ABOVE] = ">",
		[NEEDS_AT_MOST] = "<=",
		[NEEDS_BELOW] = "<",
		[NEEDS_KNOWN] = "known",
	};
	return texts[needs];
}

double condition_margin(const struct condition *c)
{
	double observed = c->absolute ? fabs(c->observed) : c->observed;
	if (c->needs == NEEDS_KNOWN)
		return (double)NAN;
	return c->needs == NEEDS_AT_MOST || c->needs == NEEDS_BELOW ? c->threshold - observed
								     : observed - c->threshold;
}

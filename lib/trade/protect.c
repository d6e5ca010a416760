#include "protect.h"

#include "occ.h"

const char protect_reason[] = "protective_stop", protect_probe_reason[] = "stop_probe";

enum { PROBE_TICKS = 10 }; /* the bid is above so many ticks: the probe is far below */

static struct protect_plan leave(const char *why)
{
	return (struct protect_plan){.verdict = PROTECT_LEAVE,
		.price = PRICE_UNKNOWN,
		.limit = PRICE_UNKNOWN,
		.why = why};
}

static struct protect_plan lift(const char *why)
{
	struct protect_plan plan = leave(why);
	plan.verdict = PROTECT_LIFT;
	return plan;
}

/* SHARE of PRICE in whole ticks, at least one. */
static struct price part(struct price price, double share)
{
	struct price p = price_scale(price, share);
	int64_t tick = occ_tick_e4(p);
	p = price_round_down(p, tick);
	return p.e4 < tick ? (struct price){tick} : p;
}

/* Why no stop can be sent now; NULL when one can. */
static const char *obstacle(const struct protect_input *in)
{
	if (!in->is_single_long)
		return "only a long option that is not in a spread has a protective stop";
	if (in->position->quantity < 1 || in->has_stop)
		return "nothing is unprotected";
	if (in->works)
		return "another order in the contract works";
	if (!in->is_trading || in->is_opening)
		return "the session has just begun, or the underlying does not trade";
	if (in->available < in->position->quantity)
		return "the broker does not hold the quantity";
	return price_positive(in->bid) ? NULL : "no sound quote";
}

/* A stop that is over, doubtful or filling is left alone; one that does not fit is cancelled. */
static struct protect_plan of_stop(const struct protect_input *in, struct price price)
{
	if (!in->stop_is_open || in->stop_filled > 0)
		return leave("the stop works");
	if (in->stop_quantity != in->position->quantity)
		return lift("the quantity has changed");
	return price_compare(in->stop_price, price) == 0 ? leave("the stop rests")
							 : lift("its price has changed");
}

struct protect_plan protect_decide(const struct protect_input *in, const struct params *params)
{
	const struct position *p = in->position;
	if (params->protective_stop <= 0)
		return in->has_stop && in->stop_is_open ? lift("protective_stop is off")
							: leave("protective_stop is off");
	struct price price = part(p->entry_price, 1 - params->protective_stop_pct / 100);
	if (in->has_stop && in->is_single_long)
		return of_stop(in, price);
	const char *why = obstacle(in);
	if (why != NULL)
		return leave(why);
	if (price_compare(in->bid, price) <= 0)
		return leave("the bid is at the stop already");
	if (in->refusals >= params->protective_stop_tries) {
		struct protect_plan plan = leave("the broker did not keep the stops before");
		plan.verdict = PROTECT_TOLD;
		return plan;
	}
	return (struct protect_plan){
		.verdict = PROTECT_ARM,
		.price = price,
		.limit = part(price, 1 - params->protective_stop_gap_pct / 100),
		.quantity = p->quantity,
		.why = "armed",
	};
}

struct protect_plan protect_probe(const struct protect_input *in, const struct params *params)
{
	struct price tick = {occ_tick_e4((struct price){0})};
	const char *why = obstacle(in);
	if (why != NULL)
		return leave(why);
	if (in->bid.e4 <= PROBE_TICKS * tick.e4)
		return leave("the probe would be too near the bid");
	if (in->refusals >= params->protective_stop_tries)
		return leave("the broker did not take the probes before");
	return (struct protect_plan){
		.verdict = PROTECT_ARM,
		.price = tick,
		.limit = tick,
		.quantity = 1,
		.why = "probe",
	};
}

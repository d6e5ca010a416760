#include "shadow.h"

#include <math.h>

#include "text.h"

/* ---- fills ---- */

/* Returns true when BID and ASK are prices at which one can trade: a bid of 0 is one. */
static bool is_quote(struct price bid, struct price ask)
{
	return price_known(bid) && price_known(ask) && bid.e4 >= 0 && ask.e4 > bid.e4;
}

static struct price cost_against(const struct shadow_order *o, struct price reference)
{
	return o->buys ? price_sub(o->fill, reference) : price_sub(reference, o->fill);
}

static struct money dollars(const struct shadow_order *o, struct price each)
{
	return money_times(money_of_shares(each, o->filled), o->multiplier);
}

static double pct_of(struct price part, struct price whole)
{
	return price_positive(whole) ? 100 * price_to_double(part) / price_to_double(whole)
				     : (double)NAN;
}

struct shadow shadow_of(const struct shadow_order *o)
{
	struct shadow s = {.nbbo = PRICE_UNKNOWN, .mid = PRICE_UNKNOWN};
	if (is_quote(o->bid, o->ask))
		s.nbbo = o->buys ? o->ask : o->bid;
	if (is_quote(o->decision_bid, o->decision_ask))
		s.mid = price_mid(o->decision_bid, o->decision_ask);
	s.from_nbbo = cost_against(o, s.nbbo);
	s.from_mid = cost_against(o, s.mid);
	s.from_nbbo_pct = pct_of(s.from_nbbo, s.mid);
	s.from_mid_pct = pct_of(s.from_mid, s.mid);
	s.nbbo_dollars = dollars(o, s.from_nbbo);
	s.mid_dollars = dollars(o, s.from_mid);
	return s;
}

void shadow_add(struct shadow_sum *sum, const struct shadow *s)
{
	if (isnan(s->from_mid_pct) || isnan(s->from_nbbo_pct)) {
		sum->unknown++;
		return;
	}
	double n = (double)++sum->n;
	sum->mean_from_mid_pct += (s->from_mid_pct - sum->mean_from_mid_pct) / n;
	sum->mean_from_nbbo_pct += (s->from_nbbo_pct - sum->mean_from_nbbo_pct) / n;
	sum->from_mid = money_add(sum->from_mid, s->mid_dollars);
	sum->from_nbbo = money_add(sum->from_nbbo, s->nbbo_dollars);
}

/* ---- unfilled orders ---- */

/* A minute without a trade has no bar: so long a gap is no reason to doubt the rest. */
static const int64_t gap_us = 5 * MINUTE_US;

static const char *const source_names[SHADOW_SOURCES] = {
	[SHADOW_OPTION_BARS] = "option_bars",
	[SHADOW_STOCK_BARS] = "stock_bars",
	[SHADOW_MARKS] = "marks",
	[SHADOW_MODEL] = "model",
};
static const char *const exit_names[SHADOW_EXITS] = {
	[SHADOW_EXIT_STOP] = "stop",
	[SHADOW_EXIT_TARGET] = "target",
	[SHADOW_EXIT_TIME] = "time",
};

const char *shadow_source_name(enum shadow_source source)
{
	return source_names[source];
}

bool shadow_source_parse(const char *text, enum shadow_source *out)
{
	int found = text_find(source_names, SHADOW_SOURCES, text);
	if (found >= 0)
		*out = (enum shadow_source)found;
	return found >= 0;
}

const char *shadow_exit_name(enum shadow_exit exit)
{
	return exit_names[exit];
}

bool shadow_exit_parse(const char *text, enum shadow_exit *out)
{
	int found = text_find(exit_names, SHADOW_EXITS, text);
	if (found >= 0)
		*out = (enum shadow_exit)found;
	return found >= 0;
}

/* Returns true when the underlying went to LEVEL in the minute B, upwards or downwards. */
static bool reaches(const struct unfilled_bar *b, struct price level, bool upwards)
{
	if (!price_known(level))
		return false;
	return upwards ? price_compare(b->high, level) >= 0 : price_compare(b->low, level) <= 0;
}

struct unfilled_end unfilled_end(
	const struct unfilled_plan *plan, const struct unfilled_bar *bars, size_t count)
{
	struct unfilled_end end = {SHADOW_EXIT_UNKNOWN, INSTANT_UNKNOWN, PRICE_UNKNOWN};
	bool rises = plan->direction > 0;
	struct instant last = INSTANT_UNKNOWN;
	for (size_t i = 0; i < count; i++) {
		const struct unfilled_bar *b = &bars[i];
		struct instant over = instant_add(b->ts, MINUTE_US);
		/* the minute of the decision has prices from before it */
		if (instant_compare(b->ts, plan->decided) < 0)
			continue;
		last = over;
		if (instant_compare(over, plan->until) > 0)
			break;
		end.at = over;
		end.underlying = b->close;
		if (reaches(b, plan->stop, !rises)) {
			end.exit = SHADOW_EXIT_STOP;
			return end;
		}
		if (reaches(b, plan->target, rises)) {
			end.exit = SHADOW_EXIT_TARGET;
			return end;
		}
	}
	if (instant_known(end.at) && instant_known(plan->until) &&
		instant_diff_us(plan->until, last) <= gap_us)
		end.exit = SHADOW_EXIT_TIME;
	else
		end.at = INSTANT_UNKNOWN;
	return end;
}

struct money unfilled_pnl(const struct unfilled_plan *plan, struct price value)
{
	struct price half = price_scale(plan->spread, .5);
	struct price exit = plan->buys ? price_sub(value, half) : price_add(value, half);
	if (!price_known(exit) || !price_known(plan->entry) || isnan(plan->fees))
		return MONEY_UNKNOWN;
	if (exit.e4 < 0)
		exit.e4 = 0;
	struct price each =
		plan->buys ? price_sub(exit, plan->entry) : price_sub(plan->entry, exit);
	struct money gross = money_times(money_of_shares(each, plan->quantity), plan->multiplier);
	return money_to_cents(money_sub(gross, money_from_double(plan->fees)));
}

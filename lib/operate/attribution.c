#include "attribution.h"

#include <math.h>

static const double points_per_unit = 100; /* of volatility: vega is per point */

static struct attribution unknown(void)
{
	const double none = (double)NAN;
	return (struct attribution){false, none, none, none, none, none, none, none};
}

struct attribution attribution_of(const struct attribution_trade *t)
{
	double move = t->exit_underlying - t->entry_underlying;
	double points = (t->exit_iv - t->entry_iv) * points_per_unit;
	bool stock = t->is_stock;
	struct attribution a = {
		.known = true,
		.delta = t->delta * move * t->shares,
		.gamma = stock ? 0 : t->gamma * move * move / 2 * t->shares,
		.vega = stock ? 0 : t->vega * points * t->shares,
		.theta = stock ? 0 : t->theta * t->days * t->shares,
		.fees = -t->fees,
		.pnl = t->pnl,
	};
	a.remainder = a.pnl - a.delta - a.gamma - a.vega - a.theta - a.fees;
	return isfinite(a.remainder) ? a : unknown();
}

struct attribution attribution_sum(
	const struct attribution *each, size_t count, size_t *known, size_t *unknown_count)
{
	struct attribution sum = {.known = true};
	*known = *unknown_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct attribution *a = &each[i];
		if (!a->known) {
			++*unknown_count;
			continue;
		}
		++*known;
		sum.delta += a->delta;
		sum.gamma += a->gamma;
		sum.vega += a->vega;
		sum.theta += a->theta;
		sum.fees += a->fees;
		sum.remainder += a->remainder;
		sum.pnl += a->pnl;
	}
	return sum;
}

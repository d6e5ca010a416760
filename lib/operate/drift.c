#include "drift.h"

#include <math.h>

double break_even_pct(const struct break_even_trade *t)
{
	double lost = fmax(0, -t->theta * t->days); /* time that is gained pays nothing back */
	double cost = t->spread + t->fees + lost;
	if (isnan(t->theta * t->days) || !(t->underlying > 0) || !(fabs(t->delta) > 0))
		return (double)NAN;
	return 100 * cost / fabs(t->delta) / t->underlying;
}

/* ---- forward returns ---- */

const int forward_minutes[FORWARD_HORIZONS] = {15, 60, 120};

static double mean_of(const struct forward_signal *signals, size_t count, int horizon, int64_t *n)
{
	double sum = 0;
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		if (isnan(signals[i].pct[horizon]))
			continue;
		sum += signals[i].pct[horizon];
		++*n;
	}
	return *n > 0 ? sum / (double)*n : (double)NAN;
}

struct forward forward_mean(const struct forward_signal *signals, size_t count, int horizon)
{
	struct forward f = {.error_pct = (double)NAN};
	double squares = 0, day_sum = 0;
	const struct forward_signal *last = NULL;
	f.mean_pct = mean_of(signals, count, horizon, &f.n);
	f.unknown = (int64_t)count - f.n;
	for (size_t i = 0; i < count; i++) {
		const struct forward_signal *s = &signals[i];
		if (isnan(s->pct[horizon]))
			continue;
		if (last == NULL || date_compare(last->day, s->day) != 0) {
			squares += day_sum * day_sum;
			day_sum = 0;
			f.days++;
		}
		day_sum += s->pct[horizon] - f.mean_pct;
		last = s;
	}
	squares += day_sum * day_sum;
	if (f.days > 1) {
		double days = (double)f.days, n = (double)f.n;
		f.error_pct = sqrt(days / (days - 1) * squares) / n;
	}
	return f;
}

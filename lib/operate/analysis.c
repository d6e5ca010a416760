#include "analysis.h"

#include <math.h>
#include <stdlib.h>

#include "mem.h"
#include "text.h"

static void add_order(struct analysis *a, const struct shadow_row *r)
{
	if (r->order.filled == 0)
		a->unfilled_orders++;
	else
		shadow_add(text_equal(r->purpose, "entry") ? &a->entries : &a->exits, &r->shadow);
	if (!r->is_unfilled)
		return;
	if (!money_known(r->pnl)) {
		a->unfilled.unknown++;
		return;
	}
	a->unfilled.n++;
	a->unfilled.wins += r->pnl.e4 > 0;
	a->unfilled.pnl = money_add(a->unfilled.pnl, r->pnl);
	a->unfilled.from[r->source]++;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static struct break_even_sum sum_break_even(
	const struct analysis_trade *trades, size_t count, double *sorted)
{
	struct break_even_sum sum = {0};
	double total = 0;
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		if (isnan(trades[i].break_even_pct))
			continue;
		total += trades[i].break_even_pct;
		sorted[n++] = trades[i].break_even_pct;
	}
	qsort(sorted, n, sizeof *sorted, compare_doubles);
	sum.n = (int64_t)n;
	sum.unknown = (int64_t)(count - n);
	sum.mean_pct = n > 0 ? total / (double)n : (double)NAN;
	sum.median_pct = n > 0 ? (sorted[(n - 1) / 2] + sorted[n / 2]) / 2 : (double)NAN;
	return sum;
}

int analysis_compute(struct analysis *a)
{
	double *values mem_auto = calloc(a->trade_count + 1, sizeof *values);
	struct attribution *each mem_auto = calloc(a->trade_count + 1, sizeof *each);
	if (values == NULL || each == NULL)
		return -1;
	for (size_t i = 0; i < a->order_count; i++)
		add_order(a, &a->orders[i]);
	for (size_t i = 0; i < a->trade_count; i++) {
		each[i] = a->trades[i].attribution;
		values[i] = a->trades[i].r;
	}
	a->by_greek = attribution_sum(each, a->trade_count, &a->greek_known, &a->greek_unknown);
	a->drawdown_r = drawdown_of(values, a->trade_count);
	a->break_even = sum_break_even(a->trades, a->trade_count, values);
	return 0;
}

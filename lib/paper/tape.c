#include "tape.h"

#include <string.h>

#include "mem.h"

/*
 * Above a recording of some hundred symbols over a month of minutes; more rows are not a recording.
 */
enum { TAPE_ROWS_MAX = 64 * 1024 * 1024 };

int tape_bars_add(struct tape_bars *t, const struct bar *bar)
{
	if (mem_grow(&t->rows, &t->capacity, t->count + 1, sizeof *t->rows, TAPE_ROWS_MAX) != 0)
		return -1;
	t->rows[t->count++] = *bar;
	return 0;
}

int tape_quotes_add(struct tape_quotes *t, const struct quote *quote)
{
	if (mem_grow(&t->rows, &t->capacity, t->count + 1, sizeof *t->rows, TAPE_ROWS_MAX) != 0)
		return -1;
	t->rows[t->count++] = *quote;
	return 0;
}

void tape_bars_free(struct tape_bars *t)
{
	mem_free(&t->rows);
	*t = (struct tape_bars){.rows = NULL};
}

void tape_quotes_free(struct tape_quotes *t)
{
	mem_free(&t->rows);
	*t = (struct tape_quotes){.rows = NULL};
}

/*
 * Insertion sort: recordings are nearly always in order, so this is one pass, and rows with the
 * same ts keep their order. Even a reversed file with some ten thousand rows per symbol takes
 * much less than a second.
 */
void tape_bars_sort(struct tape_bars *t)
{
	for (size_t i = 1; i < t->count; i++) {
		struct bar row = t->rows[i];
		size_t at = i;
		for (; at > 0 && instant_compare(t->rows[at - 1].ts, row.ts) > 0; at--)
			t->rows[at] = t->rows[at - 1];
		t->rows[at] = row;
	}
}

void tape_quotes_sort(struct tape_quotes *t)
{
	for (size_t i = 1; i < t->count; i++) {
		struct quote row = t->rows[i];
		size_t at = i;
		for (; at > 0 && instant_compare(t->rows[at - 1].ts, row.ts) > 0; at--)
			t->rows[at] = t->rows[at - 1];
		t->rows[at] = row;
	}
}

size_t tape_bars_before(const struct tape_bars *t, struct instant ts)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (instant_compare(t->rows[middle].ts, ts) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t quotes_before(const struct tape_quotes *t, struct instant ts)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (instant_compare(t->rows[middle].ts, ts) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t tape_minutes_known(const struct tape_bars *t, struct instant now)
{
	/* ts + 60 s <= now, that is ts < now - 60 s + 1 us */
	return tape_bars_before(t, instant_add(now, 1 - MINUTE_US));
}

const struct quote *tape_quote_at(const struct tape_quotes *t, struct instant now)
{
	size_t n = quotes_before(t, instant_add(now, 1));
	return n > 0 ? &t->rows[n - 1] : NULL;
}

void tape_bar_begin(struct bar *sum, const struct bar *first, struct instant ts)
{
	*sum = *first;
	sum->ts = ts;
}

void tape_bar_extend(struct bar *sum, const struct bar *next)
{
	if (next->high.e4 > sum->high.e4)
		sum->high = next->high;
	if (next->low.e4 < sum->low.e4)
		sum->low = next->low;
	sum->close = next->close;
	int64_t volume = sum->volume + next->volume;
	if (price_known(sum->vwap) && price_known(next->vwap) && volume > 0)
		sum->vwap = price_from_double(
			(price_to_double(sum->vwap) * (double)sum->volume +
				price_to_double(next->vwap) * (double)next->volume) /
			(double)volume);
	else if (!price_known(next->vwap))
		sum->vwap = PRICE_UNKNOWN;
	sum->volume = volume;
	sum->trade_count = sum->trade_count < 0 || next->trade_count < 0
				   ? -1
				   : sum->trade_count + next->trade_count;
}

void tape_bar_sum(const struct bar *rows, size_t n, struct instant ts, struct bar *out)
{
	struct bar sum;
	tape_bar_begin(&sum, &rows[0], ts);
	for (size_t i = 1; i < n; i++)
		tape_bar_extend(&sum, &rows[i]);
	*out = sum;
}

#include "paper_render.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "paper_text.h"
#include "zone.h"

enum { TEXT_MAX = 64 << 20 }; /* of one stock: some 500,000 bars */

static int render(
	struct render_series *s, const struct tape_bars *bars, struct buf *text, struct error *err)
{
	buf_clear(text);
	s->ends = calloc(bars->count + 1, sizeof *s->ends);
	s->minutes = calloc(bars->count + 1, sizeof *s->minutes);
	if (s->ends == NULL || s->minutes == NULL)
		return error_memory(err);
	for (size_t i = 0; i < bars->count; i++) {
		struct jsonl w;
		jsonl_init(&w, text);
		paper_put_bar(&w, NULL, &bars->rows[i]);
		buf_putc(text, ',');
		s->ends[i] = (uint32_t)text->length;
		s->minutes[i] = (int32_t)(bars->rows[i].ts.us / MINUTE_US);
	}
	s->text = buf_ok(text) ? malloc(text->length + 1) : NULL;
	if (s->text == NULL)
		return error_memory(err);
	memcpy(s->text, buf_text(text), text->length + 1);
	s->count = bars->count;
	return 0;
}

int paper_render_open(struct paper_render *r, const struct paper_market *m, struct error *err)
{
	buf_auto struct buf text = BUF_INIT((size_t)TEXT_MAX);
	struct tape_bars bars = {.count = 0};
	struct date last = m->session_count > 0 ? m->sessions[m->session_count - 1] : m->day;
	struct paper_render made = {
		.from = zone_from_new_york(m->day, 0),
		.end = instant_add(zone_from_new_york(date_add(last, 1), 0), -1),
		.series = calloc(m->stock_count + 1, sizeof *made.series),
		.series_count = m->stock_count,
	};
	struct instant over = instant_add(made.end, DAY_US);
	int result = made.series == NULL ? error_memory(err) : 0;
	for (size_t i = 0; i < m->stock_count && result == 0; i++) {
		bars.count = 0;
		result = paper_market_stock_minutes(
				 &m->stocks[i], made.from, made.end, over, &bars) == 0
				 ? render(&made.series[i], &bars, &text, err)
				 : error_memory(err);
		made.bars += bars.count;
		made.bytes += text.length + 1 + bars.count * 2 * sizeof(uint32_t);
	}
	tape_bars_free(&bars);
	*r = made;
	if (result != 0)
		paper_render_close(r);
	return result;
}

void paper_render_close(struct paper_render *r)
{
	for (size_t i = 0; r->series != NULL && i < r->series_count; i++) {
		free(r->series[i].text);
		free(r->series[i].ends);
		free(r->series[i].minutes);
	}
	free(r->series);
	*r = (struct paper_render){.series = NULL};
}

bool paper_render_has(const struct paper_render *r, const struct render_range *range)
{
	return r->series != NULL && instant_compare(range->from, r->from) >= 0 &&
	       (instant_compare(range->to, r->end) <= 0 ||
		       instant_compare(range->now, r->end) <= 0);
}

/* The index of the first bar at or after MINUTE. */
static size_t first_at(const struct render_series *s, int64_t minute)
{
	size_t low = 0, high = s->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->minutes[middle] < minute)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t paper_render_put(const struct paper_render *r, size_t stock,
	const struct render_range *range, size_t most, struct jsonl *w, const char *key,
	struct instant *last)
{
	const struct render_series *s = &r->series[stock];
	struct instant over = instant_add(range->now, -MINUTE_US),
		       to = instant_compare(range->to, over) < 0 ? range->to : over;
	size_t first = first_at(s,
		instant_floor(instant_add(range->from, MINUTE_US - 1), MINUTE_US).us / MINUTE_US);
	size_t end = first_at(s, instant_floor(to, MINUTE_US).us / MINUTE_US + 1);
	if (end <= first)
		return 0;
	size_t n = end - first < most ? end - first : most;
	if (n == 0)
		return end - first;
	uint32_t begin = first == 0 ? 0 : s->ends[first - 1];
	jsonl_open(w, key, '[');
	jsonl_raw_n(w, NULL, s->text + begin, s->ends[first + n - 1] - 1 - begin);
	jsonl_close(w);
	*last = (struct instant){s->minutes[first + n - 1] * MINUTE_US};
	return end - first;
}

#include "lane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "zone.h"

/* Bars come late by this much at most; then the session is done with. */
#define LATE_US (30 * MINUTE_US)

/* A ticker that trades every second minute has its window in this many. */
enum { NEAR_WINDOWS = 2, EARLY_CLOSES = 2 };

/* The last COUNT sessions before DAY, oldest first. */
static size_t sessions_before(struct date day, size_t count, struct session *out)
{
	size_t n = 0;
	struct session s;
	while (n < count && mcal_previous(day, &s)) {
		out[n++] = s;
		day = s.day;
	}
	for (size_t i = 0; i < n / 2; i++) {
		s = out[i];
		out[i] = out[n - 1 - i];
		out[n - 1 - i] = s;
	}
	return n;
}

/* Start of the last MINUTES regular minutes before NOW. */
static struct instant minutes_back(
	const struct lane_span *span, struct instant now, int64_t minutes)
{
	int64_t left_us = minutes * MINUTE_US;
	for (size_t i = span->count; i-- > 0;) {
		const struct session *s = &span->sessions[i];
		struct instant end = instant_compare(now, s->close) < 0 ? now : s->close;
		int64_t length_us = instant_diff_us(end, s->open);
		if (length_us >= left_us)
			return instant_add(end, -left_us);
		left_us -= length_us;
	}
	return span->sessions[0].open;
}

bool lane_span(const struct params *p, struct instant now, struct lane_span *out)
{
	struct session today;
	if (!mcal_session_at(now, &today) || instant_compare(now, today.open) < 0 ||
		instant_compare(now, instant_add(today.close, LATE_US)) >= 0)
		return false;
	size_t before = (size_t)fmin(p->feature_sessions_back, LANE_SESSIONS_MAX - 1);
	out->count = sessions_before(today.day, before, out->sessions);
	out->sessions[out->count++] = today;
	/* some more, for minutes that an early close does not have */
	size_t tod = (size_t)fmin(p->tod_sessions + EARLY_CLOSES, LANE_SESSIONS_MAX);
	out->tod_count = sessions_before(today.day, tod, out->tod);
	if (out->tod_count == 0)
		return false; /* the calendar begins here */
	int64_t window = (int64_t)(p->feature_window_bars + p->signal_volume_bars);
	struct instant near = minutes_back(out, now, NEAR_WINDOWS * window);
	out->near = instant_compare(near, today.open) < 0 ? near : today.open;
	return true;
}

static int compare_lane_bars(const void *a, const void *b)
{
	const struct ticker_bar *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	return order != 0 ? order : instant_compare(x->bar.ts, y->bar.ts);
}

size_t lane_cut(struct ticker_bar *bars, size_t count, struct bar *values, struct lane *lanes)
{
	size_t n = 0;
	qsort(bars, count, sizeof *bars, compare_lane_bars);
	for (size_t i = 0; i < count; i++) {
		values[i] = bars[i].bar;
		if (n == 0 || strcmp(lanes[n - 1].ticker, bars[i].ticker) != 0) {
			lanes[n] = (struct lane){.bars = &values[i],
				.featured = INSTANT_UNKNOWN,
				.reaches = INSTANT_UNKNOWN};
			memcpy(lanes[n++].ticker, bars[i].ticker, sizeof bars[i].ticker);
		}
		lanes[n - 1].bar_count++;
	}
	return n;
}

static int compare_lanes(const void *a, const void *b)
{
	const struct lane *x = a, *y = b;
	return strcmp(x->ticker, y->ticker);
}

struct lane *lane_find(struct lane *lanes, size_t count, const char *ticker)
{
	struct lane key = {.bars = NULL};
	if (count == 0 || !text_copy(key.ticker, sizeof key.ticker, ticker))
		return NULL;
	return bsearch(&key, lanes, count, sizeof *lanes, compare_lanes);
}

static bool has_state(const struct params *p, const struct lane_span *span, const struct lane *lane)
{
	return lane->has_atr &&
	       date_compare(lane->atr.session, span->sessions[span->count - 1].day) == 0 &&
	       lane->atr.atr.average.period == (int)p->atr_period;
}

bool lane_is_short(const struct params *p, const struct lane_span *span, const struct lane *lane)
{
	struct instant missing[LANE_ROWS_MAX];
	size_t n = lane_missing(p, span, lane, missing);
	if (n == 0)
		return false;
	return !has_state(p, span, lane) ||
	       lane->bar_count < (size_t)p->feature_window_bars + n - 1;
}

size_t lane_missing(const struct params *p, const struct lane_span *span, const struct lane *lane,
	struct instant *out)
{
	const struct session *today = &span->sessions[span->count - 1];
	size_t most = (size_t)fmin(p->signal_volume_bars, LANE_ROWS_MAX), n = 0;
	size_t first = lane->bar_count > most ? lane->bar_count - most : 0;
	for (const struct bar *b = lane->bars + first; b < lane->bars + lane->bar_count; b++) {
		bool has_row = instant_known(lane->featured) &&
			       instant_compare(b->ts, lane->featured) <= 0;
		if (!has_row && bar_is_regular(b, today))
			out[n++] = b->ts;
	}
	return n;
}

const struct session *lane_reach(const struct params *p, const struct lane_span *span)
{
	size_t wanted = (size_t)fmin(p->tod_sessions, (double)span->tod_count);
	return &span->tod[span->tod_count - wanted];
}

size_t lane_same_minutes(const struct params *p, const struct lane_span *span, struct instant ts,
	struct instant *out)
{
	size_t most = (size_t)fmin(p->tod_sessions, FEATURE_TOD_MAX), n = 0;
	int64_t into_us = instant_diff_us(ts, span->sessions[span->count - 1].open);
	for (size_t i = span->tod_count; i-- > 0 && n < most;) {
		struct instant same = instant_add(span->tod[i].open, into_us);
		if (instant_compare(same, span->tod[i].close) < 0)
			out[n++] = same;
	}
	return n;
}

static int compare_place(const struct ticker_bar *b, struct instant ts, const char *ticker)
{
	int order = instant_compare(b->bar.ts, ts);
	return order != 0 ? order : strcmp(b->ticker, ticker);
}

static const struct bar *bar_at(
	const struct ticker_bar *bars, size_t count, struct instant ts, const char *ticker)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_place(&bars[middle], ts, ticker);
		if (order == 0)
			return &bars[middle].bar;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * Volumes of the minute of NEWEST; none of a session that the lane does not reach or that another
 * feed told of.
 */
static size_t same_volumes(const struct params *p, const struct lane_span *span,
	const struct lane *lane, const struct bar *newest, const struct ticker_bar *same,
	size_t same_count, int64_t *out)
{
	struct instant times[FEATURE_TOD_MAX];
	size_t wanted = lane_same_minutes(p, span, newest->ts, times), n = 0;
	for (size_t i = 0; i < wanted; i++) {
		const struct bar *b = bar_at(same, same_count, times[i], lane->ticker);
		bool reached = instant_known(lane->reaches) &&
			       instant_compare(lane->reaches, times[i]) <= 0;
		if (b == NULL && reached)
			out[n++] = 0; /* it did not trade */
		else if (b != NULL && b->feed == newest->feed)
			out[n++] = b->volume;
	}
	return n;
}

size_t lane_compute(const struct params *p, const struct lane_span *span, const struct lane *lane,
	const struct ticker_bar *same, size_t same_count, struct feature_row *out)
{
	struct instant missing[LANE_ROWS_MAX];
	size_t n = lane_missing(p, span, lane, missing), rows = 0;
	struct feature_atr atr = lane->atr;
	bool has_atr = has_state(p, span, lane);
	for (size_t i = lane->bar_count - n; i < lane->bar_count; i++) {
		int64_t volumes[FEATURE_TOD_MAX];
		struct feature_input in = {
			.bars = lane->bars,
			.bar_count = i + 1,
			.sessions = span->sessions,
			.session_count = span->count,
			.atr = has_atr ? &atr : NULL,
			.tod_volumes = volumes,
			.tod_count = same_volumes(
				p, span, lane, &lane->bars[i], same, same_count, volumes),
		};
		if (!feature_compute(p, &in, &out[rows]))
			continue;
		atr = out[rows++].atr;
		has_atr = true;
	}
	return rows;
}

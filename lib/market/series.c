#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "zone.h"

/* Bars arrive this late at most; after that no more rows of the session are made. */
#define LATE_US (30 * MINUTE_US)

enum { EARLY_CLOSES = 2 };

/* The last COUNT sessions before DAY, oldest first. */
static size_t sessions_before(struct date day, size_t count, struct session *out)
{
	size_t n = 0;
	struct session s;
	while (n < count && calendar_previous(day, &s)) {
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

struct instant series_back(const struct session_span *span, struct instant now, int64_t minutes)
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

bool session_span(const struct params *p, struct instant now, struct session_span *out)
{
	struct session today;
	if (!calendar_session_at(now, &today) || instant_compare(now, today.open) < 0 ||
		instant_compare(now, instant_add(today.close, LATE_US)) >= 0)
		return false;
	size_t before = (size_t)fmin(p->feature_sessions_back, SERIES_SESSIONS_MAX - 1);
	out->count = sessions_before(today.day, before, out->sessions);
	out->sessions[out->count++] = today;
	/* some more sessions, because an early close lacks the last minutes */
	size_t tod = (size_t)fmin(p->tod_sessions + EARLY_CLOSES, SERIES_SESSIONS_MAX);
	out->tod_count = sessions_before(today.day, tod, out->tod);
	if (out->tod_count == 0)
		return false; /* the calendar does not reach back */
	return true;
}

static bool has_state(
	const struct params *p, const struct session_span *span, const struct series *series)
{
	return series->has_atr &&
	       date_compare(series->atr.session, span->sessions[span->count - 1].day) == 0 &&
	       series->atr.atr.average.period == (int)p->atr_period;
}

bool series_can_resume(const struct params *p, const struct session_span *span,
	const struct series *series, struct instant from)
{
	struct date today = span->sessions[span->count - 1].day;
	if (!has_state(p, span, series) || !series->has_vwap ||
		date_compare(series->vwap.session, today) != 0)
		return false;
	struct instant since = series->atr.until;
	if (instant_compare(series->vwap.until, since) < 0)
		since = series->vwap.until;
	for (size_t i = series->bar_count; i-- > 0;) {
		if (instant_compare(series->bars[i].ts, since) < 0)
			return true;
		if (!price_known(series->bars[i].high))
			return false;
	}
	return instant_compare(from, since) <= 0;
}

const struct bar *series_first(const struct session_span *span, const struct series *series)
{
	for (const struct bar *b = series->bars; b < series->bars + series->bar_count; b++)
		if (bar_is_regular(b, &span->sessions[span->count - 1]))
			return b;
	return NULL;
}

bool series_is_short(const struct params *p, const struct series *series)
{
	return series->bar_count < (size_t)p->feature_window_bars + series->missing - 1;
}

size_t series_missing(const struct params *p, const struct session_span *span,
	const struct series *series, struct instant *out)
{
	const struct session *today = &span->sessions[span->count - 1];
	size_t most = (size_t)fmin(p->signal_volume_bars, SERIES_ROWS_MAX), n = 0;
	size_t first = series->bar_count > most ? series->bar_count - most : 0;
	for (const struct bar *b = series->bars + first; b < series->bars + series->bar_count;
		b++) {
		bool has_row = instant_known(series->featured) &&
			       instant_compare(b->ts, series->featured) <= 0;
		if (!has_row && bar_is_regular(b, today))
			out[n++] = b->ts;
	}
	return n;
}

const struct session *series_reach(const struct params *p, const struct session_span *span)
{
	size_t wanted = (size_t)fmin(p->tod_sessions, (double)span->tod_count);
	return &span->tod[span->tod_count - wanted];
}

size_t series_same_minutes(const struct params *p, const struct session_span *span,
	struct instant ts, struct instant *out)
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

int series_same_compare(const void *a, const void *b)
{
	const struct series_same *x = a, *y = b;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->minute > y->minute) - (x->minute < y->minute);
}

/*
 * Writes the volumes of the minute of NEWEST in the sessions before, the newest session first.
 * Sessions before the first bar of the series and bars of another feed are left out. The list ends
 * at a jump that may be a split, because volumes before it count other shares.
 */
static size_t same_volumes(const struct params *p, const struct session_span *span,
	const struct series *series, const struct bar *newest, const struct series_same *same,
	size_t same_count, int64_t *out)
{
	struct instant times[FEATURE_TOD_MAX];
	size_t wanted = series_same_minutes(p, span, newest->ts, times), n = 0;
	struct price after = newest->close;
	for (size_t i = 0; i < wanted; i++) {
		struct series_same key = {
			.number = series->number, .minute = (int32_t)(times[i].us / MINUTE_US)};
		const struct series_same *b =
			same_count == 0
				? NULL
				: bsearch(&key, same, same_count, sizeof key, series_same_compare);
		bool reached = instant_known(series->first_bar_at) &&
			       instant_compare(series->first_bar_at, times[i]) <= 0;
		if (b != NULL && bar_jump(b->close, after))
			return n;
		if (b != NULL)
			after = b->close;
		if (b == NULL && reached)
			out[n++] = 0; /* it did not trade */
		else if (b != NULL && b->feed == newest->feed)
			out[n++] = b->volume;
	}
	return n;
}

size_t series_compute(const struct params *p, const struct session_span *span,
	const struct series *series, const struct series_same *same, size_t same_count,
	struct feature_row *out)
{
	struct instant missing[SERIES_ROWS_MAX];
	size_t n = series_missing(p, span, series, missing), rows = 0;
	struct feature_atr atr = series->atr;
	struct feature_vwap vwap = series->vwap;
	enum fact gap = series->gap;
	bool has_atr = has_state(p, span, series), has_vwap = series->has_vwap;
	for (size_t i = series->bar_count - n; i < series->bar_count; i++) {
		int64_t volumes[FEATURE_TOD_MAX];
		struct feature_input in = {
			.bars = series->bars,
			.bar_count = i + 1,
			.sessions = span->sessions,
			.session_count = span->count,
			.atr = has_atr ? &atr : NULL,
			.vwap = has_vwap ? &vwap : NULL,
			.gap = gap,
			.prior_close = series->prior_close,
			.daily_atr = series->daily_atr,
			.tod_volumes = volumes,
			.tod_count = same_volumes(
				p, span, series, &series->bars[i], same, same_count, volumes),
		};
		if (!feature_compute(p, &in, &out[rows]))
			continue;
		atr = out[rows].atr;
		gap = out[rows].gap_reset;
		vwap = out[rows++].vwap;
		has_atr = has_vwap = true;
	}
	return rows;
}

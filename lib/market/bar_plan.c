#include "bar_plan.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "zone.h"

enum {
	LATE_BARS_S = 300,   /* the last bars of the day arrive up to this late */
	PIECE_BARS = 50000,  /* 5 MB of response */
	MINUTES_A_DAY = 600, /* with a bar, of a liquid ticker, extended hours included */
};

#define GROUP_SPAN_US (30 * MINUTE_US) /* series whose from are this near are requested together */

bool bar_plan_is_open(struct instant now)
{
	int second;
	struct session s;
	return calendar_session(zone_new_york_date(now, &second), &s) &&
	       second >= BAR_EXTENDED_OPEN_S && second < BAR_EXTENDED_CLOSE_S + LATE_BARS_S;
}

/* The day N sessions before DAY, or DAY when the calendar does not reach back that far. */
static struct date sessions_back(struct date day, double n)
{
	struct session s;
	return calendar_sessions_back(day, (int)n, &s) ? s.day : day;
}

struct instant bar_plan_history_start(
	const struct params *p, enum bar_interval kind, struct instant now)
{
	struct date today = zone_new_york_date(now, NULL);
	if (kind == BAR_DAILY)
		return zone_from_new_york(sessions_back(today, p->bars_daily_sessions), 0);
	/* the two features that need the oldest bars: volume_ratio_tod and the seed of the ATR */
	double sessions = p->tod_sessions > p->feature_sessions_back + 1
				  ? p->tod_sessions
				  : p->feature_sessions_back + 1;
	return zone_from_new_york(sessions_back(today, sessions), BAR_EXTENDED_OPEN_S);
}

struct instant bar_plan_end(enum bar_interval kind, struct instant now)
{
	if (kind == BAR_MINUTE)
		return instant_add(instant_floor(now, MINUTE_US), -MINUTE_US);
	int second;
	struct session s;
	struct date today = zone_new_york_date(now, &second);
	if (calendar_session(today, &s) && second >= BAR_EXTENDED_CLOSE_S)
		return zone_from_new_york(today, 0);
	return calendar_previous(today, &s) ? zone_from_new_york(s.day, 0) : INSTANT_UNKNOWN;
}

static struct instant overlap_start(
	const struct params *p, enum bar_interval kind, struct instant last)
{
	if (kind == BAR_MINUTE)
		return instant_add(last, -(int64_t)p->bars_overlap_min * MINUTE_US);
	return zone_from_new_york(
		sessions_back(zone_new_york_date(last, NULL), p->bars_daily_overlap_sessions), 0);
}

static int compare_from(const void *a, const void *b)
{
	const struct bar_request *x = a, *y = b;
	int order = instant_compare(x->from, y->from);
	return order != 0 ? order : strcmp(x->ticker, y->ticker);
}

/* The start of the previous session (daily: the tenth before). Older bars are history. */
static struct instant recent_start(enum bar_interval kind, struct instant now)
{
	enum { RECENT_SESSIONS = 10 };
	struct date today = zone_new_york_date(now, NULL);
	if (kind == BAR_DAILY)
		return zone_from_new_york(sessions_back(today, RECENT_SESSIONS), 0);
	return zone_from_new_york(sessions_back(today, 1), BAR_EXTENDED_OPEN_S);
}

struct instant bar_plan_market_start(
	const struct params *p, struct instant now, struct instant until)
{
	if (!instant_known(until))
		return zone_from_new_york(zone_new_york_date(now, NULL), BAR_EXTENDED_OPEN_S);
	int64_t overlap_us = (int64_t)p->bars_market_overlap_min * MINUTE_US;
	struct instant from = instant_add(instant_floor(until, MINUTE_US), MINUTE_US),
		       least = recent_start(BAR_MINUTE, now);
	/* only in the run that crosses a multiple of it: each minute is requested twice in all */
	struct instant end = bar_plan_end(BAR_MINUTE, now);
	if (overlap_us > 0 && instant_compare(instant_floor(end, overlap_us), from) >= 0)
		from = instant_add(from, -overlap_us);
	return instant_compare(from, least) < 0 ? least : from;
}

void bar_plan_market_search(struct instant now, struct instant searched, struct instant *since,
	struct instant *compared)
{
	struct instant today = zone_from_new_york(
			       zone_new_york_date(now, NULL), BAR_EXTENDED_OPEN_S),
		       least = instant_known(searched) ? recent_start(BAR_MINUTE, now) : today;
	*since = instant_known(searched) && instant_compare(searched, least) > 0 ? searched : least;
	struct instant before = instant_add(*since, -HOUR_US);
	*compared = instant_compare(before, least) > 0 ? before : least;
}

size_t bar_plan_hole_sessions(
	const struct params *p, struct instant now, struct instant *opens, struct instant *closes)
{
	int64_t interval_us = (int64_t)p->bars_hole_interval_min * MINUTE_US;
	/* this run itself fetches the minute that just ended */
	struct instant minute = instant_floor(now, MINUTE_US),
		       over = instant_add(minute, -MINUTE_US);
	struct session s;
	size_t n = 0;
	if (interval_us == 0 || minute.us % interval_us != 0)
		return 0;
	struct date today = zone_new_york_date(now, NULL);
	if (calendar_previous(today, &s)) {
		opens[n] = s.open;
		closes[n++] = s.close;
	}
	if (calendar_session(today, &s) && instant_compare(s.open, over) < 0) {
		opens[n] = s.open;
		closes[n++] = instant_compare(s.close, over) < 0 ? s.close : over;
	}
	return n;
}

void bar_plan(const struct params *p, enum bar_interval kind, struct instant now,
	struct bar_request *items, size_t count)
{
	struct instant start = bar_plan_history_start(p, kind, now);
	struct instant recent = recent_start(kind, now);
	for (struct bar_request *f = items; f < items + count; f++) {
		bool none = !instant_known(f->last) || instant_compare(f->last, start) < 0;
		f->from = none ? start : overlap_start(p, kind, f->last);
		if (instant_known(f->hole) && instant_compare(f->hole, f->from) < 0)
			f->from = f->hole;
		f->history = instant_compare(f->from, recent) < 0;
		f->first_ts = f->last_ts = INSTANT_UNKNOWN;
	}
	qsort(items, count, sizeof *items, compare_from);
}

size_t bar_plan_group(const struct bar_request *items, size_t count)
{
	size_t n = 1;
	while (n < count && instant_diff_us(items[n].from, items[0].from) <= GROUP_SPAN_US)
		n++;
	return n;
}

struct instant bar_plan_piece_end(
	enum bar_interval kind, size_t count, struct instant from, struct instant end)
{
	int64_t bars_a_day = (int64_t)count * (kind == BAR_MINUTE ? MINUTES_A_DAY : 1);
	int64_t days = PIECE_BARS / bars_a_day;
	struct instant piece = instant_add(from, (days < 1 ? 1 : days) * DAY_US);
	return instant_compare(piece, end) < 0 ? piece : end;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct instant bar_plan_stream_end(enum bar_interval kind, size_t count, size_t chunk, size_t page,
	int wider, struct instant from, struct instant end)
{
	int64_t unit_us = kind == BAR_MINUTE ? MINUTE_US : DAY_US, all = (int64_t)count;
	int64_t units =
		smaller((int64_t)page / smaller((int64_t)chunk, all), BAR_PLAN_PIECE_BARS / all);
	struct session s;
	bool session = kind == BAR_MINUTE && calendar_session(zone_new_york_date(from, NULL), &s);
	bool open =
		session && instant_compare(from, s.open) >= 0 && instant_compare(from, s.close) < 0;
	units = (units < 1 ? 1 : units) * (open ? 1 : wider);
	struct instant last = instant_add(from, (units - 1) * unit_us);
	if (session && instant_compare(from, s.open) < 0 && instant_compare(last, s.open) >= 0)
		last = instant_add(s.open, -unit_us);
	return instant_compare(last, end) < 0 ? last : end;
}

int bar_request_compare(const void *a, const void *b)
{
	const struct bar_request *x = a, *y = b;
	return strcmp(x->ticker, y->ticker);
}

struct bar_request *bar_request_find(struct bar_request *items, size_t count, const char *ticker)
{
	struct bar_request key = {.last = INSTANT_UNKNOWN};
	if (!text_copy(key.ticker, sizeof key.ticker, ticker))
		return NULL;
	return bsearch(&key, items, count, sizeof *items, bar_request_compare);
}

void bar_request_add(struct bar_request *f, const struct ticker_bar *bar)
{
	f->same += bar->change == BAR_SAME;
	f->added += bar->change == BAR_NEW;
	f->corrected += bar->change == BAR_CORRECTED;
	if (bar->change == BAR_SAME)
		return;
	if (!instant_known(f->first_ts))
		f->first_ts = bar->bar.ts;
	f->last_ts = bar->bar.ts;
}

static int compare_bars(const struct ticker_bar *x, const struct ticker_bar *y)
{
	int order = instant_compare(x->bar.ts, y->bar.ts);
	return order != 0 ? order : strcmp(x->ticker, y->ticker);
}

static int compare_places(const void *a, const void *b)
{
	const struct ticker_bar *x = a, *y = b;
	int order = compare_bars(x, y);
	return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

size_t ticker_bars_sort(struct ticker_bar *bars, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		bars[i].place = i;
	qsort(bars, count, sizeof *bars, compare_places);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && compare_bars(&bars[kept - 1], &bars[i]) == 0)
			kept--;
		bars[kept++] = bars[i];
	}
	return kept;
}

static bool same_values(const struct bar *a, const struct bar *b)
{
	return a->open.e4 == b->open.e4 && a->high.e4 == b->high.e4 && a->low.e4 == b->low.e4 &&
	       a->close.e4 == b->close.e4 && a->volume == b->volume &&
	       a->trade_count == b->trade_count && a->vwap.e4 == b->vwap.e4 && a->feed == b->feed;
}

size_t ticker_bars_diff(
	struct ticker_bar *bars, size_t count, const struct ticker_bar *stored, size_t stored_count)
{
	size_t s = 0, news = 0;
	for (struct ticker_bar *b = bars; b < bars + count; b++) {
		while (s < stored_count && compare_bars(&stored[s], b) < 0)
			s++;
		bool found = s < stored_count && compare_bars(&stored[s], b) == 0;
		b->change = !found				   ? BAR_NEW
			    : same_values(&b->bar, &stored[s].bar) ? BAR_SAME
								   : BAR_CORRECTED;
		news += b->change != BAR_SAME;
	}
	return news;
}

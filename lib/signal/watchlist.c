#include "watchlist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double nan_ = (double)NAN;

const char *watchlist_reason_name(enum watchlist_reason reason)
{
	static const char *const names[] = {
		[WATCHLIST_UNDER_ENTRY] = "under_entry",
		[WATCHLIST_ENTERED] = "entered",
		[WATCHLIST_KEPT] = "kept",
		[WATCHLIST_MIN_STAY] = "min_stay",
		[WATCHLIST_HELD] = "held",
		[WATCHLIST_UNDER_EXIT] = "under_exit",
		[WATCHLIST_NO_ROOM] = "no_room",
	};
	return names[reason];
}

/* Limits VALUE to 0..1; unknown stays unknown. */
static double clamp(double value)
{
	return isnan(value) ? value : fmin(fmax(value, 0), 1);
}

static double pressure(const struct params *p, const struct news_score *news)
{
	if (news->n == 0)
		return 0;
	double articles = fmin(news->n / p->watch_articles_full, 1);
	double youth = 1 - news->age_s / (60 * p->news_window_min);
	return clamp(p->watch_pressure_score * fabs(news->s) +
		     p->watch_pressure_articles * articles + p->watch_pressure_age * youth);
}

static double alignment(const struct params *p, const struct news_score *news, enum trend trend)
{
	if (trend == TREND_UNKNOWN)
		return nan_;
	if (trend == TREND_FLAT || news->n == 0 || fabs(news->s) <= p->watch_neutral_score)
		return p->watch_alignment_neutral;
	return (news->s > 0) == (trend == TREND_UP) ? 1 : 0;
}

/* An unknown score adds 0. */
static double share(double weight, double score)
{
	return isnan(score) ? 0 : weight * score;
}

void watchlist_score(
	const struct params *p, const struct watchlist_row *row, struct watchlist_scores *out)
{
	struct watchlist_scores r = {
		.pressure = pressure(p, &row->news),
		.setup = clamp(1 - fabs(row->distance_sma20) / p->watch_setup_distance),
		.vol = clamp((row->vol_ratio - p->watch_vol_floor) / p->watch_vol_span),
		.alignment = alignment(p, &row->news, row->trend_state),
	};
	r.score = share(p->watch_weight_pressure, r.pressure) +
		  share(p->watch_weight_setup, r.setup) + share(p->watch_weight_vol, r.vol) +
		  share(p->watch_weight_alignment, r.alignment);
	*out = r;
}

static void set_place(
	struct watchlist_row *row, bool in, enum watchlist_reason reason, double threshold)
{
	row->in_watchlist = in;
	row->reason = reason;
	row->threshold = threshold;
}

/* Decides one ticker by itself, without regard to watch_size. */
static void decide_row(const struct params *p, struct instant now, struct watchlist_row *row)
{
	double score = row->scores.score;
	bool stays =
		row->was_in && instant_age_s(now, row->entered_at) < 60 * p->watch_min_stay_min;
	if (row->was_in && score >= p->watch_exit_score)
		set_place(row, true, WATCHLIST_KEPT, p->watch_exit_score);
	else if (!row->was_in && score >= p->watch_entry_score)
		set_place(row, true, WATCHLIST_ENTERED, p->watch_entry_score);
	else if (stays)
		set_place(row, true, WATCHLIST_MIN_STAY, p->watch_min_stay_min);
	else if (row->was_in)
		set_place(row, row->held, row->held ? WATCHLIST_HELD : WATCHLIST_UNDER_EXIT,
			p->watch_exit_score);
	else
		set_place(row, row->held, row->held ? WATCHLIST_HELD : WATCHLIST_UNDER_ENTRY,
			p->watch_entry_score);
}

static int compare_rows(const void *a, const void *b)
{
	const struct watchlist_row *x = a, *y = b;
	if (x->in_watchlist != y->in_watchlist)
		return x->in_watchlist ? -1 : 1;
	if (x->scores.score > y->scores.score)
		return -1;
	if (x->scores.score < y->scores.score)
		return 1;
	return strcmp(x->ticker, y->ticker);
}

/* Removes the lowest tickers without a position from a list that is too long. */
static void make_room(const struct params *p, struct watchlist_row *rows, size_t count)
{
	size_t listed = 0;
	while (listed < count && rows[listed].in_watchlist)
		listed++;
	for (size_t i = listed; i-- > 0 && (double)listed > p->watch_size;)
		if (!rows[i].held) {
			set_place(&rows[i], false, WATCHLIST_NO_ROOM, p->watch_size);
			listed--;
		}
}

void watchlist_decide(
	const struct params *p, struct instant now, struct watchlist_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		watchlist_score(p, &rows[i], &rows[i].scores);
		decide_row(p, now, &rows[i]);
	}
	qsort(rows, count, sizeof rows[0], compare_rows);
	make_room(p, rows, count);
	qsort(rows, count, sizeof rows[0], compare_rows);
	for (size_t i = 0; i < count; i++) {
		rows[i].rank = rows[i].in_watchlist ? (int)i + 1 : 0;
		if (rows[i].in_watchlist && (!rows[i].was_in || !instant_known(rows[i].entered_at)))
			rows[i].entered_at = now;
	}
}

#include "feature_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { WIDER = 2 }; /* factor of the minutes, each time bars are too few */

void feature_plan_free(struct feature_plan *plan)
{
	free(plan->tickers);
	plan->tickers = NULL;
}

static const struct session *today_of(const struct feature_plan *plan)
{
	return &plan->span->sessions[plan->span->count - 1];
}

/* Empties wanted, with room for the tickers of all series. */
static int begin_tickers(struct feature_plan *plan)
{
	if (mem_grow(&plan->tickers, &plan->ticker_capacity, plan->set->count + 1,
		    sizeof *plan->tickers, SIZE_MAX / sizeof *plan->tickers) != 0)
		return -1;
	plan->wanted = (struct feature_wanted){.from = INSTANT_UNKNOWN,
		.to = INSTANT_UNKNOWN,
		.detail = INSTANT_UNKNOWN,
		.tickers = plan->tickers};
	return 0;
}

static void add_ticker(struct feature_plan *plan, const struct series *series)
{
	plan->tickers[plan->wanted.ticker_count++] = series->ticker;
}

/* ---- states ---- */

/* Both sums are known, and the average is full: anything less is not used at all. */
static bool is_whole(const struct params *p, const struct feature_state *s)
{
	return isfinite(s->atr14) && s->buckets >= (int)p->atr_period &&
	       instant_known(s->vwap.until) && isfinite(s->vwap.money) && isfinite(s->vwap.volume);
}

/* A seed that was made before the open has the last close before it, but no bucket. */
static bool is_prepared(const struct feature_state *s)
{
	return !instant_known(s->bucket_ts) && price_known(s->last_close);
}

static struct feature_atr atr_of(const struct feature_plan *plan, const struct feature_state *s)
{
	const struct params *p = plan->params;
	const struct session *today = today_of(plan);
	int64_t bucket_us = (int64_t)p->atr_bucket_min * MINUTE_US;
	struct feature_atr atr = {
		.session = today->day,
		.until = instant_known(s->bucket_ts) ? instant_add(s->bucket_ts, bucket_us)
						     : today->open,
	};
	atr_init(&atr.atr, (int)p->atr_period);
	atr.atr.average.count = (int)p->atr_period;
	atr.atr.average.value = s->atr14;
	atr.atr.previous_close = price_to_double(s->last_close);
	return atr;
}

/* Whether the first bar of today is known and shows no split over the night. */
static bool is_same_share(
	struct feature_plan *plan, struct series *series, const struct feature_state *s)
{
	int issued, held;
	if (instant_compare(plan->usual.from, today_of(plan)->open) > 0 ||
		series_unpack(plan->set, series) != 0)
		return false;
	const struct bar *first = series_first(plan->span, series);
	return first == NULL || !bar_split(s->last_close, first->close, &issued, &held);
}

static void give_state(
	struct feature_plan *plan, struct series *series, const struct feature_state *s)
{
	series->has_atr = series->has_vwap = true;
	series->atr = atr_of(plan, s);
	series->vwap = s->vwap;
	series->vwap.session = today_of(plan)->day;
	series->gap = s->gap;
	if (is_prepared(s)) {
		series->prior_close = s->last_close;
		atr_gap(&series->atr.atr);
		series->vwap.feed = FEED_NONE;
	}
	series->featured = instant_add(s->vwap.until, -MINUTE_US);
	series->first_bar_at = s->first_bar_at;
}

int feature_plan_resume(struct feature_plan *plan, const struct feature_state *states, size_t count)
{
	for (const struct feature_state *s = states; s < states + count; s++) {
		struct series *series = series_set_find(plan->set, s->ticker, strlen(s->ticker));
		if (series == NULL || !is_whole(plan->params, s) ||
			(is_prepared(s) && !is_same_share(plan, series, s)))
			continue;
		give_state(plan, series, s);
	}
	if (begin_tickers(plan) != 0)
		return -1;
	for (size_t i = 0; i < plan->set->count; i++)
		if (!plan->set->series[i].has_vwap)
			add_ticker(plan, &plan->set->series[i]);
	return 0;
}

/* ---- bars ---- */

void feature_plan_usual(struct feature_plan *plan, const struct feature_state *states, size_t count)
{
	const struct params *p = plan->params;
	const struct session *today = today_of(plan);
	struct instant over = instant_floor(plan->now, MINUTE_US), newest = today->open,
		       detail = INSTANT_UNKNOWN;
	struct instant recent = instant_add(over, -(int64_t)p->feature_window_bars * MINUTE_US);
	for (const struct feature_state *s = states; s < states + count; s++) {
		if (!is_whole(p, s))
			continue;
		struct instant since = atr_of(plan, s).until;
		if (instant_compare(s->vwap.until, newest) > 0)
			newest = s->vwap.until;
		if (instant_compare(since, recent) >= 0 &&
			(!instant_known(detail) || instant_compare(since, detail) < 0))
			detail = since;
	}
	int64_t gap = instant_diff_us(over, newest) / MINUTE_US;
	gap = gap < 1 ? 1 : gap;
	gap = gap > (int64_t)p->signal_volume_bars ? (int64_t)p->signal_volume_bars : gap;
	struct feature_wanted w = {
		.from = series_back(plan->span, over, (int64_t)p->feature_window_bars + gap - 1),
		.to = over,
		.detail = instant_known(detail) ? detail : today->open,
	};
	if (!instant_known(detail) && instant_compare(today->open, w.from) < 0)
		w.from = today->open;
	plan->wanted = plan->usual = w;
	plan->reached = w.from;
	plan->minutes = (int64_t)p->feature_window_bars;
}

int feature_plan_restart(struct feature_plan *plan)
{
	const struct params *p = plan->params;
	const struct feature_wanted *had = &plan->usual;
	struct instant open = today_of(plan)->open, missing[SERIES_ROWS_MAX];
	bool has_details =
		instant_compare(had->detail, open) <= 0 && instant_compare(had->from, open) <= 0;
	if (begin_tickers(plan) != 0)
		return -1;
	for (struct series *l = plan->set->series; l < plan->set->series + plan->set->count; l++) {
		if (series_unpack(plan->set, l) != 0)
			return -1;
		l->missing = series_missing(p, plan->span, l, missing);
		if (l->missing == 0 || series_can_resume(p, plan->span, l, had->from))
			continue;
		l->has_atr = l->has_vwap = false;
		l->gap = FACT_UNKNOWN;
		if (has_details)
			continue;
		series_set_restart(plan->set, l);
		add_ticker(plan, l);
	}
	plan->wanted.from = instant_compare(open, had->from) < 0 ? open : had->from;
	plan->wanted.to = had->to;
	plan->wanted.detail = open;
	return 0;
}

/* Collects the series that have too few bars for the rows they miss. */
static int add_short(struct feature_plan *plan)
{
	size_t window = (size_t)plan->params->feature_window_bars;
	if (begin_tickers(plan) != 0)
		return -1;
	for (struct series *l = plan->set->series; l < plan->set->series + plan->set->count; l++) {
		if (l->missing == 0)
			continue;
		/* a restarted series has some bars twice, so its count says nothing */
		if (l->has_vwap &&
			series_pack_count(&plan->set->pack, l->number) >= window + l->missing - 1)
			continue;
		if (series_unpack(plan->set, l) != 0)
			return -1;
		if (series_is_short(plan->params, l))
			add_ticker(plan, l);
	}
	return 0;
}

int feature_plan_lengthen(struct feature_plan *plan)
{
	struct instant oldest = plan->span->sessions[0].open, from;
	if (instant_compare(plan->reached, oldest) <= 0)
		return begin_tickers(plan);
	if (add_short(plan) != 0)
		return -1;
	if (plan->wanted.ticker_count == 0)
		return 0;
	do {
		plan->minutes *= WIDER;
		from = series_back(plan->span, plan->now, plan->minutes);
	} while (instant_compare(from, plan->reached) >= 0);
	plan->wanted.from = from;
	plan->wanted.to = plan->wanted.detail = plan->reached;
	plan->reached = from;
	return 0;
}

/* ---- seeds ---- */

int feature_plan_seed(struct feature_plan *plan)
{
	size_t least = (size_t)plan->params->feature_min_bars;
	if (begin_tickers(plan) != 0)
		return -1;
	for (size_t i = 0; i < plan->set->count; i++) {
		const struct series *l = &plan->set->series[i];
		/* a series with too few bars for a row needs no seed */
		if (!l->has_atr && l->missing > 0 &&
			series_pack_count(&plan->set->pack, l->number) >= least)
			add_ticker(plan, l);
	}
	return 0;
}

int feature_plan_seeded(struct feature_plan *plan, struct feature_seed *seeds)
{
	for (size_t i = 0; i < plan->set->count; i++) {
		struct series *l = &plan->set->series[i];
		if (l->has_atr || l->missing == 0)
			continue;
		if (series_unpack(plan->set, l) != 0)
			return -1;
		feature_seed_end(&seeds[i], plan->params, today_of(plan),
			series_first(plan->span, l), &l->atr);
		l->prior_close = seeds[i].close;
		l->has_atr = true;
	}
	return 0;
}

void feature_plan_before_open(struct feature_plan *plan)
{
	struct instant open = today_of(plan)->open;
	plan->wanted = (struct feature_wanted){
		.from = series_back(plan->span, open, (int64_t)plan->params->feature_window_bars),
		.to = open,
		.detail = open,
	};
}

int feature_plan_unseeded(
	struct feature_plan *plan, const struct feature_state *states, size_t count)
{
	for (const struct feature_state *s = states; s < states + count; s++) {
		struct series *l = series_set_find(plan->set, s->ticker, strlen(s->ticker));
		if (l != NULL)
			l->has_atr = is_whole(plan->params, s);
	}
	if (begin_tickers(plan) != 0)
		return -1;
	for (size_t i = 0; i < plan->set->count; i++)
		if (!plan->set->series[i].has_atr)
			add_ticker(plan, &plan->set->series[i]);
	return 0;
}

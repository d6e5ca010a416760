/*
 * Makes the seed of a session's ATR. The bars of the sessions before it are read piece by piece of
 * time; within a piece they come in no order, so they are added to buckets first.
 */
#include <stdlib.h>

#include "mem.h"
#include "store_feature_read.h"

enum {
	PIECE_BUCKETS = 300000, /* for all series together: 14 MB */
	SERIES_BUCKETS_LEAST = 30,
	SERIES_BUCKETS_MOST = 390, /* a session in buckets of one minute */
};

/* The bars of a bucket so far. */
struct seed_bucket {
	struct price high, low, first, last; /* first and last: closes */
	struct instant first_ts, last_ts;    /* unknown: no bar */
};

struct feature_piece {
	struct seed_bucket *buckets; /* of one series after the other */
	size_t per_series;
	struct instant begin; /* of the first bucket */
	int64_t bucket_us;
};

static void add(struct seed_bucket *k, const struct bar *b)
{
	if (!instant_known(k->first_ts)) {
		*k = (struct seed_bucket){b->high, b->low, b->close, b->close, b->ts, b->ts};
		return;
	}
	k->high = price_compare(b->high, k->high) > 0 ? b->high : k->high;
	k->low = price_compare(b->low, k->low) < 0 ? b->low : k->low;
	if (instant_compare(b->ts, k->first_ts) < 0) {
		k->first_ts = b->ts;
		k->first = b->close;
	} else if (instant_compare(b->ts, k->last_ts) > 0) {
		k->last_ts = b->ts;
		k->last = b->close;
	}
}

static int take(
	void *context, const struct series *series, const struct bar *bar, struct error *err)
{
	struct feature_reading *r = context;
	const struct feature_piece *p = r->piece;
	size_t at = (size_t)(instant_diff_us(bar->ts, p->begin) / p->bucket_us);
	if (!price_known(bar->high) || !price_known(bar->low) || at >= p->per_series)
		return feature_bad_row("bars", err);
	add(&p->buckets[(size_t)(series - r->set->series) * p->per_series + at], bar);
	return 0;
}

/* Adds a bucket as two bars: the first, which shows a jump over the night, and the last. */
static void feed(struct feature_seed *seed, const struct params *p, struct date session,
	const struct seed_bucket *k)
{
	if (!instant_known(k->first_ts))
		return;
	struct bar bar = {.ts = k->first_ts, .high = k->high, .low = k->low, .close = k->first};
	feature_seed_add(seed, p, session, &bar);
	bar.ts = k->last_ts;
	bar.close = k->last;
	if (instant_compare(k->last_ts, k->first_ts) > 0)
		feature_seed_add(seed, p, session, &bar);
}

/* Adds the bars of SESSION that W wants, one piece, to the seeds. */
static int add_piece(struct feature_reading *r, const struct session *session,
	struct feature_wanted *w, struct feature_seed *seeds, struct error *err)
{
	struct feature_piece *p = r->piece;
	size_t count = r->set->count * p->per_series;
	for (size_t i = 0; i < count; i++)
		p->buckets[i].first_ts = INSTANT_UNKNOWN;
	p->begin = instant_floor(w->from, p->bucket_us);
	if (feature_each_bar(r, w, take, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		feed(&seeds[i / p->per_series], &r->run->params, session->day, &p->buckets[i]);
	return 0;
}

int feature_seeds(struct feature_reading *r, const char *const *tickers, size_t count,
	struct feature_seed *seeds, struct error *err)
{
	size_t per_series = PIECE_BUCKETS / (r->set->count + 1);
	per_series = per_series < SERIES_BUCKETS_LEAST	? SERIES_BUCKETS_LEAST
		     : per_series > SERIES_BUCKETS_MOST ? SERIES_BUCKETS_MOST
							: per_series;
	struct seed_bucket *buckets mem_auto =
		calloc(r->set->count * per_series + 1, sizeof *buckets);
	struct feature_piece piece = {.buckets = buckets,
		.per_series = per_series,
		.bucket_us = (int64_t)r->run->params.atr_bucket_min * MINUTE_US};
	int64_t length_us = (int64_t)per_series * piece.bucket_us;
	if (buckets == NULL)
		return error_memory(err);
	r->piece = &piece;
	for (size_t i = 0; i < r->set->count; i++)
		feature_seed_begin(&seeds[i], &r->run->params);
	int result = 0;
	for (size_t i = 0; i + 1 < r->span->count; i++) {
		const struct session *s = &r->span->sessions[i];
		struct feature_wanted w = {
			.from = s->open, .tickers = tickers, .ticker_count = count};
		for (; result == 0 && instant_compare(w.from, s->close) < 0; w.from = w.to) {
			w.to = instant_add(instant_floor(w.from, piece.bucket_us), length_us);
			w.to = instant_compare(w.to, s->close) < 0 ? w.to : s->close;
			w.detail = w.from;
			result = add_piece(r, s, &w, seeds, err);
		}
	}
	r->piece = NULL;
	return result;
}

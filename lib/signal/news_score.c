#include "news_score.h"

#include <math.h>

double news_weight(const struct params *p, const struct news_item *item, struct instant now)
{
	double age_s = instant_age_s(now, item->published_at);
	if (!(age_s >= 0 && age_s < 60 * p->news_window_min))
		return 0;
	return exp2(-age_s / (60 * p->news_half_life_min)) * (1 - item->p_neutral);
}

static bool usable(const struct news_item *item, struct instant now)
{
	return instant_known(item->published_at) && item->published_at.us <= now.us &&
	       fabs(item->score) <= 1 && item->p_neutral >= 0 && item->p_neutral <= 1;
}

/*
 * True when ITEMS[I] is the first article of its story; of two at the same time, the first given.
 */
static bool is_first_report(const struct news_item *items, size_t count, size_t i,
	int64_t duplicate_us, struct instant now)
{
	for (size_t k = 0; items[i].story != 0 && k < count; k++) {
		int64_t before_us = items[i].published_at.us - items[k].published_at.us;
		if (k != i && items[k].story == items[i].story && usable(&items[k], now) &&
			(before_us > 0 || (before_us == 0 && k < i)) && before_us <= duplicate_us)
			return false;
	}
	return true;
}

void news_score(const struct params *p, const struct news_item *items, size_t count,
	struct instant now, bool *counted, struct news_score *out)
{
	struct news_score r = {(double)NAN, 0, (double)NAN, INSTANT_UNKNOWN, INSTANT_UNKNOWN};
	int64_t window_us = (int64_t)p->news_window_min * MINUTE_US;
	int64_t duplicate_us = (int64_t)p->news_duplicate_window_h * HOUR_US;
	double sum = 0, weights = 0;
	for (size_t i = 0; i < count; i++) {
		bool counts = usable(&items[i], now) &&
			      now.us - items[i].published_at.us < window_us &&
			      is_first_report(items, count, i, duplicate_us, now);
		if (counted != NULL)
			counted[i] = counts;
		if (!counts)
			continue;
		double weight = news_weight(p, &items[i], now);
		sum += weight * items[i].score;
		weights += weight;
		r.n++;
		if (!instant_known(r.newest) || items[i].published_at.us > r.newest.us)
			r.newest = items[i].published_at;
		if (!instant_known(r.oldest) || items[i].published_at.us < r.oldest.us)
			r.oldest = items[i].published_at;
	}
	if (r.n > 0) {
		/* without a weight all articles are neutral */
		r.s = weights > 0 ? sum / weights : 0;
		r.age_s = instant_age_s(now, r.newest);
	}
	*out = r;
}

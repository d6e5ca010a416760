#include "feature.h"

#include <math.h>
#include <string.h>

#include "zone.h"

enum { SMA_FAST = 20, SMA_SLOW = 50, SMA_DAILY_SLOW = 200 };

static const double nan_ = (double)NAN;

/* The bars of a row's window, with the closes as doubles. */
struct window {
	const struct bar *bars; /* the first of them */
	size_t count;
	double close[FEATURE_WINDOW_MAX];
	bool gap[FEATURE_WINDOW_MAX]; /* a night lies before the bar */
};

enum trend feature_trend(double fast, double slow, double deadband)
{
	double distance = fast / slow - 1;
	if (!isfinite(distance))
		return TREND_UNKNOWN;
	if (distance > deadband)
		return TREND_UP;
	return distance < -deadband ? TREND_DOWN : TREND_FLAT;
}

static double ratio(double value, double base)
{
	return base > 0 ? value / base : nan_;
}

static double distance(double value, double base)
{
	return ratio(value - base, base);
}

static size_t first_bar_at(const struct bar *bars, size_t count, struct instant from)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (bars[middle].ts.us < from.us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The bars of session S: the index of the first into *FIRST; returns how many. */
static size_t session_bars(const struct feature_input *in, const struct session *s, size_t *first)
{
	*first = first_bar_at(in->bars, in->bar_count, s->open);
	return first_bar_at(in->bars, in->bar_count, s->close) - *first;
}

static size_t at_most(size_t count, double limit)
{
	return count > (size_t)limit ? (size_t)limit : count;
}

static bool is_split(const struct bar *before, const struct bar *after)
{
	int issued, held;
	return bar_split(before->close, after->close, &issued, &held);
}

/* Drops the bars before I. */
static void window_cut(struct window *w, size_t i)
{
	w->bars += i;
	w->count -= i;
	memmove(w->close, w->close + i, w->count * sizeof w->close[0]);
	memmove(w->gap, w->gap + i, w->count * sizeof w->gap[0]);
}

static bool window_fill(struct window *w, const struct params *p, const struct feature_input *in)
{
	size_t sessions = at_most(in->session_count, p->feature_sessions_back);
	if (sessions == 0 || in->bar_count == 0)
		return false;
	const struct session *today = in->sessions + in->session_count - 1,
			     *s = today - (sessions - 1);
	if (!bar_is_regular(&in->bars[in->bar_count - 1], today))
		return false;
	size_t first = first_bar_at(in->bars, in->bar_count, s->open);
	w->count = at_most(in->bar_count - first, fmin(p->feature_window_bars, FEATURE_WINDOW_MAX));
	w->bars = in->bars + in->bar_count - w->count;
	size_t split = 0;
	for (size_t i = 0; i < w->count; i++) {
		w->close[i] = price_to_double(w->bars[i].close);
		w->gap[i] = false;
		for (; s <= today && !bar_is_regular(&w->bars[i], s); s++)
			w->gap[i] = true;
		if (s > today)
			return false;
		if (w->gap[i] && i > 0 && is_split(&w->bars[i - 1], &w->bars[i]))
			split = i;
	}
	if (split > 0)
		window_cut(w, split);
	return w->count >= (size_t)p->feature_min_bars;
}

/* The volatility per bar of the last COUNT closes. */
static double window_vol(const struct window *w, size_t count)
{
	double returns[FEATURE_WINDOW_MAX];
	if (w->count < count)
		return nan_;
	size_t first = w->count - count;
	return indicator_stddev(
		returns, indicator_returns(w->close + first, w->gap + first, count, returns));
}

enum fact feature_gap(
	const struct params *p, struct price open, struct price prior, double daily_atr)
{
	int issued, held;
	if (!(p->gap_reset > 0))
		return FACT_NO;
	if (!price_positive(open) || !price_positive(prior) ||
		bar_split(prior, open, &issued, &held))
		return FACT_UNKNOWN;
	double before = price_to_double(prior), moved = fabs(price_to_double(open) - before);
	/* in 1/10000 dollars, so that exactly gap_reset_pct is not more */
	bool far = 100 * fabs((double)open.e4 - (double)prior.e4) >
		   p->gap_reset_pct * (double)prior.e4;
	far = far || (daily_atr > 0 && moved > p->gap_reset_atr * daily_atr);
	return far ? FACT_YES : FACT_NO;
}

/* gap_reset of the last session, as stored or from its first bar and the last close before it. */
static enum fact session_gap(const struct params *p, const struct feature_input *in)
{
	const struct session *s = &in->sessions[in->session_count - 1];
	bool is_whole = in->atr == NULL || instant_compare(in->atr->until, s->open) <= 0;
	size_t first, count = session_bars(in, s, &first);
	if (in->gap != FACT_UNKNOWN || !is_whole || count == 0)
		return in->gap;
	struct price prior = in->prior_close;
	if (!price_positive(prior) && first > 0)
		prior = in->bars[first - 1].close;
	return feature_gap(p, in->bars[first].open, prior, in->daily_atr);
}

static void price_features(const struct params *p, const struct feature_input *in,
	const struct window *w, struct feature_row *row)
{
	size_t first, own = session_bars(in, &in->sessions[in->session_count - 1], &first);
	row->gap_reset = session_gap(p, in);
	bool alone = row->gap_reset == FACT_YES;
	size_t count = alone ? at_most(own, (double)w->count) : w->count;
	const double *close = w->close + (w->count - count);
	row->close = close[count - 1];
	row->sma20 = indicator_sma(close, count, SMA_FAST);
	row->sma50 = indicator_sma(close, count, SMA_SLOW);
	row->distance_sma20 = distance(row->close, row->sma20);
	row->distance_sma50 = distance(row->close, row->sma50);
	double slow = alone ? indicator_sma(close, count, at_most(count, SMA_SLOW)) : row->sma50;
	row->trend_state = feature_trend(row->sma20, slow, p->trend_deadband);
	row->recent_vol = window_vol(w, (size_t)p->vol_recent_closes);
	row->baseline_vol = window_vol(w, w->count);
	row->vol_ratio = ratio(row->recent_vol, row->baseline_vol);
}

/*
 * The mean volume of the BARS bars before the newest; unknown when there are fewer, or when one is
 * of another feed.
 */
static double volume_before(const struct window *w, size_t bars)
{
	const struct bar *newest = &w->bars[w->count - 1];
	if (w->count < bars + 1)
		return nan_;
	double sum = 0;
	for (const struct bar *b = newest - bars; b < newest; b++) {
		if (b->feed != newest->feed)
			return nan_;
		sum += (double)b->volume;
	}
	return sum / (double)bars;
}

static double tod_median(const struct params *p, const struct feature_input *in)
{
	double volumes[FEATURE_TOD_MAX];
	size_t need = at_most(FEATURE_TOD_MAX, p->tod_sessions);
	if (in->tod_count < need)
		return nan_;
	for (size_t i = 0; i < need; i++)
		volumes[i] = (double)in->tod_volumes[in->tod_count - need + i];
	return indicator_median(volumes, need);
}

static void volume_features(const struct params *p, const struct feature_input *in,
	const struct window *w, struct feature_row *row)
{
	double volume = (double)w->bars[w->count - 1].volume;
	row->volume_avg_20 = volume_before(w, (size_t)p->volume_avg_bars);
	row->volume_ratio = ratio(volume, row->volume_avg_20);
	row->volume_surge = isnan(row->volume_ratio)			? FACT_UNKNOWN
			    : row->volume_ratio > p->volume_surge_ratio ? FACT_YES
									: FACT_NO;
	row->volume_ratio_tod = ratio(volume, tod_median(p, in));
}

/* The return since the last close at least MINUTES before the newest bar in its session. */
static double return_over(const struct bar *today, size_t count, int minutes)
{
	const struct bar *newest = &today[count - 1];
	size_t after = first_bar_at(today, count, instant_add(newest->ts, 1 - minutes * MINUTE_US));
	if (after == 0)
		return nan_;
	double before = price_to_double(today[after - 1].close);
	return distance(price_to_double(newest->close), before);
}

/* The price at which the sum counts a bar, USD. */
static double typical(const struct bar *b)
{
	if (price_known(b->vwap))
		return price_to_double(b->vwap);
	return (price_to_double(b->high) + price_to_double(b->low) + price_to_double(b->close)) / 3;
}

/* Adds the bars of TODAY from v->until on. */
static void vwap_advance(struct feature_vwap *v, const struct bar *today, size_t count)
{
	for (const struct bar *b = today + first_bar_at(today, count, v->until); b < today + count;
		b++) {
		v->feed = v->feed == FEED_NONE || v->feed == b->feed ? b->feed : FEED_SEVERAL;
		v->money += typical(b) * (double)b->volume;
		v->volume += (double)b->volume;
		v->until = instant_add(b->ts, MINUTE_US);
	}
}

static void session_features(const struct feature_input *in, struct feature_row *row)
{
	const struct session *s = &in->sessions[in->session_count - 1];
	size_t first, count = session_bars(in, s, &first);
	const struct bar *today = in->bars + first;
	row->ret_5m = return_over(today, count, 5);
	row->ret_15m = return_over(today, count, 15);
	bool usable = in->vwap != NULL && date_compare(in->vwap->session, s->day) == 0;
	row->vwap = usable ? *in->vwap
			   : (struct feature_vwap){
				     .session = s->day, .until = s->open, .feed = FEED_NONE};
	vwap_advance(&row->vwap, today, count);
	row->session_vwap = row->vwap.feed < 0 ? nan_ : ratio(row->vwap.money, row->vwap.volume);
	row->distance_vwap = distance(row->close, row->session_vwap);
	row->session_minute = (int)(instant_diff_us(row->bar_ts, s->open) / MINUTE_US);
}

/*
 * Adds the complete buckets of BARS that begin at or after *UNTIL and end by NOW, and moves *UNTIL
 * past them.
 */
static void atr_advance(struct feature_atr *a, const struct bar *bars, size_t count,
	int64_t bucket_us, struct instant now)
{
	size_t i = first_bar_at(bars, count, a->until);
	while (i < count) {
		struct instant begin = instant_floor(bars[i].ts, bucket_us);
		struct instant end = instant_add(begin, bucket_us);
		if (end.us > now.us)
			return;
		struct price high = bars[i].high, low = bars[i].low, close = bars[i].close;
		for (i++; i < count && bars[i].ts.us < end.us; i++) {
			high = price_compare(bars[i].high, high) > 0 ? bars[i].high : high;
			low = price_compare(bars[i].low, low) < 0 ? bars[i].low : low;
			close = bars[i].close;
		}
		atr_add(&a->atr, price_to_double(high), price_to_double(low),
			price_to_double(close));
		a->until = end;
	}
}

void feature_seed_begin(struct feature_seed *s, const struct params *p)
{
	atr_init(&s->atr, (int)p->atr_period);
	s->session = DATE_UNKNOWN;
	s->begin = INSTANT_UNKNOWN;
	s->close = PRICE_UNKNOWN;
}

/* The bucket in progress is complete. */
static void seed_bucket(struct feature_seed *s)
{
	if (instant_known(s->begin))
		atr_add(&s->atr, price_to_double(s->high), price_to_double(s->low),
			price_to_double(s->close));
	s->begin = INSTANT_UNKNOWN;
}

/* Handles the night before BAR: its range is left out; after a split the average restarts. */
static void seed_night(struct feature_seed *s, const struct params *p, const struct bar *bar)
{
	int issued, held;
	if (bar_split(s->close, bar->close, &issued, &held))
		atr_init(&s->atr, (int)p->atr_period);
	atr_gap(&s->atr);
}

void feature_seed_add(
	struct feature_seed *s, const struct params *p, struct date session, const struct bar *bar)
{
	struct instant begin = instant_floor(bar->ts, (int64_t)p->atr_bucket_min * MINUTE_US);
	bool next_session = date_compare(session, s->session) != 0;
	if (next_session || instant_compare(begin, s->begin) != 0)
		seed_bucket(s);
	if (next_session)
		seed_night(s, p, bar);
	s->session = session;
	if (!instant_known(s->begin)) {
		s->begin = begin;
		s->high = bar->high;
		s->low = bar->low;
	}
	s->high = price_compare(bar->high, s->high) > 0 ? bar->high : s->high;
	s->low = price_compare(bar->low, s->low) < 0 ? bar->low : s->low;
	s->close = bar->close;
}

void feature_seed_end(struct feature_seed *s, const struct params *p, const struct session *today,
	const struct bar *first, struct feature_atr *out)
{
	seed_bucket(s);
	if (first != NULL)
		seed_night(s, p, first);
	atr_gap(&s->atr);
	*out = (struct feature_atr){.session = today->day, .until = today->open, .atr = s->atr};
}

/* The state at the open of the last session: the sessions before it, each on its own. */
static struct feature_atr atr_seed(const struct params *p, const struct feature_input *in)
{
	struct feature_seed seed;
	struct feature_atr out;
	const struct session *today = &in->sessions[in->session_count - 1];
	size_t before = at_most(in->session_count - 1, p->feature_sessions_back);
	feature_seed_begin(&seed, p);
	for (const struct session *s = today - before; s < today; s++) {
		size_t first, count = session_bars(in, s, &first);
		for (size_t i = first; i < first + count; i++)
			feature_seed_add(&seed, p, s->day, &in->bars[i]);
	}
	size_t first, count = session_bars(in, today, &first);
	feature_seed_end(&seed, p, today, count == 0 ? NULL : &in->bars[first], &out);
	return out;
}

static void atr_features(
	const struct params *p, const struct feature_input *in, struct feature_row *row)
{
	const struct session *s = &in->sessions[in->session_count - 1];
	size_t first, count = session_bars(in, s, &first);
	bool usable = in->atr != NULL && in->atr->session.days == s->day.days &&
		      in->atr->atr.average.period == (int)p->atr_period;
	row->atr = usable ? *in->atr : atr_seed(p, in);
	atr_advance(&row->atr, in->bars + first, count, (int64_t)p->atr_bucket_min * MINUTE_US,
		instant_add(row->bar_ts, MINUTE_US));
	row->atr14 = atr_value(&row->atr.atr);
}

bool feature_compute(
	const struct params *p, const struct feature_input *in, struct feature_row *out)
{
	struct window w;
	if (!window_fill(&w, p, in))
		return false;
	const struct bar *newest = &w.bars[w.count - 1];
	struct feature_row row = {.bar_ts = newest->ts,
		.bars = (int)w.count,
		.volume = newest->volume,
		.feed = newest->feed};
	price_features(p, in, &w, &row);
	volume_features(p, in, &w, &row);
	session_features(in, &row);
	atr_features(p, in, &row);
	*out = row;
	return true;
}

bool feature_daily_compute(
	const struct params *p, const struct bar *days, size_t count, struct feature_daily *out)
{
	double close[FEATURE_DAILY_MAX], high[FEATURE_DAILY_MAX], low[FEATURE_DAILY_MAX];
	double returns[FEATURE_DAILY_MAX];
	if (count == 0)
		return false;
	size_t n = at_most(count, fmin(p->feature_daily_window, FEATURE_DAILY_MAX));
	days += count - n;
	for (size_t i = n; i-- > 1;)
		if (is_split(&days[i - 1], &days[i])) {
			days += i;
			n -= i;
			break;
		}
	for (size_t i = 0; i < n; i++) {
		close[i] = price_to_double(days[i].close);
		high[i] = price_to_double(days[i].high);
		low[i] = price_to_double(days[i].low);
	}
	size_t back = (size_t)p->realised_vol_days;
	for (size_t i = 1; i <= back && n > back; i++)
		returns[i - 1] = log(close[n - i] / close[n - i - 1]);
	struct feature_daily row = {
		.day = zone_new_york_date(days[n - 1].ts, NULL),
		.close = close[n - 1],
		.sma50 = indicator_sma(close, n, SMA_SLOW),
		.sma200 = indicator_sma(close, n, SMA_DAILY_SLOW),
		.atr14 = indicator_atr(high, low, close, n, (int)p->atr_period),
		.rsi14 = indicator_rsi(close, n, (int)p->rsi_period),
		.realised_vol =
			n > back ? indicator_stddev(returns, back) * sqrt(FEATURE_DAYS_A_YEAR)
				 : nan_,
		.days_used = (int)n,
	};
	row.daily_trend = feature_trend(row.sma50, row.sma200, p->daily_trend_deadband);
	*out = row;
	return true;
}

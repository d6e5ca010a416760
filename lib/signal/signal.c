#include "signal.h"

#include <math.h>

#include "array.h"

static const double nan_ = (double)NAN;

const char *signal_condition_name(enum signal_condition condition)
{
	static const char *const names[] = {
		[SIGNAL_BAR_AGE] = "bar_age",
		[SIGNAL_FEATURE_AGE] = "feature_age",
		[SIGNAL_ARTICLES] = "articles",
		[SIGNAL_SENTIMENT] = "sentiment",
		[SIGNAL_SMA20] = "sma20",
		[SIGNAL_TREND] = "trend_state",
		[SIGNAL_DISTANCE] = "distance_sma20",
		[SIGNAL_VOLATILITY] = "vol_ratio",
		[SIGNAL_CONFIDENCE] = "confidence",
		[SIGNAL_DAILY_TREND] = "daily_trend",
		[SIGNAL_LONG_STOCK] = "long_stock",
		[SIGNAL_PASSED] = "passed",
	};
	return names[condition];
}

const char *direction_name(enum direction direction)
{
	return direction == DIRECTION_NONE	? "none"
	       : direction == DIRECTION_BULLISH ? "bullish"
						: "bearish";
}

double signal_volume_ratio(const struct params *p, const double *ratios, size_t count)
{
	double highest = nan_;
	size_t bars = (size_t)p->signal_volume_bars;
	for (size_t i = count > bars ? count - bars : 0; i < count; i++)
		highest = fmax(highest, ratios[i]); /* fmax ignores an unknown value */
	return highest;
}

double signal_multiplier(const struct params *p, double volume_ratio)
{
	const struct {
		double below, factor;
	} steps[] = {
		{p->signal_volume_1, 0},
		{p->signal_volume_2, p->signal_mult_1},
		{p->signal_volume_3, p->signal_mult_2},
		{p->signal_volume_4, p->signal_mult_3},
		{p->signal_volume_5, p->signal_mult_4},
		{(double)INFINITY, p->signal_mult_5},
	};
	for (size_t i = 0; i < array_size(steps); i++)
		if (volume_ratio < steps[i].below)
			return steps[i].factor;
	return 0; /* the ratio is unknown */
}

static double vola_score(const struct params *p, double vol_ratio)
{
	if (vol_ratio < p->signal_vola_low)
		return p->signal_vola_below;
	return vol_ratio > p->signal_vola_high ? p->signal_vola_above : 1;
}

void signal_score(const struct params *p, double s, int trend, double distance_sma20,
	double vol_ratio, double volume_ratio, struct signal_score *out)
{
	struct signal_score r = {
		.trend = trend > 0    ? 1
			 : trend == 0 ? p->signal_trend_flat
				      : 0,
		.setup = 1 - fabs(distance_sma20) / p->signal_distance_max,
		.vola = vola_score(p, vol_ratio),
		.mult = signal_multiplier(p, volume_ratio),
	};
	r.base = p->signal_weight_sentiment * fabs(s) + p->signal_weight_trend * r.trend +
		 p->signal_weight_setup * r.setup + p->signal_weight_vola * r.vola;
	/* rounded before any comparison, so that the stored value is the compared one */
	r.confidence = round(r.base * r.mult * 1e4) / 1e4;
	*out = r;
}

static bool fail(struct signal_decision *d, enum signal_condition condition, double observed,
	double threshold)
{
	d->failed = condition;
	d->observed = observed;
	d->threshold = threshold;
	return false;
}

static double trend_number(enum trend trend)
{
	return trend == TREND_UNKNOWN ? nan_ : (double)trend;
}

/* True for a known trend against the direction. */
static bool opposes(enum trend trend, enum direction direction)
{
	return trend != TREND_UNKNOWN && (int)trend * (int)direction < 0;
}

/* Fresh data, and news with a direction. Each comparison is written so that an unknown fails. */
static bool check_news(const struct params *p, struct signal_decision *d)
{
	if (!(d->bar_age_s <= p->signal_bar_age_max_s))
		return fail(d, SIGNAL_BAR_AGE, d->bar_age_s, p->signal_bar_age_max_s);
	if (!(d->feature_age_s <= p->signal_feature_age_max_s))
		return fail(d, SIGNAL_FEATURE_AGE, d->feature_age_s, p->signal_feature_age_max_s);
	if (d->in.news.n < 1)
		return fail(d, SIGNAL_ARTICLES, d->in.news.n, 1);
	if (!(fabs(d->in.news.s) > p->signal_score_min))
		return fail(d, SIGNAL_SENTIMENT, d->in.news.s, p->signal_score_min);
	return true;
}

/* The close, the trend and the volatility. */
static bool check_chart(const struct params *p, struct signal_decision *d)
{
	const struct signal_input *in = &d->in;
	double over = in->close - in->sma20;
	if (!(d->direction == DIRECTION_BULLISH ? over > 0 : over < 0))
		return fail(d, SIGNAL_SMA20, in->close, in->sma20);
	if (in->trend_state == TREND_UNKNOWN || opposes(in->trend_state, d->direction))
		return fail(d, SIGNAL_TREND, trend_number(in->trend_state), 0);
	if (!(fabs(in->distance_sma20) <= p->signal_distance_max))
		return fail(d, SIGNAL_DISTANCE, in->distance_sma20, p->signal_distance_max);
	if (isnan(in->vol_ratio))
		return fail(d, SIGNAL_VOLATILITY, nan_, nan_);
	return true;
}

/* The strategy of a swing signal. */
static enum strategy swing_strategy(const struct params *p, double iv_percentile)
{
	if (p->signal_credit_spread > 0 && iv_percentile > p->signal_credit_iv_percentile)
		return STRATEGY_CREDIT_SPREAD;
	return p->signal_conservative > 0 ? STRATEGY_CONSERVATIVE : STRATEGY_SWING_TRADE;
}

/* Chooses action, instrument and strategy by the confidence; false when a condition fails. */
static bool choose(const struct params *p, struct signal_decision *d)
{
	double confidence = d->score.confidence;
	bool bullish = d->direction == DIRECTION_BULLISH;
	bool against = opposes(d->in.daily_trend, d->direction);
	d->action = ACTION_BUY;
	d->instrument = bullish ? INSTRUMENT_CALL : INSTRUMENT_PUT;
	if (confidence >= p->signal_day_confidence &&
		d->in.volume_ratio >= p->signal_day_volume_ratio) {
		d->strategy = STRATEGY_DAY_TRADE;
		return true;
	}
	if (confidence >= p->signal_swing_confidence && d->in.daily_trend != TREND_UNKNOWN &&
		!against) {
		d->strategy = swing_strategy(p, d->in.iv_percentile);
		/* a spread sells what a long option of its direction does not buy */
		if (d->strategy == STRATEGY_CREDIT_SPREAD)
			d->instrument = bullish ? INSTRUMENT_PUT : INSTRUMENT_CALL;
		return true;
	}
	if (!(confidence >= p->signal_stock_confidence))
		return fail(d, SIGNAL_CONFIDENCE, confidence, p->signal_stock_confidence);
	if (against)
		return fail(d, SIGNAL_DAILY_TREND, trend_number(d->in.daily_trend), 0);
	if (!bullish && d->in.long_stock != FACT_YES)
		return fail(d, SIGNAL_LONG_STOCK, d->in.long_stock == FACT_NO ? 0 : nan_, 1);
	d->action = bullish ? ACTION_BUY : ACTION_SELL;
	d->instrument = INSTRUMENT_STOCK;
	d->strategy = STRATEGY_DAY_TRADE;
	return true;
}

/* A bar's ts is the start of its minute. */
static double bar_age_s(struct instant now, struct instant ts)
{
	return instant_age_s(now, instant_add(ts, MINUTE_US));
}

bool signal_decide(
	const struct params *p, const struct signal_input *in, struct signal_decision *out)
{
	struct signal_decision d = {
		.in = *in,
		.bar_age_s = bar_age_s(in->now, in->bar_ts),
		.feature_age_s = bar_age_s(in->now, in->feature_ts),
		.direction = in->news.s > 0   ? DIRECTION_BULLISH
			     : in->news.s < 0 ? DIRECTION_BEARISH
					      : DIRECTION_NONE,
		.score = {nan_, nan_, nan_, nan_, nan_, nan_},
		.failed = SIGNAL_PASSED,
		.observed = nan_,
		.threshold = nan_,
	};
	bool passed = check_news(p, &d) && check_chart(p, &d);
	if (passed) {
		signal_score(p, in->news.s, (int)in->trend_state * (int)d.direction,
			in->distance_sma20, in->vol_ratio, in->volume_ratio, &d.score);
		passed = choose(p, &d);
	}
	*out = d;
	return passed;
}

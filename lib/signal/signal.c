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

static double trend_number(enum trend trend)
{
	return trend == TREND_UNKNOWN ? nan_ : (double)trend;
}

/* True for a known trend against the direction. */
static bool opposes(enum trend trend, enum direction direction)
{
	return trend != TREND_UNKNOWN && (int)trend * (int)direction < 0;
}

/* The trend is >= 0, or <= 0 for a bearish signal; without a direction nothing opposes it. */
static struct condition trend_condition(enum trend trend, enum direction direction)
{
	static const enum condition_needs needs[] = {NEEDS_AT_MOST, NEEDS_KNOWN, NEEDS_AT_LEAST};
	return condition_of("", needs[direction + 1], trend_number(trend), 0);
}

static struct condition ask_bar_age(const struct params *p, const struct signal_decision *d)
{
	return condition_of("", NEEDS_AT_MOST, d->bar_age_s, p->signal_bar_age_max_s);
}

static struct condition ask_feature_age(const struct params *p, const struct signal_decision *d)
{
	return condition_of("", NEEDS_AT_MOST, d->feature_age_s, p->signal_feature_age_max_s);
}

static struct condition ask_articles(const struct params *p, const struct signal_decision *d)
{
	(void)p;
	return condition_of("", NEEDS_AT_LEAST, d->in.news.n, 1);
}

static struct condition ask_sentiment(const struct params *p, const struct signal_decision *d)
{
	return condition_of_size("", NEEDS_ABOVE, d->in.news.s, p->signal_score_min);
}

static struct condition ask_sma20(const struct params *p, const struct signal_decision *d)
{
	(void)p;
	if (d->direction == DIRECTION_NONE)
		return condition_of("", NEEDS_KNOWN, nan_, nan_);
	return condition_of("", d->direction == DIRECTION_BULLISH ? NEEDS_ABOVE : NEEDS_BELOW,
		d->in.close, d->in.sma20);
}

static struct condition ask_trend(const struct params *p, const struct signal_decision *d)
{
	(void)p;
	return trend_condition(d->in.trend_state, d->direction);
}

static struct condition ask_distance(const struct params *p, const struct signal_decision *d)
{
	return condition_of_size(
		"", NEEDS_AT_MOST, d->in.distance_sma20, p->signal_distance_max);
}

static struct condition ask_volatility(const struct params *p, const struct signal_decision *d)
{
	(void)p;
	return condition_of("", NEEDS_KNOWN, d->in.vol_ratio, nan_);
}

static struct condition ask_confidence(const struct params *p, const struct signal_decision *d)
{
	return condition_of(
		"", NEEDS_AT_LEAST, d->score.confidence, p->signal_stock_confidence);
}

/* An unknown daily trend passes: it does not oppose. */
static struct condition ask_daily_trend(const struct params *p, const struct signal_decision *d)
{
	(void)p;
	struct condition c = trend_condition(d->in.daily_trend, d->direction);
	c.pass = !opposes(d->in.daily_trend, d->direction);
	return c;
}

/* A bullish signal buys, and needs no position. */
static struct condition ask_long_stock(const struct params *p, const struct signal_decision *d)
{
	(void)p;
	double held = d->in.long_stock == FACT_UNKNOWN ? nan_ : d->in.long_stock == FACT_YES;
	return d->direction == DIRECTION_BULLISH ? condition_of("", NEEDS_AT_LEAST, held, 0)
						 : condition_of("", NEEDS_AT_LEAST, held, 1);
}

typedef struct condition condition_asker(
	const struct params *p, const struct signal_decision *d);

static condition_asker *const askers[SIGNAL_CONDITION_COUNT] = {
	[SIGNAL_BAR_AGE] = ask_bar_age,
	[SIGNAL_FEATURE_AGE] = ask_feature_age,
	[SIGNAL_ARTICLES] = ask_articles,
	[SIGNAL_SENTIMENT] = ask_sentiment,
	[SIGNAL_SMA20] = ask_sma20,
	[SIGNAL_TREND] = ask_trend,
	[SIGNAL_DISTANCE] = ask_distance,
	[SIGNAL_VOLATILITY] = ask_volatility,
	[SIGNAL_CONFIDENCE] = ask_confidence,
	[SIGNAL_DAILY_TREND] = ask_daily_trend,
	[SIGNAL_LONG_STOCK] = ask_long_stock,
};

/* Asks the conditions FROM to UNTIL, this one excluded; false at the first that fails. */
static bool ask(const struct params *p, struct signal_decision *d, enum signal_condition from,
	enum signal_condition until)
{
	for (int i = (int)from; i < (int)until; i++) {
		struct condition c = askers[i](p, d);
		if (c.pass)
			continue;
		d->failed = (enum signal_condition)i;
		d->observed = c.observed;
		d->threshold = c.threshold;
		return false;
	}
	return true;
}

/* The strategy of a swing signal. */
static enum strategy swing_strategy(const struct params *p, double iv_percentile)
{
	if (p->signal_credit_spread > 0 && iv_percentile > p->signal_credit_iv_percentile)
		return STRATEGY_CREDIT_SPREAD;
	return p->signal_conservative > 0 ? STRATEGY_CONSERVATIVE : STRATEGY_SWING_TRADE;
}

/* True when the confidence makes the signal one of an option: sets instrument and strategy. */
static bool choose_option(const struct params *p, struct signal_decision *d)
{
	double confidence = d->score.confidence;
	bool bullish = d->direction == DIRECTION_BULLISH;
	d->action = ACTION_BUY;
	d->instrument = bullish ? INSTRUMENT_CALL : INSTRUMENT_PUT;
	if (confidence >= p->signal_day_confidence &&
		d->in.volume_ratio >= p->signal_day_volume_ratio) {
		d->strategy = STRATEGY_DAY_TRADE;
		return true;
	}
	if (!(confidence >= p->signal_swing_confidence) || d->in.daily_trend == TREND_UNKNOWN ||
		opposes(d->in.daily_trend, d->direction))
		return false;
	d->strategy = swing_strategy(p, d->in.iv_percentile);
	/* a spread sells what a long option of its direction does not buy */
	if (d->strategy == STRATEGY_CREDIT_SPREAD)
		d->instrument = bullish ? INSTRUMENT_PUT : INSTRUMENT_CALL;
	return true;
}

/* Chooses action, instrument and strategy by the confidence; false when a condition fails. */
static bool choose(const struct params *p, struct signal_decision *d)
{
	if (choose_option(p, d))
		return true;
	if (!ask(p, d, SIGNAL_CONFIDENCE, SIGNAL_CONDITION_COUNT))
		return false;
	d->action = d->direction == DIRECTION_BULLISH ? ACTION_BUY : ACTION_SELL;
	d->instrument = INSTRUMENT_STOCK;
	d->strategy = STRATEGY_DAY_TRADE;
	return true;
}

/* A bar's ts is the start of its minute. */
static double bar_age_s(struct instant now, struct instant ts)
{
	return instant_age_s(now, instant_add(ts, MINUTE_US));
}

static struct signal_decision undecided(const struct signal_input *in)
{
	return (struct signal_decision){
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
}

static void set_score(const struct params *p, struct signal_decision *d)
{
	const struct signal_input *in = &d->in;
	signal_score(p, in->news.s, (int)in->trend_state * (int)d->direction, in->distance_sma20,
		in->vol_ratio, in->volume_ratio, &d->score);
}

bool signal_decide(
	const struct params *p, const struct signal_input *in, struct signal_decision *out)
{
	struct signal_decision d = undecided(in);
	bool passed = ask(p, &d, SIGNAL_BAR_AGE, SIGNAL_CONFIDENCE);
	if (passed) {
		set_score(p, &d);
		passed = choose(p, &d);
	}
	*out = d;
	return passed;
}

void signal_conditions(const struct params *p, const struct signal_input *in,
	struct condition out[static SIGNAL_CONDITION_COUNT])
{
	struct signal_decision d = undecided(in);
	bool scored = d.direction != DIRECTION_NONE && in->trend_state != TREND_UNKNOWN &&
		      !isnan(in->distance_sma20) && !isnan(in->vol_ratio);
	if (scored)
		set_score(p, &d);
	bool option = scored && choose_option(p, &d);
	for (int i = 0; i < SIGNAL_CONDITION_COUNT; i++) {
		out[i] = askers[i](p, &d);
		out[i].name = signal_condition_name((enum signal_condition)i);
		if (option && i >= SIGNAL_CONFIDENCE)
			out[i].pass = true;
	}
}

void signal_write(struct jsonl *w, const char *key, const struct signal_decision *d)
{
	jsonl_open(w, key, '{');
	jsonl_text(w, "direction", direction_name(d->direction));
	jsonl_double(w, "s", d->in.news.s, -1);
	jsonl_i64(w, "articles", d->in.news.n);
	jsonl_double(w, "trend", d->score.trend, -1);
	jsonl_double(w, "setup", d->score.setup, -1);
	jsonl_double(w, "vola", d->score.vola, -1);
	jsonl_double(w, "base", d->score.base, -1);
	jsonl_double(w, "volume_ratio", d->in.volume_ratio, -1);
	jsonl_double(w, "mult", d->score.mult, -1);
	jsonl_double(w, "confidence", d->score.confidence, 4);
	jsonl_close(w);
}

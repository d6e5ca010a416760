#include "signal_snapshot.h"

#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "json.h"
#include "store_news.h"
#include "text.h"

struct stored {
	struct instant decided_at, newest_bar_ts, bar_ts, last_bullish, last_bearish;
	double close, sma20, distance_sma20, vol_ratio, iv_percentile;
	int64_t trend_state, daily_trend;
	bool live, long_stock;
};

#define STORED(type, field, required) JSON_FIELD(type, struct stored, field, #field, required)

static const struct json_field stored_fields[] = {
	STORED(JSON_FIELD_INSTANT, decided_at, true),
	STORED(JSON_FIELD_INSTANT, newest_bar_ts, true),
	STORED(JSON_FIELD_INSTANT, bar_ts, true),
	STORED(JSON_FIELD_INSTANT, last_bullish, false),
	STORED(JSON_FIELD_INSTANT, last_bearish, false),
	STORED(JSON_FIELD_DOUBLE, close, true),
	STORED(JSON_FIELD_DOUBLE, sma20, false),
	STORED(JSON_FIELD_DOUBLE, distance_sma20, false),
	STORED(JSON_FIELD_DOUBLE, vol_ratio, false),
	STORED(JSON_FIELD_DOUBLE, iv_percentile, false),
	STORED(JSON_FIELD_I64, trend_state, false),
	STORED(JSON_FIELD_I64, daily_trend, false),
	STORED(JSON_FIELD_BOOL, live, false),
	STORED(JSON_FIELD_BOOL, long_stock, false),
};

struct stored_article {
	struct instant published_at;
	double score, p_neutral;
	char story_uid[sizeof ((struct article *)0)->story_uid];
};

#define OF_ARTICLE(type, field) JSON_FIELD(type, struct stored_article, field, #field, true)

static const struct json_field article_fields[] = {
	OF_ARTICLE(JSON_FIELD_INSTANT, published_at),
	OF_ARTICLE(JSON_FIELD_DOUBLE, score),
	OF_ARTICLE(JSON_FIELD_DOUBLE, p_neutral),
	OF_ARTICLE(JSON_FIELD_TEXT, story_uid),
};

static enum trend trend_of(int64_t value)
{
	return value == INT64_MIN ? TREND_UNKNOWN : (enum trend)value;
}

static int read_features(const json_t *features, struct signal_snapshot *s, struct error *err)
{
	struct stored f;
	const json_t *ratios = json_object_get(features, "volume_ratios");
	if (json_object_read(features, stored_fields, array_size(stored_fields), &f, err) != 0)
		return -1;
	if (!json_is_array(ratios))
		return error_set(err, ERROR_DATA, "\"volume_ratios\" is missing");
	s->in = (struct signal_input){
		.now = f.decided_at,
		.bar_ts = f.newest_bar_ts,
		.feature_ts = f.bar_ts,
		.close = f.close,
		.sma20 = f.sma20,
		.distance_sma20 = f.distance_sma20,
		.trend_state = trend_of(f.trend_state),
		.vol_ratio = f.vol_ratio,
		.daily_trend = trend_of(f.daily_trend),
		.iv_percentile = f.iv_percentile,
		.long_stock = f.long_stock ? FACT_YES : FACT_NO,
	};
	s->history = (struct recommend_history){f.live, f.last_bullish, f.last_bearish};
	s->ratios = calloc(json_array_size(ratios) + 1, sizeof *s->ratios);
	if (s->ratios == NULL)
		return error_memory(err);
	for (; s->ratio_count < json_array_size(ratios); s->ratio_count++) {
		s->ratios[s->ratio_count] = (double)NAN;
		(void)json_read_double(
			json_array_get(ratios, s->ratio_count), &s->ratios[s->ratio_count]);
	}
	return 0;
}

static int read_articles(const json_t *sentiment, struct signal_snapshot *s, struct error *err)
{
	const json_t *articles = json_object_get(sentiment, "articles");
	s->items = calloc(json_array_size(articles) + 1, sizeof *s->items);
	if (s->items == NULL)
		return error_memory(err);
	for (; s->item_count < json_array_size(articles); s->item_count++) {
		struct stored_article stored;
		if (json_object_read(json_array_get(articles, s->item_count), article_fields,
			    array_size(article_fields), &stored, err) != 0)
			return error_prefix(err, "article %zu", s->item_count + 1);
		struct article a = {
			.published_at = stored.published_at,
			.score = stored.score,
			.p_neutral = stored.p_neutral,
		};
		(void)text_copy(a.story_uid, sizeof a.story_uid, stored.story_uid);
		s->items[s->item_count] = store_news_item(&a);
	}
	return 0;
}

int signal_snapshot_read(const json_t *features, const json_t *sentiment,
	struct signal_snapshot *out, struct error *err)
{
	struct signal_snapshot s = {0};
	if (read_features(features, &s, err) != 0 || read_articles(sentiment, &s, err) != 0) {
		signal_snapshot_free(&s);
		return -1;
	}
	*out = s;
	return 0;
}

void signal_snapshot_free(struct signal_snapshot *s)
{
	free(s->items);
	free(s->ratios);
	*s = (struct signal_snapshot){0};
}

enum recommend_outcome signal_snapshot_decide(
	const struct params *p, struct signal_snapshot *s, struct signal_decision *out)
{
	news_score(p, s->items, s->item_count, s->in.now, NULL, &s->in.news);
	s->in.volume_ratio = signal_volume_ratio(p, s->ratios, s->ratio_count);
	(void)signal_decide(p, &s->in, out);
	return recommend_decide(p, out, false, &s->history);
}

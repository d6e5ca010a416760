#include "store_signal.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "json.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_chain.h"
#include "text.h"
#include "zone.h"

enum {
	LOOKBACK_MIN = 30,	    /* how far back the series are read, at least */
	LOOKBACK_MAX_MIN = 24 * 60, /* and at most, when parameters allow older bars */
};

struct watched_ticker {
	char ticker[TICKER_SIZE];
	struct instant last_signal_bar_ts, last_bullish, last_bearish;
	bool live, long_stock;
	int daily_trend;
	char *daily;
};

static const struct row_column watched_columns[] = {
	ROW_FIELD(ROW_TEXT, struct watched_ticker, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct watched_ticker, last_signal_bar_ts, true),
	ROW_FIELD(ROW_BOOL, struct watched_ticker, live, false),
	ROW_FIELD(ROW_INSTANT, struct watched_ticker, last_bullish, true),
	ROW_FIELD(ROW_INSTANT, struct watched_ticker, last_bearish, true),
	ROW_FIELD(ROW_INT, struct watched_ticker, daily_trend, true),
	ROW_FIELD(ROW_STRING, struct watched_ticker, daily, true),
	ROW_FIELD(ROW_BOOL, struct watched_ticker, long_stock, false),
};

struct feature_facts {
	char ticker[TICKER_SIZE];
	struct instant feature_ts;
	double close, sma20, distance_sma20, vol_ratio;
	int trend_state;
};

static const struct row_column feature_columns[] = {
	ROW_FIELD(ROW_TEXT, struct feature_facts, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct feature_facts, feature_ts, false),
	ROW_FIELD(ROW_DOUBLE, struct feature_facts, close, false),
	ROW_FIELD(ROW_DOUBLE, struct feature_facts, sma20, true),
	ROW_FIELD(ROW_DOUBLE, struct feature_facts, distance_sma20, true),
	ROW_FIELD(ROW_INT, struct feature_facts, trend_state, true),
	ROW_FIELD(ROW_DOUBLE, struct feature_facts, vol_ratio, true),
};

struct newest_bar {
	char ticker[TICKER_SIZE];
	struct instant bar_ts;
};

static const struct row_column bar_columns[] = {
	ROW_FIELD(ROW_TEXT, struct newest_bar, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct newest_bar, bar_ts, false),
};

static enum trend trend_of(int value)
{
	return value == INT_MIN ? TREND_UNKNOWN : (enum trend)value;
}

/* TICKER: that one alone; NULL: the watchlist. */
static int load_watched(
	struct run *run, const char *ticker, struct signal_batch *batch, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	struct session previous = {.day = DATE_UNKNOWN};
	(void)calendar_previous(run_today(run), &previous);
	arg_instant(&a, run->now);
	arg_date(&a, run_today(run));
	arg_i64(&a, (int64_t)run->params.signal_expire_min);
	arg_i64(&a, (int64_t)run->params.signal_cooldown_min);
	arg_text(&a, ticker);
	arg_date(&a, previous.day);
	if (db_rows(run->db, &query_signal_watchlist, &a, &rows, err) != 0)
		return -1;
	batch->candidates = calloc((size_t)rows.count + 1, sizeof *batch->candidates);
	if (batch->candidates == NULL)
		return error_memory(err);
	for (int i = 0; i < rows.count; i++) {
		struct signal_candidate *c = &batch->candidates[i];
		struct watched_ticker w = {0};
		if (row_read(&rows, i, watched_columns, array_size(watched_columns), &w, err) != 0)
			return -1;
		*c = (struct signal_candidate){
			.last_signal_bar_ts = w.last_signal_bar_ts,
			.history = {w.live, w.last_bullish, w.last_bearish},
			.daily_trend = trend_of(w.daily_trend),
			.daily = w.daily,
			.long_stock = w.long_stock,
			.iv_percentile = (double)NAN,
			.spy_trend = TREND_UNKNOWN,
			.sector_return = (double)NAN,
			.bar_ts = INSTANT_UNKNOWN,
			.feature_ts = INSTANT_UNKNOWN,
			.close = (double)NAN,
			.sma20 = (double)NAN,
			.distance_sma20 = (double)NAN,
			.vol_ratio = (double)NAN,
			.trend_state = TREND_UNKNOWN,
		};
		memcpy(c->ticker, w.ticker, sizeof c->ticker);
		batch->count++;
	}
	return 0;
}

static struct signal_candidate *find(struct signal_batch *batch, const char *ticker)
{
	for (size_t i = 0; i < batch->count; i++)
		if (text_equal(batch->candidates[i].ticker, ticker))
			return &batch->candidates[i];
	return NULL;
}

/* Takes the pairs [second, volume_ratio] after the bar that was evaluated last. */
static int read_ratios(struct signal_candidate *c, const char *text, struct error *err)
{
	json_auto_t *pairs = NULL;
	if (json_parse(text, strlen(text), &pairs, err) != 0)
		return error_prefix(err, "volume ratios of %s", c->ticker);
	size_t i;
	json_t *pair;
	json_array_foreach(pairs, i, pair)
	{
		struct instant ts = {json_integer_value(json_array_get(pair, 0)) * SECOND_US};
		double ratio = (double)NAN;
		(void)json_read_double(json_array_get(pair, 1), &ratio);
		if (instant_known(c->last_signal_bar_ts) && ts.us <= c->last_signal_bar_ts.us)
			continue;
		if (c->ratio_count == SIGNAL_RATIOS_MAX) {
			memmove(c->ratios, c->ratios + 1, sizeof c->ratios - sizeof c->ratios[0]);
			c->ratio_count--;
		}
		c->ratios[c->ratio_count++] = ratio;
	}
	return 0;
}

static int read_features(
	struct signal_batch *batch, const struct rows *rows, int index, struct error *err)
{
	struct feature_facts f = {0};
	if (row_read(rows, index, feature_columns, array_size(feature_columns), &f, err) != 0)
		return -1;
	struct signal_candidate *c = find(batch, f.ticker);
	const char *features = row_text(rows, index, "features"),
		   *ratios = row_text(rows, index, "ratios");
	if (c == NULL || features == NULL || ratios == NULL)
		return error_set(
			err, ERROR_INTERNAL, "query signal_features returned an unexpected row");
	c->features = strdup(features);
	if (c->features == NULL)
		return error_memory(err);
	c->feature_ts = f.feature_ts;
	c->close = f.close;
	c->sma20 = f.sma20;
	c->distance_sma20 = f.distance_sma20;
	c->vol_ratio = f.vol_ratio;
	c->trend_state = trend_of(f.trend_state);
	return read_ratios(c, ratios, err);
}

/* How far back the series are read: LOOKBACK_MIN, or further when the parameters need it. */
static struct instant lookback(const struct run *run)
{
	double minutes =
		fmax(run->params.signal_bar_age_max_s, run->params.signal_feature_age_max_s) / 60 +
		2;
	minutes = fmax(fmax(minutes, run->params.signal_volume_bars), LOOKBACK_MIN);
	return instant_add(run->now, -(int64_t)fmin(minutes, LOOKBACK_MAX_MIN) * MINUTE_US);
}

static int load_series(
	struct run *run, struct signal_batch *batch, const char *const *tickers, struct error *err)
{
	rows_auto struct rows features = ROWS_INIT, bars = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, batch->count);
	arg_instant(&a, lookback(run));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_signal_features, &a, &features, err) != 0 ||
		db_rows(run->db, &query_signal_bars, &a, &bars, err) != 0)
		return -1;
	for (int i = 0; i < features.count; i++)
		if (read_features(batch, &features, i, err) != 0)
			return -1;
	for (int i = 0; i < bars.count; i++) {
		struct newest_bar b = {0};
		if (row_read(&bars, i, bar_columns, array_size(bar_columns), &b, err) != 0)
			return -1;
		struct signal_candidate *c = find(batch, b.ticker);
		if (c != NULL)
			c->bar_ts = b.bar_ts;
	}
	return 0;
}

static int load_iv(
	struct run *run, struct signal_batch *batch, const char *const *tickers, struct error *err)
{
	struct iv_rank *ranks mem_auto = calloc(batch->count + 1, sizeof *ranks);
	if (ranks == NULL)
		return error_memory(err);
	if (store_chain_iv_ranks(run, tickers, batch->count, ranks, err) != 0)
		return -1;
	for (size_t i = 0; i < batch->count; i++)
		batch->candidates[i].iv_percentile = ranks[i].percentile;
	return 0;
}

struct market_facts {
	char ticker[TICKER_SIZE], sector[64];
	int spy_trend;
	double sector_return;
};

static const struct row_column market_columns[] = {
	ROW_FIELD(ROW_TEXT, struct market_facts, ticker, false),
	ROW_FIELD(ROW_INT, struct market_facts, spy_trend, true),
	ROW_FIELD(ROW_TEXT, struct market_facts, sector, true),
	ROW_FIELD(ROW_DOUBLE, struct market_facts, sector_return, true),
};

static int load_market(
	struct run *run, struct signal_batch *batch, const char *const *tickers, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, batch->count);
	arg_instant(&a, instant_add(run->now,
				-(int64_t)run->params.signal_feature_age_max_s * SECOND_US -
					MINUTE_US));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_signal_market, &a, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++) {
		struct market_facts m = {0};
		if (row_read(&rows, i, market_columns, array_size(market_columns), &m, err) != 0)
			return -1;
		struct signal_candidate *c = find(batch, m.ticker);
		if (c == NULL)
			continue;
		c->spy_trend = trend_of(m.spy_trend);
		memcpy(c->sector, m.sector, sizeof c->sector);
		c->sector_return = m.sector_return;
	}
	return 0;
}

/* The articles are sorted by ticker: each candidate gets a part of the array. */
static void hand_out_articles(struct signal_batch *batch)
{
	for (size_t i = 0, end; i < batch->article_count; i = end) {
		for (end = i + 1; end < batch->article_count; end++)
			if (!text_equal(batch->articles[end].ticker, batch->articles[i].ticker))
				break;
		struct signal_candidate *c = find(batch, batch->articles[i].ticker);
		if (c == NULL)
			continue;
		c->articles = &batch->articles[i];
		c->article_count = end - i;
	}
}

static int load(struct run *run, const char *ticker, struct signal_batch *out, struct error *err)
{
	*out = (struct signal_batch){0};
	if (load_watched(run, ticker, out, err) != 0)
		return -1;
	const char **tickers mem_auto = calloc(out->count + 1, sizeof *tickers);
	if (tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < out->count; i++)
		tickers[i] = out->candidates[i].ticker;
	if (out->count == 0)
		return 0;
	if (load_series(run, out, tickers, err) != 0 || load_iv(run, out, tickers, err) != 0 ||
		load_market(run, out, tickers, err) != 0 ||
		store_news_load(
			run, tickers, out->count, &out->articles, &out->article_count, err) != 0)
		return -1;
	hand_out_articles(out);
	return 0;
}

int store_signal_load(struct run *run, struct signal_batch *out, struct error *err)
{
	return load(run, NULL, out, err);
}

int store_signal_load_one(
	struct run *run, const char *ticker, struct signal_batch *out, struct error *err)
{
	return load(run, ticker, out, err);
}

int store_signal_news(const struct run *run, const struct signal_candidate *c, bool *counted,
	struct news_score *out, struct error *err)
{
	struct news_item *items mem_auto = calloc(c->article_count + 1, sizeof *items);
	if (items == NULL)
		return error_memory(err);
	for (size_t i = 0; i < c->article_count; i++)
		items[i] = store_news_item(&c->articles[i]);
	news_score(&run->params, items, c->article_count, run->now, counted, out);
	return 0;
}

struct signal_input store_signal_input(
	const struct run *run, const struct signal_candidate *c, const struct news_score *news)
{
	return (struct signal_input){
		.now = run->now,
		.bar_ts = c->bar_ts,
		.feature_ts = c->feature_ts,
		.news = *news,
		.close = c->close,
		.sma20 = c->sma20,
		.distance_sma20 = c->distance_sma20,
		.trend_state = c->trend_state,
		.vol_ratio = c->vol_ratio,
		.volume_ratio = signal_volume_ratio(&run->params, c->ratios, c->ratio_count),
		.daily_trend = c->daily_trend,
		.iv_percentile = c->iv_percentile,
		.long_stock = c->long_stock ? FACT_YES : FACT_NO,
	};
}

void store_signal_free(struct signal_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		free(batch->candidates[i].daily);
		free(batch->candidates[i].features);
	}
	free(batch->candidates);
	store_news_free(batch->articles, batch->article_count);
	*batch = (struct signal_batch){0};
}

/* ---- storing ---- */

struct recommendation_save {
	struct run *run;
	struct recommendation_draft *rows;
	size_t count;
	int64_t expired;
};

static int insert(
	struct db *db, const struct run *run, struct recommendation_draft *r, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	const struct signal_decision *d = &r->decision;
	bool skipped = r->outcome == RECOMMEND_SKIPPED;
	r->id = 0; /* the transaction may be repeated */
	arg_instant(&a, run->now);
	arg_instant(&a, d->in.feature_ts);
	arg_text(&a, r->candidate->ticker);
	arg_text(&a, trade_action_name(d->action));
	arg_text(&a, instrument_name(d->instrument));
	arg_text(&a, strategy_name(d->strategy));
	arg_double(&a, d->score.confidence);
	arg_text(&a, r->reason);
	arg_text(&a, r->features);
	arg_text(&a, r->sentiment);
	arg_instant(&a, r->lineage);
	arg_i64(&a, run->params_version);
	arg_text(&a, skipped ? "SKIPPED" : "PENDING");
	arg_text(&a, skipped ? r->failure_reason : NULL);
	arg_text(&a, run->run_id);
	if (db_rows(db, &query_recommendation_insert, &a, &rows, err) != 0)
		return error_prefix(err, "recommendation for %s", r->candidate->ticker);
	if (rows.count == 0)
		r->outcome = RECOMMEND_LIVE;
	else if (num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, &r->id) != 0)
		return error_set(err, ERROR_INTERNAL, "query recommendation_insert returned no id");
	return 0;
}

/* Stores which bar of each ticker was evaluated. */
static int store_evaluated(struct db *db, const struct recommendation_save *s, struct error *err)
{
	const char **tickers mem_auto = calloc(s->count + 1, sizeof *tickers);
	const char **times mem_auto = calloc(s->count + 1, sizeof *times);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc(s->count + 1, sizeof *texts);
	size_t count = 0;
	if (tickers == NULL || times == NULL || texts == NULL)
		return error_memory(err);
	for (size_t i = 0; i < s->count; i++)
		if (s->rows[i].outcome != RECOMMEND_NOT_FRESH) {
			tickers[count] = s->rows[i].candidate->ticker;
			times[count] =
				instant_format(s->rows[i].decision.in.feature_ts, texts[count]);
			count++;
		}
	if (count == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, count);
	arg_text_array(&a, times, count);
	return db_none(db, &query_watchlist_evaluated, &a, NULL, err);
}

static int save(struct db *db, void *context, struct error *err)
{
	struct recommendation_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, s->run->now);
	arg_i64(&a, (int64_t)s->run->params.signal_expire_min);
	if (db_none(db, &query_recommendation_expire, &a, &s->expired, err) != 0)
		return -1;
	for (size_t i = 0; i < s->count; i++)
		if (recommend_is_stored(s->rows[i].outcome) &&
			insert(db, s->run, &s->rows[i], err) != 0)
			return -1;
	return store_evaluated(db, s, err);
}

int store_signal_save(struct run *run, struct recommendation_draft *rows, size_t count,
	int64_t *expired, struct error *err)
{
	struct recommendation_save s = {run, rows, count, 0};
	if (run_store(run, save, &s, err) != 0)
		return -1;
	*expired = s.expired;
	return 0;
}

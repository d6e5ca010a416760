/* opt-signal(1): decides for each watched ticker whether to recommend a trade. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "market_closed.h"
#include "mem.h"
#include "store_signal.h"
#include "text.h"

enum { JSON_MAX = 1 << 20 };

/* ---- the data stored with a decision ---- */

static char *reason_json(const struct signal_decision *d)
{
	buf_auto struct buf b = BUF_INIT(JSON_MAX);
	struct jsonl w;
	jsonl_init(&w, &b);
	signal_write(&w, NULL, d);
	return buf_take(&b);
}

static void put_trend(struct jsonl *w, const char *key, enum trend trend)
{
	jsonl_i64_known(w, key, trend != TREND_UNKNOWN, trend);
}

/* The ratios from which the highest was taken. */
static void put_ratios(struct jsonl *w, const struct params *p, const struct signal_candidate *c)
{
	size_t bars = (size_t)p->signal_volume_bars;
	jsonl_open(w, "volume_ratios", '[');
	for (size_t i = c->ratio_count > bars ? c->ratio_count - bars : 0; i < c->ratio_count; i++)
		jsonl_double(w, NULL, c->ratios[i], -1);
	jsonl_close(w);
}

static void put_market(struct jsonl *w, const struct signal_candidate *c)
{
	put_trend(w, "spy_trend", c->spy_trend);
	jsonl_text(w, "sector", c->sector[0] == '\0' ? NULL : c->sector);
	jsonl_double(w, "sector_return", c->sector_return, -1);
}

/* What decided that it became a recommendation. */
static void put_history(
	struct jsonl *w, const struct run *run, const struct recommendation_draft *r)
{
	const struct signal_candidate *c = r->candidate;
	jsonl_instant(w, "decided_at", run->now);
	jsonl_text(w, "outcome", recommend_outcome_name(r->outcome));
	jsonl_bool(w, "live", c->history.live);
	jsonl_instant(w, "last_bullish", c->history.last_bullish);
	jsonl_instant(w, "last_bearish", c->history.last_bearish);
}

/* The feature row and the other inputs of the decision, in one object. */
static char *features_json(const struct run *run, const struct recommendation_draft *r)
{
	const struct signal_candidate *c = r->candidate;
	const struct signal_decision *d = &r->decision;
	buf_auto struct buf b = BUF_INIT(JSON_MAX);
	struct jsonl w;
	size_t length = strlen(c->features);
	buf_append(&b, c->features, length - 1); /* without its closing brace */
	size_t seam = b.length;
	jsonl_init(&w, &b);
	jsonl_open(&w, NULL, '{');
	jsonl_instant(&w, "newest_bar_ts", d->in.bar_ts);
	jsonl_double(&w, "bar_age_s", d->bar_age_s, -1);
	jsonl_double(&w, "feature_age_s", d->feature_age_s, -1);
	jsonl_double(&w, "highest_volume_ratio", d->in.volume_ratio, -1);
	jsonl_i64(&w, "volume_ratio_bars", (int64_t)c->ratio_count);
	put_ratios(&w, &run->params, c);
	put_trend(&w, "daily_trend", d->in.daily_trend);
	jsonl_raw(&w, "daily", c->daily);
	jsonl_double(&w, "iv_percentile", d->in.iv_percentile, -1);
	jsonl_bool(&w, "long_stock", c->long_stock);
	put_market(&w, c);
	put_history(&w, run, r);
	jsonl_close(&w);
	if (buf_ok(&b))
		b.data[seam] = ','; /* the seam of the two objects */
	return buf_take(&b);
}

static void put_article(struct jsonl *w, const struct params *p, const struct article *a,
	bool counted, struct instant now)
{
	struct news_item item = store_news_item(a);
	jsonl_open(w, NULL, '{');
	jsonl_i64(w, "raw_event_id", a->raw_event_id);
	jsonl_instant(w, "published_at", a->published_at);
	jsonl_text(w, "title", a->title);
	jsonl_text(w, "label", a->label);
	jsonl_double(w, "score", a->score, -1);
	jsonl_double(w, "p_neutral", a->p_neutral, -1);
	jsonl_text(w, "engine", a->engine);
	jsonl_text(w, "event_type", a->event_type);
	jsonl_text(w, "story_uid", a->story_uid);
	jsonl_double(w, "weight", counted ? news_weight(p, &item, now) : 0, -1);
	jsonl_bool(w, "counted", counted);
	jsonl_close(w);
}

/* Whether a later article of the window repeats the story of ARTICLE, which is older. */
static bool is_repeated(
	const struct signal_candidate *c, const struct article *article, struct instant since)
{
	for (size_t i = 0; i < c->article_count; i++)
		if (c->articles[i].published_at.us > since.us &&
			text_equal(c->articles[i].story_uid, article->story_uid))
			return true;
	return false;
}

/*
 * The articles of the window, and the older ones whose story one of these repeats; those that do
 * not count are included, because they decide which ones do.
 */
static char *sentiment_json(const struct run *run, const struct signal_candidate *c,
	const struct signal_decision *d, const bool *counted)
{
	buf_auto struct buf b = BUF_INIT(JSON_MAX);
	struct jsonl w;
	struct instant since =
		instant_add(run->now, -(int64_t)run->params.news_window_min * MINUTE_US);
	jsonl_init(&w, &b);
	jsonl_open(&w, NULL, '{');
	jsonl_double(&w, "s", d->in.news.s, -1);
	jsonl_i64(&w, "n", d->in.news.n);
	jsonl_double(&w, "age_s", d->in.news.age_s, -1);
	jsonl_instant(&w, "newest", d->in.news.newest);
	jsonl_instant(&w, "oldest", d->in.news.oldest);
	jsonl_open(&w, "articles", '[');
	for (size_t i = 0; i < c->article_count; i++)
		if (c->articles[i].published_at.us > since.us ||
			is_repeated(c, &c->articles[i], since))
			put_article(&w, &run->params, &c->articles[i], counted[i], run->now);
	jsonl_close(&w);
	jsonl_close(&w);
	return buf_take(&b);
}

static struct instant earlier(struct instant a, struct instant b)
{
	return !instant_known(b) || (instant_known(a) && a.us <= b.us) ? a : b;
}

/* ---- deciding ---- */

static int decide(const struct run *run, const struct signal_candidate *c,
	struct recommendation_draft *out, struct error *err)
{
	bool *counted mem_auto = calloc(c->article_count + 1, sizeof *counted);
	struct news_score news;
	if (counted == NULL || store_signal_news(run, c, counted, &news, err) != 0)
		return error_memory(err);
	struct recommendation_draft r = {.candidate = c};
	struct signal_input in = store_signal_input(run, c, &news);
	bool evaluated = instant_known(c->last_signal_bar_ts) && instant_known(c->feature_ts) &&
			 c->feature_ts.us <= c->last_signal_bar_ts.us;
	bool passed = signal_decide(&run->params, &in, &r.decision);
	r.outcome = recommend_decide(&run->params, &r.decision, evaluated, &c->history);
	r.lineage = earlier(earlier(news.oldest, c->feature_ts), c->bar_ts);
	if (passed) {
		r.reason = reason_json(&r.decision);
		r.features = features_json(run, &r);
		r.sentiment = sentiment_json(run, c, &r.decision, counted);
		(void)snprintf(r.failure_reason, sizeof r.failure_reason,
			"confidence %.4f is under %g", r.decision.score.confidence,
			recommend_confidence(
				&run->params, r.decision.instrument, r.decision.strategy));
	}
	*out = r;
	if (passed && (r.reason == NULL || r.features == NULL || r.sentiment == NULL))
		return error_memory(err);
	return 0;
}

/* ---- rows ---- */

static void put_trade(struct jsonl *w, const struct recommendation_draft *r)
{
	const struct signal_decision *d = &r->decision;
	bool passed = d->failed == SIGNAL_PASSED;
	jsonl_text_known(w, "action", passed, trade_action_name(d->action));
	jsonl_text_known(w, "instrument_type", passed, instrument_name(d->instrument));
	jsonl_text_known(w, "strategy_type", passed, strategy_name(d->strategy));
	jsonl_text_known(
		w, "failure_reason", r->outcome == RECOMMEND_SKIPPED, r->failure_reason);
	jsonl_instant(w, "lineage", r->lineage);
	jsonl_object(w, "reason", r->reason);
	jsonl_object(w, "features_snapshot", r->features);
	jsonl_object(w, "sentiment_snapshot", r->sentiment);
}

static const struct row_kind signal_row;

static void print(struct run *run, const struct recommendation_draft *r)
{
	const struct signal_decision *d = &r->decision;
	struct jsonl *w = run_row(run, &signal_row);
	jsonl_text(w, "ticker", r->candidate->ticker);
	jsonl_instant(w, "ts", run->now);
	jsonl_instant(w, "bar_ts", d->in.feature_ts);
	jsonl_text(w, "outcome", recommend_outcome_name(r->outcome));
	jsonl_i64_known(w, "recommendation_id", r->id > 0, r->id);
	jsonl_text(w, "direction", direction_name(d->direction));
	jsonl_double(w, "confidence", d->score.confidence, 4);
	jsonl_text_known(
		w, "failed", d->failed != SIGNAL_PASSED, signal_condition_name(d->failed));
	jsonl_double(w, "observed", d->observed, -1);
	jsonl_double(w, "threshold", d->threshold, -1);
	jsonl_double(w, "news_score", d->in.news.s, -1);
	jsonl_i64(w, "articles", d->in.news.n);
	jsonl_double(w, "highest_volume_ratio", d->in.volume_ratio, -1);
	jsonl_i64(w, "params_version", run->params_version);
	put_trade(w, r);
	run_row_end(run);
}

static void sample(struct run *run)
{
	static const struct signal_candidate candidate;
	print(run, &(struct recommendation_draft){
			   .candidate = &candidate, .decision = {.failed = SIGNAL_PASSED}});
}

static const struct row_kind signal_row = {"signal", sample};

static void free_recommendations(struct recommendation_draft *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(rows[i].reason);
		free(rows[i].features);
		free(rows[i].sentiment);
	}
	free(rows);
}

static int decide_all(struct run *run, const struct signal_batch *batch,
	struct recommendation_draft *rows, struct error *err)
{
	int64_t expired = 0;
	for (size_t i = 0; i < batch->count; i++)
		if (decide(run, &batch->candidates[i], &rows[i], err) != 0)
			return -1;
	if (store_signal_save(run, rows, batch->count, &expired, err) != 0)
		return -1;
	if (batch->count == 0)
		run_say(run, "no signals: the watchlist is empty");
	run_count(run, "tickers", (int64_t)batch->count);
	run_count(run, "expired", expired);
	for (size_t i = 0; i < batch->count; i++) {
		run_count(run, recommend_outcome_name(rows[i].outcome), 1);
		if (rows[i].outcome == RECOMMEND_NO_SIGNAL)
			run_count(run, signal_condition_name(rows[i].decision.failed), 1);
		run_count(run, "recommendations", rows[i].id > 0);
		print(run, &rows[i]);
	}
	return 0;
}

static int signal_tickers(struct run *run, struct error *err)
{
	struct signal_batch batch;
	if (!calendar_is_open(run->now)) {
		market_closed_say(run);
		return 0;
	}
	int result = store_signal_load(run, &batch, err);
	struct recommendation_draft *rows = calloc(batch.count + 1, sizeof *rows);
	if (result == 0 && rows == NULL)
		result = error_memory(err);
	if (result == 0)
		result = decide_all(run, &batch, rows, err);
	free_recommendations(rows, rows == NULL ? 0 : batch.count);
	store_signal_free(&batch);
	return result;
}

static const struct view_column signal_columns[] = {
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"outcome", "outcome", .kind = VIEW_TEXT},
	{"direction", "direction", .kind = VIEW_TEXT, .worth = -1},
	{"confidence", "confidence", .kind = VIEW_NUMBER, .decimals = 2},
	{"action", "action", .kind = VIEW_TEXT},
	{"instrument_type", "kind", .kind = VIEW_TEXT, .worth = -2},
	{"strategy_type", "strategy", .kind = VIEW_TEXT, .worth = -1},
	{"failed", "failed", .kind = VIEW_TEXT},
	{"observed", "observed", .kind = VIEW_NUMBER, .decimals = VIEW_SHORT},
	{"threshold", "needed", .kind = VIEW_NUMBER, .decimals = VIEW_SHORT},
	{"news_score", "news", .kind = VIEW_NUMBER, .decimals = 2, .worth = -1},
	{"articles", "articles", .kind = VIEW_NUMBER, .worth = -2},
	{"volume_ratio", "volume", .kind = VIEW_NUMBER, .decimals = 2, .worth = -2},
	{"bar_ts", "bar", .kind = VIEW_TIME, .worth = -3},
	{0},
};

static const struct row_view views[] = {{.columns = signal_columns}, {0}};
static const struct row_kind *const rows[] = {&signal_row, NULL};

static const struct program program = {
	.name = "opt-signal",
	.summary = "decide, for each watched ticker, whether to recommend a trade",
	.views = views,
	.needs = NEEDS_DB | NEEDS_RUN | NEEDS_LEASE,
	.role = "opt_decide",
	.deadline_s = 50,
	.body = signal_tickers,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

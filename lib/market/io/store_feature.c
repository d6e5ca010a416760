#include "store_feature_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "row.h"

/* ---- reading states and rows ---- */

struct state_list {
	struct feature_reading *reading;
	struct feature_state *rows;
	size_t count, capacity;
};

static int take_state(void *context, const struct binary_field *f, int count, struct error *err)
{
	struct state_list *list = context;
	struct feature_state s = {.vwap = {.feed = FEED_SEVERAL}};
	enum { FIELDS = 11 };
	if (count != FIELDS || f[0].length < 1 || f[0].length >= TICKER_SIZE ||
		!feature_read_double(&f[1], &s.atr14) ||
		!feature_read_instant(&f[2], &s.bucket_ts) ||
		!feature_read_price(&f[3], &s.last_close) || !binary_read_i64(&f[4], &s.buckets) ||
		!feature_read_double(&f[5], &s.vwap.money) ||
		!feature_read_double(&f[6], &s.vwap.volume) ||
		!feature_read_instant(&f[7], &s.vwap.until) ||
		!feature_read_instant(&f[9], &s.first_bar_at) || !feature_read_fact(&f[10], &s.gap))
		return feature_bad_row("states", err);
	if (f[8].length != -1) {
		if (!feature_read_feed(list->reading, &f[8]))
			return feature_bad_row("states", err);
		s.vwap.feed = list->reading->feed;
	}
	memcpy(s.ticker, f[0].data, (size_t)f[0].length);
	if (mem_grow(&list->rows, &list->capacity, list->count + 1, sizeof s, FEATURE_ROWS_MAX) !=
		0)
		return error_memory(err);
	list->rows[list->count++] = s;
	return 0;
}

/* The states of SPAN's newest session as known at run->now. The caller frees list->rows. */
static int load_states(struct feature_reading *r, struct state_list *list, struct error *err)
{
	list->reading = r;
	return db_copy_out(r->run->db, &query_features_state, take_state, list, err);
}

/* Sets featured of the series that PLAN wants, which have no state, from their newest rows. */
static int load_newest(
	struct feature_reading *r, const struct feature_plan *plan, struct error *err)
{
	struct newest {
		char ticker[TICKER_SIZE];
		struct instant featured;
	};
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct newest, ticker, false),
		ROW_FIELD(ROW_INSTANT, struct newest, featured, false),
	};
	struct newest *found mem_auto = NULL;
	size_t count;
	if (plan->wanted.ticker_count == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, r->span->sessions[r->span->count - 1].open);
	arg_instant(&a, r->run->now);
	arg_text_array(&a, plan->wanted.tickers, plan->wanted.ticker_count);
	if (db_rows(r->run->db, &query_features_newest, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, 2, sizeof *found, &found, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct series *series =
			series_set_find(r->set, found[i].ticker, strlen(found[i].ticker));
		if (series != NULL)
			series->featured = found[i].featured;
	}
	return 0;
}

struct reach {
	char ticker[TICKER_SIZE];
	struct instant first_bar_at;
};

/* Sets first_bar_at of the series that PLAN wants. */
static int load_reach(struct feature_reading *r, const struct feature_plan *plan, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct reach, ticker, false),
		ROW_FIELD(ROW_INSTANT, struct reach, first_bar_at, false),
	};
	const struct session *reach = series_reach(&r->run->params, r->span);
	struct reach *found mem_auto = NULL;
	size_t count;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, reach->open);
	arg_instant(&a, reach->close);
	arg_instant(&a, r->run->now);
	arg_text_array(&a, plan->wanted.tickers, plan->wanted.ticker_count);
	if (db_rows(r->run->db, &query_features_reach, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, 2, sizeof *found, &found, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct series *series =
			series_set_find(r->set, found[i].ticker, strlen(found[i].ticker));
		if (series != NULL)
			series->first_bar_at = found[i].first_bar_at;
	}
	return 0;
}

/* ---- a run of the session ---- */

static int load_wanted(
	struct feature_reading *r, const struct feature_plan *plan, struct error *err)
{
	const struct feature_wanted *w = &plan->wanted;
	bool nothing = w->tickers != NULL && w->ticker_count == 0;
	return nothing ? 0 : feature_load_bars(r, w, err);
}

/* Reads the usual bars of all tickers and gives the series their states. */
static int load_usual(struct feature_reading *r, struct feature_plan *plan, struct error *err)
{
	struct state_list states = {0};
	int result = load_states(r, &states, err);
	if (result == 0) {
		feature_plan_usual(plan, states.rows, states.count);
		result = load_wanted(r, plan, err);
	}
	if (result == 0 && feature_plan_resume(plan, states.rows, states.count) != 0)
		result = error_memory(err);
	free(states.rows);
	return result;
}

static int load_longer(struct feature_reading *r, struct feature_plan *plan, struct error *err)
{
	do {
		if (feature_plan_lengthen(plan) != 0)
			return error_memory(err);
		if (load_wanted(r, plan, err) != 0)
			return -1;
	} while (plan->wanted.ticker_count > 0);
	return 0;
}

/* Once per session and ticker: the ATR of the sessions before. */
static int seed_series(struct feature_reading *r, struct feature_plan *plan, struct error *err)
{
	struct feature_seed *seeds mem_auto = calloc(r->set->count + 1, sizeof *seeds);
	if (seeds == NULL || feature_plan_seed(plan) != 0)
		return error_memory(err);
	if (plan->wanted.ticker_count == 0)
		return 0;
	if (feature_seeds(r, plan->wanted.tickers, plan->wanted.ticker_count, seeds, err) != 0 ||
		load_reach(r, plan, err) != 0)
		return -1;
	return feature_plan_seeded(plan, seeds) == 0 ? 0 : error_memory(err);
}

struct prior_atr {
	char ticker[TICKER_SIZE];
	double atr14;
};

/* Sets daily_atr of the series whose next row decides gap_reset of the session. */
static int load_prior_atr(struct feature_reading *r, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct prior_atr, ticker, false),
		ROW_FIELD(ROW_DOUBLE, struct prior_atr, atr14, false),
	};
	struct prior_atr *found mem_auto = NULL;
	const char **tickers mem_auto = calloc(r->set->count + 1, sizeof *tickers);
	size_t wanted = 0, count;
	if (tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < r->set->count; i++)
		if (r->set->series[i].missing > 0 && r->set->series[i].gap == FACT_UNKNOWN)
			tickers[wanted++] = r->set->series[i].ticker;
	if (wanted == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_date(&a, r->span->tod[r->span->tod_count - 1].day);
	arg_instant(&a, r->run->now);
	arg_text_array(&a, tickers, wanted);
	if (db_rows(r->run->db, &query_features_prior_atr, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, 2, sizeof *found, &found, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct series *series =
			series_set_find(r->set, found[i].ticker, strlen(found[i].ticker));
		if (series != NULL)
			series->daily_atr = found[i].atr14;
	}
	return 0;
}

int store_feature_load(
	struct run *run, const struct session_span *span, struct series_set *out, struct error *err)
{
	struct feature_reading r = {.run = run, .span = span, .set = out, .feed = FEED_NONE};
	feature_plan_auto struct feature_plan plan = {
		.params = &run->params, .span = span, .set = out, .now = run->now};
	struct feature_wanted none = {span->sessions[0].open, run->now, run->now, NULL, 0};
	if (feature_settings(run, span, &none, err) != 0 || load_usual(&r, &plan, err) != 0 ||
		load_newest(&r, &plan, err) != 0)
		return -1;
	if (feature_plan_restart(&plan) != 0)
		return error_memory(err);
	if (load_wanted(&r, &plan, err) != 0 || load_longer(&r, &plan, err) != 0 ||
		seed_series(&r, &plan, err) != 0 || load_prior_atr(&r, err) != 0)
		return -1;
	return feature_load_same(&r, err);
}

/* ---- before the open ---- */

static int skip_bar(
	void *context, const struct series *series, const struct bar *bar, struct error *err)
{
	(void)context, (void)series, (void)bar, (void)err;
	return 0;
}

/* A row with sums only: the seed, the last close before the session, and empty session sums. */
static struct series_row prepared_row(
	const struct feature_reading *r, const struct series *series, struct feature_seed *seed)
{
	const struct session *next = &r->span->sessions[r->span->count - 1];
	struct series_row row = {.ticker = series->ticker, .first_bar_at = series->first_bar_at};
	feature_seed_end(seed, &r->run->params, next, NULL, &row.row.atr);
	row.row.atr.atr.previous_close = price_to_double(seed->close);
	row.row.vwap =
		(struct feature_vwap){.session = next->day, .until = next->open, .feed = FEED_NONE};
	row.row.feed = r->feed;
	return row;
}

static int prepare_series(struct feature_reading *r, const struct feature_plan *plan, size_t *count,
	struct error *err)
{
	const struct feature_wanted *w = &plan->wanted;
	struct feature_seed *seeds mem_auto = calloc(r->set->count + 1, sizeof *seeds);
	struct series_row *rows mem_auto = calloc(w->ticker_count + 1, sizeof *rows);
	size_t n = 0;
	if (seeds == NULL || rows == NULL)
		return error_memory(err);
	if (feature_seeds(r, w->tickers, w->ticker_count, seeds, err) != 0 ||
		load_reach(r, plan, err) != 0)
		return -1;
	for (size_t i = 0; i < r->set->count; i++)
		if (!r->set->series[i].has_atr) {
			struct series_row row = prepared_row(r, &r->set->series[i], &seeds[i]);
			if (isfinite(atr_value(&row.row.atr.atr)))
				rows[n++] = row;
		}
	*count = n;
	return n == 0 ? 0 : store_feature_save_states(r->run, rows, n, err);
}

int store_feature_prepare(
	struct run *run, const struct session_span *span, size_t *count, struct error *err)
{
	series_set_auto struct series_set set = {0};
	struct feature_reading r = {.run = run, .span = span, .set = &set, .feed = FEED_NONE};
	feature_plan_auto struct feature_plan plan = {
		.params = &run->params, .span = span, .set = &set, .now = run->now};
	struct state_list states = {0};
	*count = 0;
	feature_plan_before_open(&plan);
	int result = feature_each_bar(&r, &plan.wanted, skip_bar, err);
	if (result == 0)
		result = load_states(&r, &states, err);
	if (result == 0 && feature_plan_unseeded(&plan, states.rows, states.count) != 0)
		result = error_memory(err);
	free(states.rows);
	if (result != 0)
		return -1;
	return plan.wanted.ticker_count == 0 ? 0 : prepare_series(&r, &plan, count, err);
}

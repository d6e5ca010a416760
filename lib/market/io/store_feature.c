#include "store_feature_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "row.h"

enum { WIDER = 2 }; /* times as far back each time bars are too few */

/* ---- states ---- */

/* What is stored, before any bar is read. */
struct state {
	char ticker[TICKER_SIZE];
	size_t length;
	struct instant bucket_ts, first_bar_at;
	struct price last_close;
	double atr14;
	int64_t buckets;
	struct feature_vwap vwap;
};

struct state_list {
	struct feature_reading *reading;
	struct state *rows;
	size_t count, capacity;
};

static int take_state(void *context, const struct binary_field *f, int count, struct error *err)
{
	struct state_list *list = context;
	struct state s = {.vwap = {.feed = FEED_SEVERAL}};
	enum { FIELDS = 10 };
	if (count != FIELDS || f[0].length < 1 || f[0].length >= TICKER_SIZE ||
		!feature_read_double(&f[1], &s.atr14) ||
		!feature_read_instant(&f[2], &s.bucket_ts) ||
		!feature_read_price(&f[3], &s.last_close) || !binary_read_i64(&f[4], &s.buckets) ||
		!feature_read_double(&f[5], &s.vwap.money) ||
		!feature_read_double(&f[6], &s.vwap.volume) ||
		!feature_read_instant(&f[7], &s.vwap.until) ||
		!feature_read_instant(&f[9], &s.first_bar_at))
		return feature_bad_row("states", err);
	if (f[8].length != -1) {
		if (!feature_read_feed(list->reading, &f[8]))
			return feature_bad_row("states", err);
		s.vwap.feed = list->reading->feed;
	}
	s.length = (size_t)f[0].length;
	memcpy(s.ticker, f[0].data, s.length);
	if (mem_grow(&list->rows, &list->capacity, list->count + 1, sizeof s, FEATURE_ROWS_MAX) !=
		0)
		return error_memory(err);
	list->rows[list->count++] = s;
	return 0;
}

/* What is stored of the ATR, as the domain has it. Only full averages are stored. */
static struct feature_atr atr_of(
	const struct params *p, const struct session *today, const struct state *s)
{
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

/* A state counts whole or not at all: both sums, and a full average. */
static bool is_whole(const struct params *p, const struct state *s)
{
	return isfinite(s->atr14) && s->buckets >= (int)p->atr_period &&
	       instant_known(s->vwap.until) && isfinite(s->vwap.money) && isfinite(s->vwap.volume);
}

/* A seed that was made before the open: the last close before it is beside it, but no bucket. */
static bool is_prepared(const struct state *s)
{
	return !instant_known(s->bucket_ts) && price_known(s->last_close);
}

/* Whether a prepared seed holds: the night is known to have brought no split. */
static bool holds(const struct feature_reading *r, struct series *series, const struct state *s,
	const struct feature_wanted *had)
{
	int issued, held;
	const struct session *today = &r->span->sessions[r->span->count - 1];
	if (instant_compare(had->from, today->open) > 0 || series_unpack(r->set, series) != 0)
		return false;
	const struct bar *first = series_first(r->span, series);
	return first == NULL || !bar_split(s->last_close, first->close, &issued, &held);
}

static void attach_states(
	struct feature_reading *r, const struct state_list *list, const struct feature_wanted *had)
{
	const struct params *p = &r->run->params;
	const struct session *today = &r->span->sessions[r->span->count - 1];
	for (const struct state *s = list->rows; s < list->rows + list->count; s++) {
		struct series *series = series_set_find(r->set, s->ticker, s->length);
		if (series == NULL || !is_whole(p, s) ||
			(is_prepared(s) && !holds(r, series, s, had)))
			continue;
		series->has_atr = series->has_vwap = true;
		series->atr = atr_of(p, today, s);
		series->vwap = s->vwap;
		series->vwap.session = today->day;
		if (is_prepared(s)) {
			atr_gap(&series->atr.atr);
			series->vwap.feed = FEED_NONE;
		}
		series->featured = instant_add(s->vwap.until, -MINUTE_US);
		series->first_bar_at = s->first_bar_at;
	}
}

/* ---- what single series lack ---- */

/* The tickers of series, collected. */
struct ticker_list {
	const char **tickers;
	size_t count;
};
#define ticker_list_auto __attribute__((cleanup(ticker_list_free)))

static void ticker_list_free(struct ticker_list *n)
{
	free(n->tickers);
}

static int ticker_list_init(struct ticker_list *n, const struct series_set *set, struct error *err)
{
	n->tickers = calloc(set->count + 1, sizeof *n->tickers);
	n->count = 0;
	return n->tickers == NULL ? error_memory(err) : 0;
}

/* Rows there are of series without a state. */
static int load_newest(struct feature_reading *r, struct error *err)
{
	struct newest {
		char ticker[TICKER_SIZE];
		struct instant featured;
	};
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct newest, ticker, false),
		ROW_FIELD(ROW_INSTANT, struct newest, featured, false),
	};
	ticker_list_auto struct ticker_list names = {0};
	struct newest *found mem_auto = NULL;
	size_t count;
	if (ticker_list_init(&names, r->set, err) != 0)
		return -1;
	for (size_t i = 0; i < r->set->count; i++)
		if (!r->set->series[i].has_vwap)
			names.tickers[names.count++] = r->set->series[i].ticker;
	if (names.count == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, r->span->sessions[r->span->count - 1].open);
	arg_instant(&a, r->run->now);
	arg_text_array(&a, names.tickers, names.count);
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

/*
 * Lanes that cannot go on from their states begin anew: without them, and with the details of all
 * of the session's bars.
 */
static int restart_series(
	struct feature_reading *r, const struct feature_wanted *had, struct error *err)
{
	const struct session *today = &r->span->sessions[r->span->count - 1];
	bool has_details = instant_compare(had->detail, today->open) <= 0 &&
			   instant_compare(had->from, today->open) <= 0;
	struct instant missing[SERIES_ROWS_MAX];
	ticker_list_auto struct ticker_list names = {0};
	if (ticker_list_init(&names, r->set, err) != 0)
		return -1;
	for (struct series *l = r->set->series; l < r->set->series + r->set->count; l++) {
		if (series_unpack(r->set, l) != 0)
			return error_memory(err);
		l->missing = series_missing(&r->run->params, r->span, l, missing);
		if (l->missing == 0 || series_can_resume(&r->run->params, r->span, l, had->from))
			continue;
		l->has_atr = l->has_vwap = false;
		if (has_details)
			continue;
		series_set_restart(r->set, l);
		names.tickers[names.count++] = l->ticker;
	}
	if (names.count == 0)
		return 0;
	struct feature_wanted w = {.from = had->from,
		.to = had->to,
		.detail = today->open,
		.tickers = names.tickers,
		.ticker_count = names.count};
	if (instant_compare(today->open, w.from) < 0)
		w.from = today->open;
	return feature_load_bars(r, &w, err);
}

/* The series that have too few bars for the rows they miss. */
static int short_series(struct feature_reading *r, struct ticker_list *names, struct error *err)
{
	size_t window = (size_t)r->run->params.feature_window_bars;
	names->count = 0;
	for (struct series *l = r->set->series; l < r->set->series + r->set->count; l++) {
		if (l->missing == 0)
			continue;
		/* of a series that began anew some are counted twice */
		if (l->has_vwap &&
			series_pack_count(&r->set->pack, l->number) >= window + l->missing - 1)
			continue;
		if (series_unpack(r->set, l) != 0)
			return error_memory(err);
		if (series_is_short(&r->run->params, l))
			names->tickers[names->count++] = l->ticker;
	}
	return 0;
}

/* Lanes with too few bars get those before, ever further back. */
static int lengthen_series(struct feature_reading *r, struct instant from, struct error *err)
{
	int64_t minutes = (int64_t)r->run->params.feature_window_bars;
	ticker_list_auto struct ticker_list names = {0};
	if (ticker_list_init(&names, r->set, err) != 0)
		return -1;
	while (instant_compare(from, r->span->sessions[0].open) > 0) {
		if (short_series(r, &names, err) != 0)
			return -1;
		if (names.count == 0)
			return 0;
		minutes *= WIDER;
		struct feature_wanted w = {
			.from = series_back(r->span, r->run->now, minutes),
			.to = from,
			.detail = from,
			.tickers = names.tickers,
			.ticker_count = names.count,
		};
		if (instant_compare(w.from, from) >= 0)
			continue;
		if (feature_load_bars(r, &w, err) != 0)
			return -1;
		from = w.from;
	}
	return 0;
}

struct reach {
	char ticker[TICKER_SIZE];
	struct instant first_bar_at;
};

static int load_reach(struct feature_reading *r, const struct ticker_list *names, struct error *err)
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
	arg_text_array(&a, names->tickers, names->count);
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

/* Once a session for each ticker: the ATR of the sessions before. */
static int seed_series(struct feature_reading *r, struct error *err)
{
	const struct session *today = &r->span->sessions[r->span->count - 1];
	struct feature_seed *seeds mem_auto = calloc(r->set->count + 1, sizeof *seeds);
	ticker_list_auto struct ticker_list names = {0};
	if (seeds == NULL || ticker_list_init(&names, r->set, err) != 0)
		return error_memory(err);
	for (size_t i = 0; i < r->set->count; i++) {
		const struct series *l = &r->set->series[i];
		/* what has too few bars for a row needs no seed */
		if (!l->has_atr && l->missing > 0 &&
			series_pack_count(&r->set->pack, l->number) >=
				(size_t)r->run->params.feature_min_bars)
			names.tickers[names.count++] = l->ticker;
	}
	if (names.count == 0)
		return 0;
	if (feature_seeds(r, names.tickers, names.count, seeds, err) != 0 ||
		load_reach(r, &names, err) != 0)
		return -1;
	for (size_t i = 0; i < r->set->count; i++) {
		struct series *l = &r->set->series[i];
		if (l->has_atr || l->missing == 0)
			continue;
		if (series_unpack(r->set, l) != 0)
			return error_memory(err);
		feature_seed_end(
			&seeds[i], &r->run->params, today, series_first(r->span, l), &l->atr);
		l->has_atr = true;
	}
	return 0;
}

/* ---- all of it ---- */

/*
 * The bars that suffice where a ticker trades every minute and nothing was left undone: as many
 * minutes as the window has and one for each minute since the newest row. Their details since the
 * oldest state that is still of use.
 */
static struct feature_wanted usual_bars(
	const struct feature_reading *r, const struct state_list *states)
{
	const struct params *p = &r->run->params;
	const struct session *today = &r->span->sessions[r->span->count - 1];
	struct instant over = instant_floor(r->run->now, MINUTE_US), newest = today->open,
		       detail = INSTANT_UNKNOWN;
	struct instant recent = instant_add(over, -(int64_t)p->feature_window_bars * MINUTE_US);
	for (const struct state *s = states->rows; s < states->rows + states->count; s++) {
		if (!is_whole(p, s))
			continue;
		struct instant since = atr_of(p, today, s).until;
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
		.from = series_back(r->span, over, (int64_t)p->feature_window_bars + gap - 1),
		.to = over,
		.detail = instant_known(detail) ? detail : today->open,
	};
	if (!instant_known(detail) && instant_compare(today->open, w.from) < 0)
		w.from = today->open;
	return w;
}

int store_feature_load(
	struct run *run, const struct session_span *span, struct series_set *out, struct error *err)
{
	struct feature_reading r = {.run = run, .span = span, .set = out, .feed = FEED_NONE};
	struct state_list states = {.reading = &r};
	struct feature_wanted none = {span->sessions[0].open, run->now, run->now, NULL, 0};
	int result = feature_settings(run, span, &none, err);
	if (result == 0)
		result = db_copy_out(run->db, &query_features_state, take_state, &states, err);
	struct feature_wanted usual = usual_bars(&r, &states);
	if (result == 0)
		result = feature_load_bars(&r, &usual, err);
	if (result == 0)
		attach_states(&r, &states, &usual);
	free(states.rows);
	if (result != 0 || load_newest(&r, err) != 0 || restart_series(&r, &usual, err) != 0 ||
		lengthen_series(&r, usual.from, err) != 0 || seed_series(&r, err) != 0)
		return -1;
	return feature_load_same(&r, err);
}

/* ---- before the open ---- */

static int pass_over(
	void *context, const struct series *series, const struct bar *bar, struct error *err)
{
	(void)context, (void)series, (void)bar, (void)err;
	return 0;
}

/* A row that is only its states: the seed, the last close before, and sums of nothing. */
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

static int prepare_series(struct feature_reading *r, const struct ticker_list *names, size_t *count,
	struct error *err)
{
	struct feature_seed *seeds mem_auto = calloc(r->set->count + 1, sizeof *seeds);
	struct series_row *rows mem_auto = calloc(names->count + 1, sizeof *rows);
	size_t n = 0;
	if (seeds == NULL || rows == NULL)
		return error_memory(err);
	if (feature_seeds(r, names->tickers, names->count, seeds, err) != 0 ||
		load_reach(r, names, err) != 0)
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
	ticker_list_auto struct ticker_list names = {0};
	struct feature_reading r = {.run = run, .span = span, .set = &set, .feed = FEED_NONE};
	struct state_list states = {.reading = &r};
	struct instant open = span->sessions[span->count - 1].open;
	struct feature_wanted w = {
		.from = series_back(span, open, (int64_t)run->params.feature_window_bars),
		.to = open,
		.detail = open,
	};
	*count = 0;
	int result = feature_each_bar(&r, &w, pass_over, err);
	if (result == 0)
		result = db_copy_out(run->db, &query_features_state, take_state, &states, err);
	for (size_t i = 0; i < states.count; i++) {
		const struct state *s = &states.rows[i];
		struct series *l = series_set_find(&set, s->ticker, s->length);
		if (l != NULL)
			l->has_atr = is_whole(&run->params, s);
	}
	free(states.rows);
	if (result != 0 || ticker_list_init(&names, &set, err) != 0)
		return -1;
	for (size_t i = 0; i < set.count; i++)
		if (!set.series[i].has_atr)
			names.tickers[names.count++] = set.series[i].ticker;
	return names.count == 0 ? 0 : prepare_series(&r, &names, count, err);
}

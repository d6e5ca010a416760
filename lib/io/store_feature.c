#include "store_feature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_bar.h"
#include "zone.h"

enum {
	ROWS_MAX = 5000000,
	SAME_MAX = FEATURE_WINDOW_MAX *
		   FEATURE_TOD_MAX, /* each minute of a session in each session before */
};

void lane_set_free(struct lane_set *set)
{
	free(set->lanes);
	free(set->values);
	free(set->same);
	*set = (struct lane_set){0};
}

struct read_bar {
	char ticker[TICKER_SIZE];
	struct bar bar;
	char feed[16];
};

#define BAR_COLUMN(type_, field_, nullable_) \
	{ \
#field_, type_, offsetof(struct read_bar, bar.field_), \
			sizeof(((struct bar *)0)->field_), nullable_ \
	}

static const struct row_column bar_columns[] = {
	ROW_FIELD(ROW_TEXT, struct read_bar, ticker, false),
	ROW_FIELD(ROW_TEXT, struct read_bar, feed, false),
	BAR_COLUMN(ROW_INSTANT, ts, false),
	BAR_COLUMN(ROW_I64, volume, false),
	BAR_COLUMN(ROW_PRICE, high, false),
	BAR_COLUMN(ROW_PRICE, low, false),
	BAR_COLUMN(ROW_PRICE, close, false),
	BAR_COLUMN(ROW_PRICE, vwap, true),
};
enum { SAME_COLUMNS = 4, BAR_COLUMNS = sizeof bar_columns / sizeof bar_columns[0] };

struct bar_list {
	struct ticker_bar *bars;
	size_t count, capacity;
};

/* Appends the bars of ROWS; the first COLUMNS of the table are in them. */
static int read_bars(
	const struct rows *rows, size_t columns, struct bar_list *list, struct error *err)
{
	struct read_bar *read mem_auto = NULL;
	size_t n;
	if (rows_read(rows, bar_columns, columns, sizeof *read, &read, &n, err) != 0)
		return -1;
	if (mem_grow(&list->bars, &list->capacity, list->count + n + 1, sizeof *list->bars,
		    ROWS_MAX) != 0)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct ticker_bar *b = &list->bars[list->count++];
		memcpy(b->ticker, read[i].ticker, sizeof b->ticker);
		b->bar = read[i].bar;
		b->bar.feed = store_bar_feed(read[i].feed);
		if (b->bar.feed < 0)
			return error_set(err, ERROR_DATA,
				"a bar of %s is of the unknown feed \"%s\"", b->ticker,
				read[i].feed);
	}
	return 0;
}

static void arg_instants(struct db_args *a, const struct instant *times, size_t count)
{
	char texts[LANE_SESSIONS_MAX][INSTANT_TEXT_SIZE];
	const char *pointers[LANE_SESSIONS_MAX];
	for (size_t i = 0; i < count; i++)
		pointers[i] = instant_format(times[i], texts[i]);
	arg_text_array(a, pointers, count);
}

/* Regular-session bars from FROM on whose minute is over; TICKERS NULL: of all. */
static int load_bars(struct run *run, const struct lane_span *span, struct instant from,
	const char *const *tickers, size_t ticker_count, struct bar_list *list, struct error *err)
{
	struct instant starts[LANE_SESSIONS_MAX], ends[LANE_SESSIONS_MAX],
		over = instant_floor(run->now, MINUTE_US);
	size_t n = 0;
	for (size_t i = 0; i < span->count; i++) {
		const struct session *s = &span->sessions[i];
		if (instant_compare(s->close, from) <= 0)
			continue;
		starts[n] = instant_compare(s->open, from) < 0 ? from : s->open;
		ends[n++] = instant_compare(s->close, over) < 0 ? s->close : over;
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instants(&a, starts, n);
	arg_instants(&a, ends, n);
	arg_instant(&a, run->now);
	if (tickers == NULL)
		arg_null(&a);
	else
		arg_text_array(&a, tickers, ticker_count);
	if (db_rows(run->db, &query_features_bars, &a, &rows, err) != 0)
		return -1;
	return read_bars(&rows, BAR_COLUMNS, list, err);
}

struct state {
	char ticker[TICKER_SIZE];
	struct instant featured, reaches, bucket_ts;
	double atr14;
	struct price last_close;
	int buckets;
};

static const struct row_column state_columns[] = {
	ROW_FIELD(ROW_TEXT, struct state, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct state, featured, true),
	ROW_FIELD(ROW_INSTANT, struct state, reaches, true),
	ROW_FIELD(ROW_INSTANT, struct state, bucket_ts, true),
	ROW_FIELD(ROW_DOUBLE, struct state, atr14, true),
	ROW_FIELD(ROW_PRICE, struct state, last_close, true),
	ROW_FIELD(ROW_INT, struct state, buckets, true),
};

static int load_states(struct run *run, const struct lane_span *span, struct state **out,
	size_t *count, struct error *err)
{
	const struct session *today = &span->sessions[span->count - 1],
			     *reach = lane_reach(&run->params, span);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_date(&a, today->day);
	arg_instant(&a, today->open);
	arg_instant(&a, reach->open);
	arg_instant(&a, reach->close);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_state, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, state_columns, sizeof state_columns / sizeof state_columns[0],
		sizeof **out, out, count, err);
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

static void attach_states(struct run *run, const struct lane_span *span, struct lane_set *set,
	const struct state *states, size_t count)
{
	const struct session *today = &span->sessions[span->count - 1];
	for (const struct state *s = states; s < states + count; s++) {
		struct lane *lane = lane_find(set->lanes, set->count, s->ticker);
		if (lane == NULL)
			continue;
		lane->featured = s->featured;
		lane->reaches = s->reaches;
		lane->has_atr = isfinite(s->atr14) && s->buckets >= (int)run->params.atr_period;
		if (lane->has_atr)
			lane->atr = atr_of(&run->params, today, s);
	}
}

/* Cuts LIST into the lanes of SET and attaches what is stored of them. */
static int cut(struct run *run, const struct lane_span *span, struct bar_list *list,
	const struct state *states, size_t state_count, struct lane_set *set, struct error *err)
{
	lane_set_free(set);
	set->values = calloc(list->count + 1, sizeof *set->values);
	set->lanes = calloc(list->count + 1, sizeof *set->lanes);
	if (set->values == NULL || set->lanes == NULL)
		return error_memory(err);
	set->count = lane_cut(list->bars, list->count, set->values, set->lanes);
	attach_states(run, span, set, states, state_count);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Gives the lanes that are short all bars of the span. *AGAIN: there were such. */
static int lengthen(struct run *run, const struct lane_span *span, const struct lane_set *set,
	struct bar_list *list, bool *again, struct error *err)
{
	char(*names)[TICKER_SIZE] mem_auto =
		calloc(set->count + 1, sizeof *names); /* sorted, as lanes are */
	const char **tickers mem_auto = calloc(set->count + 1, sizeof *tickers);
	size_t n = 0, kept = 0;
	if (names == NULL || tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < set->count; i++)
		if (lane_is_short(&run->params, span, &set->lanes[i])) {
			memcpy(names[n], set->lanes[i].ticker, TICKER_SIZE);
			tickers[n] = names[n];
			n++;
		}
	*again = n > 0;
	if (n == 0)
		return 0;
	for (size_t i = 0; i < list->count; i++)
		if (bsearch(list->bars[i].ticker, names, n, sizeof *names, compare_names) == NULL)
			list->bars[kept++] = list->bars[i];
	list->count = kept;
	return load_bars(run, span, span->sessions[0].open, tickers, n, list, err);
}

static int compare_times(const void *a, const void *b)
{
	return instant_compare(*(const struct instant *)a, *(const struct instant *)b);
}

/* The distinct minutes, in the sessions before, of all bars that lack a row. */
static size_t same_minutes(const struct params *p, const struct lane_span *span,
	const struct lane_set *set, struct instant *out)
{
	struct instant missing[LANE_ROWS_MAX], all[FEATURE_WINDOW_MAX];
	size_t kept = 0, n = 0;
	for (size_t i = 0; i < set->count; i++) {
		size_t count = lane_missing(p, span, &set->lanes[i], missing);
		for (size_t k = 0; k < count; k++) {
			bool seen =
				bsearch(&missing[k], all, kept, sizeof *all, compare_times) != NULL;
			if (seen || kept == FEATURE_WINDOW_MAX)
				continue;
			all[kept++] = missing[k];
			qsort(all, kept, sizeof *all, compare_times);
		}
	}
	for (size_t i = 0; i < kept; i++)
		n += lane_same_minutes(p, span, all[i], out + n);
	return n;
}

static int load_same(
	struct run *run, const struct lane_span *span, struct lane_set *set, struct error *err)
{
	struct instant *minutes mem_auto = calloc((size_t)SAME_MAX, sizeof *minutes);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc((size_t)SAME_MAX, sizeof *texts);
	const char **words mem_auto = calloc((size_t)SAME_MAX + set->count, sizeof *words);
	struct bar_list list = {0};
	if (minutes == NULL || texts == NULL || words == NULL)
		return error_memory(err);
	size_t n = same_minutes(&run->params, span, set, minutes);
	if (n == 0)
		return 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	for (size_t i = 0; i < n; i++)
		words[i] = instant_format(minutes[i], texts[i]);
	arg_text_array(&a, words, n);
	for (size_t i = 0; i < set->count; i++)
		words[i] = set->lanes[i].ticker;
	arg_text_array(&a, words, set->count);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_same, &a, &rows, err) != 0 ||
		read_bars(&rows, SAME_COLUMNS, &list, err) != 0) {
		free(list.bars);
		return -1;
	}
	set->same = list.bars;
	set->same_count = list.count;
	return 0;
}

int store_feature_load(
	struct run *run, const struct lane_span *span, struct lane_set *out, struct error *err)
{
	struct bar_list list = {0};
	struct state *states mem_auto = NULL;
	size_t state_count = 0;
	bool again = false;
	int result = -1;
	if (load_states(run, span, &states, &state_count, err) == 0 &&
		load_bars(run, span, span->near, NULL, 0, &list, err) == 0 &&
		cut(run, span, &list, states, state_count, out, err) == 0 &&
		lengthen(run, span, out, &list, &again, err) == 0 &&
		(!again || cut(run, span, &list, states, state_count, out, err) == 0))
		result = load_same(run, span, out, err);
	free(list.bars);
	return result;
}

int store_feature_daily_load(
	struct run *run, struct date day, struct ticker_bar **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct bar_list list = {0};
	struct session first;
	if (!mcal_sessions_back(day, (int)run->params.feature_daily_window, &first))
		return error_set(err, ERROR_DATA,
			"the calendar does not reach back far enough for daily features");
	arg_date(&a, day);
	arg_date(&a, first.day);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_daily_bars, &a, &rows, err) != 0 ||
		read_bars(&rows, BAR_COLUMNS, &list, err) != 0) {
		free(list.bars);
		return -1;
	}
	*out = list.bars;
	*count = list.count;
	return 0;
}

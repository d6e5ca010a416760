/* Makes the daily features. */
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_feature_read.h"
#include "text.h"
#include "zone.h"

/* Collects the days of one ticker after the other. */
struct day_reading {
	struct feature_reading reading;
	char ticker[TICKER_SIZE]; /* "" before the first */
	struct bar days[FEATURE_DAILY_MAX];
	size_t count;
	struct daily_row *rows;
	size_t row_count, row_capacity;
};

/* Makes the row of the newest day that was read. */
static int add_row(struct day_reading *d, struct error *err)
{
	if (d->count == 0)
		return 0;
	if (mem_grow(&d->rows, &d->row_capacity, d->row_count + 1, sizeof *d->rows,
		    FEATURE_ROWS_MAX) != 0)
		return error_memory(err);
	struct daily_row *r = &d->rows[d->row_count];
	memcpy(r->ticker, d->ticker, sizeof r->ticker);
	r->feed = d->days[d->count - 1].feed;
	d->row_count += feature_daily_compute(&d->reading.run->params, d->days, d->count, &r->row);
	return 0;
}

/* Adds a day of the ticker in F. BEGINS: it is the first one of this ticker. */
static void add_day(
	struct day_reading *d, const struct binary_field *f, const struct bar *bar, bool begins)
{
	if (begins) {
		memcpy(d->ticker, f[1].data, (size_t)f[1].length);
		d->ticker[f[1].length] = '\0';
		d->count = 0;
	}
	if (d->count == FEATURE_DAILY_MAX) {
		memmove(d->days, d->days + 1, sizeof d->days - sizeof d->days[0]);
		d->count--;
	}
	d->days[d->count++] = *bar;
}

static bool is_ticker_of(const struct day_reading *d, const struct binary_field *f)
{
	size_t length = (size_t)f[1].length;
	return memcmp(d->ticker, f[1].data, length) == 0 && d->ticker[length] == '\0';
}

static int take_day(void *context, const struct binary_field *f, int count, struct error *err)
{
	struct day_reading *d = context;
	struct bar bar;
	if (count != FEATURE_BAR_FIELDS || f[1].length < 1 || f[1].length >= TICKER_SIZE ||
		!feature_read_bar(&d->reading, f, &bar))
		return feature_bad_row("days", err);
	bool begins = !is_ticker_of(d, f);
	if (begins && add_row(d, err) != 0)
		return -1;
	add_day(d, f, &bar, begins);
	return 0;
}

/* *DUE: whether a ticker lacks its daily features of DAY. */
static int is_due(struct run *run, struct date day, bool *due, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_date(&a, day);
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_features_daily_due, &a, &rows, err) != 0)
		return -1;
	*due = text_equal(row_text(&rows, 0, "due"), "t");
	return 0;
}

int store_feature_daily_make(
	struct run *run, struct date day, struct daily_row **out, size_t *count, struct error *err)
{
	struct session first, last;
	bool due;
	if (is_due(run, day, &due, err) != 0)
		return -1;
	*out = NULL;
	*count = 0;
	if (!due)
		return 0;
	struct day_reading *d mem_auto = calloc(1, sizeof *d);
	if (d == NULL)
		return error_memory(err);
	if (!calendar_session(day, &last) ||
		!calendar_sessions_back(day, (int)run->params.feature_daily_window, &first))
		return error_set(err, ERROR_DATA,
			"the calendar does not reach back far enough for daily features");
	struct session_span span = {.sessions = {last}, .count = 1};
	struct instant since = zone_from_new_york(first.day, 0);
	struct feature_wanted w = {since, since, since, NULL, 0};
	d->reading = (struct feature_reading){.run = run, .span = &span, .feed = FEED_NONE};
	if (feature_settings(run, &span, &w, err) != 0 ||
		db_copy_out(run->db, &query_features_daily_bars, take_day, d, err) != 0 ||
		add_row(d, err) != 0) {
		free(d->rows);
		return -1;
	}
	*out = d->rows;
	*count = d->row_count;
	return 0;
}

int store_feature_daily_missing(struct run *run, struct date day, struct daily_ticker **out,
	size_t *count, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct daily_ticker, ticker, false)};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_date(&a, day);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_features_daily_missing, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, 1, sizeof **out, out, count, err);
}

/* As take_day, but each day without a row gets one from the days up to it. */
static int take_past_day(void *context, const struct binary_field *f, int count, struct error *err)
{
	struct day_reading *d = context;
	struct bar bar;
	int64_t missing;
	if (count != FEATURE_BAR_FIELDS + 1 || f[1].length < 1 || f[1].length >= TICKER_SIZE ||
		!feature_read_bar(&d->reading, f, &bar) ||
		!binary_read_i64(&f[FEATURE_BAR_FIELDS], &missing))
		return feature_bad_row("days", err);
	add_day(d, f, &bar, !is_ticker_of(d, f));
	return missing != 0 ? add_row(d, err) : 0;
}

int store_feature_daily_past(struct run *run, struct date day, const struct daily_ticker *tickers,
	size_t ticker_count, struct daily_row **out, size_t *count, struct error *err)
{
	struct session last;
	struct day_reading *d mem_auto = calloc(1, sizeof *d);
	const char **names mem_auto = calloc(ticker_count + 1, sizeof *names);
	char text[DATE_TEXT_SIZE];
	if (d == NULL || names == NULL)
		return error_memory(err);
	if (!calendar_session(day, &last))
		return error_set(err, ERROR_DATA, "not a session: %s", date_format(day, text));
	for (size_t i = 0; i < ticker_count; i++)
		names[i] = tickers[i].ticker;
	struct session_span span = {.sessions = {last}, .count = 1};
	struct feature_wanted w = {last.open, last.open, last.open, names, ticker_count};
	d->reading = (struct feature_reading){.run = run, .span = &span, .feed = FEED_NONE};
	if (feature_settings(run, &span, &w, err) != 0 ||
		db_copy_out(run->db, &query_features_daily_past, take_past_day, d, err) != 0) {
		free(d->rows);
		return -1;
	}
	*out = d->rows;
	*count = d->row_count;
	return 0;
}

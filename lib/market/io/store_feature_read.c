#include "store_feature_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "store_bar.h"

int feature_bad_row(const char *what, struct error *err)
{
	return error_set(err, ERROR_INTERNAL, "malformed rows of %s from the database", what);
}

bool feature_read_feed(struct feature_reading *r, const struct binary_field *f)
{
	if (f->length < 1 || (size_t)f->length >= sizeof r->feed_name)
		return false;
	size_t length = (size_t)f->length;
	if (memcmp(r->feed_name, f->data, length) == 0 && r->feed_name[length] == '\0')
		return true;
	memcpy(r->feed_name, f->data, length);
	r->feed_name[length] = '\0';
	r->feed = stock_feed_parse(r->feed_name);
	return r->feed >= 0;
}

bool feature_read_double(const struct binary_field *f, double *out)
{
	int64_t bits;
	*out = (double)NAN;
	if (f->length == -1)
		return true;
	if (!binary_read_i64(f, &bits))
		return false;
	memcpy(out, &bits, sizeof bits);
	return true;
}

bool feature_read_price(const struct binary_field *f, struct price *out)
{
	*out = PRICE_UNKNOWN;
	return f->length == -1 || binary_read_price(f, out);
}

bool feature_read_instant(const struct binary_field *f, struct instant *out)
{
	*out = INSTANT_UNKNOWN;
	return f->length == -1 || binary_read_instant(f, out);
}

bool feature_read_fact(const struct binary_field *f, enum fact *out)
{
	*out = FACT_UNKNOWN;
	if (f->length == -1)
		return true;
	if (f->length != 1)
		return false;
	*out = f->data[0] != 0 ? FACT_YES : FACT_NO;
	return true;
}

/* The session of the span that includes TS; NULL: none. */
static const struct session *session_of(struct feature_reading *r, struct instant ts)
{
	const struct session *s = r->session;
	if (s != NULL && instant_compare(ts, s->open) >= 0 && instant_compare(ts, s->close) < 0)
		return s;
	for (size_t i = r->span->count; i-- > 0;) {
		s = &r->span->sessions[i];
		if (instant_compare(ts, s->open) >= 0 && instant_compare(ts, s->close) < 0)
			return r->session = s;
	}
	return NULL;
}

/* The fields are ts, ticker, feed, close, volume, high, low, vwap, open. */
bool feature_read_bar(struct feature_reading *r, const struct binary_field *f, struct bar *out)
{
	struct bar b = {.trade_count = -1};
	if (!binary_read_instant(&f[0], &b.ts) || !feature_read_feed(r, &f[2]) ||
		!binary_read_price(&f[3], &b.close) || !binary_read_i64(&f[4], &b.volume) ||
		!feature_read_price(&f[5], &b.high) || !feature_read_price(&f[6], &b.low) ||
		!feature_read_price(&f[7], &b.vwap) || !feature_read_price(&f[8], &b.open))
		return false;
	b.feed = r->feed;
	*out = b;
	return true;
}

/* The series of a bar; NULL: its bars are not wanted, or, with *FAILED, memory is short. */
static struct series *series_of(
	struct feature_reading *r, const struct binary_field *f, bool *failed)
{
	const char *ticker = (const char *)f->data;
	size_t length = (size_t)f->length;
	struct series *series = r->wanted == NULL ? series_set_get(r->set, ticker, length)
						  : series_set_find(r->set, ticker, length);
	*failed = r->wanted == NULL && series == NULL;
	return series != NULL && (r->wanted == NULL || r->wanted[series - r->set->series]) ? series
											   : NULL;
}

static int take_row(void *context, const struct binary_field *fields, int count, struct error *err)
{
	struct feature_reading *r = context;
	struct bar bar;
	bool failed;
	if (count != FEATURE_BAR_FIELDS || fields[1].length < 1 ||
		!feature_read_bar(r, fields, &bar))
		return feature_bad_row("bars", err);
	if (session_of(r, bar.ts) == NULL)
		return 0;
	struct series *series = series_of(r, &fields[1], &failed);
	if (failed)
		return error_memory(err);
	return series == NULL ? 0 : r->take(r, series, &bar, err);
}

static int take_bar(
	void *context, const struct series *series, const struct bar *bar, struct error *err)
{
	struct feature_reading *r = context;
	return series_pack_add(&r->set->pack, series->number, bar, price_known(bar->high)) == 0
		       ? 0
		       : error_memory(err);
}

int feature_settings(struct run *run, const struct session_span *span,
	const struct feature_wanted *w, struct error *err)
{
	char session[DATE_TEXT_SIZE];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, w->from);
	arg_instant(&a, w->to);
	arg_instant(&a, w->detail);
	arg_instant(&a, run->now);
	arg_text(&a, date_format(span->sessions[span->count - 1].day, session));
	arg_text_array(&a, w->tickers, w->ticker_count);
	return db_row(run->db, &query_features_settings, &a, &rows, err);
}

/* Sets the regular minutes between W's times, for features_bars. */
static int set_minutes(struct feature_reading *r, const struct feature_wanted *w, struct error *err)
{
	size_t n = 0, most = 0;
	for (size_t i = 0; i < r->span->count; i++) {
		const struct session *s = &r->span->sessions[i];
		most += (size_t)(instant_diff_us(s->close, s->open) / MINUTE_US);
	}
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc(most + 1, sizeof *texts);
	const char **words mem_auto = calloc(most + 1, sizeof *words);
	if (texts == NULL || words == NULL)
		return error_memory(err);
	for (size_t i = 0; i < r->span->count; i++) {
		const struct session *s = &r->span->sessions[i];
		for (struct instant ts = s->open; instant_compare(ts, s->close) < 0;
			ts = instant_add(ts, MINUTE_US)) {
			if (instant_compare(ts, w->from) < 0 || instant_compare(ts, w->to) >= 0)
				continue;
			words[n] = instant_format(ts, texts[n]);
			n++;
		}
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text_array(&a, words, n);
	return db_row(r->run->db, &query_features_minutes, &a, &rows, err);
}

/*
 * Whether the bars of W's tickers are looked up one by one (features_bars). Otherwise all bars of
 * the time are read, because the key begins with the time, and other tickers are dropped here
 * (features_window). To look up a bar takes about eight times as long as to read and drop one.
 */
static bool is_few(const struct feature_reading *r, const struct feature_wanted *w)
{
	enum { SHARE = 4 };
	return w->ticker_count * SHARE <= r->set->count;
}

int feature_each_bar(struct feature_reading *r, const struct feature_wanted *w, feature_taker *take,
	struct error *err)
{
	bool *wanted mem_auto = NULL;
	bool few = w->tickers != NULL && is_few(r, w);
	if (w->tickers != NULL) {
		wanted = calloc(r->set->count + 1, sizeof *wanted);
		if (wanted == NULL)
			return error_memory(err);
	}
	for (size_t i = 0; i < w->ticker_count; i++) {
		const struct series *l =
			series_set_find(r->set, w->tickers[i], strlen(w->tickers[i]));
		if (l != NULL)
			wanted[l - r->set->series] = true;
	}
	if (feature_settings(r->run, r->span, w, err) != 0 || (few && set_minutes(r, w, err) != 0))
		return -1;
	r->take = take;
	r->wanted = wanted;
	int result = db_copy_out(
		r->run->db, few ? &query_features_bars : &query_features_window, take_row, r, err);
	r->wanted = NULL;
	return result;
}

int feature_load_bars(struct feature_reading *r, const struct feature_wanted *w, struct error *err)
{
	return feature_each_bar(r, w, take_bar, err);
}

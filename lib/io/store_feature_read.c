#include "store_feature_read.h"

#include <math.h>
#include <string.h>

#include "query.h"
#include "store_bar.h"

int feature_bad_row(const char *what, struct error *err)
{
	return error_set(err, ERROR_INTERNAL, "the rows of %s are not what they should be", what);
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
	r->feed = store_bar_feed(r->feed_name);
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

/* The session of the span that TS is in; NULL: none. */
const struct session *feature_session(struct feature_reading *r, struct instant ts)
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

/* ts, ticker, feed, close, volume, high, low, vwap. */
bool feature_read_bar(struct feature_reading *r, const struct binary_field *f, struct bar *out)
{
	struct bar b = {.open = PRICE_UNKNOWN, .trade_count = -1};
	if (!binary_read_instant(&f[0], &b.ts) || !feature_read_feed(r, &f[2]) ||
		!binary_read_price(&f[3], &b.close) || !binary_read_i64(&f[4], &b.volume) ||
		!feature_read_price(&f[5], &b.high) || !feature_read_price(&f[6], &b.low) ||
		!feature_read_price(&f[7], &b.vwap))
		return false;
	b.feed = r->feed;
	*out = b;
	return true;
}

static int take_bar(void *context, const struct binary_field *fields, int count, struct error *err)
{
	struct feature_reading *r = context;
	struct bar bar;
	if (count != FEATURE_BAR_FIELDS || fields[1].length < 1 ||
		!feature_read_bar(r, fields, &bar))
		return feature_bad_row("bars", err);
	if (feature_session(r, bar.ts) == NULL)
		return 0;
	struct lane *lane =
		lane_set_lane(r->set, (const char *)fields[1].data, (size_t)fields[1].length);
	if (lane == NULL ||
		lane_pack_add(&r->set->pack, lane->number, &bar, price_known(bar.high)) != 0)
		return error_memory(err);
	return 0;
}

int feature_settings(struct run *run, const struct lane_span *span, const struct feature_wanted *w,
	struct error *err)
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

int feature_load_bars(struct feature_reading *r, const struct feature_wanted *w, struct error *err)
{
	if (feature_settings(r->run, r->span, w, err) != 0)
		return -1;
	return db_copy_out(r->run->db,
		w->tickers == NULL ? &query_features_window : &query_features_bars, take_bar, r,
		err);
}

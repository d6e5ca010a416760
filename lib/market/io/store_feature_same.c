/* Reads the volumes of the same minute in the sessions before. */
#include <stdlib.h>

#include "mem.h"
#include "query.h"
#include "store_feature_read.h"

enum {
	MINUTES_MAX = FEATURE_WINDOW_MAX * FEATURE_TOD_MAX
}; /* the minutes of one session, in those before */

static int compare_times(const void *a, const void *b)
{
	return instant_compare(*(const struct instant *)a, *(const struct instant *)b);
}

/* The minutes in the sessions before that match the bars without a row, each once. */
static int same_minutes(
	struct feature_reading *r, struct instant *out, size_t *count, struct error *err)
{
	const struct params *p = &r->run->params;
	struct instant missing[SERIES_ROWS_MAX], all[FEATURE_WINDOW_MAX];
	size_t kept = 0;
	for (struct series *l = r->set->series; l < r->set->series + r->set->count; l++) {
		if (l->missing == 0)
			continue;
		struct instant alone = series_pack_newest(&r->set->pack, l->number);
		bool known = l->missing == 1 &&
			     bsearch(&alone, all, kept, sizeof *all, compare_times) != NULL;
		if (known)
			continue; /* nearly always */
		if (series_unpack(r->set, l) != 0)
			return error_memory(err);
		size_t n = series_missing(p, r->span, l, missing);
		for (size_t k = 0; k < n; k++) {
			bool seen =
				bsearch(&missing[k], all, kept, sizeof *all, compare_times) != NULL;
			if (seen || kept == FEATURE_WINDOW_MAX)
				continue;
			all[kept++] = missing[k];
			qsort(all, kept, sizeof *all, compare_times);
		}
	}
	*count = 0;
	for (size_t i = 0; i < kept; i++)
		*count += series_same_minutes(p, r->span, all[i], out + *count);
	return 0;
}

static int take_same(void *context, const struct binary_field *f, int count, struct error *err)
{
	struct feature_reading *r = context;
	struct series_set *set_ = r->set;
	struct instant ts;
	struct series_same same;
	enum { FIELDS = 5 };
	if (count != FIELDS || !binary_read_instant(&f[0], &ts) || f[1].length < 1 ||
		!feature_read_feed(r, &f[2]) || !binary_read_i64(&f[3], &same.volume) ||
		!binary_read_price(&f[4], &same.close))
		return feature_bad_row("volumes", err);
	const struct series *series =
		series_set_find(set_, (const char *)f[1].data, (size_t)f[1].length);
	if (series == NULL)
		return 0;
	if (mem_grow(&set_->same, &set_->same_capacity, set_->same_count + 1, sizeof same,
		    FEATURE_ROWS_MAX) != 0)
		return error_memory(err);
	same.number = series->number;
	same.minute = (int32_t)(ts.us / MINUTE_US);
	same.feed = r->feed;
	set_->same[set_->same_count++] = same;
	return 0;
}

int feature_load_same(struct feature_reading *r, struct error *err)
{
	struct instant *minutes mem_auto = calloc((size_t)MINUTES_MAX, sizeof *minutes);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = NULL;
	const char **words mem_auto = NULL;
	size_t n = 0;
	if (minutes == NULL || same_minutes(r, minutes, &n, err) != 0)
		return minutes == NULL ? error_memory(err) : -1;
	if (n == 0)
		return 0;
	texts = calloc(n, sizeof *texts);
	words = calloc(n, sizeof *words);
	if (texts == NULL || words == NULL)
		return error_memory(err);
	for (size_t i = 0; i < n; i++)
		words[i] = instant_format(minutes[i], texts[i]);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text_array(&a, words, n);
	if (db_row(r->run->db, &query_features_minutes, &a, &rows, err) != 0 ||
		db_copy_out(r->run->db, &query_features_same, take_same, r, err) != 0)
		return -1;
	if (r->set->same_count > 0)
		qsort(r->set->same, r->set->same_count, sizeof *r->set->same, series_same_compare);
	return 0;
}

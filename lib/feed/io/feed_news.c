#include "feed_news.h"

#include <stdlib.h>

#include "event_uid.h"
#include "headline.h"

/* A clock or a zone may be wrong by hours; a date further in the future is ignored. */
enum { FUTURE_MAX_H = 24 };

static const char *const source_names[] = {"item", "partial", "missing", "future"};

static void check_date(struct news *row, struct instant now)
{
	row->published_at = row->item.published_at;
	bool day_only = (row->item.problems & FEED_DAY_ONLY) != 0;
	row->published_source = day_only ? PUBLISHED_PARTIAL : PUBLISHED_ITEM;
	if (!instant_known(row->published_at))
		row->published_source = PUBLISHED_MISSING;
	else if (instant_diff_us(row->published_at, now) > FUTURE_MAX_H * HOUR_US)
		row->published_source = PUBLISHED_FUTURE;
	if (row->published_source > PUBLISHED_PARTIAL)
		row->published_at = now;
}

int feed_news_make(struct feed_news *out, const struct feed_batch *batch, const char *feed_url,
	const char *source, struct instant now, struct error *err)
{
	struct feed_news n = {.feed_url = feed_url, .source = source, .now = now};
	if (n.source == NULL && batch->title[0] != '\0')
		n.source = batch->title;
	n.rows = calloc((size_t)batch->count + 1, sizeof *n.rows);
	if (n.rows == NULL)
		return error_memory(err);
	struct feed_item item;
	for (size_t cursor = 0; feed_batch_next(batch, &cursor, &item) == 1;) {
		struct news *row = &n.rows[n.count];
		if (event_uid(feed_url, item.guid, item.link, item.title, item.date_text,
			    row->event_uid) == NULL) {
			n.unknowable++;
			continue;
		}
		row->item = item;
		row->problems = item.problems | batch->problems;
		check_date(row, now);
		n.count++;
	}
	*out = n;
	return 0;
}

void feed_news_free(struct feed_news *n)
{
	free(n->rows);
	*n = (struct feed_news){.count = 0};
}

static void write_problems(struct jsonl *w, unsigned problems)
{
	jsonl_open(w, "problems", '[');
	for (unsigned bit = 0; bit < FEED_PROBLEMS; bit++)
		if ((problems >> bit & 1) != 0)
			jsonl_text(w, NULL, feed_problem_name(bit));
	jsonl_close(w);
}

static void write_common(struct jsonl *w, const struct news *row)
{
	jsonl_text(w, "guid", row->item.guid);
	jsonl_text(w, "title", row->item.title == NULL ? "" : row->item.title);
	jsonl_text(w, "link", row->item.link);
	jsonl_text(w, "summary", row->item.summary);
	jsonl_instant(w, "published_at", row->published_at);
	jsonl_text(w, "published_source", source_names[row->published_source]);
	write_problems(w, row->problems);
}

void feed_news_json(const struct feed_news *n, struct buf *out)
{
	struct jsonl w;
	char key[HEADLINE_MAX + 1];
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '[');
	for (const struct news *row = n->rows; row < n->rows + n->count; row++) {
		(void)headline_normalise(
			row->item.title == NULL ? "" : row->item.title, key, sizeof key);
		jsonl_open(&w, NULL, '{');
		jsonl_text(&w, "event_uid", row->event_uid);
		jsonl_text(&w, "title_key", key);
		jsonl_text(&w, "content", row->item.content);
		write_common(&w, row);
		jsonl_close(&w);
	}
	jsonl_close(&w);
}

void feed_news_write(
	const struct feed_news *n, size_t index, int64_t id, const char *story_uid, struct jsonl *w)
{
	const struct news *row = &n->rows[index];
	jsonl_i64_known(w, "raw_event_id", id > 0, id);
	jsonl_text(w, "event_uid", row->event_uid);
	jsonl_text(w, "story_uid", story_uid);
	jsonl_text(w, "feed_url", n->feed_url);
	jsonl_text(w, "source", n->source);
	write_common(w, row);
	jsonl_instant(w, "known_at", n->now);
}

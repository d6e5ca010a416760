/* The items of a fetched feed, in the form in which they are stored and printed. */
#ifndef OPT_FEED_NEWS_H
#define OPT_FEED_NEWS_H

#include "digest.h"
#include "feed.h"
#include "jsonl.h"

/* The source of an item's published_at. */
enum published_source {
	PUBLISHED_ITEM,	   /* the date of the item */
	PUBLISHED_PARTIAL, /* the date has no time of day: 00:00 UTC of that day */
	PUBLISHED_MISSING, /* no date, or one that cannot be read: the time of the fetch */
	PUBLISHED_FUTURE,  /* more than a day after the fetch: the time of the fetch */
};

struct news {
	char event_uid[DIGEST_HEX_SIZE];
	struct feed_item item; /* its texts belong to the batch */
	struct instant published_at;
	enum published_source published_source;
	unsigned problems; /* the item's and the document's */
};

struct feed_news {
	const char *feed_url, *source; /* borrowed; source may be NULL */
	struct instant now;
	struct news *rows; /* owned */
	size_t count;
	size_t unknowable; /* items left out because they have neither guid, link nor title */
};

/*
 * Fills *OUT from BATCH, which must outlive it. SOURCE: the name of the source of the news; NULL:
 * the title of the batch. Free OUT with feed_news_free.
 */
int feed_news_make(struct feed_news *out, const struct feed_batch *batch, const char *feed_url,
	const char *source, struct instant now, struct error *err);
void feed_news_free(struct feed_news *n);

/* Appends a JSON array of objects, one per item, with the columns of inbound_events_raw. */
void feed_news_json(const struct feed_news *n, struct buf *out);

/*
 * Writes item INDEX as one row: {id, event_uid, story_uid, feed_url, source, guid, title, link,
 * summary, published_at, published_source, problems, known_at}. ID 0 and STORY_UID NULL: not
 * stored. The caller closes the row (run_row_end).
 */
void feed_news_write(const struct feed_news *n, size_t index, int64_t id, const char *story_uid,
	struct jsonl *w);

#endif

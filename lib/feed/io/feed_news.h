/* The items of a fetched feed as they are stored and printed. */
#ifndef OPT_FEED_NEWS_H
#define OPT_FEED_NEWS_H

#include "digest.h"
#include "feed.h"
#include "jsonl.h"

/* Where an item's published_at comes from. */
enum published_source {
	PUBLISHED_ITEM,
	PUBLISHED_PARTIAL, /* the day only: its beginning */
	PUBLISHED_MISSING, /* no date, or one that cannot be read: when we fetched it */
	PUBLISHED_FUTURE,  /* more than a day ahead of us: when we fetched it */
};

struct news {
	char event_uid[DIGEST_HEX_SIZE];
	struct feed_item item; /* texts are borrowed from the batch */
	struct instant published_at;
	enum published_source published_source;
	unsigned problems; /* the item's and the document's */
};

struct feed_news {
	const char *feed_url, *source; /* borrowed */
	struct instant now;
	struct news *rows; /* owned */
	size_t count;
	size_t unknowable; /* items left out: neither guid, link nor title */
};

/*
 * Fills *OUT from BATCH, which must outlive it. SOURCE: who the news is from; NULL: the batch's
 * title.
 */
int feed_news_make(struct feed_news *out, const struct feed_batch *batch, const char *feed_url,
	const char *source, struct instant now, struct error *err);
void feed_news_free(struct feed_news *n);

/* A JSON array of objects with the columns of inbound_events_raw. */
void feed_news_json(const struct feed_news *n, struct buf *out);

/*
 * One row: {id, event_uid, story_uid, feed_url, source, guid, title, link, summary, published_at,
 * published_source, problems, known_at}. ID 0 and STORY_UID NULL: not stored.
 */
void feed_news_print(const struct feed_news *n, size_t index, int64_t id, const char *story_uid,
	struct jsonl *w);

#endif

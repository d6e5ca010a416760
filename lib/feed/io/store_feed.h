/* Stores feeds (feed_state) and their items (inbound_events_raw). */
#ifndef OPT_STORE_FEED_H
#define OPT_STORE_FEED_H

#include "feed_news.h"
#include "feed_schedule.h"
#include "run.h"

/* A feed that is due. */
struct feed_due {
	char *feed_url, *fetch_url;
	char *name, *etag, *last_modified; /* NULL: none */
	int64_t interval_s, failures, last_gap_s;
};

/*
 * Reads the feeds that are due at run->now, at most MAX, and claims them until a little after the
 * deadline of the run. A dry run claims none. Free them with store_feed_free.
 */
int store_feed_due(
	struct run *run, int64_t max, struct feed_due **out, size_t *count, struct error *err);
void store_feed_free(struct feed_due *feeds, size_t count);

/* The outcome of a fetch. */
struct feed_result {
	const struct feed_due *feed;
	struct feed_plan plan;
	bool ok;
	long status;				     /* of HTTP; 0: none */
	const char *etag, *last_modified, *moved_to; /* "": none */
	const char *error;			     /* NULL: none */
	const struct feed_news *news;		     /* NULL: none */
};

/*
 * Stores the new items and the state of the feed in one transaction, and writes one row per new
 * item. A dry run stores nothing. ERROR_AGAIN: another run has claimed the feed meanwhile.
 */
int store_feed_result(struct run *run, const struct feed_result *r, struct error *err);

/* Releases the claims of this run on feeds that it did not fetch. */
int store_feed_release(struct run *run, struct error *err);

/*
 * Add feeds, remove one, list all. Each writes one row per feed that it added, removed or found. A
 * name may be "": none.
 */
int store_feed_add(struct run *run, const char *const *urls, const char *const *names, size_t count,
	int64_t interval_s, struct error *err);
int store_feed_remove(
	struct run *run, const char *url, struct error *err); /* ERROR_DATA: no such feed */
int store_feed_list(struct run *run, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind article_row, feed_row;

#endif

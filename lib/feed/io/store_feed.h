/* feed_state and inbound_events_raw. */
#ifndef OPT_STORE_FEED_H
#define OPT_STORE_FEED_H

#include "feed_news.h"
#include "feed_schedule.h"
#include "run.h"

/* A feed as it is asked. */
struct feed_due {
	char *feed_url, *fetch_url;
	char *name, *etag, *last_modified; /* NULL: none */
	int64_t interval_s, failures, last_gap_s;
};

/*
 * The feeds due at the run's now, at most MAX; claimed until the run's deadline, not in a dry run.
 * Freed with store_feed_free.
 */
int store_feed_due(
	struct run *run, int64_t max, struct feed_due **out, size_t *count, struct error *err);
void store_feed_free(struct feed_due *feeds, size_t count);

/* How a feed answered. */
struct feed_result {
	const struct feed_due *feed;
	struct feed_plan plan;
	bool ok;
	long status;				     /* 0: none */
	const char *etag, *last_modified, *moved_to; /* "" none */
	const char *error;			     /* NULL: none */
	const struct feed_news *news;		     /* NULL: none */
};

/*
 * Stores the new items and the feed's state in one transaction and writes a row for each new item.
 * In a dry run nothing is stored. ERROR_AGAIN when the claim is no longer ours.
 */
int store_feed_result(struct run *run, const struct feed_result *r, struct error *err);

/* Gives back what was claimed and not answered. */
int store_feed_release(struct run *run, struct error *err);

/*
 * Write a row for each feed: what was added, removed, or all there is. NAMES: "" where there is
 * none.
 */
int store_feed_add(struct run *run, const char *const *urls, const char *const *names, size_t count,
	int64_t interval_s, struct error *err);
int store_feed_remove(
	struct run *run, const char *url, struct error *err); /* ERROR_DATA: unknown */
int store_feed_list(struct run *run, struct error *err);

#endif

/*
 * Claims articles of inbound_events_raw and stores their classifications in
 * inbound_events_classified. opt-classify first parks, then claims and saves in a loop, and at the
 * end releases the claims that are left.
 */
#ifndef OPT_STORE_CLASSIFY_H
#define OPT_STORE_CLASSIFY_H

#include "classifier.h"
#include "run.h"

/* An article without a classification. */
struct raw_event {
	int64_t id;
	char *title, *summary; /* owned; the summary may be NULL */
	struct instant published_at;
};

/*
 * Parks the articles whose every attempt ended with its run, and stores their number in *PARKED. A
 * dry run parks none.
 */
int store_classify_park(struct run *run, int64_t *parked, struct error *err);

/*
 * Reads the newest MAX articles and claims them until the run's deadline and a short time after it;
 * a dry run claims none. The caller frees them with store_classify_free.
 */
int store_classify_claim(
	struct run *run, int64_t max, struct raw_event **out, size_t *count, struct error *err);
void store_classify_free(struct raw_event *events, size_t count);

/*
 * Stores COUNT classifications, JSON a JSON array of them, in one transaction. ERROR_AGAIN when
 * another run holds one of the articles; nothing is stored then.
 */
int store_classify_save(struct run *run, const char *json, size_t count, struct error *err);

/* Gives an article back with the error WHY; parks it after its last attempt. */
int store_classify_fail(struct run *run, int64_t id, const char *why, struct error *err);

/* Gives back the claimed articles that were not classified; their attempt does not count. */
int store_classify_release(struct run *run, struct error *err);

/* The securities that news may be about, in order of traded volume. */
struct universe_names {
	struct ticker_entry *entries;
	size_t count;
	void *owner; /* owns the texts */
};

int store_classify_universe(struct run *run, struct universe_names *out, struct error *err);
void store_classify_universe_free(struct universe_names *names);

#endif

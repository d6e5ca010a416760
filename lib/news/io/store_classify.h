/* inbound_events_raw to inbound_events_classified. */
#ifndef OPT_STORE_CLASSIFY_H
#define OPT_STORE_CLASSIFY_H

#include "classifier.h"
#include "run.h"

/* An article nobody classified yet. */
struct raw_event {
	int64_t id;
	char *title, *summary; /* summary: NULL none */
	struct instant published_at;
};

/* Parks what no run lived to classify. *PARKED: how many. */
int store_classify_park(struct run *run, int64_t *parked, struct error *err);

/*
 * The newest MAX of them; claimed until the run's deadline, not in a dry run. Freed with
 * store_classify_free.
 */
int store_classify_claim(
	struct run *run, int64_t max, struct raw_event **out, size_t *count, struct error *err);
void store_classify_free(struct raw_event *events, size_t count);

/*
 * Stores the classifications (COUNT of them, a JSON array) in one transaction. ERROR_AGAIN when a
 * claim is no longer ours; nothing is stored then.
 */
int store_classify_save(struct run *run, const char *json, size_t count, struct error *err);

/* Gives an article back with what went wrong; parks it after its last attempt. */
int store_classify_fail(struct run *run, int64_t id, const char *why, struct error *err);

/* Gives back what was claimed and not classified. */
int store_classify_release(struct run *run, struct error *err);

/* Whom news may be about, the most traded first. */
struct universe_names {
	struct ticker_entry *entries;
	size_t count;
	void *owner; /* of the texts */
};

int store_classify_universe(struct run *run, struct universe_names *out, struct error *err);
void store_classify_universe_free(struct universe_names *names);

#endif

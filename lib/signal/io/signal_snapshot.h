/*
 * The inputs of a signal, as they are stored with its recommendation, read back so that it can be
 * decided again.
 */
#ifndef OPT_SIGNAL_SNAPSHOT_H
#define OPT_SIGNAL_SNAPSHOT_H

#include <jansson.h>

#include "error.h"
#include "recommend.h"

struct signal_snapshot {
	struct signal_input in; /* news and volume_ratio are not set: they are computed */
	struct recommend_history history;
	struct news_item *items; /* owned */
	size_t item_count;
	double *ratios; /* owned; oldest first */
	size_t ratio_count;
};

/*
 * FEATURES and SENTIMENT are features_snapshot and sentiment_snapshot. ERROR_DATA when something
 * is missing, as in what an earlier release stored. Call signal_snapshot_free when it succeeded.
 */
int signal_snapshot_read(const json_t *features, const json_t *sentiment,
	struct signal_snapshot *out, struct error *err);
void signal_snapshot_free(struct signal_snapshot *s);

/* Decides as opt-signal did. */
enum recommend_outcome signal_snapshot_decide(
	const struct params *p, struct signal_snapshot *s, struct signal_decision *out);

#endif

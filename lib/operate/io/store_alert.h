/*
 * The messages of alert_messages: which alerts are in them, which are due, and what became of an
 * attempt.
 *
 * Every step is committed by itself and can be repeated. alert_store_plan stores a message with its
 * id before it is sent, and alert_store_claim counts an attempt before it is made. A run that is
 * killed between the server's reply and alert_store_sent leaves a message that may have arrived;
 * the next run sends the same bytes with the same id.
 */
#ifndef OPT_STORE_ALERT_H
#define OPT_STORE_ALERT_H

#include "run.h"

struct stored_message {
	char id[40], severity[16];
	char *subject, *body; /* owned */
	int64_t alerts, attempts;
	struct instant created_at, next_try;
	bool refused; /* by the server, as a message: others may get through */
};

void stored_messages_free(struct stored_message *list, size_t count);

/* The messages for CHANNEL that are not sent, the oldest first. */
int alert_store_due(struct run *run, const char *channel, struct stored_message **list,
	size_t *count, struct error *err);

/*
 * Makes messages of the alerts that wait for CHANNEL: one each up to DIGEST alerts, one for all of
 * more. *PLANNED is the number of messages. A dry run stores nothing and returns them in LIST
 * (NULL: not wanted).
 */
int alert_store_plan(struct run *run, const char *channel, int64_t digest, size_t *planned,
	struct stored_message **list, struct error *err);

/* *MINE: no other run attempts it. */
int alert_store_claim(
	struct run *run, const struct stored_message *m, bool *mine, struct error *err);
int alert_store_sent(struct run *run, const struct stored_message *m, struct error *err);
/* NEXT is the time of the next attempt; *GIVEN_UP: there is none, because M is too old. */
int alert_store_failed(struct run *run, const struct stored_message *m, const char *why,
	bool refused, struct instant next, bool *given_up, struct error *err);

#endif

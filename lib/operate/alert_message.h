/*
 * The messages of opt-alert: one alert, or many as a digest, as a subject and a text; its id; when
 * it is sent again.
 *
 *	alert_message_write(&message, alerts, count, "paper", "email");
 *	wait_us = alert_wait_us(attempts);
 *
 * A message is the same whenever it is made from the same alerts for the same channel: subject,
 * text and id. So a receiver sees by the id that two messages are one.
 */
#ifndef OPT_ALERT_MESSAGE_H
#define OPT_ALERT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "instant.h"

/* A digest shows this many alerts; it counts the rest. */
enum { ALERT_DIGEST_SHOWN = 50, ALERT_ID_SIZE = 32, ALERT_SUBJECT_SIZE = 256 };

struct told_alert {
	const char *key, *severity, *subject, *body; /* severity: "info", "warning", "critical" */
	struct instant at;
};

struct alert_message {
	char id[ALERT_ID_SIZE]; /* opt- and 24 hexadecimal digits */
	const char *severity;	/* the worst of its alerts; static */
	char subject[ALERT_SUBJECT_SIZE];
	struct buf body;
};

/*
 * Makes the message of COUNT > 0 alerts. MODE is the execution mode, which the subject names.
 * OUT->body is set up by the caller. The worst alerts come first, then the oldest; ALERTS is sorted
 * so. False when out of memory.
 */
bool alert_message_write(struct alert_message *out, struct told_alert *alerts, size_t count,
	const char *mode, const char *channel);

/* Appends "14:08:00 New York on 2026-01-26 (19:08:00Z)", or "unknown". */
void alert_time(struct buf *out, struct instant t);

/*
 * The wait after ATTEMPTS failed ones: one minute, doubled up to an hour, each less the seconds by
 * which cron starts a run earlier than the one before.
 */
int64_t alert_wait_us(int64_t attempts);

#endif

/*
 * The kinds of webhooks: for each the hosts that may get its URL, and the JSON it expects.
 *
 *	kind = webhook_find("slack");
 *	kind->write(&body, &call);
 *
 * Only the kind json has a field for the id of a message and a header, Idempotency-Key, by which a
 * receiver can drop a repeated one. The other services have none: there the text ends with the id,
 * by which a reader sees it.
 */
#ifndef OPT_WEBHOOK_H
#define OPT_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "instant.h"

struct webhook_call {
	const char *id, *severity, *subject, *body;
	const char *chat;  /* of telegram */
	const char *topic; /* of ntfy: the last part of its URL */
	int64_t alerts;	   /* in the message */
	struct instant at;
};

struct webhook_kind {
	const char *name;
	const char *hosts; /* separated by commas; "": only those of alert_hosts, and this host */
	/* bytes of the body; a longer one is cut before its last line, which has the id */
	size_t text_max;
	bool posts_to_root; /* ntfy: the topic is not in the URL of a JSON message */
	bool needs_chat;
	void (*write)(struct buf *out, const struct webhook_call *call);
};

/* Returns NULL for an unknown kind. */
const struct webhook_kind *webhook_find(const char *name);

/* Appends the JSON of CALL, with its text cut to what KIND takes. */
void webhook_write(
	struct buf *out, const struct webhook_kind *kind, const struct webhook_call *call);

/*
 * Splits the URL of ntfy into ROOT, https://HOST, and TOPIC, which stands in URL. False unless the
 * URL has exactly one part after the host.
 */
bool webhook_split_topic(const char *url, char *root, size_t size, const char **topic);

#endif

#include "alert_deliver.h"

#include <stdio.h>

#include "alert_message.h"
#include "alert_outage.h"
#include "store_alert.h"

static struct outgoing outgoing_of(const struct stored_message *m)
{
	return (struct outgoing){m->id, m->severity, m->subject, m->body, m->alerts, m->created_at};
}

/* The first failure of a message is a warning, its later ones are information. */
static int store_failure(struct run *run, enum channel channel, const struct stored_message *m,
	enum delivery outcome, int64_t wait_s, const struct error *why, struct error *err)
{
	int64_t own_us = alert_wait_us(m->attempts + 1), asked_us = wait_s * SECOND_US;
	struct instant next = instant_add(run->now, own_us > asked_us ? own_us : asked_us);
	char text[ERROR_TEXT_SIZE + 64];
	bool given_up = false;
	if (alert_store_failed(
		    run, m, why->text, outcome == DELIVERY_REFUSED, next, &given_up, err) != 0)
		return -1;
	(void)snprintf(text, sizeof text, "%s: %s is %s: %.400s", channel_name(channel), m->id,
		given_up ? "given up" : "not sent, and tried again", why->text);
	run_partial_again(run, m->attempts == 0 || given_up, text);
	run_count(run, "failed", 1);
	return 0;
}

/* *IS_DOWN: no message gets through. */
static int attempt(struct run *run, const struct alert_channels *channels, enum channel channel,
	const struct stored_message *m, bool *is_down, struct error *err)
{
	struct outgoing out = outgoing_of(m);
	struct error why = {0};
	int64_t wait_s = 0;
	bool mine = false;
	if (alert_store_claim(run, m, &mine, err) != 0)
		return -1;
	if (!mine)
		return 0;
	enum delivery outcome = alert_channel_send(channels, channel, &out, &wait_s, &why);
	*is_down = outcome == DELIVERY_DOWN;
	if (outcome != DELIVERY_SENT)
		return store_failure(run, channel, m, outcome, wait_s, &why, err);
	if (alert_store_sent(run, m, err) != 0)
		return error_prefix(err, "%s was sent and will be sent again with this id", m->id);
	alert_print(run, &alert_sent_row, channel, &out, m->attempts + 1);
	run_count(run, "sent", 1);
	return 0;
}

/* Sends what is due. *IS_DOWN: a message waits because the server is down. */
static int send_due(struct run *run, const struct alert_channels *channels, enum channel channel,
	bool *is_down, struct error *err)
{
	struct stored_message *list = NULL;
	size_t count = 0;
	*is_down = false;
	if (alert_store_due(run, channel_name(channel), &list, &count, err) != 0)
		return -1;
	int result = 0;
	for (size_t i = 0; i < count && result == 0 && !*is_down; i++)
		if (run_should_stop(run))
			result = run_stop(run, err);
		else if (instant_compare(list[i].next_try, run->now) <= 0)
			result = attempt(run, channels, channel, &list[i], is_down, err);
		else if (!list[i].refused && list[i].attempts > 0)
			*is_down = true;
	stored_messages_free(list, count);
	return result;
}

static int show(struct run *run, enum channel channel, struct error *err)
{
	struct stored_message *list = NULL;
	size_t count = 0;
	if (alert_store_due(run, channel_name(channel), &list, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct outgoing out = outgoing_of(&list[i]);
		alert_print(run, &alert_would_send_row, channel, &out, list[i].attempts);
	}
	stored_messages_free(list, count);
	list = NULL;
	if (alert_store_plan(run, channel_name(channel), conf_i64(&run->conf, CONF_ALERT_DIGEST),
		    &count, &list, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct outgoing out = outgoing_of(&list[i]);
		alert_print(run, &alert_would_send_row, channel, &out, 0);
	}
	stored_messages_free(list, count);
	return 0;
}

int alert_deliver(struct run *run, const struct alert_channels *channels, enum channel channel,
	struct error *err)
{
	bool is_down = false;
	size_t planned = 1;
	if (run->dry_run)
		return show(run, channel, err);
	if (send_due(run, channels, channel, &is_down, err) != 0)
		return -1;
	while (!is_down && planned > 0) {
		if (alert_store_plan(run, channel_name(channel),
			    conf_i64(&run->conf, CONF_ALERT_DIGEST), &planned, NULL, err) != 0 ||
			send_due(run, channels, channel, &is_down, err) != 0)
			return -1;
	}
	return 0;
}

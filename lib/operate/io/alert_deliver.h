/*
 * Delivers the alerts of alert_outbox to one channel: makes messages of those that wait, and sends
 * those that are due. While a server is down, no new messages are made, so that all that comes in
 * the meantime becomes one digest.
 */
#ifndef OPT_ALERT_DELIVER_H
#define OPT_ALERT_DELIVER_H

#include "alert_channel.h"

int alert_deliver(struct run *run, const struct alert_channels *channels, enum channel channel,
	struct error *err);

#endif

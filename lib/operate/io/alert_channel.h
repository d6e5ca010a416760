/*
 * The channels of alerts that opt.conf(5) configures, and the sending of one message to one of
 * them.
 *
 *	alert_channels_open(&channels, run, err);
 *	outcome = alert_channel_send(&channels, CHANNEL_EMAIL, &message, &wait_s, err);
 *	alert_channels_close(&channels);
 */
#ifndef OPT_ALERT_CHANNEL_H
#define OPT_ALERT_CHANNEL_H

#include <stdbool.h>

#include "mail.h"
#include "run.h"
#include "smtp.h"
#include "webhook.h"

enum channel { CHANNEL_EMAIL, CHANNEL_WEBHOOK, CHANNEL_COUNT };

struct alert_channels {
	const struct run *run;
	bool has[CHANNEL_COUNT];
	struct conf conf; /* with the secrets of the channels */
	struct mail_addresses from, to;
	const struct webhook_kind *kind;
	char url[SECRET_SIZE]; /* to which the webhook posts */
	const char *topic;     /* of ntfy */
};

struct outgoing {
	const char *id, *severity, *subject, *body;
	int64_t alerts;
	struct instant at;
};

const char *channel_name(enum channel channel); /* as alert_messages.channel */

/* Whether any channel is configured, before secrets are read. */
bool alert_channels_any(const struct conf *conf);
/*
 * Reads and checks the settings and secrets of the channels. Fails with ERROR_CONFIG or
 * ERROR_PERMISSION.
 */
int alert_channels_open(struct alert_channels *out, const struct run *run, struct error *err);
void alert_channels_close(struct alert_channels *channels); /* wipes the secrets */
/*
 * Connects to the server of each channel, over TLS and with the user of the mail server, and sends
 * no message. Fails like alert_channels_open, or with the reason why a server is out of reach,
 * after the name of its channel.
 */
int alert_channels_reach(const struct run *run, struct error *err);
/* True when all channels are on this host. */
bool alert_channels_local(const struct alert_channels *channels);

/* *WAIT_S: the seconds that the server asks to wait; 0: it does not. */
enum delivery alert_channel_send(const struct alert_channels *channels, enum channel channel,
	const struct outgoing *message, int64_t *wait_s, struct error *err);
/* Appends what would be sent. */
void alert_channel_show(const struct alert_channels *channels, enum channel channel,
	const struct outgoing *message, struct buf *out);

#endif

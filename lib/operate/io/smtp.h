/*
 * Sends an e-mail by SMTP with libcurl. TLS is required, and the server's certificate is verified;
 * only to this host and without a password may it go in the clear, as a mail server of this host
 * usually has no certificate that anybody signed.
 */
#ifndef OPT_SMTP_H
#define OPT_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"
#include "mail.h"

enum delivery {
	DELIVERY_SENT,	  /* the server accepted the message */
	DELIVERY_DOWN,	  /* no message gets through: try all of them later */
	DELIVERY_REFUSED, /* the server refuses this message */
};

struct smtp_settings {
	const char *url;	     /* smtps://HOST[:PORT] or smtp://HOST[:PORT] */
	const char *user, *password; /* "": none */
	const char *ca_file;	     /* "": the system's */
	int64_t deadline_us;
};

/*
 * Sends MAIL, which mail_write wrote, FROM one address TO others. When the connection is lost after
 * the text was sent, the message may have arrived: that is DELIVERY_DOWN too, and the caller sends
 * the same bytes again. The messages in ERR have no secret.
 */
enum delivery smtp_send(const struct smtp_settings *s, const char *from,
	const struct mail_addresses *to, const struct buf *mail, struct error *err);

/*
 * Connects to the server, over TLS and with the user and password as smtp_send does, and sends no
 * message.
 */
int smtp_reach(const struct smtp_settings *s, struct error *err);

/* Whether the server of URL is on this host. */
bool smtp_is_loopback(const char *url);

#endif

/*
 * Writes an e-mail (RFC 5322, MIME) of plain text, and reads lists of addresses. No subject or
 * text can add a header: spaces replace control characters, and other characters than ASCII are
 * encoded.
 */
#ifndef OPT_MAIL_H
#define OPT_MAIL_H

#include <stddef.h>

#include "buf.h"
#include "error.h"
#include "instant.h"

enum { MAIL_ADDRESS_SIZE = 255, MAIL_ADDRESSES_MAX = 16 };

struct mail_addresses {
	char list[MAIL_ADDRESSES_MAX][MAIL_ADDRESS_SIZE];
	size_t count;
};

/*
 * Reads addresses of the form user@host, separated by commas or blanks. Fails with ERROR_CONFIG,
 * which names the setting NAME, for an address with any other character than letters, digits and
 * the common signs. An empty list has no address.
 */
int mail_read_addresses(
	struct mail_addresses *out, const char *name, const char *list, struct error *err);

struct mail {
	const char *from;
	const struct mail_addresses *to;
	const char *subject, *body; /* UTF-8 */
	const char *id; /* the left part of the Message-ID; its right part is FROM's host */
	const char *severity;
	struct instant at;
};

/* Appends the e-mail with CRLF at the ends of lines. The same MAIL gives the same bytes. */
void mail_write(struct buf *out, const struct mail *mail);

#endif

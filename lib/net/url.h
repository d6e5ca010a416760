/* References resolved against a base (RFC 3986, section 5), for links in feeds. */
#ifndef OPT_URL_H
#define OPT_URL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	URL_MAX = 2048
}; /* bytes; longer links are not followed by anything, so they are not kept */

/* "scheme:" at the start, as RFC 3986 3.1 spells it. */
bool url_is_absolute(const char *text);

/* http or https with a host. */
bool url_is_web(const char *text);

/* That, of at most URL_MAX bytes, in UTF-8, without a blank or control character: can be asked. */
bool url_is_askable(const char *text);

/*
 * REFERENCE (surrounding white space ignored, blanks and control characters inside it dropped or
 * escaped) against BASE ("" or NULL: none, the reference stays as it is). 0, or -1 with OUT
 * untouched: too long for SIZE.
 */
int url_resolve(const char *base, const char *reference, char *out, size_t size);

#endif

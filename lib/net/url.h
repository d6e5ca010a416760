/*
 * Checks URLs, gives their host, and resolves references against a base (RFC 3986,
 * section 5), for links in feeds.
 */
#ifndef OPT_URL_H
#define OPT_URL_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes. Longer links are not kept, because no program follows them. */
enum { URL_MAX = 2048 };

/* True when TEXT starts with "scheme:" (RFC 3986, 3.1). */
bool url_is_absolute(const char *text);

/* True for an http or https URL with a host. */
bool url_is_web(const char *text);

/*
 * True for such a URL of at most URL_MAX bytes in UTF-8, without spaces and control characters: a
 * program can fetch it.
 */
bool url_is_askable(const char *text);

/*
 * Resolves REFERENCE against BASE and writes the result to OUT of SIZE bytes. Before that, white
 * space around REFERENCE and control characters in it are removed, and spaces in it become %20.
 * With a BASE that is NULL or not absolute, such as "", OUT is the REFERENCE. Returns 0, or -1 with
 * OUT unchanged when a text is longer than URL_MAX or the result does not fit.
 */
int url_resolve(const char *base, const char *reference, char *out, size_t size);

enum { URL_HOST_SIZE = 264 }; /* a name has at most 253 bytes, a port 5 */
/*
 * Copies the host of an http or https URL to OUT, in lower case, with :PORT unless that is the
 * usual one. Returns -1, and OUT unchanged, unless the host consists of letters, digits, dots and
 * hyphens, or is an address in brackets. A user, a password or a backslash is refused as well, as
 * programs read it in different ways.
 */
int url_host(const char *url, char out[static URL_HOST_SIZE]);

#endif

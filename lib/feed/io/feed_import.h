/* Lists of feeds from a file: OPML, or an address a line. */
#ifndef OPT_FEED_IMPORT_H
#define OPT_FEED_IMPORT_H

#include <stddef.h>

#include "error.h"

struct feed_import {
	char **urls, **names; /* owned, as their texts; names: "" where there is none */
	size_t count;
};

/*
 * PATH "-" is standard input. A line may carry a name after the address; blank lines and those that
 * begin with '#' are skipped. ERROR_DATA: not readable, no address, or one that is not http or
 * https.
 */
int feed_import_read(struct feed_import *out, const char *path, struct error *err);
void feed_import_free(struct feed_import *i);

#endif

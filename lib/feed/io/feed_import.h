/* Reads a list of feeds from a file: OPML, or one URL per line. */
#ifndef OPT_FEED_IMPORT_H
#define OPT_FEED_IMPORT_H

#include <stddef.h>

#include "error.h"

struct feed_import {
	char **urls, **names; /* owned, with their texts; a name may be "" */
	size_t count;
};

/*
 * Reads PATH, "-" for standard input. A line may have a name after the URL; blank lines and lines
 * that begin with '#' are skipped. ERROR_DATA: PATH cannot be read, has no URL, or has one that is
 * not http or https. Free OUT with feed_import_free.
 */
int feed_import_read(struct feed_import *out, const char *path, struct error *err);
void feed_import_free(struct feed_import *i);

#endif

/* A file mapped into memory for reading. The kernel loads a page when it is used first. */
#ifndef OPT_MAPPED_H
#define OPT_MAPPED_H

#include <stddef.h>

#include "error.h"

struct mapped {
	const char *data; /* no NUL at the end; "" for an empty file */
	size_t length;
};

/* Fails with ERROR_DATA when PATH cannot be read or has more than MAX bytes. */
int mapped_open(struct mapped *out, const char *path, size_t max, struct error *err);
void mapped_close(struct mapped *m); /* does nothing when M is zero */

#endif

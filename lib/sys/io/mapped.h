/* A file mapped to be read where it lies; its pages are loaded as they are touched. */
#ifndef OPT_MAPPED_H
#define OPT_MAPPED_H

#include <stddef.h>

#include "error.h"

struct mapped {
	const char *data; /* "" of an empty file; not ended by a NUL */
	size_t length;
};

/* ERROR_DATA when PATH can not be read or has more than MAX bytes. */
int mapped_open(struct mapped *out, const char *path, size_t max, struct error *err);
void mapped_close(struct mapped *m); /* of zeros: does nothing */

#endif

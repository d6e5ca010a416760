#include "version.h"

#include <stddef.h>
#include <stdio.h>

/* From the Makefile, in a file that only the programs are linked with; "" without git. */
extern const char build_commit[] __attribute__((weak));

const char *version_text(char out[static VERSION_TEXT_SIZE])
{
	if (build_commit == NULL || build_commit[0] == '\0')
		(void)snprintf(out, VERSION_TEXT_SIZE, "%s", OPT_VERSION);
	else
		(void)snprintf(out, VERSION_TEXT_SIZE, "%s (%s)", OPT_VERSION, build_commit);
	return out;
}

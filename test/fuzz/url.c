/* A base, a line break, and a reference. */
#include "fuzz.h"

#include "url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *base = fuzz_text(data, size), out[URL_MAX], *reference = strchr(base, '\n');
	if (reference != NULL)
		*reference++ = '\0';
	if (url_resolve(base, reference == NULL ? base : reference, out, sizeof out) == 0)
		HOLDS(strlen(out) < sizeof out && strpbrk(out, " \t\r\n") == NULL);
	(void)url_is_web(base);
	free(base);
	return 0;
}

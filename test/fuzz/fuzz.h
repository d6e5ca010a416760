/*
 * Shared by the fuzzers. Each fuzzer is one function for libFuzzer that takes bytes; `make fuzz`
 * runs them with the address and undefined-behaviour sanitizers. A fuzzer finds crashes, and with
 * HOLDS it checks the results.
 */
#ifndef OPT_FUZZ_H
#define OPT_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts unless CONDITION is true; it must be true for every input. */
#define HOLDS(condition) \
	do { \
		if (!(condition)) { \
			(void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
				#condition); \
			abort(); \
		} \
	} while (0)

/*
 * Returns DATA as text with a NUL, in memory of its own, so that the sanitizer sees a read beyond
 * the NUL. The caller frees it.
 */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	HOLDS(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif

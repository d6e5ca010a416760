/*
 * What the fuzzers share. Each is one function of bytes for libFuzzer, run by `make fuzz` under the
 * address and undefined-behaviour sanitizers; beside not crashing, it states what must hold of the
 * answer.
 */
#ifndef OPT_FUZZ_H
#define OPT_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold, for every input. */
#define HOLDS(condition) \
	do { \
		if (!(condition)) { \
			(void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
				#condition); \
			abort(); \
		} \
	} while (0)

/* DATA as text: of its own memory, so that reading past its NUL is seen. The caller frees. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	HOLDS(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif

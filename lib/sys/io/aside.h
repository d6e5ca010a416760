/*
 * Calls a function that may block for ever, such as a look-up of a name, in a thread of its own. A
 * thread that is not ready in time is left behind: it ends with the process.
 */
#ifndef OPT_ASIDE_H
#define OPT_ASIDE_H

#include <stdint.h>

#include "error.h"

/*
 * Calls WORK(CONTEXT) in another thread and waits until UNTIL_US on the monotonic clock, or until a
 * signal that stops the program. Returns 0 when WORK has returned. Otherwise -1 with ERROR_AGAIN:
 * CONTEXT then belongs to the thread, which calls LATE(CONTEXT) if WORK returns after all.
 */
int aside_run(void (*work)(void *), void (*late)(void *), void *context, int64_t until_us,
	struct error *err);

#endif

/*
 * The one seam for time. The pinned clock (--now, OPT_NOW) drives every decision; real time drives
 * leases, deadlines, time-outs and the log.
 */
#ifndef OPT_CLOCK_H
#define OPT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"

struct instant clock_real(void);  /* UTC, the host's clock */
int64_t clock_monotonic_us(void); /* for deadlines and durations only */

/* TEXT (RFC 3339, or NULL) pins the clock; *NOW is it, or the real time. ERROR_USAGE. */
int clock_read(const char *text, struct instant *now, bool *pinned, struct error *err);

/* Sleeps, cut short by a signal or the deadline (monotonic). */
void clock_sleep_until(int64_t monotonic_us);

#endif

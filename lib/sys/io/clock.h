/*
 * The only source of time. Every decision uses the pinned clock (--now, OPT_NOW) where it is given;
 * leases, deadlines, time-outs and the log use the real time.
 */
#ifndef OPT_CLOCK_H
#define OPT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "instant.h"

struct instant clock_real(void);  /* UTC, from the host's clock */
int64_t clock_monotonic_us(void); /* for deadlines and durations only */

/*
 * Sets *NOW to TEXT (RFC 3339) and *PINNED to true, or, when TEXT is NULL, to the real time and
 * false. Fails with ERROR_USAGE.
 */
int clock_read(const char *text, struct instant *now, bool *pinned, struct error *err);

/* Sleeps until MONOTONIC_US, a time of clock_monotonic_us; a signal ends the sleep soon. */
void clock_sleep_until(int64_t monotonic_us);

#endif

/*
 * Captures the minute bars of option contracts: of every contract that is held, and for
 * capture_days_after days after it was closed. opt-posmon calls capture_run after the exits, so
 * that a failure does not affect them.
 */
#ifndef OPT_CAPTURE_H
#define OPT_CAPTURE_H

#include "desk.h"

/* Does nothing outside the session and the minutes after it in which late bars arrive. */
int capture_run(struct desk *desk, int64_t until_us, bool *done, struct error *err);

#endif

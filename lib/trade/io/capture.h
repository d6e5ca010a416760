/*
 * The minute bars of every option contract that is held, and for capture_days_after days after it
 * was closed: what opt-learn eats. It runs after the exits and can fail without them noticing.
 */
#ifndef OPT_CAPTURE_H
#define OPT_CAPTURE_H

#include "desk.h"

/* Nothing outside the session and the minutes after it in which late bars come. */
int capture_run(struct desk *desk, struct error *err);

#endif

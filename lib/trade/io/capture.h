/*
 * Captures the minute bars of option contracts: of every contract that is held, both legs of a
 * spread, and for capture_days_after days after it was closed. opt-posmon calls capture_run after
 * the exits, so that a failure does not affect them.
 *
 * capture_progress keeps for each contract what was asked for and answered; the view capture_rate
 * compares it with the minutes in which the positions were open.
 */
#ifndef OPT_CAPTURE_H
#define OPT_CAPTURE_H

#include "desk.h"

/* Whether it is the session, or the minutes after it in which late bars arrive. */
bool capture_is_due(const struct run *run);

/*
 * Captures until UNTIL_US on the monotonic clock. *DONE is false when contracts are left. A request
 * that fails costs the contracts in it, not the others; the first of them is the error.
 */
int capture_run(struct desk *desk, int64_t until_us, bool *done, struct error *err);

#endif

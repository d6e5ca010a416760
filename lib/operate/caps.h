/*
 * The caps of an account: the share of its buying power that one trade may cost, by the strategies
 * of its tier. opt-status warns of those above status_cap_pct.
 */
#ifndef OPT_CAPS_H
#define OPT_CAPS_H

#include "params.h"
#include "risk.h"

enum { CAPS_TEXT_SIZE = 200 };

/*
 * Returns the highest cap of TIER in percent and writes to OUT the strategies above status_cap_pct:
 * "tier tiny: day_trade 25 %, swing_trade 15 %"; "" when all caps are at or below it.
 */
double caps_highest(const struct params *params, enum tier tier, char out[static CAPS_TEXT_SIZE]);

#endif

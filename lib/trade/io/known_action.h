/* Names the corporate action that explains what became of a position. */
#ifndef OPT_KNOWN_ACTION_H
#define OPT_KNOWN_ACTION_H

#include "run.h"

/*
 * Writes the newest split or rename of TICKER since the day of SINCE, as opt-universe --actions
 * stored it: "the split of 2 for 1 of 2026-01-26"; "a split or a rename" when none is known or it
 * cannot be read.
 */
void known_action(
	struct run *run, const char *ticker, struct instant since, char *out, size_t size);

#endif

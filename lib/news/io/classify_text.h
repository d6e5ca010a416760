/* `opt-classify --text`: headlines in, classifications out, no database. */
#ifndef OPT_CLASSIFY_TEXT_H
#define OPT_CLASSIFY_TEXT_H

#include <stdio.h>

#include "classify.h"
#include "run.h"

/*
 * Headlines from IN, a line each, or JSON Lines with title and summary, to the run's rows, one for
 * one, in their order. UNIVERSE: file of the ticker universe (universe_file.h); NULL: no tickers. A
 * line that is no JSON though it begins with '{', or has no title, is logged and has no row; the
 * answer is then -1 with ERROR_PARTIAL, or ERROR_DATA when no line was good. The same of a headline
 * that no engine answers for, with that engine's error when there is no row at all.
 */
int classify_text(struct run *run, FILE *in, const char *universe,
	const struct classify_settings *options, struct error *err);

#endif

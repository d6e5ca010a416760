/* `opt-classify --text`: headlines in, classifications out, no database. */
#ifndef OPT_CLASSIFY_TEXT_H
#define OPT_CLASSIFY_TEXT_H

#include <stdio.h>

#include "run.h"

/*
 * Headlines from IN, a line each, or JSON Lines with title and summary, to the run's rows, one for
 * one. UNIVERSE: file of the ticker universe (universe_file.h); NULL: no tickers. A line that is no
 * JSON though it begins with '{', or has no title, is logged and has no row; the answer is then -1
 * with ERROR_PARTIAL, or ERROR_DATA when no line was good.
 */
int classify_text(struct run *run, FILE *in, const char *universe, struct error *err);

#endif

/* How far the news of a day came, from articles to closed positions, and why the rest ended. */
#ifndef OPT_FUNNEL_H
#define OPT_FUNNEL_H

#include "run.h"

/* Prints the funnel of DAY (in New York): rows of JSON, or text when run->json is not set. */
int funnel_print(struct run *run, struct date day, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind funnel_row;

#endif

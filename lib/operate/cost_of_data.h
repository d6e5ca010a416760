/*
 * The cost of data, which the broker takes from no account, and so no equity of an account shows.
 */
#ifndef OPT_COST_OF_DATA_H
#define OPT_COST_OF_DATA_H

#include "instant.h"
#include "num.h"

/*
 * The share of PER_MONTH that falls on the time between FROM and TO, with 12 months in a year of
 * 365 days: equity less this is the equity after all costs. 0 when TO is not after FROM; unknown
 * when an argument is, or PER_MONTH is negative.
 */
struct money cost_of_data(struct money per_month, struct instant from, struct instant to);

#endif

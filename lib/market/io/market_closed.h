/* A run outside of the hours of the exchange says so, and when they begin. */
#ifndef OPT_MARKET_CLOSED_H
#define OPT_MARKET_CLOSED_H

#include "run.h"

void market_closed_say(struct run *run);

#endif

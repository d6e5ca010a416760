/*
 * A whole generated market, and generated history in front of a recorded one. Deterministic in
 * (seed, day).
 */
#ifndef OPT_SYNTH_H
#define OPT_SYNTH_H

#include <stdint.h>

#include "date.h"
#include "error.h"
#include "paper_market.h"

enum {
	SYNTH_PLAIN_SESSIONS =
		260, /* daily bars before the sessions with minutes: enough for a 200-day mean */
	SYNTH_MINUTE_SESSIONS = 20, /* sessions with minutes before the day */
	SYNTH_DAYS_MAX = 20,	    /* sessions generated from the day on */
};

/*
 * Fills the empty market M: every company of the table with its history, COUNT (1 ..
 * SYNTH_DAYS_MAX) sessions from DAY on, and its option chain. ERROR_USAGE when DAY is no session,
 * ERROR_AGAIN when memory is short.
 */
int synth_market(
	uint64_t seed, struct date day, int count, struct paper_market *m, struct error *err);

/* The option of a generated contract, as synth_option.h wants it. */
struct synth_option synth_option_of(
	const struct paper_market *m, const struct paper_market_contract *c);

/*
 * The volatility level of a generated stock in the session of DAY; the nearest session's outside of
 * them.
 */
double synth_level(
	const struct paper_market *m, const struct paper_market_stock *s, struct date day);

/*
 * Daily and minute history for every stock of the recorded market M before its first recorded
 * session, joined to the first recorded price. Counted in paper_market_stock.generated. Call after
 * paper_market_finish, which must follow again.
 */
int synth_warmup(uint64_t seed, struct paper_market *m, struct error *err);

#endif

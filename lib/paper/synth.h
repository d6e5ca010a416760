/*
 * Generates a whole market, or the history before a recorded one. The same seed and day give the
 * same market.
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
	SYNTH_OPTION_SESSIONS = 60, /* sessions with daily bars of options before the day */
	SYNTH_DAYS_MAX = 20,	    /* sessions generated from the day on */
};

struct synth_settings {
	uint64_t seed;
	struct date day;  /* the first generated session */
	int days;	  /* generated sessions from the day on, 1 .. SYNTH_DAYS_MAX */
	double news_edge; /* see synth_push_add; 0: a story tells nothing about later */
};

/*
 * Fills the empty market M: each company of the table with its history and the generated days, and
 * its option chain with the contracts that expired in the last SYNTH_OPTION_SESSIONS sessions.
 * ERROR_USAGE when the day is not a session or the calendar is too short, ERROR_AGAIN when memory
 * is short.
 *
 * The last digit of the seed is the mood of the market: 4 and 8 are nervous (the volatility about
 * doubles in the ten sessions before the day), 9 is a panic (it about triples), 5 is busy (three
 * times as many stories), the others are calm.
 */
int synth_market(const struct synth_settings *settings, struct paper_market *m, struct error *err);

/*
 * The daily bar of the generated contract C in the session before the first generated day of which
 * DAY is the daily bar of the stock; false when it was not traded. Minutes are not looked at.
 */
bool synth_past_session(const struct paper_market *m, const struct paper_market_contract *c,
	const struct bar *day, struct bar *out);

/* The generated contract C as the functions of synth_option.h take it. Borrows from M. */
struct synth_option synth_option_of(
	const struct paper_market *m, const struct paper_market_contract *c);

/*
 * The volatility level (1 = usual) of S in the last session at or before DAY, or in the first
 * session when DAY is before it; 1 when S was not generated.
 */
double synth_level(
	const struct paper_market *m, const struct paper_market_stock *s, struct date day);

/*
 * Adds daily and minute history before the first recorded session to each stock of the recorded
 * market M that has minutes, joined to the first recorded price. paper_market_stock.generated
 * counts these bars. Call paper_market_finish before it, and again after it. ERROR_DATA when M
 * has no stock bars, ERROR_USAGE when the calendar is too short, ERROR_AGAIN when memory is
 * short.
 */
int synth_warmup(uint64_t seed, struct paper_market *m, struct error *err);

#endif

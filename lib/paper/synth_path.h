/*
 * Price and volume paths of the generated market: daily bars first, then sessions of minutes.
 * Returns are the market's times beta plus the company's own, both with GARCH(1,1) variance;
 * minutes follow the session's U in volatility and volume; news adds drift and multiplies volume.
 */
#ifndef OPT_SYNTH_PATH_H
#define OPT_SYNTH_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "calendar.h"
#include "synth_company.h"
#include "synth_story.h"
#include "tape.h"

/* What every company's path shares. */
struct synth_calendar {
	const struct session *sessions; /* in order */
	size_t count;
	size_t plain; /* of which the first have a daily bar only, the others minutes too */
};

/*
 * Returns of the market factor: COUNT of sessions, then SYNTH_SESSION_MINUTES for each session with
 * minutes.
 */
void synth_factor(
	uint64_t seed, const struct synth_calendar *calendar, double *sessions, double *minutes);

struct synth_path {
	const struct synth_calendar *calendar;
	const struct synth_company *company;
	uint64_t seed; /* of this company */
	double trend;  /* return a session */
	const double *factor_sessions, *factor_minutes;
	const struct synth_push *push; /* of each session from PUSH_FROM on; NULL: no news */
	size_t push_from;
	/* The close of session JOIN becomes this price, exactly up to the cent. */
	size_t join;
	double join_price;
};

/*
 * Appends to DAYS the plain sessions, to MINUTES the others; LEVELS gets the volatility level (1 =
 * usual) of each session. 0, or -1 when memory is short.
 */
int synth_path_make(const struct synth_path *p, struct tape_bars *days, struct tape_bars *minutes,
	double *levels);

#endif

/*
 * Price and volume paths of the generated market: daily bars first, then sessions of minutes. A
 * return is beta times the return of the market plus the company's own return; both have
 * GARCH(1,1) variance. Volatility and volume of the minutes follow a U over the session. News moves
 * the price and multiplies the volume.
 */
#ifndef OPT_SYNTH_PATH_H
#define OPT_SYNTH_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "calendar.h"
#include "synth_company.h"
#include "synth_story.h"
#include "tape.h"

/* The sessions of the paths, the same for all companies. */
struct synth_calendar {
	const struct session *sessions; /* in order */
	size_t count;
	size_t plain;	    /* the first PLAIN sessions have a daily bar, the others have minutes */
	const double *fear; /* one per session: multiplies all volatilities, 1 = usual */
};

/*
 * The returns of the market: one per session in SESSIONS, and SYNTH_SESSION_MINUTES for each
 * session with minutes in MINUTES.
 */
void synth_factor(
	uint64_t seed, const struct synth_calendar *calendar, double *sessions, double *minutes);

struct synth_path {
	const struct synth_calendar *calendar;
	const struct synth_company *company;
	uint64_t seed; /* of this company */
	double trend;  /* return per session as far as session JOIN */
	const double *factor_sessions, *factor_minutes;
	const struct synth_push *push; /* one per session from PUSH_FROM on; NULL: no news */
	size_t push_from;
	/* The path is scaled so that session JOIN closes at JOIN_PRICE, to the cent. */
	size_t join;
	double join_price;
};

/*
 * Appends the plain sessions to DAYS and the minutes of the others to MINUTES. Writes the
 * volatility level (1 = usual) of each session to LEVELS. 0, or -1 when memory is short.
 */
int synth_path_make(const struct synth_path *p, struct tape_bars *days, struct tape_bars *minutes,
	double *levels);

#endif

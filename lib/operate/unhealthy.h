/*
 * The alerts of unhealthy checks: how many runs of opt-alert in a row find a check bad before its
 * begin is told, and find it healthy before its end is. Between both it is told again only when a
 * warning becomes critical.
 *
 *	enum unhealthy_act act = unhealthy_step(&state, check, &finding, now, after);
 */
#ifndef OPT_UNHEALTHY_H
#define OPT_UNHEALTHY_H

#include <stdint.h>

#include "status.h"

/* STATUS_HEALTHY as LEVEL: the check is not bad, and nothing is stored of it. */
struct unhealthy {
	enum status_level level, told; /* STATUS_HEALTHY as TOLD: its begin is not told */
	struct instant began;
	int64_t runs, good_runs;
};

enum unhealthy_act {
	UNHEALTHY_NOTHING, /* the state is as it was */
	UNHEALTHY_STORE,   /* the state changed */
	UNHEALTHY_TELL,	   /* so, and the check is told to be bad */
	UNHEALTHY_END,	   /* the check is told to be healthy again; the state is empty */
	UNHEALTHY_FORGET,  /* the state is empty, because its begin was not told */
};

/*
 * Takes the FINDING of CHECK at NOW into STATE. A finding that does not apply changes nothing: the
 * exchange is closed, for example. A critical check is told after AFTER runs, a warning after five
 * times as many, a halt file at once.
 */
enum unhealthy_act unhealthy_step(struct unhealthy *state, const struct status_check *check,
	const struct status_finding *finding, struct instant now, int64_t after);

#endif

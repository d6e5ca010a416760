/*
 * The readiness certificate: what an account must have shown on paper before it trades live. Each
 * condition is a row; a fact that is unknown meets none.
 */
#ifndef OPT_READINESS_H
#define OPT_READINESS_H

#include <stdbool.h>
#include <stddef.h>

#include "params.h"

/* NAN: unknown. */
struct readiness_facts {
	double trades, sessions;   /* closed trades, sessions in which one closed */
	double drawdown_pct;	   /* the deepest fall of the equity from a peak before it */
	double drawdown_limit_pct; /* of the tier of the account */
	double capture_pct;	   /* minutes of open contracts whose bars were answered */
	double unexplained;	   /* results, positions and gaps that nothing explains */
	double inert_gates;	   /* gates that judged nothing in 30 days */
};

struct readiness_condition {
	const char *name, *meaning, *unit;
	double have, need;
	/* what is missing: need - have, or have - need where less is better; 0 when met */
	double distance;
	bool met;
};

enum { READINESS_CONDITIONS = 6 };

/* Fills OUT and returns whether all conditions are met. */
bool readiness_decide(const struct readiness_facts *facts, const struct params *params,
	struct readiness_condition out[static READINESS_CONDITIONS]);

#endif

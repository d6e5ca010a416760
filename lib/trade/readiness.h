/*
 * The readiness certificate: the results on paper that live entries need. Each condition is a row;
 * a fact that is unknown meets none. opt-dispatch decides it at the start of each live run, so it
 * is never older than the run; opt-status --readiness prints it.
 */
#ifndef OPT_READINESS_H
#define OPT_READINESS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "params.h"

/* NAN: unknown. */
struct readiness_facts {
	double trades, sessions;   /* closed trades, sessions in which one closed */
	double drawdown_pct;	   /* the deepest fall of the equity from a peak before it */
	double drawdown_limit_pct; /* of the tier of the account */
	double capture_pct;	   /* minutes of open contracts whose bars were answered */
	double unexplained;	   /* results, positions and gaps that nothing explains */
	double inert_gates;	   /* gates that judged nothing in 30 days */
	double idle_days;	   /* since the newest closed trade */
};

struct readiness_condition {
	const char *name, *meaning, *unit;
	double have, need;
	/* what is missing: need - have, or have - need where less is better; 0 when met */
	double distance;
	bool met;
};

enum { READINESS_CONDITIONS = 7 };

/* Fills OUT and returns whether all conditions are met. */
bool readiness_decide(const struct readiness_facts *facts, const struct params *params,
	struct readiness_condition out[static READINESS_CONDITIONS]);

/* Appends the conditions that are not met: "closed trades: 12, not 50; ...". */
void readiness_missing(
	struct buf *out, const struct readiness_condition conditions[static READINESS_CONDITIONS]);

#endif

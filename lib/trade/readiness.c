#include "readiness.h"

#include <math.h>

/* AT_LEAST: have >= need; UNDER: have < need; AT_MOST: have <= need. */
enum bound { AT_LEAST, UNDER, AT_MOST };

static struct readiness_condition condition(const char *name, const char *meaning, const char *unit,
	double have, enum bound bound, double need)
{
	struct readiness_condition c = {
		.name = name, .meaning = meaning, .unit = unit, .have = have, .need = need};
	c.met = bound == AT_LEAST ? have >= need : bound == UNDER ? have < need : have <= need;
	c.distance = c.met ? 0 : bound == AT_LEAST ? need - have : have - need;
	return c;
}

bool readiness_decide(const struct readiness_facts *facts, const struct params *params,
	struct readiness_condition out[static READINESS_CONDITIONS])
{
	const struct readiness_condition conditions[READINESS_CONDITIONS] = {
		condition("trades", "closed trades", "", facts->trades, AT_LEAST,
			params->readiness_trades),
		condition("sessions", "sessions with a closed trade", "", facts->sessions, AT_LEAST,
			params->readiness_sessions),
		condition("drawdown", "deepest drawdown, under the limit of the tier", " %",
			facts->drawdown_pct, UNDER, facts->drawdown_limit_pct),
		condition("capture", "minutes of open contracts with their bars", " %",
			facts->capture_pct, AT_LEAST, params->readiness_capture_pct),
		condition("reconciliation", "results, positions and gaps without an explanation",
			"", facts->unexplained, AT_MOST, 0),
		condition("inert_gates", "gates that judged nothing in 30 days", "",
			facts->inert_gates, AT_MOST, 0),
		condition("fresh", "days since the newest closed trade", "", facts->idle_days,
			AT_MOST, params->readiness_fresh_days),
	};
	bool met = true;
	for (size_t i = 0; i < READINESS_CONDITIONS; i++) {
		out[i] = conditions[i];
		met = met && out[i].met;
	}
	return met;
}

void readiness_missing(
	struct buf *out, const struct readiness_condition conditions[static READINESS_CONDITIONS])
{
	const char *between = "";
	for (size_t i = 0; i < READINESS_CONDITIONS; i++) {
		const struct readiness_condition *c = &conditions[i];
		if (c->met)
			continue;
		if (isnan(c->have))
			buf_printf(out, "%s%s: not known", between, c->meaning);
		else
			buf_printf(out, "%s%s: %.4g%s, not %.4g%s", between, c->meaning, c->have,
				c->unit, c->need, c->unit);
		between = "; ";
	}
}

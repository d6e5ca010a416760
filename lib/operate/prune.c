#include "prune.h"

#include <string.h>

#include "array.h"
#include "text.h"

#define SOME(days, name, table, object, partitions) \
	{ \
		name, table, object, offsetof(struct params, days), partitions \
	}
#define RULE(days, name, partitions) SOME(days, name, name, NULL, partitions)

const struct prune_rule prune_rules[] = {
	RULE(prune_bars_days, "lane_telemetry", true),
	RULE(prune_bars_days, "option_bars", true),
	RULE(prune_features_days, "lane_features", true),
	RULE(prune_features_days, "lane_atr_state", false),
	/* opt-features computes the features of a day again while the bar of the day is there */
	RULE(prune_daily_days, "lane_daily", false),
	RULE(prune_daily_days, "lane_features_daily", false),
	RULE(prune_daily_days, "iv_history", false),
	RULE(prune_daily_days, "iv_history_replaced", false),
	RULE(prune_bars_days, "iv_surface", true),
	SOME(prune_surface_days, "iv_surface_wings", "iv_surface", "strikes not at the money",
		false),
	RULE(prune_events_days, "inbound_events_raw", false),
	RULE(prune_runs_days, "pipeline_runs", false),
	RULE(prune_alerts_days, "alert_outbox", false),
	RULE(prune_alerts_days, "alert_messages", false),
};
const size_t prune_rule_count = array_size(prune_rules);

struct instant prune_before(double days, struct instant now)
{
	return instant_floor(instant_add(now, -(int64_t)days * DAY_US), DAY_US);
}

struct instant prune_rule_before(
	const struct prune_rule *rule, const struct params *params, struct instant now)
{
	double days;
	memcpy(&days, (const char *)params + rule->days, sizeof days);
	return prune_before(days, now);
}

struct date prune_piece_day(const char *name, const char *entry)
{
	struct date day = DATE_UNKNOWN;
	size_t length = strlen(name);
	if (!text_starts(entry, name) || entry[length] != '.')
		return DATE_UNKNOWN;
	return date_parse(entry + length + 1, &day) == 0 ? day : DATE_UNKNOWN;
}

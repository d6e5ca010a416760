#include "caps.h"

#include <stdio.h>
#include <string.h>

double caps_highest(const struct params *params, enum tier tier, char out[static CAPS_TEXT_SIZE])
{
	double highest = 0;
	out[0] = '\0';
	for (int s = 0; s < STRATEGIES; s++) {
		double pct = tier_limits(params, tier, (enum strategy)s).trade_pct;
		size_t length = strlen(out);
		highest = pct > highest ? pct : highest;
		if (pct <= params->status_cap_pct)
			continue;
		if (length == 0)
			(void)snprintf(out, CAPS_TEXT_SIZE, "tier %s: ", tier_name(tier));
		(void)snprintf(out + strlen(out), CAPS_TEXT_SIZE - strlen(out), "%s%s %g %%",
			length == 0 ? "" : ", ", strategy_name((enum strategy)s), pct);
	}
	return highest;
}

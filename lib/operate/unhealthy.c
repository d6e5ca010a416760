#include "unhealthy.h"

enum { WARNING_TIMES = 5 };

static int64_t runs_before(const struct status_check *check, enum status_level level, int64_t after)
{
	if (check->fact == STATUS_FACT_halt_file) /* someone made the file, so it does not flap */
		return 1;
	return level == STATUS_CRITICAL ? after : WARNING_TIMES * after;
}

static enum unhealthy_act step_good(
	struct unhealthy *state, const struct status_check *check, int64_t after)
{
	if (state->level == STATUS_HEALTHY)
		return UNHEALTHY_NOTHING;
	state->good_runs++;
	bool told = state->told != STATUS_HEALTHY;
	if (told && state->good_runs < runs_before(check, STATUS_CRITICAL, after))
		return UNHEALTHY_STORE;
	*state = (struct unhealthy){.began = state->began};
	return told ? UNHEALTHY_END : UNHEALTHY_FORGET;
}

enum unhealthy_act unhealthy_step(struct unhealthy *state, const struct status_check *check,
	const struct status_finding *finding, struct instant now, int64_t after)
{
	if (!finding->applies)
		return UNHEALTHY_NOTHING;
	if (finding->level == STATUS_HEALTHY)
		return step_good(state, check, after);
	if (state->level == STATUS_HEALTHY)
		*state = (struct unhealthy){.began = now};
	if (finding->level != state->level)
		state->runs = 0;
	state->level = finding->level;
	state->runs++;
	state->good_runs = 0;
	if (state->level <= state->told || state->runs < runs_before(check, state->level, after))
		return UNHEALTHY_STORE;
	state->told = state->level;
	return UNHEALTHY_TELL;
}

/* opt-explain(1): tells the story of a decision, and decides it again. */
#include "recompute.h"
#include "run.h"
#include "story.h"
#include "text.h"

enum { CODE_AT = 256, DEADLINE_S = 60 };

static struct {
	const char *at;
} options;

static const struct program_option own_options[] = {
	{CODE_AT, "at", "TIME", "as known at TIME (RFC 3339) instead of now"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)err;
	(void)code;
	options.at = argument;
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	if (options.at != NULL && instant_parse(options.at, &run->now) != 0)
		return error_set(err, ERROR_USAGE,
			"--at %.40s: not a time such as 2026-01-26T19:08:00Z", options.at);
	if (run->operand_count == 0)
		return error_set(err, ERROR_USAGE,
			"a recommendation is needed: its id, a ticker or the id of an order");
	return 0;
}

/* ---- stories ---- */

static int tell(struct run *run, const char *operand, struct error *err)
{
	struct story story;
	int64_t id;
	if (story_find(run, operand, &id, err) != 0 || story_load(run, id, &story, err) != 0)
		return -1;
	if (run->json)
		story_write_json(run, &story);
	else
		story_write_text(run, &story);
	if (!recompute_agrees(story.verdicts))
		run_partial(run, "recommendation %lld is not decided as it was stored",
			(long long)id);
	story_free(&story);
	return 0;
}

static int explain(struct run *run, struct error *err)
{
	for (int i = 0; i < run->operand_count; i++) {
		if (i > 0 && !run->json)
			buf_putc(&run->out, '\n');
		if (tell(run, run->operands[i], err) != 0)
			return -1;
	}
	return 0;
}

static const struct program program = {
	.name = "opt-explain",
	.summary = "tell the story of a decision and decide it again",
	.operands = "ID | TICKER | CLIENT_ORDER_ID ...",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.needs = NEEDS_DB,
	.role = "opt_read",
	.deadline_s = DEADLINE_S,
	.body = explain,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

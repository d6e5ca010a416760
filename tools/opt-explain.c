/* opt-explain(1): tells the story of a decision, decides it again, and says why there was none. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "funnel.h"
#include "occ.h"
#include "params_print.h"
#include "recompute.h"
#include "rules.h"
#include "run.h"
#include "story.h"
#include "text.h"
#include "why_not.h"
#include "zone.h"

enum { CODE_AT = 256, CODE_WHY_NOT, CODE_FUNNEL, CODE_RULE, DEADLINE_S = 60 };

static struct {
	struct instant at; /* unknown: now */
	char ticker[TICKER_SIZE];
	struct date day;
	const char *rule;
} options = {.at = {INT64_MIN}, .day = {INT32_MIN}};

static const struct program_option own_options[] = {
	{CODE_AT, "at", "TIME", "as known at TIME (RFC 3339) instead of now"},
	{CODE_WHY_NOT, "why-not", "TICKER", "each condition of a recommendation in TICKER"},
	{CODE_FUNNEL, "funnel", "DAY", "how far the news of DAY came, and why the rest ended"},
	{CODE_RULE, "rule", "NAME", "the formula of a gate, an exit or a score, with its values"},
	{0},
};

static int take_ticker(const char *argument, struct error *err)
{
	size_t length = 0;
	for (; argument[length] != '\0' && length + 1 < sizeof options.ticker; length++)
		options.ticker[length] = (char)toupper((unsigned char)argument[length]);
	if (argument[length] != '\0' || !occ_is_ticker(options.ticker))
		return error_set(err, ERROR_USAGE, "not a ticker: \"%.20s\"", argument);
	return 0;
}

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_WHY_NOT)
		return take_ticker(argument, err);
	if (code == CODE_RULE)
		options.rule = argument;
	else if (code == CODE_AT && instant_parse(argument, &options.at) != 0)
		return error_set(err, ERROR_USAGE,
			"--at %.40s: not a time such as 2026-01-26T19:08:00Z", argument);
	else if (code == CODE_FUNNEL && date_parse(argument, &options.day) != 0)
		return error_set(
			err, ERROR_USAGE, "--funnel %.40s: not a day such as 2026-01-26", argument);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	int modes = (options.ticker[0] != '\0') + date_known(options.day) + (options.rule != NULL) +
		    (run->operand_count > 0);
	if (instant_known(options.at))
		run->now = options.at;
	if (modes != 1)
		return error_set(err, ERROR_USAGE,
			"one of: recommendations (id, ticker or id of an order), --why-not TICKER, "
			"--funnel DAY, --rule NAME");
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
		run_partial(
			run, "recommendation %lld is not decided as it was stored", (long long)id);
	story_free(&story);
	return 0;
}

static int tell_all(struct run *run, struct error *err)
{
	for (int i = 0; i < run->operand_count; i++) {
		if (i > 0 && !run->json)
			buf_putc(&run->out, '\n');
		if (tell(run, run->operands[i], err) != 0)
			return -1;
	}
	return 0;
}

static const struct row_kind condition_row, rule_row;

/* ---- why not ---- */

static void print_condition(
	struct run *run, const struct why_not *why, const struct condition *c, const char *part)
{
	struct jsonl *w = run_row(run, &condition_row);
	jsonl_text(w, "ticker", options.ticker);
	jsonl_instant(w, "ts", run->now);
	jsonl_instant(w, "bar_ts", why->bar_ts);
	jsonl_text(w, "part", part);
	jsonl_text(w, "condition", c->name);
	jsonl_double(w, "observed", c->observed, -1);
	jsonl_text(w, "needs", condition_needs_text(c->needs));
	jsonl_double(w, "threshold", c->threshold, -1);
	jsonl_double(w, "margin", condition_margin(c), -1);
	jsonl_bool(w, "pass", c->pass);
	run_row_end(run);
}

static void sample_condition(struct run *run)
{
	static const struct why_not why;
	print_condition(run, &why, &(struct condition){.name = ""}, "");
}

static const struct row_kind condition_row = {"condition", sample_condition};

static int why_not(struct run *run, struct error *err)
{
	struct why_not why;
	if (why_not_load(run, options.ticker, &why, err) != 0)
		return -1;
	char now[ZONE_CLOCK_SIZE], bar[ZONE_CLOCK_SIZE];
	run_say(run, "%s at %s New York, newest features of %s", options.ticker,
		zone_clock(run->now, true, now), zone_clock(why.bar_ts, true, bar));
	if (why.recommendation_id != INT64_MIN)
		run_say(run, "recommended on this bar: %lld, %s", (long long)why.recommendation_id,
			why.status);
	for (size_t i = 0; i < why.count; i++)
		print_condition(run, &why, &why.conditions[i], why.parts[i]);
	return 0;
}

/* ---- rules ---- */

static void print_rule(struct run *run, const struct named_rule *rule)
{
	const struct param *params[RULE_PARAMS_MAX];
	size_t count = rule_params(rule, params);
	if (run->json) {
		struct jsonl *w = run_row(run, &rule_row);
		jsonl_text(w, "rule", rule->name);
		jsonl_text(w, "kind", rule->kind);
		jsonl_text(w, "formula", rule->formula);
		jsonl_text(w, "not_applicable", rule->not_applicable);
		jsonl_i64(w, "params_version", run->params_version);
		jsonl_open_map(w, "parameters");
		for (size_t i = 0; i < count; i++)
			jsonl_double(w, params[i]->name, params_get(&run->params, params[i]), -1);
		run_row_end(run);
		return;
	}
	buf_printf(&run->out, "%s %s\n  %s\n", rule->kind, rule->name, rule->formula);
	if (rule->not_applicable != NULL)
		buf_printf(&run->out, "  Not applicable when %s.\n", rule->not_applicable);
	for (size_t i = 0; i < count; i++)
		params_print_parameter(run, params[i]);
}

static void sample_rule(struct run *run)
{
	struct named_rule rule;
	for (size_t i = 0; rule_at(i, &rule); i++)
		if (rule.not_applicable == NULL && run->json_out.depth == 0) {
			print_rule(run, &rule);
			return;
		}
}

static const struct row_kind rule_row = {"rule", sample_rule};

static int print_rules(struct run *run, struct error *err)
{
	buf_auto struct buf names = BUF_INIT(ERROR_TEXT_SIZE * 8);
	struct named_rule rule;
	bool found = false;
	for (size_t i = 0; rule_at(i, &rule); i++) {
		if (text_equal(rule.name, options.rule)) {
			print_rule(run, &rule);
			found = true;
		}
		buf_printf(&names, "%s%s", i == 0 ? "" : " ", rule.name);
	}
	return found ? 0
		     : error_set(err, ERROR_USAGE, "unknown rule \"%.40s\"; known are: %.440s",
			       options.rule, buf_text(&names));
}

static int explain(struct run *run, struct error *err)
{
	if (options.ticker[0] != '\0')
		return why_not(run, err);
	if (date_known(options.day))
		return funnel_print(run, options.day, err);
	return options.rule != NULL ? print_rules(run, err) : tell_all(run, err);
}

static const struct row_kind *const rows[] = {
	&story_row, &condition_row, &funnel_row, &rule_row, &parameter_row, NULL};
static const struct view_column condition_columns[] = {
	{"part", "part", .kind = VIEW_TEXT},
	{"condition", "condition", .kind = VIEW_TEXT, .worth = 1},
	{"pass", "pass", .kind = VIEW_TEXT, .worth = 1},
	{"observed", "observed", .kind = VIEW_NUMBER, .decimals = VIEW_SHORT},
	{"needs", "", .kind = VIEW_TEXT},
	{"threshold", "needed", .kind = VIEW_NUMBER, .decimals = VIEW_SHORT},
	{"margin", "margin", .kind = VIEW_NUMBER, .decimals = VIEW_SHORT},
	{0},
};

static const struct row_view views[] = {
	{.when = "condition", .columns = condition_columns},
	{.when = "meaning", .columns = parameter_columns},
	{0},
};

static const struct program program = {
	.name = "opt-explain",
	.summary = "tell the story of a decision, decide it again, or say why there was none",
	.operands = "[ID | TICKER | CLIENT_ORDER_ID ...]",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.needs = NEEDS_DB,
	.role = "opt_read",
	.deadline_s = DEADLINE_S,
	.body = explain,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

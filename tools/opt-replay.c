/* opt-replay(1): runs a crontab minute by minute at a pinned clock. */
#include "calendar.h"
#include "num.h"
#include "replay.h"
#include "run.h"
#include "text.h"

enum {
	CODE_FROM = 256,
	CODE_TO,
	CODE_DAY,
	CODE_SESSIONS,
	CODE_BROKER,
	CODE_CONTINUE,
	CODE_LOG,
	CODE_JOB_LIMIT,
	BEFORE_OPEN_MIN = 5, /* --day: from 09:25 to 16:05, or 5 minutes past an early close */
	AFTER_CLOSE_MIN = 5,
	SESSIONS_MAX = 260, /* a year and a few days */
	JOB_LIMIT_S = 120,  /* more than twice a stage's own deadline: a job this long hangs */
};

static struct date day = {INT32_MIN};
static int64_t sessions; /* 0: not given */
static struct replay_span spans[SESSIONS_MAX] = {{.from = {INT64_MIN}, .to = {INT64_MIN}}};
static struct replay_settings options = {
	.spans = spans,
	.span_count = 1,
	.log = "opt-replay.log",
	.job_limit_s = JOB_LIMIT_S,
};

static const struct program_option own_options[] = {
	{CODE_FROM, "from", "TIME", "the first minute (RFC 3339)"},
	{CODE_TO, "to", "TIME", "the last minute"},
	{CODE_DAY, "day", "DATE",
		"the session of that day, 5 minutes before the open to 5 after the close"},
	{CODE_SESSIONS, "sessions", "N", "so many sessions from --day on (default: 1)"},
	{CODE_BROKER, "broker", "URL", "opt-paper's address, or none (default: broker_url)"},
	{CODE_CONTINUE, "continue", NULL, "accept a database in which programs ran at that time"},
	{CODE_LOG, "log", "FILE", "file for the output of the jobs (default: opt-replay.log)"},
	{CODE_JOB_LIMIT, "job-limit", "SECONDS", "kill a job that takes longer (default: 120)"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	bool right = true;
	switch (code) {
	case CODE_FROM:
		right = instant_parse(argument, &spans[0].from) == 0;
		break;
	case CODE_TO:
		right = instant_parse(argument, &spans[0].to) == 0;
		break;
	case CODE_DAY:
		right = date_parse(argument, &day) == 0;
		break;
	case CODE_SESSIONS:
		right = num_parse_i64(argument, 1, SESSIONS_MAX, &sessions) == 0;
		break;
	case CODE_JOB_LIMIT:
		right = num_parse_i64(argument, 1, 86400, &options.job_limit_s) == 0;
		break;
	case CODE_BROKER:
		options.broker = argument;
		break;
	case CODE_LOG:
		options.log = argument;
		break;
	default:
		options.resume = true;
		break;
	}
	return right ? 0
		     : error_set(err, ERROR_USAGE,
			       "not a time, a day or a number in range: \"%.60s\"", argument);
}

/* The minutes of the sessions from --day on. */
static int read_sessions(struct error *err)
{
	struct session s;
	if (!calendar_session(day, &s))
		return error_set(err, ERROR_USAGE, "the exchange was closed on that day");
	options.span_count = sessions > 0 ? (size_t)sessions : 1;
	for (size_t i = 0; i < options.span_count; i++) {
		if (i > 0 && !calendar_next(s.day, &s))
			return error_set(err, ERROR_USAGE,
				"--sessions: the calendar ends after %zu sessions", i);
		spans[i].from = instant_add(s.open, -BEFORE_OPEN_MIN * MINUTE_US);
		spans[i].to = instant_add(s.close, AFTER_CLOSE_MIN * MINUTE_US);
	}
	return 0;
}

/* Sets the spans from --day and --sessions, or from --from and --to. */
static int read_range(struct error *err)
{
	struct replay_span *only = &spans[0];
	bool by_day = date_known(day), from = instant_known(only->from),
	     to = instant_known(only->to);
	if (by_day ? from || to : !from || !to)
		return error_set(
			err, ERROR_USAGE, "either --day or both --from and --to are needed");
	if (by_day)
		return read_sessions(err);
	if (sessions > 0)
		return error_set(err, ERROR_USAGE,
			"--sessions counts from --day; --from and --to replay every minute");
	only->from = instant_floor(only->from, MINUTE_US);
	only->to = instant_floor(only->to, MINUTE_US);
	if (instant_compare(only->from, only->to) > 0)
		return error_set(err, ERROR_USAGE, "--to is before --from");
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	if (run->operand_count != 1)
		return error_set(
			err, ERROR_USAGE, "exactly one crontab is needed; try opt-replay --help");
	if (read_range(err) != 0)
		return -1;
	if (options.broker == NULL)
		options.broker = conf_get(&run->conf, CONF_BROKER_URL);
	if (text_equal(options.broker, "none"))
		options.broker = NULL;
	else if (!run->dry_run && !conf_url_is_loopback(options.broker))
		return error_set(err, ERROR_USAGE,
			"--broker: not an address of this host: \"%.100s\"", options.broker);
	if (run->dry_run)
		run->needs = 0;
	return 0;
}

static int replay(struct run *run, struct error *err)
{
	return replay_crontab(run, run->operands[0], &options, err);
}

static const struct row_kind *const rows[] = {
	&replay_due_row, &replay_line_row, &replay_stage_row, &replay_row, NULL};
static const struct view_column job_columns[] = {
	{"ts", "time", .kind = VIEW_TIME},
	{"line", "line", .kind = VIEW_NUMBER},
	{"command", "command", .kind = VIEW_PROSE},
	{0},
};

static const struct view_column line_columns[] = {
	{"line", "line", .kind = VIEW_NUMBER},
	{"command", "command", .kind = VIEW_PROSE, .worth = 1},
	{"runs", "runs", .kind = VIEW_NUMBER},
	{"exit_statuses", "runs by exit status", .kind = VIEW_TEXT},
	{"killed", "killed", .kind = VIEW_NUMBER},
	{"wall_ms", "ms", .kind = VIEW_NUMBER},
	{"longest_ms", "longest ms", .kind = VIEW_NUMBER},
	{0},
};

static const struct view_column stage_columns[] = {
	{"stage", "stage", .kind = VIEW_TEXT},
	{"runs", "runs", .kind = VIEW_NUMBER},
	{"exit_statuses", "runs by exit status", .kind = VIEW_TEXT},
	{"wall_ms", "ms", .kind = VIEW_NUMBER},
	{"longest_ms", "longest ms", .kind = VIEW_NUMBER},
	{"counts", "counts", .kind = VIEW_PROSE},
	{0},
};

static const struct view_column span_columns[] = {
	{"from", "from", .kind = VIEW_TIME},
	{"to", "to", .kind = VIEW_TIME},
	{"minutes", "minutes", .kind = VIEW_NUMBER},
	{"jobs", "jobs", .kind = VIEW_NUMBER},
	{"wall_ms", "ms", .kind = VIEW_NUMBER},
	{0},
};

static const struct row_view views[] = {
	{.when = "ts", .columns = job_columns},
	{.when = "command", .title = "Lines of the crontab", .columns = line_columns},
	{.when = "stage", .title = "Programs", .columns = stage_columns},
	{.when = "spans", .title = "All", .columns = span_columns},
	{0},
};

static const struct program program = {
	.name = "opt-replay",
	.summary = "run a crontab minute by minute at a pinned clock, against opt-paper",
	.operands = "CRONTAB",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_DB,
	.prepare = prepare,
	.role = "opt_read",
	.deadline_s = 86400,
	.body = replay,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

#include "replay.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "clock.h"
#include "cron.h"
#include "database.h"
#include "http.h"
#include "mem.h"
#include "progress.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum {
	/* the bars of the minute before are complete some seconds into a minute */
	SECOND_OF_MINUTE = 5,
	STATUS_COUNT = 256,
	SIM_TIMEOUT_MS = 30000,
};

/* ---- the jobs' environment ---- */

/*
 * Puts the directory of this program in front of the crontab's PATH, so that a replay runs the
 * programs of the same build.
 */
static int put_own_directory_first(struct cron *c, struct error *err)
{
	char self[4096] = "";
	if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
		return error_set(
			err, ERROR_INTERNAL, "could not read /proc/self/exe: %s", strerror(errno));
	const char *own = dirname(self);
	for (size_t i = 0; i < c->count; i++) {
		buf_auto struct buf path = BUF_INIT(1 << 16);
		buf_printf(&path, "%s:%s", own, environment_get(&c->jobs[i].environment, "PATH"));
		if (!buf_ok(&path))
			return error_memory(err);
		if (environment_set(&c->jobs[i].environment, "PATH", buf_text(&path), err) != 0)
			return -1;
	}
	return 0;
}

/* Files in memory, one per secret, from which the jobs read them. */
struct lent {
	int fds[PROCESS_KEPT_MAX];
	size_t count;
};

/*
 * Puts LINE into a file in memory and the path of its descriptor in a job into VARIABLE: other
 * processes of the user can read the environment of a job, but not its files in memory.
 */
static int lend_line(struct lent *lent, struct environment *e, const char *variable,
	const char *line, struct error *err)
{
	char path[64];
	size_t length = strlen(line);
	int first = lent->count < PROCESS_KEPT_MAX ? memfd_create(variable, MFD_CLOEXEC) : -1;
	int fd = fcntl(first, F_DUPFD_CLOEXEC, PROCESS_FIRST_FD + PROCESS_KEPT_MAX);
	(void)close(first);
	if (fd >= 0)
		lent->fds[lent->count++] = fd;
	if (fd < 0 || fchmod(fd, 0600) != 0 || write(fd, line, length) != (ssize_t)length)
		return error_set(err, ERROR_INTERNAL, "could not pass %s to the jobs: %s", variable,
			strerror(errno));
	(void)snprintf(
		path, sizeof path, "/proc/self/fd/%d", PROCESS_FIRST_FD + (int)lent->count - 1);
	return environment_set(e, variable, path, err);
}

/* conf_load has removed the secrets from the environment. */
static int lend_secrets(
	struct lent *lent, const struct conf *conf, struct environment *e, struct error *err)
{
	char variable[CONF_VARIABLE_SIZE], line[CONF_SECRET_LINE_SIZE];
	int result = 0;
	for (size_t i = 0; result == 0 && conf_secret(conf, i, variable, line); i++)
		if (line[0] != '\0')
			result = lend_line(lent, e, variable, line, err);
	explicit_bzero(line, sizeof line);
	return result;
}

/*
 * Copies the addresses of the database, the broker and the services from the environment of this
 * process. Under cron the jobs find them in opt.conf.
 */
static int take_own(struct environment *e, struct error *err)
{
	static const char *const prefixes[] = {"PG", "OPT_", "APCA_API_", "AWS_REGION=",
		"AWS_ENDPOINT_URL_BEDROCK_RUNTIME=", "XDG_CONFIG_HOME=", "HOME=", "LC_", "LANG="};
	const struct passwd *user = getpwuid(getuid());
	if (environment_set(e, "LOGNAME", user == NULL ? "nobody" : user->pw_name, err) != 0 ||
		environment_set(e, "HOME", user == NULL ? "/" : user->pw_dir, err) != 0)
		return -1;
	for (char **entry = environ; *entry != NULL; entry++)
		for (size_t i = 0; i < array_size(prefixes); i++) {
			char name[128];
			size_t length = strcspn(*entry, "=");
			if (!text_starts(*entry, prefixes[i]) || length >= sizeof name ||
				(*entry)[length] == '\0')
				continue;
			memcpy(name, *entry, length);
			name[length] = '\0';
			if (environment_set(e, name, *entry + length + 1, err) != 0)
				return -1;
		}
	return 0;
}

/*
 * Pins what leads a job to the database and the broker: the job has no options of this program. A
 * relative name of the configuration would start at the home directory.
 */
static int pin(const struct replay_settings *settings, struct run *run, struct environment *e,
	struct error *err)
{
	char identity[DATABASE_IDENTITY_SIZE];
	const char *broker = conf_get(&run->conf, CONF_BROKER_URL);
	const char *data = conf_get(&run->conf, CONF_DATA_URL);
	if (settings->broker != NULL && !text_equal(settings->broker, broker))
		broker = data = settings->broker;
	const char *config = run->config != NULL ? run->config : getenv("OPT_CONFIG");
	mem_auto char *absolute =
		config == NULL || config[0] == '\0' ? NULL : realpath(config, NULL);
	if (database_identity(run, identity, err) != 0 ||
		environment_set(e, "OPT_REPLAY_DATABASE", identity, err) != 0 ||
		environment_set(e, "OPT_DBNAME", run->conninfo, err) != 0 ||
		environment_set(e, "OPT_BROKER_URL", broker, err) != 0 ||
		environment_set(e, "OPT_DATA_URL", data, err) != 0)
		return -1;
	return absolute == NULL ? 0 : environment_set(e, "OPT_CONFIG", absolute, err);
}

/* The settings of a crontab that could lead a job elsewhere. */
static bool is_pinned(const char *name)
{
	static const char *const names[] = {"OPT_DBNAME", "OPT_CONFIG", "OPT_DB_DIR",
		"OPT_REPLAY_DATABASE", "OPT_BROKER_URL", "OPT_DATA_URL", "OPT_NOW"};
	return text_starts(name, "PG") || text_find(names, array_size(names), name) >= 0;
}

/* ---- replaying ---- */

struct job_tally {
	int64_t runs, wall_us, longest_us, killed;
	int64_t statuses[STATUS_COUNT];
};

struct replay {
	struct run *run;
	const struct replay_settings *settings; /* borrowed */
	struct cron cron;
	struct lent lent;
	struct job_tally *tallies; /* one per job */
	struct http *http;
	int log_fd;
	int64_t minutes, jobs, started_us;
	struct progress progress;
};

static struct instant first_minute(const struct replay *r)
{
	return r->settings->spans[0].from;
}

static struct instant last_minute(const struct replay *r)
{
	return r->settings->spans[r->settings->span_count - 1].to;
}

static int set_broker_clock(struct replay *r, const char *now, struct error *err)
{
	if (r->settings->broker == NULL)
		return 0;
	char url[CONF_VALUE_SIZE + 16], body[128];
	(void)snprintf(url, sizeof url, "%s/sim/clock", r->settings->broker);
	(void)snprintf(body, sizeof body, "{\"now\":\"%s\"}", now);
	struct http_request request = {
		.method = "POST", .url = url, .body = body, .timeout_ms = SIM_TIMEOUT_MS};
	struct http_response response;
	http_perform(r->http, &request, &response);
	bool set = response.outcome == HTTP_ANSWERED && response.status >= 200 &&
		   response.status < 300;
	if (!set)
		(void)error_set(err, ERROR_UNAVAILABLE,
			"could not set the clock of %s to %s: %s (status %ld)", r->settings->broker,
			now, response.reason, response.status);
	buf_free(&response.body);
	return set ? 0 : -1;
}

static int run_job(struct replay *r, size_t index, const char *now, struct error *err)
{
	struct cron_job *job = &r->cron.jobs[index];
	struct job_tally *tally = &r->tallies[index];
	if (environment_set(&job->environment, "OPT_NOW", now, err) != 0)
		return -1;
	struct process p = {
		.shell = environment_get(&job->environment, "SHELL"),
		.command = job->line.command,
		.input = job->line.input[0] == '\0' ? NULL : job->line.input,
		.environment = &job->environment,
		.directory = environment_get(&job->environment, "HOME"),
		.output_fd = r->log_fd,
		.kept_fds = r->lent.fds,
		.kept_count = r->lent.count,
		.limit_us = r->settings->job_limit_s * SECOND_US,
	};
	struct process_end end;
	if (process_run(&p, r->run, &end, err) != 0)
		return error_prefix(err, "line %d at %s", job->number, now);
	tally->runs++;
	tally->wall_us += end.wall_us;
	tally->longest_us = end.wall_us > tally->longest_us ? end.wall_us : tally->longest_us;
	tally->killed += end.timed_out;
	tally->statuses[end.status & (STATUS_COUNT - 1)]++;
	if (end.status != 0 || end.timed_out)
		(void)dprintf(r->log_fd, "# %s line %d: exit status %d%s\n", now, job->number,
			end.status, end.timed_out ? ", killed at its time limit" : "");
	r->jobs++;
	return 0;
}

/* In a dry run: a job that would be run. */
static void print_due(struct run *run, const char *now, int number, const char *command)
{
	struct jsonl *w = run_row(run, &replay_due_row);
	jsonl_text(w, "ts", now);
	jsonl_i64(w, "line", number);
	jsonl_text(w, "command", command);
	run_row_end(run);
}

static void sample_due(struct run *run)
{
	print_due(run, "", 0, "");
}

const struct row_kind replay_due_row = {"due", sample_due};

/*
 * Runs the jobs of one minute. Under cron, jobs that are due in the same minute do not wait for
 * each other. A replay runs the last line first, which is the worst order: a crontab lists the
 * producers of data before the consumers.
 */
static int replay_minute(struct replay *r, struct instant minute, struct error *err)
{
	char now[INSTANT_TEXT_SIZE];
	(void)instant_format(instant_add(minute, SECOND_OF_MINUTE * SECOND_US), now);
	struct date day = instant_utc_date(minute);
	int of_day = (int)(instant_diff_us(minute, instant_from_date(day, 0)) / MINUTE_US);
	if (!r->run->dry_run && set_broker_clock(r, now, err) != 0)
		return -1;
	for (size_t i = r->cron.count; i-- > 0;) {
		const struct cron_job *job = &r->cron.jobs[i];
		if (!crontab_due(&job->line.schedule, day, of_day / 60, of_day % 60))
			continue;
		if (run_should_stop(r->run))
			return run_stop(r->run, err);
		if (r->run->dry_run) {
			print_due(r->run, now, job->number, job->line.command);
		} else if (run_job(r, i, now, err) != 0) {
			return -1;
		}
	}
	r->minutes++;
	progress_show(&r->progress, r->minutes);
	return 0;
}

/* ---- the report ---- */

/*
 * The exit statuses 1 (done in part) and 75 (unfinished, the next run continues) belong to normal
 * operation. A guard such as opt-calendar --is-open exits with 1, too.
 */
static bool is_failure(int status)
{
	return status != 0 && status != ERROR_PARTIAL && status != ERROR_AGAIN;
}

/* Returns how many runs failed. */
static int64_t print_line(struct run *run, const struct cron_job *job, const struct job_tally *t)
{
	struct jsonl *w = run_row(run, &replay_line_row);
	int64_t failures = 0;
	jsonl_i64(w, "line", job->number);
	jsonl_text(w, "command", job->line.command);
	jsonl_i64(w, "runs", t->runs);
	jsonl_open_map(w, "exit_statuses");
	for (int i = 0; i < STATUS_COUNT; i++) {
		char key[8];
		(void)snprintf(key, sizeof key, "%d", i);
		if (t->statuses[i] > 0)
			jsonl_i64(w, key, t->statuses[i]);
		failures += is_failure(i) ? t->statuses[i] : 0;
	}
	jsonl_close(w);
	jsonl_i64(w, "killed", t->killed);
	jsonl_i64(w, "wall_ms", t->wall_us / 1000);
	jsonl_i64(w, "longest_ms", t->longest_us / 1000);
	run_row_end(run);
	return failures;
}

static void sample_line(struct run *run)
{
	static struct cron_job job;
	(void)print_line(run, &job, &(struct job_tally){.statuses = {1}});
}

const struct row_kind replay_line_row = {"line", sample_line};

static void report_line(struct replay *r, const struct cron_job *job, const struct job_tally *t)
{
	int64_t failures = print_line(r->run, job, t);
	if (failures > 0)
		run_partial(r->run, "line %d failed %lld of %lld times: see %s", job->number,
			(long long)failures, (long long)t->runs, r->settings->log);
}

struct program_sum {
	char stage[64];
	int64_t runs, wall_ms, longest_ms;
};

static const struct row_column program_columns[] = {
	ROW_FIELD(ROW_TEXT, struct program_sum, stage, false),
	ROW_FIELD(ROW_I64, struct program_sum, runs, false),
	ROW_FIELD(ROW_I64, struct program_sum, wall_ms, false),
	ROW_FIELD(ROW_I64, struct program_sum, longest_ms, false),
};

static void print_stage(
	struct run *run, const struct program_sum *s, const char *exits, const char *counts)
{
	struct jsonl *w = run_row(run, &replay_stage_row);
	jsonl_text(w, "stage", s->stage);
	jsonl_i64(w, "runs", s->runs);
	jsonl_object(w, "exit_statuses", exits);
	jsonl_i64(w, "wall_ms", s->wall_ms);
	jsonl_i64(w, "longest_ms", s->longest_ms);
	jsonl_object(w, "counts", counts);
	run_row_end(run);
}

static void sample_stage(struct run *run)
{
	print_stage(run, &(struct program_sum){.stage = ""}, NULL, NULL);
}

const struct row_kind replay_stage_row = {"stage", sample_stage};

static int report_programs(struct replay *r, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, first_minute(r));
	arg_instant(&a, instant_add(last_minute(r), MINUTE_US));
	if (db_rows(r->run->db, &query_replay_programs, &a, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++) {
		struct program_sum s = {0};
		if (row_read(&rows, i, program_columns, array_size(program_columns), &s, err) != 0)
			return -1;
		print_stage(r->run, &s, row_text(&rows, i, "exits"), row_text(&rows, i, "counts"));
	}
	return 0;
}

static void print_replay(const struct replay *r)
{
	struct jsonl *w = run_row(r->run, &replay_row);
	jsonl_instant(w, "from", first_minute(r));
	jsonl_instant(w, "to", last_minute(r));
	jsonl_i64(w, "spans", (int64_t)r->settings->span_count);
	jsonl_i64(w, "minutes", r->minutes);
	jsonl_i64(w, "jobs", r->jobs);
	jsonl_i64(w, "wall_ms", (clock_monotonic_us() - r->started_us) / 1000);
	run_row_end(r->run);
}

static void sample_replay(struct run *run)
{
	const struct replay_span span = {.from = run->now, .to = run->now};
	const struct replay_settings settings = {.spans = &span, .span_count = 1};
	print_replay(&(struct replay){.run = run, .settings = &settings});
}

const struct row_kind replay_row = {"replay", sample_replay};

static int report(struct replay *r, struct error *err)
{
	for (size_t i = 0; i < r->cron.count; i++)
		report_line(r, &r->cron.jobs[i], &r->tallies[i]);
	if (report_programs(r, err) != 0)
		return -1;
	print_replay(r);
	return 0;
}

/* ---- the whole ---- */

static int check_fresh(struct replay *r, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, first_minute(r));
	if (db_row(r->run->db, &query_replay_runs_after, &a, &rows, err) != 0)
		return -1;
	if (!r->settings->resume && text_equal(row_text(&rows, 0, "used"), "t"))
		return error_set(err, ERROR_CONFIG,
			"the database has runs at or after the first minute of the replay: use a "
			"new database or --continue");
	return 0;
}

static int open_replay(struct replay *r, const char *path, struct error *err)
{
	struct environment base = {0};
	bool dry_run = r->run->dry_run;
	int result = take_own(&base, err);
	if (result == 0)
		result = lend_secrets(&r->lent, &r->run->conf, &base, err);
	if (result == 0 && !dry_run)
		result = pin(r->settings, r->run, &base, err);
	if (result == 0)
		result = cron_read(&r->cron, path, &base, dry_run ? NULL : is_pinned, err);
	environment_free(&base);
	if (result != 0 || put_own_directory_first(&r->cron, err) != 0)
		return -1;
	r->tallies = calloc(r->cron.count + 1, sizeof *r->tallies);
	if (r->tallies == NULL)
		return error_memory(err);
	if (dry_run)
		return 0;
	/* a FIFO that nobody reads must not hold the replay up; the jobs write as usual */
	r->log_fd = open(
		r->settings->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644);
	if (r->log_fd < 0)
		return error_set(err, ERROR_OUTPUT, "could not open \"%.200s\": %s",
			r->settings->log, strerror(errno));
	(void)fcntl(r->log_fd, F_SETFL, O_APPEND);
	return http_open(&r->http, r->run->deadline_us, err);
}

/*
 * Between two spans only the clock moves: the broker lives through the close, the night and the
 * weekend when the next minute sets its clock.
 */
static int replay_span(struct replay *r, const struct replay_span *span, struct error *err)
{
	for (struct instant t = span->from; instant_compare(t, span->to) <= 0;
		t = instant_add(t, MINUTE_US))
		if (replay_minute(r, t, err) != 0)
			return -1;
	return 0;
}

static int64_t count_minutes(const struct replay_settings *settings)
{
	int64_t minutes = 0;
	for (size_t i = 0; i < settings->span_count; i++) {
		const struct replay_span *span = &settings->spans[i];
		minutes += instant_diff_us(span->to, span->from) / MINUTE_US + 1;
	}
	return minutes;
}

int replay_crontab(struct run *run, const char *path, const struct replay_settings *settings,
	struct error *err)
{
	struct replay r = {
		.run = run, .settings = settings, .log_fd = -1, .started_us = clock_monotonic_us()};
	int result = open_replay(&r, path, err);
	if (result == 0 && !run->dry_run)
		result = check_fresh(&r, err);
	progress_begin(&r.progress, "minutes", count_minutes(settings));
	for (size_t i = 0; result == 0 && i < settings->span_count; i++)
		result = replay_span(&r, &settings->spans[i], err);
	if (result == 0 && !run->dry_run)
		result = report(&r, err);
	http_close(r.http);
	if (r.log_fd >= 0)
		(void)close(r.log_fd);
	while (r.lent.count > 0)
		(void)close(r.lent.fds[--r.lent.count]);
	free(r.tallies);
	cron_free(&r.cron);
	return result;
}

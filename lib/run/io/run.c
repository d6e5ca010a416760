/* Runs a program, from its options to its exit status. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "alert.h"
#include "array.h"
#include "clock.h"
#include "cmdline.h"
#include "database.h"
#include "jsonl_schema.h"
#include "lease.h"
#include "log.h"
#include "progress.h"
#include "stop.h"
#include "terminal.h"
#include "text.h"
#include "version.h"
#include "zone.h"

enum { OUT_MAX = 1 << 30, HELP_WIDTH = 80 };

/*
 * If the caller closed descriptor 0, 1 or 2, the next file or socket would get its number, and rows
 * would be written there. Therefore /dev/null takes the place. It is opened for reading, so that
 * writing to standard output still fails.
 */
static void hold_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", O_RDONLY);
}

/*
 * SIGTERM and SIGINT stop the run at its next step. SIGPIPE is ignored: run_flush sees EPIPE
 * instead.
 */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_IGN};
	stop_catch();
	(void)sigaction(SIGPIPE, &action, NULL);
}

const char *run_new_uuid(char out[static RUN_ID_SIZE])
{
	unsigned char b[16] = {0};
	size_t got = 0;
	while (got < sizeof b) {
		ssize_t n = getrandom(b + got, sizeof b - got, 0);
		if (n > 0)
			got += (size_t)n;
	}
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	(void)snprintf(out, RUN_ID_SIZE,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
	return out;
}

struct jsonl *run_row(struct run *run, const struct row_kind *kind)
{
	struct jsonl *w = &run->json_out;
	const struct row_kind *const *known = run->program->rows;
	while (known != NULL && *known != NULL && *known != kind)
		known++;
	if (known == NULL || *known == NULL)
		run->undeclared = kind;
	jsonl_open(w, NULL, '{');
	if (kind->event == NULL)
		return w;
	jsonl_word(w, "program", run->program->name, &run->program->name, 1);
	jsonl_word(w, "event", kind->event, &kind->event, 1);
	return w;
}

void run_row_end(struct run *run)
{
	jsonl_line(&run->json_out);
}

/* Drops the rows that were added since run->out had the length MARK. */
static void drop_rows(struct run *run, size_t mark)
{
	if (mark > run->out.length)
		return;
	run->out.length = mark;
	if (run->out.data != NULL)
		run->out.data[mark] = '\0';
	jsonl_init(&run->json_out, &run->out);
}

static void write_out(struct run *run, const struct buf *out)
{
	const char *data = out->data;
	size_t left = run->quiet ? 0 : out->length;
	if (left > 0)
		progress_hide();
	while (left > 0 && !run->output_closed && run->output_errno == 0) {
		/* a pipe that is ready takes PIPE_BUF bytes without blocking */
		stop_await(STDOUT_FILENO, POLLOUT);
		ssize_t n = write(STDOUT_FILENO, data, left < PIPE_BUF ? left : PIPE_BUF);
		if (n > 0) {
			data += n;
			left -= (size_t)n;
		} else if (n < 0 && errno == EPIPE) {
			run->output_closed = true;
		} else if (n < 0 && errno != EINTR) {
			run->output_errno = errno;
		}
	}
	if (!buf_ok(out) && run->output_errno == 0)
		run->output_errno = ENOMEM;
}

void run_flush(struct run *run)
{
	if (run->json_out.schema != NULL) /* only samples were printed */
		return;
	if (run->json || run->program->views == NULL || !buf_ok(&run->out)) {
		write_out(run, &run->out);
	} else {
		buf_auto struct buf shown = BUF_INIT(OUT_MAX);
		row_views_write(&run->views, buf_text(&run->out), run->out.length, run->now,
			terminal_width(), &shown);
		write_out(run, &shown);
	}
	buf_clear(&run->out);
	jsonl_init(&run->json_out, &run->out);
}

void run_say(struct run *run, const char *format, ...)
{
	char text[ERROR_TEXT_SIZE];
	va_list arguments;
	if (run->json)
		return;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	text_show(&run->out, text, strlen(text));
	buf_putc(&run->out, '\n');
}

/* Returns the counter NAME, which starts at 0; NULL when the table is full. */
static int64_t *find_count(struct run *run, const char *name)
{
	for (int i = 0; i < run->count_count; i++)
		if (text_equal(run->counts[i].name, name))
			return &run->counts[i].value;
	if (run->count_count == RUN_COUNTS_MAX)
		return NULL;
	run->counts[run->count_count].name = name;
	return &run->counts[run->count_count++].value;
}

void run_count(struct run *run, const char *name, int64_t value)
{
	int64_t *count = find_count(run, name);
	if (count != NULL)
		*count += value;
}

void run_count_most(struct run *run, const char *name, int64_t value)
{
	int64_t *count = find_count(run, name);
	if (count != NULL && value > *count)
		*count = value;
}

void run_partial(struct run *run, const char *format, ...)
{
	char text[ERROR_TEXT_SIZE];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	run_partial_again(run, true, text);
}

void run_partial_again(struct run *run, bool is_new, const char *text)
{
	size_t length = strlen(run->warnings), room = sizeof run->warnings - length;
	run->partial = true;
	if (length + 2 < sizeof run->warnings)
		(void)snprintf(run->warnings + length, room, "%s%s", length == 0 ? "" : "; ", text);
	if (is_new)
		log_warning("%s", text);
	else
		log_info("%s", text);
}

bool run_should_stop(const struct run *run)
{
	return stop_signal() != 0 || clock_monotonic_us() >= run->deadline_us;
}

int run_stop(struct run *run, struct error *err)
{
	(void)run;
	if (stop_check(err) != 0)
		return -1;
	return error_unfinished(err, "the deadline passed; the next run continues");
}

int run_fence(struct run *run, struct error *err)
{
	return (run->needs & NEEDS_LEASE) == 0 || run->dry_run ? 0 : lease_check(run, err);
}

struct store {
	struct run *run;
	int (*body)(struct db *, void *, struct error *);
	void *context;
	size_t mark;
};

static int store_body(struct db *db, void *context, struct error *err)
{
	struct store *s = context;
	drop_rows(s->run, s->mark);
	if (run_fence(s->run, err) != 0)
		return -1;
	return s->body(db, s->context, err);
}

int run_store(struct run *run, int (*body)(struct db *, void *, struct error *), void *context,
	struct error *err)
{
	if (run->dry_run)
		return 0;
	struct store s = {run, body, context, run->out.length};
	return db_transaction(run->db, store_body, &s, err);
}

/*
 * A pinned clock is allowed only with a broker on this host: decisions about today's orders, bars
 * and account must not use the time of another day.
 */
static int check_broker(struct run *run, struct error *err)
{
	if ((run->needs & (NEEDS_BROKER | NEEDS_BROKER_READ)) == 0)
		return 0;
	bool loopback = conf_url_is_loopback(conf_get(&run->conf, CONF_BROKER_URL)) &&
			conf_url_is_loopback(conf_get(&run->conf, CONF_DATA_URL));
	bool sends = (run->needs & NEEDS_BROKER) != 0 && !run->dry_run;
	if (run->pinned && !loopback && sends)
		return error_set(err, ERROR_USAGE,
			"--now is only for a broker on this host (opt-paper), or with --dry-run");
	if (conf_check_broker(&run->conf, err) != 0)
		return -1;
	if (run->conf.key_id[0] == '\0' || run->conf.secret_key[0] == '\0')
		return error_set(err, ERROR_PERMISSION,
			"no broker keys: set APCA_API_KEY_ID and APCA_API_SECRET_KEY, or "
			"key_id_file and secret_key_file "
			"in opt.conf");
	return 0;
}

/* The connection, the lease and the run row, as far as the program needs them. */
static int open_database(struct run *run, struct error *err)
{
	if (database_open(run, err) != 0)
		return -1;
	if (run->db == NULL || (run->needs & NEEDS_SCHEMA_OPTIONAL) != 0)
		return 0;
	return lease_begin(run, err);
}

/* Keys that are refused stop everything: the operator is told once a day, by whichever program. */
static void tell_refusal(struct run *run, const struct error *refusal)
{
	char key[64], day[DATE_TEXT_SIZE], text[ERROR_TEXT_SIZE + 32];
	struct error err = {0};
	if ((run->needs & (NEEDS_BROKER | NEEDS_BROKER_READ)) == 0 || run->db == NULL)
		return;
	(void)snprintf(key, sizeof key, "not_permitted:%s", date_format(run_today(run), day));
	(void)snprintf(text, sizeof text, "%s: %s", run->program->name, refusal->text);
	if (alert_write(run, ALERT_CRITICAL, key, "not permitted", text, NULL, &err) != 0)
		log_warning("the alert could not be written: %s", err.text);
}

static int run_body(struct run *run, struct error *err)
{
	if (check_broker(run, err) != 0)
		return -1;
	if ((run->needs & NEEDS_DB_OPTIONAL) == 0 ? open_database(run, err) != 0
						  : open_database(run, &run->db_error) != 0) {
		if ((run->needs & NEEDS_DB_OPTIONAL) == 0)
			return -1;
		db_close(run->db);
		run->db = NULL;
	}
	log_set_run(run->run_id);
	int result = run->program->body(run, err);
	if (result != 0 && err->kind == ERROR_PERMISSION)
		tell_refusal(run, err);
	if (result == 0 && stop_signal() != 0 && !run->ends_by_signal)
		result = run_stop(run, err);
	struct error end_error = {0};
	if (run->db != NULL && lease_end(run, result == 0 ? NULL : err, &end_error) != 0 &&
		result == 0) {
		*err = end_error;
		result = -1;
	}
	return result;
}

static int exit_status(struct run *run, int result, const struct error *err)
{
	if (result != 0) {
		/*
		 * cron starts a program with a lease again, so an expected end is only information;
		 * a program without a lease was started by a person
		 */
		if (err->kind == ERROR_AGAIN && err->expected && (run->needs & NEEDS_LEASE) != 0)
			log_info("%s", err->text);
		else if (err->kind == ERROR_AGAIN)
			log_warning("%s", err->text);
		else
			log_error("%s", err->text);
		return (int)err->kind;
	}
	if (run->output_errno != 0) {
		log_error("could not write to standard output: %s", strerror(run->output_errno));
		return ERROR_OUTPUT;
	}
	if (run->undeclared != NULL) {
		log_error("%s does not declare its rows \"%s\"", run->program->name,
			run->undeclared->event == NULL ? "columns" : run->undeclared->event);
		return ERROR_INTERNAL;
	}
	return run->verdict != 0 ? run->verdict : run->partial ? ERROR_PARTIAL : 0;
}

static const struct table_column help_columns[] = {
	{.heading = ""}, {.heading = "", .least = 12, .folds = true}};

/* Prints a line of the help, folded to WIDTH: TEXT beside LEFT. */
static void print_beside(struct run *run, const char *left, const char *text, int indent, int width)
{
	table_auto struct table t = TABLE_INIT(help_columns, array_size(help_columns));
	t.no_headings = true;
	t.indent = indent;
	t.gap = 1;
	table_text(&t, left);
	table_text(&t, text);
	table_write(&t, width, &run->out);
}

static void print_options(struct run *run, const struct program_option *options, int width)
{
	for (; options != NULL && options->name != NULL; options++) {
		char name[64], left[80], letter[] = {'-', (char)options->code, ',', '\0'};
		(void)snprintf(name, sizeof name, "--%s%s%s", options->name,
			options->argument == NULL ? "" : " ",
			options->argument == NULL ? "" : options->argument);
		(void)snprintf(
			left, sizeof left, "%-3s %-22s", options->code < 256 ? letter : "", name);
		print_beside(run, left, options->help, 2, width);
	}
}

static void print_help(struct run *run)
{
	const struct program *p = run->program;
	int width = terminal_width() > 0 ? terminal_width() : HELP_WIDTH;
	char usage[80];
	(void)snprintf(usage, sizeof usage, "usage: %s", p->name);
	buf_auto struct buf operands = BUF_INIT(ERROR_TEXT_SIZE);
	buf_printf(&operands, "[options]%s%s", p->operands == NULL ? "" : " ",
		p->operands == NULL ? "" : p->operands);
	print_beside(run, usage, buf_text(&operands), 0, width);
	buf_printf(&run->out, "%s\n\n", p->summary);
	print_options(run, p->options, width);
	if (p->options != NULL && p->options->name != NULL)
		buf_putc(&run->out, '\n');
	print_options(run, cmdline_common, width);
	buf_printf(&run->out, "\nSee %s(1), opt(7).\n", p->name);
}

/* Prints one JSON Schema with an alternative per kind of rows. */
static void print_schema(struct run *run)
{
	static struct jsonl_schema schema;
	const struct row_kind *const *kind = run->program->rows;
	bool is_free = false;
	for (size_t i = 0; kind != NULL && kind[i] != NULL; i++)
		is_free |= kind[i]->event == NULL;
	run->json = true;
	buf_printf(&run->out,
		"{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
		"\"title\":\"a row of %s\",\"%s\":[",
		run->program->name, is_free ? "anyOf" : "oneOf");
	for (; kind != NULL && *kind != NULL; kind++) {
		buf_puts(&run->out, *kind == run->program->rows[0] ? "" : ",");
		jsonl_init_schema(&run->json_out, &schema, &run->out);
		(*kind)->sample(run);
	}
	jsonl_init(&run->json_out, &run->out);
	buf_puts(&run->out, "]}\n");
}

/*
 * Prints the help text, the version or the schema, also with -q. Returns the exit status.
 */
static int print_request(struct run *run, enum cmdline_request request)
{
	char version[VERSION_TEXT_SIZE];
	if (request == CMDLINE_HELP)
		print_help(run);
	else if (request == CMDLINE_SCHEMA)
		print_schema(run);
	else
		buf_printf(&run->out, "%s %s\n", run->program->name, version_text(version));
	run->quiet = false;
	run_flush(run);
	return run->output_errno != 0 ? ERROR_OUTPUT : 0;
}

static void limit_time(const struct run *run)
{
	buf_auto struct buf line = BUF_INIT(ERROR_TEXT_SIZE);
	int64_t left_us = run->deadline_us - clock_monotonic_us();
	log_prepare(&line, "still at work after the deadline, so the run is ended");
	stop_at_deadline((left_us + SECOND_US - 1) / SECOND_US, buf_text(&line));
}

int program_run(const struct program *program, int argc, char **argv)
{
	struct run run = {.program = program, .needs = program->needs, .out = BUF_INIT(OUT_MAX)};
	struct error err = {0};
	hold_standard_files();
	jsonl_init(&run.json_out, &run.out);
	row_views_init(&run.views, program->views);
	params_init(&run.params);
	(void)run_new_uuid(run.run_id);
	catch_signals();
	conf_protect_memory();
	log_open(program->name, LOG_FORMAT_AUTO, LOG_LEVEL_WARNING);
	enum cmdline_request request = CMDLINE_RUN;
	int result = cmdline_read(&run, argc, argv, &request, &err);
	if (request != CMDLINE_RUN)
		return print_request(&run, request);
	if (result == 0) {
		limit_time(&run);
		result = run_body(&run, &err);
	}
	progress_hide();
	run_flush(&run);
	int status = exit_status(&run, result, &err);
	db_close(run.db);
	conf_clear(&run.conf);
	buf_free(&run.out);
	row_views_free(&run.views);
	return status;
}

struct date run_today(const struct run *run)
{
	return zone_new_york_date(run->now, NULL);
}

/* opt-status(1): whether the pipeline is healthy, and what it holds. */
#include <string.h>

#include "clock.h"
#include "database.h"
#include "lease.h"
#include "log.h"
#include "num.h"
#include "readiness_print.h"
#include "run.h"
#include "status_list.h"
#include "status_load.h"
#include "status_ping.h"
#include "status_screen.h"
#include "status_watch.h"
#include "stop.h"
#include "zone.h"

enum { DEADLINE_S = 60, WATCH_MAX_S = 3600, WATCH_DAYS = 365 };

enum view {
	VIEW_ALL = 256,
	VIEW_QUICK,
	VIEW_CHECK,
	VIEW_POSITIONS,
	VIEW_ORDERS,
	VIEW_TODAY,
	VIEW_NEWS,
	VIEW_READINESS,
	VIEW_GATES,
	CODE_TEXTFILE,
	CODE_WATCH
};

static struct {
	int views; /* how many were asked for */
	int view;
	const char *textfile;
	int64_t watch_s; /* 0: once */
} options = {.view = VIEW_ALL};

static const struct program_option own_options[] = {
	{VIEW_QUICK, "quick", NULL, "the checks alone, without those that take longer"},
	{VIEW_CHECK, "check", NULL,
		"the installation: keys, database, schema, roles, clock, mail, cron"},
	{VIEW_POSITIONS, "positions", NULL, "the open positions"},
	{VIEW_ORDERS, "orders", NULL, "the orders that work, and those of today"},
	{VIEW_TODAY, "today", NULL, "results, trades and refusals of today"},
	{VIEW_NEWS, "news", NULL, "feeds, labels and tickers"},
	{VIEW_READINESS, "readiness", NULL, "what live trading needs, and the distance to it"},
	{VIEW_GATES, "gates", NULL, "the gates of 30 days, and how often each refused"},
	{CODE_TEXTFILE, "textfile", "FILE", "also write the checks for Prometheus to FILE"},
	{CODE_WATCH, "watch", "SECONDS", "print again every SECONDS, until interrupted"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_TEXTFILE)
		options.textfile = argument;
	else if (code != CODE_WATCH) {
		options.view = code;
		options.views++;
	} else if (num_parse_i64(argument, 1, WATCH_MAX_S, &options.watch_s) != 0)
		return error_set(err, ERROR_USAGE, "--watch %.40s: seconds are 1 to %d", argument,
			WATCH_MAX_S);
	return 0;
}

/* The line of crontab.example in a replay: its file and its ping are about this machine, today. */
static bool nobody_looks(const struct run *run)
{
	return run->quiet && database_is_replay();
}

static int prepare(struct run *run, struct error *err)
{
	bool checks = options.view == VIEW_ALL || options.view == VIEW_QUICK ||
		      options.view == VIEW_CHECK;
	if (options.views > 1)
		return error_set(err, ERROR_USAGE,
			"one of: --quick, --check, --positions, --orders, --today, --news, "
			"--readiness, --gates");
	if (options.textfile != NULL && (!checks || options.textfile[0] == '\0'))
		return error_set(err, ERROR_USAGE,
			"--textfile needs the name of a file, and goes with the checks only");
	if (options.watch_s > 0 && run->pinned)
		return error_set(err, ERROR_USAGE, "--watch cannot go with a pinned clock");
	if (nobody_looks(run))
		run->needs = 0;
	/* the deadline is of each look then, not of all of them */
	if (options.watch_s > 0)
		run->deadline_us += WATCH_DAYS * DAY_US;
	/* a list needs the database; the checks say that there is none */
	else if (!checks)
		run->needs = NEEDS_DB;
	return 0;
}

/* ---- one look ---- */

static int print_lists(
	struct run *run, const enum status_list_name *names, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (status_list_print(run, names[i], err) != 0)
			return -1;
	return 0;
}

#define PRINT_LISTS(run, err, ...) \
	print_lists(run, (const enum status_list_name[]){__VA_ARGS__}, \
		sizeof((const enum status_list_name[]){__VA_ARGS__}) / \
			sizeof(enum status_list_name), \
		err)

/* The lists of the last look of --watch that read the database. */
static struct {
	struct buf text;
	struct instant at;
} kept = {.text = {.max = 1 << 22}};

static int print_all_lists(struct run *run, const struct status_report *report, struct error *err)
{
	size_t from = run->out.length;
	if (PRINT_LISTS(run, err, STATUS_LIST_ACCOUNT, STATUS_LIST_POSITIONS, STATUS_LIST_ORDERS,
		    STATUS_LIST_TODAY) != 0)
		return -1;
	status_print_stages(run, report);
	status_print_rest(run, report);
	if (options.watch_s > 0 && !run->json) {
		buf_clear(&kept.text);
		buf_puts(&kept.text, buf_text(&run->out) + from);
		kept.at = run->now;
	}
	return 0;
}

static int show_kept_lists(struct run *run)
{
	char clock[ZONE_CLOCK_SIZE];
	if (kept.text.length > 0)
		buf_printf(&run->out, "\nof %s New York, the last look that read the database:\n%s",
			zone_clock(kept.at, false, clock), buf_text(&kept.text));
	return 0;
}

static int print_view(struct run *run, const struct status_report *report, struct error *err)
{
	bool ready = false;
	switch (options.view) {
	case VIEW_POSITIONS:
		return PRINT_LISTS(run, err, STATUS_LIST_POSITIONS, STATUS_LIST_CAPTURE);
	case VIEW_ORDERS:
		return PRINT_LISTS(run, err, STATUS_LIST_ORDERS, STATUS_LIST_ORDERS_TODAY);
	case VIEW_TODAY:
		return PRINT_LISTS(run, err, STATUS_LIST_TODAY, STATUS_LIST_TODAY_TRADES,
			STATUS_LIST_TODAY_REFUSED);
	case VIEW_NEWS:
		return PRINT_LISTS(
			run, err, STATUS_LIST_FEEDS, STATUS_LIST_LABELS, STATUS_LIST_TICKERS);
	case VIEW_GATES:
		return PRINT_LISTS(run, err, STATUS_LIST_GATES);
	case VIEW_READINESS:
		if (readiness_print(run, &ready, err) != 0)
			return -1;
		run->verdict = ready ? 0 : ERROR_PARTIAL;
		return 0;
	default:
		break;
	}
	status_print_head(run, report);
	status_print_checks(run, report, options.view == VIEW_CHECK);
	if (options.view != VIEW_QUICK && status_print_halts(run, report, err) != 0)
		return -1;
	if (options.view != VIEW_ALL)
		return 0;
	return run->db == NULL ? show_kept_lists(run) : print_all_lists(run, report, err);
}

static int look(struct run *run, struct error *err)
{
	static struct status_report report;
	bool checks = options.view <= VIEW_CHECK;
	const struct status_request request = {
		.broker = options.view != VIEW_QUICK,
		.gates = options.view != VIEW_QUICK,
		.check = options.view == VIEW_CHECK,
	};
	status_facts_init(&report.facts, run->now);
	if (!checks && run->db == NULL) {
		*err = run->db_error;
		return -1;
	}
	if (checks) {
		status_load(run, &request, &report.facts);
		status_report_decide(&report, &run->params, request.check);
	}
	if (print_view(run, &report, err) != 0)
		return -1;
	if (!checks)
		return 0;
	run->verdict = (int)report.level;
	if (report.level < STATUS_CRITICAL && !request.check && !run->dry_run)
		status_ping(run);
	return options.textfile == NULL || run->dry_run
		       ? 0
		       : status_textfile_write(options.textfile, &report, err);
}

/* ---- again and again ---- */

/* A new connection for each look: the one before may be gone, and the server may be back. */
static void connect_again(struct run *run)
{
	db_close(run->db);
	run->db = NULL;
	run->db_error = (struct error){0};
	if (database_open(run, &run->db_error) == 0 && run->db != NULL &&
		lease_begin(run, &run->db_error) == 0)
		return;
	db_close(run->db);
	run->db = NULL;
}

/*
 * A look whose lists cannot be read keeps the screen of the look before; without a database the
 * checks say so themselves, and the lists of the look before stay below them.
 */
static int watch(struct run *run, struct error *err)
{
	struct status_watch w;
	(void)err;
	status_watch_begin(&w, run);
	int64_t next_us = clock_monotonic_us();
	do {
		struct error why = {0};
		next_us += options.watch_s * SECOND_US;
		run->now = clock_real();
		run->deadline_us = clock_monotonic_us() + DEADLINE_S * SECOND_US;
		connect_again(run);
		int result = look(run, &why);
		if (stop_signal() == 0)
			status_watch_show(&w, run, result == 0 ? NULL : &why);
	} while (status_watch_wait(&w, run, next_us));
	status_watch_end(&w, run);
	run->verdict = 0;
	return 0;
}

static int status(struct run *run, struct error *err)
{
	if (nobody_looks(run))
		return 0;
	return options.watch_s > 0 ? watch(run, err) : look(run, err);
}

static const struct row_kind *const rows[] = {&status_row, &status_check_row, &status_stage_row,
	&status_halt_file_row, &readiness_row, &status_halt_row, &status_account_row,
	&status_position_row, &status_working_order_row, &status_order_row, &status_today_row,
	&status_trade_row, &status_refusal_row, &status_feed_row, &status_label_row,
	&status_ticker_row, &status_capture_row, &status_gate_row, NULL};

static const struct program program = {
	.name = "opt-status",
	.summary = "say whether the pipeline is healthy, and what it holds",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.needs = NEEDS_DB_OPTIONAL | NEEDS_KEYS_OPTIONAL,
	.role = "opt_read",
	.deadline_s = DEADLINE_S,
	.body = status,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

#include "alert_unhealthy.h"

#include <stdio.h>
#include <string.h>

#include "alert_message.h"
#include "alert_tell.h"
#include "array.h"
#include "query.h"
#include "row.h"
#include "status_load.h"
#include "status_screen.h"
#include "text.h"
#include "unhealthy.h"

enum { KEY_SIZE = 128, TEXT_MAX = 4096, LEVEL_SIZE = 16, NAME_SIZE = 64 };

struct condition_row {
	char name[NAME_SIZE], level[LEVEL_SIZE], told_level[LEVEL_SIZE];
	struct instant began_at;
	int64_t runs, good_runs;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct condition_row, name, false),
	ROW_FIELD(ROW_TEXT, struct condition_row, level, false),
	ROW_FIELD(ROW_TEXT, struct condition_row, told_level, false),
	ROW_FIELD(ROW_INSTANT, struct condition_row, began_at, false),
	ROW_FIELD(ROW_I64, struct condition_row, runs, false),
	ROW_FIELD(ROW_I64, struct condition_row, good_runs, false),
};

struct telling {
	struct run *run;
	const struct status_report *report;
};

static enum status_level level_of(const char *name)
{
	for (int level = STATUS_CRITICAL; level > STATUS_HEALTHY; level--)
		if (text_equal(name, status_level_name((enum status_level)level)))
			return (enum status_level)level;
	return STATUS_HEALTHY;
}

/* The states of all checks; the row of a check that a later release has dropped is left alone. */
static int load(struct db *db, struct unhealthy states[static STATUS_CHECKS_MAX], struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(db, &query_alert_conditions, NULL, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++) {
		struct condition_row row = {0};
		if (row_read(&rows, i, columns, array_size(columns), &row, err) != 0)
			return -1;
		size_t check = status_check_find(row.name);
		if (check < status_check_count)
			states[check] = (struct unhealthy){level_of(row.level),
				level_of(row.told_level), row.began_at, row.runs, row.good_runs};
	}
	return 0;
}

static int store(struct db *db, const struct status_check *check, const struct unhealthy *state,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, check->name);
	if (state->level == STATUS_HEALTHY)
		return db_none(db, &query_alert_condition_remove, &a, NULL, err);
	arg_text(&a, status_level_name(state->level));
	arg_instant(&a, state->began);
	arg_i64(&a, state->runs);
	arg_i64(&a, state->good_runs);
	arg_text(&a, state->told == STATUS_HEALTHY ? NULL : status_level_name(state->told));
	return db_none(db, &query_alert_condition_store, &a, NULL, err);
}

static int tell(struct run *run, const struct status_check *check,
	const struct status_finding *finding, const struct unhealthy *state, struct error *err)
{
	bool bad = finding->level != STATUS_HEALTHY;
	char key[KEY_SIZE];
	buf_auto struct buf subject = BUF_INIT(TEXT_MAX), body = BUF_INIT(TEXT_MAX);
	(void)snprintf(key, sizeof key, "status:%s:%s:%lld", check->name,
		status_level_name(finding->level), (long long)(state->began.us / SECOND_US));
	buf_printf(
		&subject, "%s%s", bad ? "" : "healthy again: ", bad ? finding->text : check->text);
	buf_printf(&body, "The check %s of opt-status is %s.\n%s.\nSince: ", check->name,
		status_level_name(finding->level), finding->text);
	alert_time(&body, bad ? state->began : run->now);
	if (bad)
		buf_printf(&body,
			"\nThis mends it: %s\nThe begin is told once. Its end is told, too.",
			check->mend);
	else {
		buf_puts(&body, "\nIt was not since: ");
		alert_time(&body, state->began);
	}
	if (!buf_ok(&subject) || !buf_ok(&body))
		return error_memory(err);
	return alert_tell(run,
		!bad				    ? ALERT_INFO
		: finding->level == STATUS_CRITICAL ? ALERT_CRITICAL
						    : ALERT_WARNING,
		key, buf_text(&subject), buf_text(&body), err);
}

/* The checks that opt.conf wants told: all, the critical ones, or none. */
static bool is_wanted(const struct run *run, const struct status_check *check,
	const struct status_finding *finding)
{
	const char *wanted = conf_get(&run->conf, CONF_ALERT_UNHEALTHY);
	return check->is_told && check->when != STATUS_BY_CHECK &&
	       (text_equal(wanted, "warning") || finding->level != STATUS_WARNING);
}

static int step_all(struct db *db, void *context, struct error *err)
{
	const struct telling *t = context;
	struct run *run = t->run;
	struct unhealthy states[STATUS_CHECKS_MAX] = {0};
	int64_t after = conf_i64(&run->conf, CONF_ALERT_AFTER);
	if (load(db, states, err) != 0)
		return -1;
	for (size_t i = 0; i < status_check_count; i++) {
		const struct status_check *check = &status_checks[i];
		const struct status_finding *finding = &t->report->finding[i];
		if (!is_wanted(run, check, finding))
			continue;
		enum unhealthy_act act =
			unhealthy_step(&states[i], check, finding, run->now, after);
		bool tells = act == UNHEALTHY_TELL || act == UNHEALTHY_END;
		if ((act != UNHEALTHY_NOTHING && !run->dry_run &&
			    store(db, check, &states[i], err) != 0) ||
			(tells && tell(run, check, finding, &states[i], err) != 0))
			return -1;
	}
	return 0;
}

/* A halt of the file is told by itself only while no row of the database halts as much. */
static void leave_out_told_halts(struct status_facts *facts)
{
	struct status_value *file = &facts->value[STATUS_FACT_halt_file];
	if (file->number > 0 && facts->value[STATUS_FACT_halts].number >= file->number)
		file->is_loaded = false;
}

int alert_unhealthy(struct run *run, struct error *err)
{
	static struct status_report report; /* too large for the stack */
	const struct status_request request = {0};
	struct telling t = {run, &report};
	if (text_equal(conf_get(&run->conf, CONF_ALERT_UNHEALTHY), "none"))
		return 0;
	status_facts_init(&report.facts, run->now);
	status_load(run, &request, &report.facts);
	if (run->db_error.kind != ERROR_NONE) {
		run_partial(run, "the checks of opt-status are not made: %s", run->db_error.text);
		return 0;
	}
	leave_out_told_halts(&report.facts);
	status_report_decide(&report, &run->params, false);
	return run->dry_run ? step_all(run->db, &t, err) : run_store(run, step_all, &t, err);
}

#include "status_screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "status_list.h"
#include "status_load.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "zone.h"

enum {
	TIME_OF_DAY = 11, /* in the text of an instant, behind the date */
	CHECK_WIDTH = 60,
};

void status_report_decide(struct status_report *report, const struct params *params, bool by_check)
{
	report->level = STATUS_HEALTHY;
	report->warnings = report->criticals = 0;
	for (size_t i = 0; i < status_check_count; i++) {
		struct status_finding *finding = &report->finding[i];
		status_decide(&status_checks[i], &report->facts, params, finding);
		if (status_checks[i].when == STATUS_BY_CHECK && !by_check)
			*finding = (struct status_finding){
				.observed = (double)NAN, .limit = (double)NAN};
		report->warnings += finding->level == STATUS_WARNING;
		report->criticals += finding->level == STATUS_CRITICAL;
		if (finding->level > report->level)
			report->level = finding->level;
	}
}

/* ---- head ---- */

static void print_market(struct run *run, const struct status_facts *facts)
{
	char state[CALENDAR_STATE_SIZE], utc[INSTANT_TEXT_SIZE];
	struct instant next =
		facts->in_session ? facts->session.close : calendar_next_open(facts->now);
	buf_printf(&run->out, "market %s", calendar_state(facts->now, state));
	if (instant_known(next))
		buf_printf(&run->out, " (%.5s UTC)",
			instant_format(instant_floor(next, MINUTE_US), utc) + TIME_OF_DAY);
	buf_putc(&run->out, '\n');
}

/* Red, yellow or green on a terminal that has colours, unless NO_COLOR is set. */
static void put_level(struct buf *out, enum status_level level)
{
	static const char *const colours[] = {
		[STATUS_HEALTHY] = "32", [STATUS_WARNING] = "33", [STATUS_CRITICAL] = "1;31"};
	if (terminal_has_colours())
		buf_printf(out, "\033[%sm%s\033[0m", colours[level], status_level_name(level));
	else
		buf_puts(out, status_level_name(level));
}

static void print_head_json(struct run *run, const struct status_report *report)
{
	const struct status_facts *facts = &report->facts;
	struct jsonl *w = run_row(run, &status_row);
	jsonl_text(w, "level", status_level_name(report->level));
	jsonl_i64(w, "criticals", report->criticals);
	jsonl_i64(w, "warnings", report->warnings);
	jsonl_instant(w, "ts", facts->now);
	jsonl_bool(w, "market_open", facts->in_session);
	jsonl_instant(w, "opens_at",
		facts->in_session ? facts->session.open : calendar_next_open(facts->now));
	jsonl_instant(w, "closes_at", facts->in_session ? facts->session.close : INSTANT_UNKNOWN);
	jsonl_text(w, "execution_mode", conf_get(&run->conf, CONF_EXECUTION_MODE));
	jsonl_text(w, "halt_file", conf_get(&run->conf, CONF_HALT_FILE));
	run_row_end(run);
}

static void sample_head(struct run *run)
{
	static const struct status_report report;
	print_head_json(run, &report);
}

const struct row_kind status_row = {"status", sample_head};

void status_print_head(struct run *run, const struct status_report *report)
{
	const struct status_facts *facts = &report->facts;
	char clock[ZONE_CLOCK_SIZE], utc[INSTANT_TEXT_SIZE];
	if (run->json) {
		print_head_json(run, report);
		return;
	}
	put_level(&run->out, report->level);
	if (report->level != STATUS_HEALTHY)
		buf_printf(&run->out, ": %d critical, %d warning%s", report->criticals,
			report->warnings, report->warnings == 1 ? "" : "s");
	(void)instant_format(instant_floor(facts->now, MINUTE_US), utc);
	buf_printf(&run->out, "\n%s %s New York (%.5s UTC), mode %s\n",
		zone_weekday(zone_new_york_date(facts->now, NULL)),
		zone_clock(facts->now, true, clock), utc + TIME_OF_DAY,
		conf_get(&run->conf, CONF_EXECUTION_MODE));
	print_market(run, facts);
}

/* ---- checks ---- */

static void print_check_json(
	struct run *run, const struct status_check *check, const struct status_finding *finding)
{
	struct jsonl *w = run_row(run, &status_check_row);
	jsonl_text(w, "check", check->name);
	jsonl_text(w, "level", finding->applies ? status_level_name(finding->level) : NULL);
	jsonl_bool(w, "applies", finding->applies);
	jsonl_double(w, "observed", finding->observed, -1);
	jsonl_double(w, "threshold", finding->limit, -1);
	jsonl_text(w, "text", finding->applies ? finding->text : NULL);
	jsonl_text(w, "mend", finding->level == STATUS_HEALTHY ? NULL : check->mend);
	run_row_end(run);
}

static void sample_check(struct run *run)
{
	print_check_json(run, &status_checks[0], &(struct status_finding){.applies = false});
}

const struct row_kind status_check_row = {"check", sample_check};

/* Below a check that is not healthy is the command that mends it. */
static void put_check(
	struct table *table, const struct status_check *check, const struct status_finding *finding)
{
	table_text(table, status_level_name(finding->level));
	table_text(table, check->name);
	table_text(table, finding->text);
	if (finding->level == STATUS_HEALTHY)
		return;
	table_text(table, " ");
	table_text(table, " ");
	table_printf(table, "-> %s", check->mend);
}

void status_print_checks(struct run *run, const struct status_report *report, bool all)
{
	static const struct table_column columns[] = {{.heading = ""}, {.heading = "", .worth = -1},
		{.heading = "", .least = 24, .folds = true}};
	table_auto struct table table = TABLE_INIT(columns, array_size(columns));
	table.indent = 2;
	table.no_headings = true;
	/* the worst first */
	for (int level = STATUS_CRITICAL; level >= STATUS_HEALTHY; level--)
		for (size_t i = 0; i < status_check_count; i++) {
			const struct status_finding *finding = &report->finding[i];
			if ((int)finding->level != level)
				continue;
			if (run->json && (finding->applies || all))
				print_check_json(run, &status_checks[i], finding);
			else if (!run->json && finding->applies && (all || level != STATUS_HEALTHY))
				put_check(&table, &status_checks[i], finding);
		}
	int width = terminal_width();
	/* a check without its text says nothing, so its lines break on a narrower terminal */
	table_write(&table, width > 0 && width < CHECK_WIDTH ? CHECK_WIDTH : width, &run->out);
}

/* ---- halts ---- */

static void print_halt_file_json(struct run *run, const struct status_value *file)
{
	struct jsonl *w = run_row(run, &status_halt_file_row);
	jsonl_text(w, "file", conf_get(&run->conf, CONF_HALT_FILE));
	jsonl_bool(w, "halts", file->number > 0);
	jsonl_instant(w, "since", file->at);
	jsonl_text(w, "text", file->number > 0 ? file->detail : NULL);
	run_row_end(run);
}

static void sample_halt_file(struct run *run)
{
	print_halt_file_json(run, &(struct status_value){.number = 0});
}

const struct row_kind status_halt_file_row = {"halt_file", sample_halt_file};

int status_print_halts(struct run *run, const struct status_report *report, struct error *err)
{
	const struct status_value *rows = &report->facts.value[STATUS_FACT_halts];
	const struct status_value *file = &report->facts.value[STATUS_FACT_halt_file];
	if ((run->json || !(rows->number <= 0)) && rows->is_loaded &&
		status_list_print(run, STATUS_LIST_HALTS, err) != 0)
		return -1;
	if (run->json) {
		print_halt_file_json(run, file);
	} else if (file->number > 0) {
		char since[ZONE_CLOCK_SIZE];
		buf_printf(&run->out,
			"\nHalt file since %s New York: ", zone_clock(file->at, true, since));
		text_show(&run->out, file->detail, strlen(file->detail));
		buf_puts(&run->out, "\n");
	}
	return 0;
}

/* ---- stages ---- */

/* The limit of the check that judges the runs of a stage, while it applies; NAN: none does. */
static double limit_of(const struct status_report *report, enum status_fact run)
{
	for (size_t i = 0; i < status_check_count; i++)
		if (status_checks[i].fact == run && report->finding[i].applies)
			return report->finding[i].limit;
	return (double)NAN;
}

static void print_stage_json(
	struct run *run, const struct status_stage *stage, struct instant at, double seconds)
{
	struct jsonl *w = run_row(run, &status_stage_row);
	jsonl_text(w, "stage", stage->name);
	jsonl_instant(w, "last_ok", at);
	jsonl_double(w, "age_s", seconds, 0);
	run_row_end(run);
}

static void sample_stage(struct run *run)
{
	print_stage_json(run, &(struct status_stage){.name = ""}, run->now, 0);
}

const struct row_kind status_stage_row = {"stage", sample_stage};

void status_print_stages(struct run *run, const struct status_report *report)
{
	static const struct table_column columns[] = {{.heading = "stage"},
		{.heading = "last good run"}, {.heading = "ago", .align = TABLE_RIGHT},
		{.heading = "limit", .align = TABLE_RIGHT}};
	char clock[ZONE_CLOCK_SIZE], age[STATUS_DURATION_SIZE], limit[STATUS_DURATION_SIZE];
	const struct status_facts *facts = &report->facts;
	table_auto struct table table = TABLE_INIT(columns, array_size(columns));
	table.indent = 2;
	if (!facts->value[STATUS_FACT_run_rss].is_loaded)
		return;
	for (size_t i = 0; i < status_stage_count; i++) {
		struct instant at = facts->value[status_stages[i].run].at;
		double seconds = instant_age_s(facts->now, at);
		double most = limit_of(report, status_stages[i].run);
		if (run->json) {
			print_stage_json(run, &status_stages[i], at, seconds);
			continue;
		}
		table_text(&table, status_stages[i].name);
		table_text(&table, zone_clock(at, zone_needs_date(facts->now, at), clock));
		table_text(&table, status_duration(seconds, age));
		table_text(&table, isnan(most) ? NULL : status_duration(most, limit));
	}
	if (run->json)
		return;
	buf_puts(&run->out, "\nStages\n");
	table_write(&table, terminal_width(), &run->out);
}

/* ---- the rest ---- */

static void put_number(struct buf *out, const struct status_facts *facts, enum status_fact fact,
	const char *before, const char *after)
{
	const struct status_value *value = &facts->value[fact];
	if (!value->is_loaded)
		return;
	if (isnan(value->number))
		buf_printf(out, "%s?%s", before, after);
	else
		buf_printf(out, "%s%.4g%s", before, value->number, after);
}

void status_print_rest(struct run *run, const struct status_report *report)
{
	const struct status_facts *facts = &report->facts;
	struct buf *out = &run->out;
	if (run->json)
		return;
	buf_puts(out, "\nNews     ");
	put_number(out, facts, STATUS_FACT_feeds_failing, "", " failing");
	put_number(out, facts, STATUS_FACT_feeds, " of ", " feeds");
	put_number(out, facts, STATUS_FACT_backlog, ", ", " articles wait");
	buf_puts(out, "\nMachine  ");
	put_number(out, facts, STATUS_FACT_disk_free_pct, "", " % of the disk free");
	put_number(out, facts, STATUS_FACT_database_ms, ", database answers in ", " ms");
	put_number(out, facts, STATUS_FACT_partition_days, ", partitions for ", " days");
	buf_puts(out, "\nHour     ");
	put_number(out, facts, STATUS_FACT_missed_slots, "", " cron slots missed");
	put_number(out, facts, STATUS_FACT_failed_runs, ", ", " runs failed");
	put_number(out, facts, STATUS_FACT_alerts, ", ", " alerts wait");
	put_number(
		out, facts, STATUS_FACT_inert_gates, "\nGates    ", " judged nothing in 30 days");
	put_number(
		out, facts, STATUS_FACT_unused_gates, ", ", " refused nothing: opt-status --gates");
	buf_putc(out, '\n');
}

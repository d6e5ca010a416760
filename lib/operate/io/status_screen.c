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

static void print_head_json(struct run *run, const struct status_report *report)
{
	const struct status_facts *facts = &report->facts;
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "program", "opt-status");
	jsonl_text(w, "event", "status");
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

void status_print_head(struct run *run, const struct status_report *report)
{
	const struct status_facts *facts = &report->facts;
	char clock[ZONE_CLOCK_SIZE], utc[INSTANT_TEXT_SIZE], market[CALENDAR_STATE_SIZE];
	if (run->json) {
		print_head_json(run, report);
		return;
	}
	(void)instant_format(instant_floor(facts->now, MINUTE_US), utc);
	buf_printf(&run->out, "%s %s New York (%.5s UTC)   market %s   mode %s\n",
		zone_weekday(zone_new_york_date(facts->now, NULL)),
		zone_clock(facts->now, true, clock), strlen(utc) > 16 ? utc + 11 : utc,
		calendar_state(facts->now, market), conf_get(&run->conf, CONF_EXECUTION_MODE));
	if (report->level == STATUS_HEALTHY)
		buf_puts(&run->out, "healthy\n");
	else
		buf_printf(&run->out, "%s: %d critical, %d warning%s\n",
			status_level_name(report->level), report->criticals, report->warnings,
			report->warnings == 1 ? "" : "s");
}

/* ---- checks ---- */

static void print_check_json(
	struct run *run, const struct status_check *check, const struct status_finding *finding)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "program", "opt-status");
	jsonl_text(w, "event", "check");
	jsonl_text(w, "check", check->name);
	jsonl_text(w, "level", finding->applies ? status_level_name(finding->level) : NULL);
	jsonl_bool(w, "applies", finding->applies);
	jsonl_double(w, "observed", finding->observed, -1);
	jsonl_double(w, "threshold", finding->limit, -1);
	jsonl_text(w, "text", finding->applies ? finding->text : NULL);
	jsonl_text(w, "mend", finding->level == STATUS_HEALTHY ? NULL : check->mend);
	run_row_end(run);
}

static void print_check(
	struct run *run, const struct status_check *check, const struct status_finding *finding)
{
	buf_printf(&run->out, "  %-9s %-17s ", status_level_name(finding->level), check->name);
	text_show(&run->out, finding->text, strlen(finding->text));
	buf_putc(&run->out, '\n');
	if (finding->level != STATUS_HEALTHY)
		buf_printf(&run->out, "  %-9s %-17s -> %s\n", "", "", check->mend);
}

void status_print_checks(struct run *run, const struct status_report *report, bool all)
{
	/* the worst first */
	for (int level = STATUS_CRITICAL; level >= STATUS_HEALTHY; level--)
		for (size_t i = 0; i < status_check_count; i++) {
			const struct status_finding *finding = &report->finding[i];
			if ((int)finding->level != level)
				continue;
			if (run->json && (finding->applies || all))
				print_check_json(run, &status_checks[i], finding);
			else if (!run->json && finding->applies && (all || level != STATUS_HEALTHY))
				print_check(run, &status_checks[i], finding);
		}
}

/* ---- halts ---- */

int status_print_halts(struct run *run, const struct status_report *report, struct error *err)
{
	const struct status_value *rows = &report->facts.value[STATUS_FACT_halts];
	const struct status_value *file = &report->facts.value[STATUS_FACT_halt_file];
	const char *path = conf_get(&run->conf, CONF_HALT_FILE);
	if ((run->json || !(rows->number <= 0)) && rows->is_loaded &&
		status_list_print(run, STATUS_LIST_HALTS, err) != 0)
		return -1;
	if (run->json) {
		struct jsonl *w = run_row(run);
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "program", "opt-status");
		jsonl_text(w, "event", "halt_file");
		jsonl_text(w, "file", path);
		jsonl_bool(w, "halts", file->number > 0);
		jsonl_instant(w, "since", file->at);
		jsonl_text(w, "text", file->number > 0 ? file->detail : NULL);
		run_row_end(run);
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

static void print_stage_json(struct run *run, const char *stage, struct instant last_ok)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "program", "opt-status");
	jsonl_text(w, "event", "stage");
	jsonl_text(w, "stage", stage);
	jsonl_instant(w, "last_ok", last_ok);
	jsonl_double(w, "age_s", instant_age_s(run->now, last_ok), 0);
	run_row_end(run);
}

void status_print_stages(struct run *run, const struct status_report *report)
{
	static const struct table_column columns[] = {
		{.heading = "stage"}, {.heading = "last good run"}, {.heading = "ago"}};
	char clock[ZONE_CLOCK_SIZE], age[STATUS_DURATION_SIZE];
	const struct status_facts *facts = &report->facts;
	table_auto struct table table = TABLE_INIT(columns, array_size(columns));
	table.indent = 2;
	if (!facts->value[STATUS_FACT_run_rss].is_loaded)
		return;
	for (size_t i = 0; i < status_stage_count; i++) {
		struct instant at = facts->value[status_stages[i].run].at;
		if (run->json) {
			print_stage_json(run, status_stages[i].name, at);
			continue;
		}
		table_text(&table, status_stages[i].name);
		table_text(&table, zone_clock(at, zone_needs_date(facts->now, at), clock));
		table_text(&table, status_duration(instant_age_s(facts->now, at), age));
	}
	if (!run->json) {
		buf_puts(&run->out, "\nStages\n");
		table_write(&table, terminal_width(), &run->out);
	}
}

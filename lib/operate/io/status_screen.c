#include "status_screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "status_list.h"
#include "status_load.h"
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

/* When the market opens next; unknown outside of the years of the calendar. */
static struct instant next_open(const struct status_facts *facts)
{
	struct session session;
	if (calendar_session_at(facts->now, &session) &&
		instant_compare(facts->now, session.open) < 0)
		return session.open;
	return calendar_next(zone_new_york_date(facts->now, NULL), &session) ? session.open
									     : INSTANT_UNKNOWN;
}

static void print_market(struct run *run, const struct status_facts *facts)
{
	char clock[STATUS_CLOCK_SIZE];
	struct instant opens = next_open(facts);
	if (facts->in_session) {
		buf_printf(&run->out, "open; closes %s New York",
			status_clock(facts->session.close, false, clock));
		return;
	}
	bool far = instant_known(opens) && instant_diff_us(opens, facts->now) > 6 * DAY_US;
	buf_printf(&run->out, "closed; opens %s New York", status_clock(opens, far, clock));
}

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
	jsonl_instant(w, "opens_at", facts->in_session ? facts->session.open : next_open(facts));
	jsonl_instant(w, "closes_at", facts->in_session ? facts->session.close : INSTANT_UNKNOWN);
	jsonl_text(w, "execution_mode", conf_get(&run->conf, CONF_EXECUTION_MODE));
	jsonl_text(w, "halt_file", conf_get(&run->conf, CONF_HALT_FILE));
	run_row_end(run);
}

void status_print_head(struct run *run, const struct status_report *report)
{
	const struct status_facts *facts = &report->facts;
	char clock[STATUS_CLOCK_SIZE], utc[INSTANT_TEXT_SIZE], day[STATUS_CLOCK_SIZE];
	if (run->json) {
		print_head_json(run, report);
		return;
	}
	(void)status_clock(facts->now, true, clock);
	(void)status_clock(facts->now, false, day);
	(void)instant_format(instant_floor(facts->now, MINUTE_US), utc);
	buf_printf(&run->out, "%.3s %s New York (%.5s UTC)   market ", day, clock,
		strlen(utc) > 16 ? utc + 11 : utc);
	print_market(run, facts);
	buf_printf(&run->out, "   mode %s\n", conf_get(&run->conf, CONF_EXECUTION_MODE));
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
		char since[STATUS_CLOCK_SIZE];
		buf_printf(&run->out,
			"\nHalt file since %s New York: ", status_clock(file->at, true, since));
		text_show(&run->out, file->detail, strlen(file->detail));
		buf_puts(&run->out, "\n");
	}
	return 0;
}

/* ---- stages ---- */

void status_print_stages(struct run *run, const struct status_report *report)
{
	char clock[STATUS_CLOCK_SIZE], age[STATUS_DURATION_SIZE];
	const struct status_facts *facts = &report->facts;
	if (!facts->value[STATUS_FACT_run_rss].is_loaded)
		return;
	if (!run->json)
		buf_puts(&run->out, "\nStages\n  stage          last good run      ago\n");
	for (size_t i = 0; i < status_stage_count; i++) {
		struct instant at = facts->value[status_stages[i].run].at;
		double seconds = instant_age_s(facts->now, at);
		if (!run->json) {
			bool old = !instant_known(at) || seconds > 6 * 86400.0;
			buf_printf(&run->out, "  %-14s %-18s %s\n", status_stages[i].name,
				status_clock(at, old, clock), status_duration(seconds, age));
			continue;
		}
		struct jsonl *w = run_row(run);
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "program", "opt-status");
		jsonl_text(w, "event", "stage");
		jsonl_text(w, "stage", status_stages[i].name);
		jsonl_instant(w, "last_ok", at);
		jsonl_double(w, "age_s", seconds, 0);
		run_row_end(run);
	}
}

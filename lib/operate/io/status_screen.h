/*
 * Prints what opt-status found: a screen for a person, or JSON rows; and the file for Prometheus.
 */
#ifndef OPT_STATUS_SCREEN_H
#define OPT_STATUS_SCREEN_H

#include "run.h"
#include "status.h"

enum { STATUS_CHECKS_MAX = 64 };

/* All checks, decided: finding[i] is of status_checks[i]. */
struct status_report {
	struct status_facts facts;
	struct status_finding finding[STATUS_CHECKS_MAX];
	enum status_level level; /* the worst */
	int warnings, criticals;
};

/* Decides the checks on REPORT->facts; those of --check only when BY_CHECK. */
void status_report_decide(struct status_report *report, const struct params *params, bool by_check);

/* The worst level and how many checks are bad; the time, the mode and the market. */
void status_print_head(struct run *run, const struct status_report *report);
/*
 * The checks: on a terminal those that are not healthy, with the command that mends each; all of
 * them with ALL and in JSON.
 */
void status_print_checks(struct run *run, const struct status_report *report, bool all);
/*
 * The halts in force, each with who set it, since when and why, and the halt file with its path; on
 * a terminal only while anything is stopped. Fails when the statement does.
 */
int status_print_halts(struct run *run, const struct status_report *report, struct error *err);
/* The newest good run of each stage, its age and the limit of that. */
void status_print_stages(struct run *run, const struct status_report *report);
/* On a terminal: feeds, machine, runs and gates in a line each, good or bad. */
void status_print_rest(struct run *run, const struct status_report *report);

/*
 * Writes the levels and values in the text format of Prometheus, whole or not at all. ERROR_OUTPUT.
 */
int status_textfile_write(const char *path, const struct status_report *report, struct error *err);

/* The rows that these functions print. */
extern const struct row_kind status_row, status_check_row, status_stage_row, status_halt_file_row;

#endif

/*
 * The sections of the page of a report, and what they share. Each section function writes a whole
 * section, also when there is nothing to show: then it says so.
 */
#ifndef OPT_REPORT_SECTION_H
#define OPT_REPORT_SECTION_H

#include <stddef.h>

#include "markup.h"
#include "report.h"
#include "report_format.h"

/* The style sheet of the page, for both schemes, phones and paper; ended by NULL. */
extern const char *const report_style[];

struct section {
	const char *id, *title; /* of the heading, and of the link to it */
	bool of_analysis;
	void (*write)(struct markup *m, const struct report *report);
};

void section_summary(struct markup *m, const struct report *report);
void section_equity(struct markup *m, const struct report *report);
void section_months(struct markup *m, const struct report *report);
void section_trades(struct markup *m, const struct report *report);
void section_breakdowns(struct markup *m, const struct report *report);
void section_funnel(struct markup *m, const struct report *report);
/* These five are about report->analysis, and are left out without one. */
void section_execution(struct markup *m, const struct report *report);
void section_greeks(struct markup *m, const struct report *report);
void section_signals(struct markup *m, const struct report *report);
void section_risk(struct markup *m, const struct report *report);
void section_costs(struct markup *m, const struct report *report);

/* ---- parts ---- */

/* A paragraph. CLASS_NAME may be NULL. */
void section_note(struct markup *m, const char *class_name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

struct grid_heading {
	const char *text;
	const char *class_name; /* "number": at the right; NULL: text */
};

/* A table in a box that scrolls when it is too wide. LABEL names it for readers that do not see. */
void grid_open(struct markup *m, const char *label, const struct grid_heading *headings,
	size_t heading_count);
void grid_close(struct markup *m);
void grid_row(struct markup *m); /* the next row; grid_close ends the last one */
void grid_text(struct markup *m, const char *text);
void grid_number(struct markup *m, const char *text);
/* A number in the color of a gain or a loss by VALUE, which its sign tells, too. */
void grid_result(struct markup *m, double value, const char *text);
/* A bar from the middle of the cell, to the right for gains, of LENGTH / MOST of its half. */
void grid_bar(struct markup *m, double length, double most);

#endif

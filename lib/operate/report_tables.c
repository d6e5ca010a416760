#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "breakdown.h"
#include "report_section.h"
#include "text.h"

/* ---- breakdowns ---- */

static void write_breakdown(struct markup *m, const struct report *report, enum breakdown kind)
{
	static const struct grid_heading headings[] = {{"", NULL}, {"Net result", "number"},
		{"Mean", "number"}, {"Won", "number"}, {"Trades", "number"}, {"", "bar"}};
	struct breakdown_row rows[BREAKDOWN_ROWS_MAX];
	size_t count = breakdown_of(report, kind, rows);
	double most = 0;
	char text[FORMAT_SIZE];
	for (size_t i = 0; i < count; i++)
		most = fmax(most, fabs(rows[i].net));
	markup_open(m, "div");
	markup_element(m, "h3", NULL, breakdown_titles[kind]);
	grid_open(m, breakdown_titles[kind], headings, array_size(headings));
	for (size_t i = 0; i < count; i++) {
		const struct breakdown_row *r = &rows[i];
		double n = r->trades == 0 ? (double)NAN : (double)r->trades;
		grid_row(m);
		grid_text(m, r->label);
		grid_result(m, r->net, format_dollars(n > 0 ? r->net : (double)NAN, 2, true, text));
		grid_result(m, r->net / n, format_dollars(r->net / n, 2, true, text));
		grid_number(m, format_percent(100 * (double)r->wins / n, 0, false, text));
		if (r->unknown > 0)
			(void)snprintf(text, sizeof text, "%lld + %lld unknown",
				(long long)r->trades, (long long)r->unknown);
		else
			(void)format_count(r->trades, text);
		grid_number(m, text);
		grid_bar(m, r->net, most);
	}
	grid_close(m);
	markup_close(m);
}

void section_breakdowns(struct markup *m, const struct report *report)
{
	if (report->trade_count == 0) {
		section_note(m, "muted", "No trade was closed.");
		return;
	}
	markup_open(m, "div");
	markup_attribute(m, "class", "pairs");
	for (int kind = 0; kind < BREAKDOWNS; kind++)
		write_breakdown(m, report, (enum breakdown)kind);
	markup_close(m);
}

/* ---- the way of the news to trades ---- */

static void write_part(struct markup *m, double share)
{
	char style[FORMAT_SIZE];
	(void)snprintf(style, sizeof style, "width:%.1f%%",
		isfinite(share) ? fmin(1, fmax(0, share)) * 100 : 0);
	markup_open(m, "td");
	markup_attribute(m, "class", "part");
	markup_open(m, "i");
	markup_attribute(m, "style", style);
	markup_close(m);
	markup_close(m);
}

static const struct report_step *find_step(const struct report *report, const char *stage)
{
	for (size_t i = 0; i < report->step_count; i++)
		if (text_equal(report->steps[i].stage, stage))
			return &report->steps[i];
	return NULL;
}

static void write_steps(struct markup *m, const struct report *report)
{
	static const struct {
		const char *stage, *label;
	} steps[] = {{"pending", "Recommendations"}, {"gates", "judged by the gates"},
		{"chosen", "with a contract"}, {"sized", "with a size"},
		{"sent", "sent as an order"}, {"filled", "filled"}, {"closed", "closed"}};
	static const struct grid_heading headings[] = {
		{"Step", NULL}, {"Count", "number"}, {"of all", "number"}, {"", "part"}};
	const struct report_step *all = find_step(report, "pending");
	char text[FORMAT_SIZE];
	markup_open(m, "div");
	markup_element(m, "h3", NULL, "From recommendation to trade");
	grid_open(m, "Steps from recommendation to trade", headings, array_size(headings));
	for (size_t i = 0; i < array_size(steps); i++) {
		const struct report_step *step = find_step(report, steps[i].stage);
		double share = all == NULL || all->n == 0 || step == NULL
				       ? (double)NAN
				       : (double)step->n / (double)all->n;
		grid_row(m);
		grid_text(m, steps[i].label);
		grid_number(m, format_count(step == NULL ? INT64_MIN : step->n, text));
		grid_number(m, format_percent(100 * share, 0, false, text));
		write_part(m, share);
	}
	grid_close(m);
	markup_close(m);
}

/* The gates, and the other reasons for which a recommendation ended. */
static void write_ends(struct markup *m, const struct report *report)
{
	static const struct grid_heading headings[] = {
		{"Why it ended", NULL}, {"First", "number"}, {"In all", "number"}};
	static const char *const stages[] = {"pending", "gates", "chosen", "sized"};
	char text[FORMAT_SIZE];
	markup_open(m, "div");
	markup_element(m, "h3", NULL, "Refusals");
	grid_open(m, "Why recommendations ended", headings, array_size(headings));
	for (size_t i = 0; i < report->step_count; i++) {
		const struct report_step *s = &report->steps[i];
		if (s->why[0] == '\0' || text_find(stages, array_size(stages), s->stage) < 0)
			continue;
		grid_row(m);
		markup_element(m, "td", "wraps", s->why);
		grid_number(m, format_count(s->ended, text));
		grid_number(m, format_count(s->refused, text));
	}
	grid_close(m);
	markup_close(m);
}

void section_funnel(struct markup *m, const struct report *report)
{
	const struct report_step *all = find_step(report, "pending");
	const struct report_step *sent = find_step(report, "sent");
	const struct report_step *filled = find_step(report, "filled");
	char rate[FORMAT_SIZE];
	if (all == NULL || all->n == 0 || sent == NULL || filled == NULL) {
		section_note(m, "muted", "No recommendation was judged.");
		return;
	}
	section_note(m, NULL,
		"Of %lld recommendations %lld became an order and %lld were filled%s%s.",
		(long long)all->n, (long long)sent->n, (long long)filled->n,
		sent->n == 0 ? "" : ": a fill rate of ",
		sent->n == 0 ? ""
			     : format_percent(
				       100 * (double)filled->n / (double)sent->n, 0, false, rate));
	markup_open(m, "div");
	markup_attribute(m, "class", "pairs");
	write_steps(m, report);
	write_ends(m, report);
	markup_close(m);
	section_note(m, "note",
		"First: the gate was the first to refuse. In all: it refused, whatever others did. "
		"Recommendations of all accounts and strategies.");
}

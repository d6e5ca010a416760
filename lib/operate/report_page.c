#include "report_page.h"

#include <stdio.h>

#include "analysis.h"
#include "array.h"
#include "report_section.h"
#include "text.h"
#include "zone.h"

static const struct section sections[] = {
	{"summary", "Summary", false, section_summary},
	{"equity", "Equity", false, section_equity},
	{"months", "Months", false, section_months},
	{"trades", "Trades", false, section_trades},
	{"breakdowns", "Breakdowns", false, section_breakdowns},
	{"decisions", "Decisions", false, section_funnel},
	{"execution", "Execution", true, section_execution},
	{"greeks", "Results by Greek", true, section_greeks},
	{"signals", "Signals", true, section_signals},
	{"risk", "Risk", true, section_risk},
	{"costs", "Costs", true, section_costs},
};

static bool is_shown(const struct section *section, const struct report *report)
{
	return !section->of_analysis || report->analysis != NULL;
}

/* ---- head ---- */

static void write_meta(struct markup *m, const char *name, const char *content)
{
	markup_open(m, "meta");
	markup_attribute(m, "name", name);
	markup_attribute(m, "content", content);
	markup_close(m);
}

static void write_head(struct markup *m, const struct report *report)
{
	markup_open(m, "head");
	markup_open(m, "meta");
	markup_attribute(m, "charset", "utf-8");
	markup_close(m);
	write_meta(m, "viewport", "width=device-width, initial-scale=1");
	write_meta(m, "color-scheme", "light dark");
	/* nothing is fetched, and nothing runs, whatever the page contains */
	markup_open(m, "meta");
	markup_attribute(m, "http-equiv", "Content-Security-Policy");
	markup_attribute(m, "content", "default-src 'none'; style-src 'unsafe-inline'");
	markup_close(m);
	markup_open(m, "title");
	markup_printf(m, "Trading report%s%s", report->request.account[0] == '\0' ? "" : ", ",
		report->request.account);
	markup_close(m);
	markup_open(m, "style");
	for (size_t i = 0; report_style[i] != NULL; i++)
		markup_constant(m, report_style[i]);
	markup_close(m);
	markup_close(m);
}

/* ---- the top ---- */

/* The first and the last day that the report is about. */
static void find_period(const struct report *report, struct date *first, struct date *last)
{
	const struct report_request *r = &report->request;
	*first = r->since;
	*last = r->until;
	if (!date_known(*first) && report->day_count > 0)
		*first = report->days[0].day;
	if (!date_known(*first) && report->trade_count > 0)
		*first = report->results[0].day;
	if (!date_known(*last))
		*last = zone_new_york_date(r->now, NULL);
}

static void write_period(struct markup *m, const struct report *report)
{
	struct date first, last;
	char from[FORMAT_SIZE], to[FORMAT_SIZE], now[FORMAT_SIZE];
	char utc[INSTANT_TEXT_SIZE];
	find_period(report, &first, &last);
	markup_open(m, "p");
	markup_attribute(m, "class", "period");
	if (date_known(first) && date_compare(first, last) != 0)
		markup_printf(m, "%s to %s", format_day(first, from), format_day(last, to));
	else
		markup_text(m, format_day(last, to));
	markup_printf(m, ", written %s New York (%s)", format_time(report->request.now, now),
		instant_format(instant_floor(report->request.now, SECOND_US), utc));
	markup_close(m);
}

static void write_top(struct markup *m, const struct report *report)
{
	const struct report_request *r = &report->request;
	char strategy[REPORT_STRATEGY_SIZE], link[FORMAT_SIZE];
	size_t n = 0;
	for (; r->strategy[n] != '\0'; n++)
		strategy[n] = r->strategy[n] == '_' ? ' ' : r->strategy[n];
	strategy[n] = '\0';
	markup_open(m, "header");
	markup_element(m, "h1", NULL, "Trading report");
	markup_open(m, "p");
	markup_attribute(m, "class", "account");
	if (r->account[0] == '\0')
		markup_text(m, "no account yet");
	else
		markup_printf(m, "Account %s%s%s%s%s", r->account,
			report->execution_mode[0] == '\0' ? "" : ", ", report->execution_mode,
			n == 0 ? "" : ", strategy ", strategy);
	markup_close(m);
	write_period(m, report);
	markup_open(m, "nav");
	markup_attribute(m, "aria-label", "Sections");
	for (size_t i = 0; i < array_size(sections); i++) {
		markup_open(m, "a");
		(void)snprintf(link, sizeof link, "#%s", sections[i].id);
		markup_attribute(m, "href", link);
		markup_text(m, sections[i].title);
		markup_close(m);
	}
	markup_close(m);
	markup_close(m);
}

/* ---- the end ---- */

static void write_odd_rows(struct markup *m, const struct odd_rows *odd)
{
	if (odd->count > 0)
		section_note(m, "warning",
			"%lld rows could not be read and are left out, the first one of %s, %s: %s",
			(long long)odd->count, odd->row[0].list, odd->row[0].name,
			odd->row[0].text);
}

static void write_sources(struct markup *m, const struct report *report)
{
	markup_open(m, "footer");
	for (size_t i = 0; i < report->account_count; i++) {
		char count[FORMAT_SIZE];
		const struct report_account *a = &report->accounts[i];
		if (!text_equal(a->account, report->request.account))
			section_note(m, NULL,
				"The database has another account, %s, with %s closed trades: "
				"opt-report --account %s",
				a->account, format_count(a->trades, count), a->account);
	}
	write_odd_rows(m, &report->odd);
	if (report->analysis != NULL)
		write_odd_rows(m, &report->analysis->odd);
	section_note(m, NULL,
		"Times are New York's. Dollars, after fees unless a text says otherwise. A dash is "
		"an "
		"unknown number; no sum contains it. R is the result divided by what was at risk.");
	section_note(m, NULL,
		"Results are those of position_history, equity is that of account_snapshots, which "
		"the "
		"broker reported, premiums are the marks of opt-posmon, fills are those of "
		"broker_orders. Intervals are of 95 %%; opt-report(1) has the formulas.");
	markup_close(m);
}

void report_page(struct buf *out, const struct report *report)
{
	struct markup m;
	markup_init(&m, out);
	markup_constant(&m, "<!DOCTYPE html>\n");
	markup_open(&m, "html");
	markup_attribute(&m, "lang", "en");
	write_head(&m, report);
	markup_open(&m, "body");
	write_top(&m, report);
	markup_open(&m, "main");
	for (size_t i = 0; i < array_size(sections); i++) {
		if (!is_shown(&sections[i], report))
			continue;
		markup_constant(&m, "\n");
		markup_open(&m, "section");
		markup_attribute(&m, "id", sections[i].id);
		markup_element(&m, "h2", NULL, sections[i].title);
		sections[i].write(&m, report);
		markup_close(&m);
	}
	markup_close(&m);
	write_sources(&m, report);
	markup_close(&m);
	markup_close(&m);
	buf_putc(out, '\n');
}

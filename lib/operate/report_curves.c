#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "breakdown.h"
#include "calendar.h"
#include "chart.h"
#include "report_section.h"
#include "zone.h"

/* ---- the axis of time: sessions, one as wide as the other ---- */

struct axis {
	struct date first;
	struct date day; /* the one whose position is known */
	int at;
};

static double position_of(struct axis *axis, struct instant t)
{
	int second;
	struct date day = zone_new_york_date(t, &second);
	if (date_compare(day, axis->day) != 0) {
		axis->day = day;
		axis->at = calendar_sessions_between(axis->first, day);
	}
	double length = CALENDAR_REGULAR_CLOSE_S - CALENDAR_REGULAR_OPEN_S;
	return axis->at + fmin(1, fmax(0, (second - CALENDAR_REGULAR_OPEN_S) / length));
}

static void add_tick(struct chart *chart, double at, const char *label)
{
	if (chart->tick_count == CHART_TICKS_MAX)
		return;
	struct chart_tick *tick = &chart->ticks[chart->tick_count++];
	tick->at = at;
	(void)snprintf(tick->label, sizeof tick->label, "%s", label);
}

static void add_hours(struct chart *chart)
{
	char label[FORMAT_SIZE];
	for (int hour = 10; hour <= 16; hour += 2) {
		double length = CALENDAR_REGULAR_CLOSE_S - CALENDAR_REGULAR_OPEN_S;
		(void)snprintf(label, sizeof label, "%d:00", hour);
		add_tick(chart, (hour * 3600 - CALENDAR_REGULAR_OPEN_S) / length, label);
	}
}

/* A label for each STRIDE-th session of FIRST to LAST. */
static void add_days(struct chart *chart, struct date first, int sessions)
{
	char label[FORMAT_SIZE];
	int stride = (sessions + 4) / 5;
	struct date day = first;
	struct session session;
	for (int i = 0; i < sessions; i++) {
		if (i % stride == 0)
			add_tick(chart, i, format_short_day(day, label));
		if (!calendar_next(day, &session))
			return;
		day = session.day;
	}
}

static void add_months(struct chart *chart, struct date first, struct date last)
{
	int year, month, day, end_year, end_month, end_day;
	char label[FORMAT_SIZE];
	date_to_ymd(first, &year, &month, &day);
	date_to_ymd(last, &end_year, &end_month, &end_day);
	int months = (end_year - year) * 12 + end_month - month;
	int stride = months <= 6 ? 1 : months <= 12 ? 2 : months <= 24 ? 3 : months <= 72 ? 12 : 24;
	for (int i = 1; i <= months; i++) {
		int of_year = (month - 1 + i) % 12, in = year + (month - 1 + i) / 12;
		if (of_year % stride != 0 && stride <= 12)
			continue;
		if (stride > 12 && (of_year != 0 || in % (stride / 12) != 0))
			continue;
		if (of_year == 0)
			(void)snprintf(label, sizeof label, "%d", in);
		else
			(void)snprintf(label, sizeof label, "%s", format_months[of_year]);
		add_tick(chart, calendar_sessions_between(first, date_from_ymd(in, of_year + 1, 1)),
			label);
	}
}

/* Sets the horizontal range and its labels. */
static void set_axis(struct chart *chart, struct date first, struct date last)
{
	const int most_days = 45;
	int sessions = calendar_sessions_between(first, last) + 1;
	chart->from_x = 0;
	chart->to_x = sessions;
	if (sessions == 1)
		add_hours(chart);
	else if (sessions <= most_days)
		add_days(chart, first, sessions);
	else
		add_months(chart, first, last);
}

/* ---- charts ---- */

static const char *label_dollars(double value, double step, char *out)
{
	const double thousand = 1000, most = 10000; /* beyond it, thousands are easier to read */
	char number[FORMAT_SIZE];
	if (fabs(value) < most || step < thousand / 100)
		return format_dollars(value, step < 1 ? 2 : 0, false, out);
	(void)snprintf(out, FORMAT_SIZE, "%.40sk",
		format_dollars(value / thousand,
			step < 100	  ? 2
			: step < thousand ? 1
					  : 0,
			false, number));
	return out;
}

static const char *label_percent(double value, double step, char *out)
{
	return format_percent(value, step < 0.1 ? 2 : step < 1 ? 1 : 0, false, out);
}

static void open_figure(struct markup *m, const char *title, const char *text)
{
	markup_open(m, "figure");
	markup_open(m, "figcaption");
	markup_element(m, "b", NULL, title);
	markup_constant(m, "<br>");
	markup_element(m, "span", "muted", text);
	markup_close(m);
}

static void write_equity(
	struct markup *m, const struct report *report, struct axis axis, const double *x, double *y)
{
	const struct equity_figures *e = &report->equity_figures;
	char text[4 * FORMAT_SIZE], start[FORMAT_SIZE], end[FORMAT_SIZE], percent[FORMAT_SIZE],
		flow[FORMAT_SIZE];
	struct chart chart = {.class_name = "plot",
		.alternative = text,
		.level = e->start,
		.line_count = 1,
		.labels = 5,
		.label = label_dollars};
	for (size_t i = 0; i < report->point_count; i++)
		y[i] = report->points[i].equity;
	chart.lines[0] = (struct chart_line){"line", x, y, report->point_count, false};
	set_axis(&chart, axis.first, report->days[report->day_count - 1].day);
	int length = snprintf(text, sizeof text, "%s at the end, from %s at the start: %s",
		format_dollars(e->end, 2, false, end), format_dollars(e->start, 2, false, start),
		format_percent(e->return_pct, 2, true, percent));
	if (fabs(e->flow) >= 0.5 && length > 0 && (size_t)length < sizeof text)
		(void)snprintf(text + length, sizeof text - (size_t)length,
			", without the %s that was paid in",
			format_dollars(e->flow, 0, true, flow));
	open_figure(m, "Equity", text);
	chart_write(m, &chart);
	markup_close(m);
}

static void describe_fall(const struct report *report, char *out, size_t size)
{
	const struct equity_figures *e = &report->equity_figures;
	char percent[FORMAT_SIZE], dollars[FORMAT_SIZE], peak[FORMAT_SIZE], trough[FORMAT_SIZE],
		now[FORMAT_SIZE];
	if (!instant_known(e->peak)) {
		(void)snprintf(out, size, "The equity never fell below an earlier value");
		return;
	}
	(void)snprintf(out, size, "Deepest %s (%s), from %s to %s; at the end %s under the peak",
		format_percent(-e->fall_pct, 2, false, percent),
		format_dollars(-e->fall_dollars, 0, false, dollars), format_time(e->peak, peak),
		format_time(e->trough, trough),
		format_percent(report->curve[report->value_count - 1].fall_pct, 2, false, now));
}

static void write_fall(
	struct markup *m, const struct report *report, struct axis axis, double *x, double *y)
{
	char text[6 * FORMAT_SIZE];
	struct chart chart = {.class_name = "plot low",
		.alternative = text,
		.level = (double)NAN,
		.line_count = 1,
		.with_zero = true,
		.labels = 3,
		.label = label_percent};
	for (size_t i = 0; i < report->value_count; i++) {
		x[i] = position_of(&axis, report->curve[i].ts);
		y[i] = -report->curve[i].fall_pct;
	}
	chart.lines[0] = (struct chart_line){"fall", x, y, report->value_count, true};
	set_axis(&chart, axis.first, report->days[report->day_count - 1].day);
	describe_fall(report, text, sizeof text);
	open_figure(m, "Drawdown", text);
	chart_write(m, &chart);
	markup_close(m);
}

static void write_account(struct markup *m, const struct report *report, double *x, double *y)
{
	struct axis axis = {report->days[0].day, DATE_UNKNOWN, 0};
	for (size_t i = 0; i < report->point_count; i++)
		x[i] = position_of(&axis, report->points[i].ts);
	write_equity(m, report, axis, x, y);
	write_fall(m, report, axis, x, y);
}

/* ---- results of trades ---- */

static void write_keys(struct markup *m)
{
	markup_constant(m, "<div class=\"keys\"><span><i></i>after fees</span>"
			   "<span><i class=\"second\"></i>before fees</span></div>");
}

static struct date earlier(struct date a, struct date b)
{
	return date_compare(a, b) < 0 ? a : b;
}

static struct date later(struct date a, struct date b)
{
	return date_compare(a, b) < 0 ? b : a;
}

/* Each trade adds a step, so that the line is flat between them. */
static size_t add_step(double *x, double *y, size_t n, double at, double value)
{
	if (n > 0) {
		x[n] = at;
		y[n] = y[n - 1];
		n++;
	}
	x[n] = at;
	y[n] = value;
	return n + 1;
}

static void write_results(
	struct markup *m, const struct report *report, double *x, double *net, double *gross)
{
	char text[2 * FORMAT_SIZE], sum[FORMAT_SIZE], before[FORMAT_SIZE];
	/* over the days of the equity, so that the curves are one below the other */
	struct date first = report->results[0].day;
	struct date last = report->results[report->trade_count - 1].day;
	if (report->day_count > 0) {
		first = earlier(first, report->days[0].day);
		last = later(last, report->days[report->day_count - 1].day);
	}
	struct axis axis = {first, DATE_UNKNOWN, 0};
	struct chart chart = {.class_name = "plot",
		.alternative = text,
		.level = (double)NAN,
		.line_count = 2,
		.with_zero = true,
		.labels = 5,
		.label = label_dollars};
	double net_sum = 0, gross_sum = 0;
	size_t n = add_step(x, net, 0, 0, 0);
	gross[0] = 0;
	for (size_t i = 0; i < report->trade_count; i++) {
		const struct report_trade *t = &report->trades[i];
		double fees = money_known(t->fees) ? money_to_double(t->fees) : 0;
		double at = position_of(&axis, t->exit_time);
		if (!money_known(t->pnl))
			continue;
		net_sum += money_to_double(t->pnl);
		gross_sum += money_to_double(t->pnl) + fees;
		(void)add_step(x, gross, n, at, gross_sum);
		n = add_step(x, net, n, at, net_sum);
	}
	set_axis(&chart, first, last);
	(void)add_step(x, gross, n, chart.to_x, gross_sum);
	n = add_step(x, net, n, chart.to_x, net_sum);
	chart.lines[0] = (struct chart_line){"second", x, gross, n, false};
	chart.lines[1] = (struct chart_line){"line", x, net, n, false};
	(void)snprintf(text, sizeof text, "%s after fees, %s before them",
		format_dollars(net_sum, 2, true, sum), format_dollars(gross_sum, 2, true, before));
	open_figure(m, "Results of closed trades, added up", text);
	chart_write(m, &chart);
	write_keys(m);
	markup_close(m);
}

void section_equity(struct markup *m, const struct report *report)
{
	size_t room = report->point_count + 2 * report->trade_count + 8;
	double *x = calloc(room, sizeof *x), *y = calloc(room, sizeof *y);
	double *z = calloc(room, sizeof *z);
	if (x == NULL || y == NULL || z == NULL)
		m->out->failed = true;
	else {
		if (report->day_count > 0)
			write_account(m, report, x, y);
		else
			section_note(m, "muted",
				"No snapshot of the equity is stored; opt-dispatch and opt-posmon "
				"store one per run.");
		if (report->trade_figures.trades > 0)
			write_results(m, report, x, y, z);
	}
	free(x);
	free(y);
	free(z);
}

/* ---- months ---- */

enum { MONTHS_MAX = 120 };

static void write_month_row(
	struct markup *m, const struct report_month *month, const char *label, double most)
{
	char text[FORMAT_SIZE];
	grid_text(m, label);
	grid_number(m, format_count(month->trades, text));
	grid_number(m, format_percent(month->trades == 0
					      ? (double)NAN
					      : 100 * (double)month->wins / (double)month->trades,
			       0, false, text));
	double net = month->trades == 0 ? (double)NAN : month->net;
	grid_result(m, net, format_dollars(net, 2, true, text));
	grid_result(m, month->return_pct, format_percent(month->return_pct, 2, true, text));
	grid_bar(m, month->net, most);
}

/* The sum of the months of YEAR among COUNT. */
static struct report_month year_of(const struct report_month *months, size_t count, int year)
{
	struct report_month sum = {.year = year, .return_pct = (double)NAN};
	for (size_t i = 0; i < count; i++) {
		const struct report_month *month = &months[i];
		if (month->year != year)
			continue;
		sum.trades += month->trades;
		sum.wins += month->wins;
		sum.net += month->net;
		if (isnan(month->return_pct))
			continue;
		double factor = isnan(sum.return_pct) ? 1 : 1 + sum.return_pct / 100;
		sum.return_pct = 100 * (factor * (1 + month->return_pct / 100) - 1);
	}
	return sum;
}

void section_months(struct markup *m, const struct report *report)
{
	static const struct grid_heading headings[] = {{"Month", NULL}, {"Trades", "number"},
		{"Won", "number"}, {"Net result", "number"}, {"Return", "number"}, {"", "bar"}};
	struct report_month months[MONTHS_MAX];
	size_t count = report_months(report, months, MONTHS_MAX);
	double most = 0;
	char label[FORMAT_SIZE];
	if (count == 0) {
		section_note(m, "muted", "No trade was closed.");
		return;
	}
	for (size_t i = 0; i < count; i++)
		most = fmax(most, fabs(months[i].net));
	grid_open(m, "Results by month", headings, 6);
	for (size_t i = count; i > 0; i--) {
		const struct report_month *month = &months[i - 1];
		grid_row(m);
		(void)snprintf(
			label, sizeof label, "%s %d", format_months[month->month - 1], month->year);
		write_month_row(m, month, label, most);
		bool ends = i == 1 || months[i - 2].year != month->year;
		if (!ends || count == 1)
			continue;
		struct report_month year = year_of(months, count, month->year);
		grid_row(m);
		markup_attribute(m, "class", "total");
		(void)snprintf(label, sizeof label, "%d", month->year);
		write_month_row(m, &year, label, HUGE_VAL);
	}
	grid_close(m);
}

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "chart.h"
#include "report_section.h"
#include "trade_text.h"
#include "zone.h"

/* So many trades are listed, the newest ones, and so many of them have their premium drawn. */
enum { TRADES_MAX = 2000, PATHS_MAX = 500, POINTS_MAX = 160, DOTS_MAX = 24 };

static void write_words(char *out, size_t size, const char *name)
{
	(void)snprintf(out, size, "%s", name);
	for (char *p = out; *p != '\0'; p++)
		*p = *p == '_' ? ' ' : *p;
}

static void put_name(struct buf *name, const struct report_trade *t)
{
	buf_clear(name);
	trade_text_name(name, t->ticker, t->option_symbol, t->other_symbol);
}

/* ---- the table ---- */

static const struct grid_heading headings[] = {
	{"Trade", NULL},
	{"Net result", "number"},
	{"%", "number"},
	{"R", "number"},
	{"Closed", "number"},
	{"Quantity", "number"},
	{"Entry", "number"},
	{"Exit", "number"},
	{"Held", "number"},
	{"Exit rule", NULL},
	{"Strategy", NULL},
};

static void write_row(struct markup *m, const struct report_trade *t)
{
	char text[FORMAT_SIZE], day[FORMAT_SIZE], clock[FORMAT_SIZE];
	double pnl = money_to_double(t->pnl);
	buf_auto struct buf name = BUF_INIT(256);
	put_name(&name, t);
	grid_row(m);
	grid_text(m, buf_text(&name));
	grid_result(m, pnl, format_dollars(pnl, 2, true, text));
	grid_result(m, t->pnl_percent, format_number(t->pnl_percent, 1, true, text));
	grid_result(m, t->r_multiple, format_number(t->r_multiple, 2, true, text));
	(void)snprintf(text, sizeof text, "%.20s %.10s",
		format_short_day(zone_new_york_date(t->exit_time, NULL), day),
		format_clock(t->exit_time, clock));
	grid_number(m, text);
	grid_number(m, format_count(t->quantity, text));
	grid_number(m, format_number(price_to_double(t->entry_price), 2, false, text));
	grid_number(m, format_number(price_to_double(t->exit_price), 2, false, text));
	grid_number(m, format_minutes(t->holding_minutes, text));
	write_words(text, sizeof text, t->exit_reason);
	grid_text(m, text);
	write_words(text, sizeof text, t->strategy_type);
	grid_text(m, text);
}

/* ---- the path of a premium ---- */

/*
 * Market time since the entry, in minutes, so that a night has no width. A position that was closed
 * before the market opened again has none, and time of the wall clock instead.
 */
static double minute_of(const struct report_trade *t, struct instant at)
{
	if (calendar_open_seconds(t->entry_time, t->exit_time) > 0)
		return (double)calendar_open_seconds(t->entry_time, at) / 60;
	return (double)instant_diff_us(at, t->entry_time) / MINUTE_US;
}

struct path {
	double x[POINTS_MAX], y[POINTS_MAX];
	size_t count;
	struct chart_dot dots[DOTS_MAX];
	char rules[DOTS_MAX][FORMAT_SIZE];
	size_t dot_count;
};

static void add_point(struct path *p, double x, struct price price)
{
	if (p->count == POINTS_MAX || !price_known(price))
		return;
	p->x[p->count] = x;
	p->y[p->count++] = price_to_double(price);
}

static void add_dot(
	struct path *p, const char *class_name, double x, struct price price, const char *rule)
{
	if (p->dot_count == DOTS_MAX || !price_known(price))
		return;
	write_words(p->rules[p->dot_count], FORMAT_SIZE, rule);
	p->dots[p->dot_count] = (struct chart_dot){class_name, x, price_to_double(price),
		rule[0] == '\0' ? NULL : p->rules[p->dot_count]};
	p->dot_count++;
}

static void take_marks(struct path *p, const struct report *report, const struct report_trade *t)
{
	size_t count;
	const struct report_mark *marks = report_marks_of(report, t->position_id, &count);
	add_point(p, 0, t->entry_price);
	for (size_t i = 0; i < count; i++)
		add_point(p, minute_of(t, marks[i].ts), marks[i].value);
	if (p->count == POINTS_MAX)
		p->count--;
	add_point(p, minute_of(t, t->exit_time), t->exit_price);
}

/*
 * An exit that no order explains, such as an expiry, has one dot. The rule of a partial exit stands
 * at its dot, that of the last one below the axis.
 */
static void take_fills(struct path *p, const struct report *report, const struct report_trade *t)
{
	size_t count, exits = 0;
	const struct report_fill *fills = report_fills_of(report, t->position_id, &count);
	const char *class_name = t->pnl.e4 > 0 ? "dot gain" : t->pnl.e4 < 0 ? "dot loss" : "dot";
	if (!money_known(t->pnl))
		class_name = "dot";
	for (size_t i = 0; i < count; i++) {
		const struct report_fill *f = &fills[i];
		if (!instant_known(f->ts))
			continue;
		bool is_last = instant_compare(f->ts, t->exit_time) >= 0;
		add_dot(p, f->is_entry ? "dot" : class_name, minute_of(t, f->ts), f->price,
			f->is_entry || is_last ? "" : f->reason);
		exits += !f->is_entry;
	}
	if (exits == 0)
		add_dot(p, class_name, minute_of(t, t->exit_time), t->exit_price, "");
}

static const char *label_price(double value, double step, char *out)
{
	return format_number(value, step < 0.1 ? 2 : step < 1 ? 1 : 0, false, out);
}

/* The times at which a trade was opened and closed, or their days, and the rule that closed it. */
static void set_ticks(struct chart *chart, const struct report_trade *t)
{
	char text[FORMAT_SIZE], rule[FORMAT_SIZE];
	struct date from = zone_new_york_date(t->entry_time, NULL);
	struct date to = zone_new_york_date(t->exit_time, NULL);
	bool same = date_compare(from, to) == 0;
	chart->ticks[0].at = chart->from_x;
	chart->ticks[1].at = chart->to_x;
	(void)snprintf(chart->ticks[0].label, CHART_LABEL_SIZE, "%s",
		same ? format_clock(t->entry_time, text) : format_short_day(from, text));
	write_words(rule, sizeof rule, t->exit_reason);
	(void)snprintf(chart->ticks[1].label, CHART_LABEL_SIZE, "%.30s, %.14s", rule,
		same ? format_clock(t->exit_time, text) : format_short_day(to, text));
	chart->tick_count = 2;
}

static void write_caption(struct markup *m, const struct report_trade *t, const char *name)
{
	char result[FORMAT_SIZE], entry[FORMAT_SIZE], exit[FORMAT_SIZE], day[FORMAT_SIZE],
		count[FORMAT_SIZE];
	double pnl = money_to_double(t->pnl);
	markup_open(m, "figcaption");
	markup_open(m, "b");
	markup_element(m, "span", NULL, name);
	markup_element(m, "span", format_class(pnl), format_dollars(pnl, 2, true, result));
	markup_close(m);
	markup_open(m, "small");
	markup_printf(m, "%s: %s at %s, out at %s",
		format_short_day(zone_new_york_date(t->exit_time, NULL), day),
		format_count(t->quantity, count),
		format_number(price_to_double(t->entry_price), 2, false, entry),
		format_number(price_to_double(t->exit_price), 2, false, exit));
	markup_close(m);
	markup_close(m);
}

static void write_path(struct markup *m, const struct report *report, const struct report_trade *t)
{
	struct path path = {.count = 0};
	char text[256], result[FORMAT_SIZE];
	buf_auto struct buf name = BUF_INIT(256);
	put_name(&name, t);
	take_marks(&path, report, t);
	take_fills(&path, report, t);
	struct chart chart = {.class_name = "plot",
		.alternative = text,
		.line_count = 1,
		.level = price_to_double(t->entry_price),
		.labels = 3,
		.label = label_price,
		.dots = path.dots,
		.dot_count = path.dot_count,
		.to_x = fmax(1, minute_of(t, t->exit_time))};
	chart.lines[0] = (struct chart_line){"line", path.x, path.y, path.count, false};
	(void)snprintf(text, sizeof text, "Premium of %.60s from entry to exit in %zu looks: %s",
		buf_text(&name), path.count,
		format_dollars(money_to_double(t->pnl), 2, true, result));
	set_ticks(&chart, t);
	markup_open(m, "figure");
	write_caption(m, t, buf_text(&name));
	chart_write(m, &chart);
	markup_close(m);
}

/* ---- months ---- */

static bool is_same_month(struct date a, struct date b)
{
	int year, month, day, other_year, other_month;
	date_to_ymd(a, &year, &month, &day);
	date_to_ymd(b, &other_year, &other_month, &day);
	return year == other_year && month == other_month;
}

/* The trades FROM to END, not included, are of one month. */
static void write_month(
	struct markup *m, const struct report *report, size_t from, size_t end, size_t first_path)
{
	int year, month, day;
	char sum[FORMAT_SIZE], label[FORMAT_SIZE];
	double net = 0;
	for (size_t i = from; i < end; i++)
		net += isnan(report->results[i].pnl) ? 0 : report->results[i].pnl;
	date_to_ymd(report->results[from].day, &year, &month, &day);
	(void)snprintf(label, sizeof label, "%s %d", format_months[month - 1], year);
	markup_open(m, "details");
	if (end == report->trade_count)
		markup_attribute(m, "open", "");
	markup_open(m, "summary");
	markup_element(m, "b", NULL, label);
	markup_printf(m, "%zu trade%s, ", end - from, end - from == 1 ? "" : "s");
	markup_element(m, "span", format_class(net), format_dollars(net, 2, true, sum));
	markup_close(m);
	grid_open(m, label, headings, sizeof headings / sizeof headings[0]);
	for (size_t i = end; i > from; i--)
		write_row(m, &report->trades[i - 1]);
	grid_close(m);
	markup_open(m, "div");
	markup_attribute(m, "class", "paths");
	for (size_t i = end; i > from && i > first_path; i--)
		write_path(m, report, &report->trades[i - 1]);
	markup_close(m);
	markup_close(m);
}

void section_trades(struct markup *m, const struct report *report)
{
	size_t count = report->trade_count;
	size_t first = count > TRADES_MAX ? count - TRADES_MAX : 0;
	size_t first_path = count > PATHS_MAX ? count - PATHS_MAX : 0;
	if (count == 0) {
		section_note(m, "muted", "No trade was closed.");
		return;
	}
	section_note(m, "note",
		"The charts show the premium per share in the looks of opt-posmon, over market "
		"time. "
		"Dots are fills, the dashed line is the price of the entry.");
	if (first > 0 || first_path > 0)
		section_note(m, "note",
			"Of %zu trades the newest %zu are listed, and the newest %zu have a chart; "
			"--since and --until choose others.",
			count, count - first, count - first_path);
	for (size_t end = count; end > first;) {
		size_t from = end - 1;
		while (from > first &&
			is_same_month(report->results[from - 1].day, report->results[end - 1].day))
			from--;
		write_month(m, report, from, end, first_path);
		end = from;
	}
}

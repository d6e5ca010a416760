#include <math.h>
#include <stdio.h>

#include "analysis.h"
#include "array.h"
#include "chart.h"
#include "report_section.h"

static double known_or_nan(bool known, double value)
{
	return known ? value : (double)NAN;
}

/* ---- execution ---- */

static void write_slippage_row(struct markup *m, const char *name, const struct shadow_sum *sum)
{
	char text[FORMAT_SIZE];
	bool known = sum->n > 0;
	double mid = known_or_nan(known, money_to_double(sum->from_mid));
	double nbbo = known_or_nan(known, money_to_double(sum->from_nbbo));
	grid_row(m);
	grid_text(m, name);
	grid_number(m, format_dollars(mid, 2, true, text));
	grid_number(m, format_percent(known_or_nan(known, sum->mean_from_mid_pct), 2, true, text));
	grid_number(m, format_dollars(nbbo, 2, true, text));
	grid_number(m, format_percent(known_or_nan(known, sum->mean_from_nbbo_pct), 2, true, text));
	grid_number(m, format_count(sum->n, text));
	grid_number(m, format_count(sum->unknown, text));
}

static void write_slippage(struct markup *m, const struct analysis *a)
{
	static const struct grid_heading headings[] = {{"", NULL}, {"from decision mid", "number"},
		{"mean", "number"}, {"from NBBO", "number"}, {"mean", "number"},
		{"Fills", "number"}, {"without quote", "number"}};
	markup_element(m, "h3", NULL, "Slippage");
	grid_open(m, "Slippage of fills", headings, array_size(headings));
	write_slippage_row(m, "Entries", &a->entries);
	write_slippage_row(m, "Exits", &a->exits);
	grid_close(m);
	section_note(m, "note",
		"A positive number is a cost. The decision mid is that of the quote for which the "
		"first attempt was priced, NBBO is the far side of the quote when the order was "
		"sent; "
		"the means are per cent of the mid.");
}

static void put_sources(const struct unfilled_sum *u, char *out, size_t size)
{
	static const char *const names[SHADOW_SOURCES] = {
		[SHADOW_OPTION_BARS] = "option bars",
		[SHADOW_STOCK_BARS] = "bars of the stock",
		[SHADOW_MARKS] = "marks",
		[SHADOW_MODEL] = "our model",
	};
	size_t length = 0;
	out[0] = '\0';
	for (int i = 0; i < SHADOW_SOURCES && length < size; i++)
		if (names[i] != NULL && u->from[i] > 0)
			length += (size_t)snprintf(out + length, size - length, "%s%lld from %s",
				length == 0 ? "" : ", ", (long long)u->from[i], names[i]);
}

static void write_unfilled(struct markup *m, const struct analysis *a)
{
	const struct unfilled_sum *u = &a->unfilled;
	char pnl[FORMAT_SIZE], sources[4 * FORMAT_SIZE];
	markup_element(m, "h3", NULL, "Entries that were never filled");
	if (u->n + u->unknown == 0) {
		section_note(m, "muted", "Every entry was filled, at least in part.");
		return;
	}
	put_sources(u, sources, sizeof sources);
	if (u->n == 0)
		section_note(m, NULL,
			"Nothing tells what the %lld unfilled entries would have made.",
			(long long)u->unknown);
	else
		section_note(m, NULL,
			"%lld would have made %s after fees, %lld of them a gain; the result of "
			"%lld more is unknown. Values at the exit: %s.",
			(long long)u->n, format_dollars(money_to_double(u->pnl), 2, true, pnl),
			(long long)u->wins, (long long)u->unknown, sources);
}

void section_execution(struct markup *m, const struct report *report)
{
	const struct analysis *a = report->analysis;
	int64_t filled = (int64_t)a->order_count - a->unfilled_orders;
	char rate[FORMAT_SIZE];
	if (a->order_count == 0) {
		section_note(m, "muted", "No order was sent.");
		return;
	}
	section_note(m, NULL, "Of %zu orders that are over %lld were filled, at least in part: %s.",
		a->order_count, (long long)filled,
		format_percent(100 * (double)filled / (double)a->order_count, 0, false, rate));
	write_slippage(m, a);
	write_unfilled(m, a);
}

/* ---- results by their causes ---- */

void section_greeks(struct markup *m, const struct report *report)
{
	static const struct grid_heading headings[] = {
		{"", NULL}, {"Dollars", "number"}, {"", "bar"}};
	const struct analysis *a = report->analysis;
	const struct attribution *g = &a->by_greek;
	const struct {
		const char *name;
		double value;
	} parts[] = {{"Delta: the move of the underlying", g->delta},
		{"Gamma: the change of delta", g->gamma}, {"Vega: volatility", g->vega},
		{"Theta: time", g->theta}, {"Fees", g->fees},
		{"Not explained by these", g->remainder}};
	double most = 0;
	char text[FORMAT_SIZE];
	if (a->greek_known == 0) {
		section_note(m, "muted",
			"For none of %zu trades both the Greeks of the entry and the prices of "
			"entry "
			"and exit are known.",
			a->greek_unknown);
		return;
	}
	for (size_t i = 0; i < array_size(parts); i++)
		most = fmax(most, fabs(parts[i].value));
	grid_open(m, "Results by Greek", headings, array_size(headings));
	for (size_t i = 0; i < array_size(parts); i++) {
		grid_row(m);
		grid_text(m, parts[i].name);
		grid_result(m, parts[i].value, format_dollars(parts[i].value, 2, true, text));
		grid_bar(m, parts[i].value, most);
	}
	grid_row(m);
	markup_attribute(m, "class", "total");
	grid_text(m, "Net result");
	grid_result(m, g->pnl, format_dollars(g->pnl, 2, true, text));
	grid_bar(m, 0, 0);
	grid_close(m);
	section_note(m, "note",
		"Greeks of the entry times what changed until the exit, for %zu trades; of %zu "
		"more an "
		"input is unknown.",
		a->greek_known, a->greek_unknown);
}

/* ---- what trades need, and what signals give ---- */

static double half_width(const struct forward *f)
{
	if (f->days < FIGURE_CLUSTERS_LEAST || isnan(f->error_pct))
		return (double)NAN;
	return figure_student(f->days - 1) * f->error_pct;
}

static const char *label_percent(double value, double step, char *out)
{
	return format_percent(value, step < 0.1 ? 2 : step < 1 ? 1 : 0, false, out);
}

static void write_forward_chart(struct markup *m, const struct analysis *a)
{
	double x[FORWARD_HORIZONS][2], y[FORWARD_HORIZONS][2];
	struct chart_dot dots[FORWARD_HORIZONS];
	char text[6 * FORMAT_SIZE], mean[FORMAT_SIZE], need[FORMAT_SIZE];
	struct chart chart = {.class_name = "plot low",
		.alternative = text,
		.with_zero = true,
		.level = a->break_even.median_pct,
		.labels = 4,
		.label = label_percent,
		.dots = dots,
		.dot_count = FORWARD_HORIZONS,
		.from_x = 0,
		.to_x = 135};
	for (int i = 0; i < FORWARD_HORIZONS; i++) {
		const struct forward *f = &a->forward[i];
		double half = half_width(f);
		x[i][0] = x[i][1] = forward_minutes[i];
		y[i][0] = f->mean_pct - half;
		y[i][1] = f->mean_pct + half;
		chart.lines[chart.line_count++] = (struct chart_line){"line", x[i], y[i], 2, false};
		dots[i] = (struct chart_dot){"dot", forward_minutes[i], f->mean_pct, NULL};
		struct chart_tick *tick = &chart.ticks[chart.tick_count++];
		tick->at = forward_minutes[i];
		(void)snprintf(tick->label, sizeof tick->label, "%d min", forward_minutes[i]);
	}
	const struct forward *last = &a->forward[FORWARD_HORIZONS - 1];
	(void)snprintf(text, sizeof text,
		"In the %d minutes after a signal the underlying moved %s on average; the dashed "
		"line is what a trade needs to earn its costs, %s (median)",
		forward_minutes[FORWARD_HORIZONS - 1],
		format_percent(last->mean_pct, 3, true, mean),
		format_percent(a->break_even.median_pct, 3, false, need));
	markup_open(m, "figure");
	markup_open(m, "figcaption");
	markup_element(m, "b", NULL, "Move after a signal, in its direction");
	markup_constant(m, "<br>");
	markup_element(m, "span", "muted", text);
	markup_close(m);
	chart_write(m, &chart);
	markup_close(m);
}

void section_signals(struct markup *m, const struct report *report)
{
	static const struct grid_heading headings[] = {{"After", NULL}, {"Mean move", "number"},
		{"95 % interval", "number"}, {"Signals", "number"}, {"Days", "number"},
		{"Unknown", "number"}};
	const struct analysis *a = report->analysis;
	char text[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE], range[2 * FORMAT_SIZE];
	if (a->forward[0].n == 0) {
		section_note(m, "muted", "No signal has a known price 15 minutes later.");
		return;
	}
	write_forward_chart(m, a);
	grid_open(m, "Moves after signals", headings, array_size(headings));
	for (int i = 0; i < FORWARD_HORIZONS; i++) {
		const struct forward *f = &a->forward[i];
		double half = half_width(f);
		grid_row(m);
		(void)snprintf(text, sizeof text, "%d min", forward_minutes[i]);
		grid_text(m, text);
		grid_result(m, f->mean_pct, format_percent(f->mean_pct, 3, true, text));
		(void)snprintf(range, sizeof range, "%s to %s",
			format_percent(f->mean_pct - half, 3, true, low),
			format_percent(f->mean_pct + half, 3, true, high));
		grid_number(m, isnan(half) ? FORMAT_UNKNOWN : range);
		grid_number(m, format_count(f->n, text));
		grid_number(m, format_count(f->days, text));
		grid_number(m, format_count(f->unknown, text));
	}
	grid_close(m);
	section_note(m, "note",
		"The interval is clustered by day and needs %d of them. A trade needs the move "
		"that pays "
		"for its spread, fees and lost time value at its delta: %s on average, for %lld "
		"trades; "
		"of %lld more an input is unknown.",
		FIGURE_CLUSTERS_LEAST, format_percent(a->break_even.mean_pct, 3, false, text),
		(long long)a->break_even.n, (long long)a->break_even.unknown);
}

/* ---- risk ---- */

void section_risk(struct markup *m, const struct report *report)
{
	const struct drawdown *r = &report->analysis->drawdown_r;
	const struct open_stress *s = &report->analysis->stress;
	char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
	if (r->known > 0)
		section_note(m, NULL,
			"In R the deepest drawdown of the results was %s, and the last one is %s "
			"under "
			"the peak (n = %zu, %zu unknown).",
			format_number(-r->deepest, 2, false, a), format_number(r->now, 2, false, b),
			r->known, r->unknown);
	if (!instant_known(s->ts)) {
		section_note(m, "muted", "No snapshot of the account is stored.");
		return;
	}
	if (report->open.positions == 0)
		section_note(m, NULL, "No position is open, so a gap costs nothing.");
	else if (isnan(s->loss))
		section_note(m, NULL,
			"What the open positions would lose in a gap is unknown: a price or a "
			"Greek of "
			"one is.");
	else
		section_note(m, NULL,
			"In the worst gap of the gate stress the open positions lose %s by our "
			"model; %s "
			"is allowed. At most they can lose %s.",
			format_dollars(s->loss, 0, false, a),
			format_dollars(s->allowed, 0, false, b),
			format_dollars(money_to_double(s->open_risk), 0, false, c));
}

/* ---- costs ---- */

static void write_cost(
	struct markup *m, const char *name, double dollars, double trades, double gain)
{
	char text[FORMAT_SIZE];
	grid_row(m);
	grid_text(m, name);
	grid_number(m, format_dollars(dollars, 2, false, text));
	grid_number(m, format_dollars(dollars / trades, 2, false, text));
	grid_number(
		m, format_percent(gain > 0 ? 100 * dollars / gain : (double)NAN, 1, false, text));
}

void section_costs(struct markup *m, const struct report *report)
{
	static const struct grid_heading headings[] = {{"", NULL}, {"Dollars", "number"},
		{"Per trade", "number"}, {"Of all gains", "number"}};
	const struct trade_figures *t = &report->trade_figures;
	double fees = 0, trades = (double)report->trade_count;
	char net[FORMAT_SIZE], month[FORMAT_SIZE], since[FORMAT_SIZE];
	for (size_t i = 0; i < report->trade_count; i++)
		fees += money_known(report->trades[i].fees)
				? money_to_double(report->trades[i].fees)
				: 0;
	if (report->trade_count == 0) {
		section_note(m, "muted", "No trade was closed.");
		return;
	}
	double data = money_to_double(report->analysis->data_cost);
	grid_open(m, "Costs", headings, array_size(headings));
	write_cost(m, "Fees of the trades", fees, trades, t->gain);
	write_cost(m, "Market data", data, trades, t->gain);
	grid_close(m);
	section_note(m, NULL, "After fees and data the net result is %s.",
		format_dollars(t->net - data, 2, true, net));
	double per_month = money_to_double(report->analysis->data_cost_month);
	if (per_month > 0)
		section_note(m, "note",
			"The data cost %s per month, by data_cost of opt.conf(5), from %s on.",
			format_dollars(per_month, 2, false, month),
			format_time(report->analysis->data_since, since));
	else
		section_note(m, "note",
			"No price of the data is set; data_cost of opt.conf(5) is dollars per "
			"month.");
}

#include <math.h>
#include <stdio.h>

#include "analysis.h"
#include "report_section.h"

enum figure_unit { UNIT_DOLLARS, UNIT_PERCENT, UNIT_RATIO };

static const char *format_unit(
	double value, enum figure_unit unit, bool with_sign, char out[static FORMAT_SIZE])
{
	switch (unit) {
	case UNIT_DOLLARS:
		return format_dollars(value, 2, with_sign, out);
	case UNIT_PERCENT:
		return format_percent(value, 1, with_sign, out);
	case UNIT_RATIO:
	default:
		return format_number(value, 2, with_sign, out);
	}
}

/* ---- tiles ---- */

static void open_tile(struct markup *m, const char *class_name, const char *name)
{
	markup_open(m, "div");
	if (class_name != NULL)
		markup_attribute(m, "class", class_name);
	markup_element(m, "dt", NULL, name);
}

static void write_value(struct markup *m, double value, const char *text, bool is_result)
{
	char class_name[FORMAT_SIZE];
	(void)snprintf(class_name, sizeof class_name, "value %s",
		isnan(value) ? "unknown"
		: is_result  ? format_class(value)
			     : "");
	markup_element(m, "dd", class_name, isnan(value) ? "unknown" : text);
}

/* A figure with its interval, or with what an interval needs and what there is. */
static void write_figure(struct markup *m, const char *name, const struct figure *f,
	enum figure_unit unit, bool is_result, const char *needs)
{
	char value[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE], n[FORMAT_SIZE];
	open_tile(m, NULL, name);
	write_value(m, f->value, format_unit(f->value, unit, is_result, value), is_result);
	markup_open(m, "dd");
	markup_attribute(m, "class", "small");
	if (!isnan(f->low))
		markup_printf(m, "%s to %s, n = %s", format_unit(f->low, unit, is_result, low),
			format_unit(f->high, unit, is_result, high), format_count(f->n, n));
	else
		markup_printf(m, "n = %s; %s", format_count(f->n, n), needs);
	markup_close(m);
	markup_close(m);
}

static void write_net(struct markup *m, const struct report *report)
{
	const struct trade_figures *t = &report->trade_figures;
	char value[FORMAT_SIZE], n[FORMAT_SIZE], days[FORMAT_SIZE];
	double net = t->trades == 0 ? (double)NAN : t->net;
	open_tile(m, "first", "Net result of closed trades, after fees");
	if (t->trades == 0 && t->unknown == 0)
		markup_element(m, "dd", "value unknown", "no trade was closed");
	else
		write_value(m, net, format_dollars(net, 2, true, value), true);
	markup_open(m, "dd");
	markup_attribute(m, "class", "small");
	markup_printf(m, "%s trade%s on %s day%s: %lld won, %lld lost", format_count(t->trades, n),
		t->trades == 1 ? "" : "s", format_count(t->days, days), t->days == 1 ? "" : "s",
		(long long)t->wins, (long long)t->losses);
	if (t->unknown > 0)
		markup_printf(m, "; the result of %lld more is unknown", (long long)t->unknown);
	markup_close(m);
	markup_close(m);
}

static void write_return(struct markup *m, const struct report *report)
{
	const struct equity_figures *e = &report->equity_figures;
	char value[FORMAT_SIZE], start[FORMAT_SIZE], end[FORMAT_SIZE], flow[FORMAT_SIZE];
	open_tile(m, NULL, "Return of the account");
	write_value(m, e->return_pct, format_percent(e->return_pct, 2, true, value), true);
	markup_open(m, "dd");
	markup_attribute(m, "class", "small");
	if (isnan(e->start))
		markup_text(m, "no snapshot of the equity");
	else
		markup_printf(m, "%s from %s", format_dollars(e->end, 0, false, end),
			format_dollars(e->start, 0, false, start));
	if (fabs(e->flow) >= 0.5)
		markup_printf(m, "; %s was paid in", format_dollars(e->flow, 0, true, flow));
	markup_close(m);
	markup_close(m);
}

static void write_drawdown(struct markup *m, const struct report *report)
{
	const struct equity_figures *e = &report->equity_figures;
	char value[FORMAT_SIZE], dollars[FORMAT_SIZE], r[FORMAT_SIZE];
	open_tile(m, NULL, "Deepest drawdown");
	write_value(m, -e->fall_pct, format_percent(-e->fall_pct, 2, false, value), true);
	markup_open(m, "dd");
	markup_attribute(m, "class", "small");
	if (isnan(e->fall_pct))
		markup_text(m, "no snapshot of the equity");
	else
		markup_text(m, format_dollars(-e->fall_dollars, 0, false, dollars));
	if (report->analysis != NULL && report->analysis->drawdown_r.known > 0)
		markup_printf(m, "; results %s R",
			format_number(-report->analysis->drawdown_r.deepest, 2, false, r));
	markup_close(m);
	markup_close(m);
}

static void write_open(struct markup *m, const struct report *report)
{
	const struct report_open *open = &report->open;
	double pnl = money_to_double(open->pnl);
	char value[FORMAT_SIZE];
	open_tile(m, NULL, "Open positions so far");
	if (open->positions == 0)
		markup_element(m, "dd", "value unknown", "none open");
	else
		write_value(m, pnl, format_dollars(pnl, 2, true, value), true);
	markup_open(m, "dd");
	markup_attribute(m, "class", "small");
	markup_printf(m, "n = %lld", (long long)open->positions);
	if (open->unknown > 0)
		markup_printf(m, "; %lld unknown", (long long)open->unknown);
	markup_close(m);
	markup_close(m);
}

void section_summary(struct markup *m, const struct report *report)
{
	const struct trade_figures *t = &report->trade_figures;
	const struct equity_figures *e = &report->equity_figures;
	char trades[FORMAT_SIZE], days[FORMAT_SIZE];
	(void)snprintf(trades, sizeof trades, "an interval needs %d trades on %d days",
		FIGURE_TRADES_LEAST, FIGURE_CLUSTERS_LEAST);
	(void)snprintf(days, sizeof days, "it needs %d days", FIGURE_DAYS_LEAST);
	markup_open(m, "dl");
	markup_attribute(m, "class", "figures");
	write_net(m, report);
	write_return(m, report);
	write_drawdown(m, report);
	write_figure(m, "Expectancy per trade", &t->expectancy, UNIT_DOLLARS, true, trades);
	write_figure(m, "Expectancy in R", &t->expectancy_r, UNIT_RATIO, true, trades);
	write_figure(m, "Won", &t->win_rate_pct, UNIT_PERCENT, false, trades);
	write_figure(m, "Profit factor", &t->profit_factor, UNIT_RATIO, false, trades);
	write_figure(m, "Sharpe ratio", &e->sharpe, UNIT_RATIO, true, days);
	write_figure(m, "Sortino ratio", &e->sortino, UNIT_RATIO, true, days);
	write_figure(m, "CAGR", &e->cagr_pct, UNIT_PERCENT, true, days);
	write_open(m, report);
	markup_close(m);
}

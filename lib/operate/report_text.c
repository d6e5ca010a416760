#include "report_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis.h"
#include "array.h"
#include "breakdown.h"
#include "report_format.h"
#include "table.h"
#include "trade_text.h"
#include "zone.h"

enum { SPARK_MAX = 60, DEFAULT_WIDTH = 80, INDENT = 2, MONTHS_MAX = 24, TRADES_MAX = 40 };

/* ---- curves ---- */

static void find_range(const double *values, size_t count, double *low, double *high)
{
	*low = *high = (double)NAN;
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]))
			continue;
		*low = isnan(*low) || values[i] < *low ? values[i] : *low;
		*high = isnan(*high) || values[i] > *high ? values[i] : *high;
	}
}

void report_spark(struct buf *out, const double *values, size_t count, int width)
{
	static const char *const blocks[] = {"\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
		"\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88"};
	const size_t levels = array_size(blocks);
	size_t columns = width < 1 ? 1 : (size_t)width;
	double low, high;
	columns = columns < count ? columns : count;
	find_range(values, count, &low, &high);
	for (size_t i = 0; i < columns; i++) {
		double value = (double)NAN;
		for (size_t j = i * count / columns; j < (i + 1) * count / columns; j++)
			value = isfinite(values[j]) ? values[j] : value;
		if (isnan(value)) {
			buf_putc(out, ' ');
			continue;
		}
		size_t level =
			high > low ? (size_t)((value - low) / (high - low) * (double)levels) : 0;
		buf_puts(out, blocks[level < levels ? level : levels - 1]);
	}
}

static void write_curve(
	struct buf *out, const char *name, const double *values, size_t count, int width)
{
	double low, high;
	char from[FORMAT_SIZE], to[FORMAT_SIZE];
	find_range(values, count, &low, &high);
	if (isnan(low))
		return;
	buf_printf(out, "  %-11s ", name);
	report_spark(out, values, count, width < SPARK_MAX ? width : SPARK_MAX);
	buf_printf(out, "  %s to %s\n", format_dollars(low, 0, false, from),
		format_dollars(high, 0, false, to));
}

static void write_curves(struct buf *out, const struct report *report, int width)
{
	const int room = 40; /* for the name and the range */
	size_t most = report->point_count > report->trade_count ? report->point_count
								: report->trade_count;
	double *values = calloc(most + 1, sizeof *values), sum = 0;
	if (values == NULL) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < report->point_count; i++)
		values[i] = report->points[i].equity;
	write_curve(out, "equity", values, report->point_count, width - room);
	for (size_t i = 0; i < report->trade_count; i++) {
		sum += isnan(report->results[i].pnl) ? 0 : report->results[i].pnl;
		values[i] = sum;
	}
	write_curve(out, "results", values, report->trade_count, width - room);
	free(values);
}

/* ---- figures ---- */

static void put_interval(struct table *t, const char *low, const char *high, bool known)
{
	if (known)
		table_printf(t, "%s to %s", low, high);
	else
		table_text(t, NULL);
}

static void put_dollars(struct table *t, const char *name, const struct figure *f)
{
	char text[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];
	table_text(t, name);
	table_text(t, isnan(f->value) ? NULL : format_dollars(f->value, 2, true, text));
	put_interval(t, format_dollars(f->low, 2, true, low),
		format_dollars(f->high, 2, true, high), !isnan(f->low));
	table_i64(t, f->n);
}

static void put_number(struct table *t, const char *name, const struct figure *f, int decimals)
{
	char text[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];
	table_text(t, name);
	table_text(t, isnan(f->value) ? NULL : format_number(f->value, decimals, false, text));
	put_interval(t, format_number(f->low, decimals, false, low),
		format_number(f->high, decimals, false, high), !isnan(f->low));
	table_i64(t, f->n);
}

static void write_figures(struct buf *out, const struct report *report, int width)
{
	static const struct table_column columns[] = {{.heading = "figure"},
		{.heading = "value", .align = TABLE_RIGHT},
		{.heading = "95 % interval", .align = TABLE_RIGHT},
		{.heading = "n", .align = TABLE_RIGHT}};
	const struct trade_figures *t = &report->trade_figures;
	const struct equity_figures *e = &report->equity_figures;
	table_auto struct table table = TABLE_INIT(columns, array_size(columns));
	table.indent = INDENT;
	put_dollars(&table, "expectancy per trade", &t->expectancy);
	put_number(&table, "expectancy in R", &t->expectancy_r, 2);
	put_number(&table, "won, %", &t->win_rate_pct, 1);
	put_number(&table, "profit factor", &t->profit_factor, 2);
	put_number(&table, "Sharpe ratio", &e->sharpe, 2);
	put_number(&table, "Sortino ratio", &e->sortino, 2);
	put_number(&table, "CAGR, %", &e->cagr_pct, 1);
	table_write(&table, width, out);
	buf_printf(out,
		"  An interval needs %d trades on %d days; the last three figures need %d days.\n",
		FIGURE_TRADES_LEAST, FIGURE_CLUSTERS_LEAST, FIGURE_DAYS_LEAST);
}

static void write_head(struct buf *out, const struct report *report)
{
	const struct trade_figures *t = &report->trade_figures;
	const struct equity_figures *e = &report->equity_figures;
	char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
	if (report->request.account[0] == '\0') {
		buf_puts(out, "No account yet: no snapshot, order or trade is stored.\n");
		return;
	}
	buf_printf(out, "Account %s%s%s, %s New York\n", report->request.account,
		report->execution_mode[0] == '\0' ? "" : ", ", report->execution_mode,
		format_time(report->request.now, a));
	if (t->trades + t->unknown == 0)
		buf_puts(out, "No trade was closed.\n");
	else
		buf_printf(out,
			"Net result %s after fees: %lld trades, %lld won, %lld lost, "
			"%lld unknown\n",
			format_dollars(t->net, 2, true, a), (long long)t->trades,
			(long long)t->wins, (long long)t->losses, (long long)t->unknown);
	if (!isnan(e->start))
		buf_printf(out, "Return %s, deepest drawdown %s (%s)\n",
			format_percent(e->return_pct, 2, true, a),
			format_percent(-e->fall_pct, 2, false, b),
			format_dollars(-e->fall_dollars, 0, false, c));
}

/* ---- months and groups ---- */

static const struct table_column group_columns[] = {{.heading = ""},
	{.heading = "trades", .align = TABLE_RIGHT, .worth = 2},
	{.heading = "won", .align = TABLE_RIGHT, .worth = 1},
	{.heading = "unknown", .align = TABLE_RIGHT},
	{.heading = "net result", .align = TABLE_RIGHT, .worth = 3}};

static void put_group(struct table *table, const char *label, int64_t trades, int64_t wins,
	int64_t unknown, double net)
{
	char text[FORMAT_SIZE];
	table_text(table, label);
	table_i64(table, trades);
	table_i64(table, wins);
	table_i64(table, unknown);
	table_text(table, trades == 0 ? NULL : format_dollars(net, 2, true, text));
}

static void write_months(struct buf *out, const struct report *report, int width)
{
	struct report_month months[MONTHS_MAX];
	size_t count = report_months(report, months, MONTHS_MAX);
	table_auto struct table table = TABLE_INIT(group_columns, array_size(group_columns));
	table.indent = INDENT;
	for (size_t i = count; i > 0; i--) {
		const struct report_month *m = &months[i - 1];
		char label[FORMAT_SIZE];
		(void)snprintf(label, sizeof label, "%s %d", format_months[m->month - 1], m->year);
		put_group(&table, label, m->trades, m->wins, m->unknown, m->net);
	}
	buf_puts(out, "\nMonths\n");
	table_write(&table, width, out);
}

static void write_group(
	struct buf *out, const struct report *report, enum breakdown kind, int width)
{
	struct breakdown_row rows[BREAKDOWN_ROWS_MAX];
	size_t count = breakdown_of(report, kind, rows);
	table_auto struct table table = TABLE_INIT(group_columns, array_size(group_columns));
	table.indent = INDENT;
	for (size_t i = 0; i < count; i++)
		put_group(&table, rows[i].label, rows[i].trades, rows[i].wins, rows[i].unknown,
			rows[i].net);
	buf_printf(out, "\n%s\n", breakdown_titles[kind]);
	table_write(&table, width, out);
}

/* ---- costs ---- */

static void write_slippage(struct buf *out, const char *name, const struct shadow_sum *sum)
{
	char mid[FORMAT_SIZE], nbbo[FORMAT_SIZE];
	if (sum->n > 0)
		buf_printf(out, "  %-7s %s from the decision mid, %s from NBBO, n = %lld\n", name,
			format_dollars(money_to_double(sum->from_mid), 2, true, mid),
			format_dollars(money_to_double(sum->from_nbbo), 2, true, nbbo),
			(long long)sum->n);
}

static void write_costs(struct buf *out, const struct report *report)
{
	const struct analysis *a = report->analysis;
	char net[FORMAT_SIZE], data[FORMAT_SIZE];
	double cost = money_to_double(a->data_cost);
	buf_puts(out, "\nCosts; a positive slippage is one\n");
	write_slippage(out, "entries", &a->entries);
	write_slippage(out, "exits", &a->exits);
	buf_printf(out, "  data    %s; after fees and data the net result is %s\n",
		format_dollars(cost, 2, false, data),
		format_dollars(report->trade_figures.net - cost, 2, true, net));
}

/* ---- trades ---- */

static void put_trade(struct table *table, const struct report_trade *t)
{
	char text[FORMAT_SIZE], clock[FORMAT_SIZE];
	double pnl = money_to_double(t->pnl);
	buf_auto struct buf name = BUF_INIT(256);
	trade_text_name(&name, t->ticker, t->option_symbol, t->other_symbol);
	table_text(table, buf_text(&name));
	table_text(table, isnan(pnl) ? NULL : format_dollars(pnl, 2, true, text));
	table_text(
		table, isnan(t->r_multiple) ? NULL : format_number(t->r_multiple, 2, true, text));
	table_printf(table, "%s %s", format_short_day(zone_new_york_date(t->exit_time, NULL), text),
		format_clock(t->exit_time, clock));
	table_i64(table, t->quantity);
	table_text(table, format_number(price_to_double(t->entry_price), 2, false, text));
	table_text(table, price_known(t->exit_price)
				  ? format_number(price_to_double(t->exit_price), 2, false, text)
				  : NULL);
	table_text(table, t->exit_reason);
}

static void write_trades(struct buf *out, const struct report *report, int width)
{
	static const struct table_column columns[] = {{.heading = "trade"},
		{.heading = "net result", .align = TABLE_RIGHT, .worth = 3},
		{.heading = "R", .align = TABLE_RIGHT, .worth = 1},
		{.heading = "closed", .worth = 3}, {.heading = "qty", .align = TABLE_RIGHT},
		{.heading = "entry", .align = TABLE_RIGHT},
		{.heading = "exit", .align = TABLE_RIGHT},
		{.heading = "rule", .worth = 2, .least = 10}};
	table_auto struct table table = TABLE_INIT(columns, array_size(columns));
	size_t count = report->trade_count;
	size_t from = count > TRADES_MAX ? count - TRADES_MAX : 0;
	table.indent = INDENT;
	for (size_t i = count; i > from; i--)
		put_trade(&table, &report->trades[i - 1]);
	buf_puts(out, "\nTrades\n");
	table_write(&table, width, out);
	if (from > 0)
		buf_printf(out, "  and %zu older ones\n", from);
}

void report_text(struct buf *out, const struct report *report, int width)
{
	write_head(out, report);
	write_curves(out, report, width > 0 ? width : DEFAULT_WIDTH);
	if (report->trade_count == 0)
		return;
	buf_putc(out, '\n');
	write_figures(out, report, width);
	write_months(out, report, width);
	if (report->analysis != NULL)
		write_costs(out, report);
	write_group(out, report, BREAKDOWN_STRATEGY, width);
	write_group(out, report, BREAKDOWN_EXIT, width);
	write_trades(out, report, width);
}

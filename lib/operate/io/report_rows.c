#include "report_rows.h"

#include <math.h>
#include <stdio.h>

#include "breakdown.h"

enum { MONTHS_MAX = 1200 };

static const char *text_or_null(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static void print_report(struct run *run, const struct report *report)
{
	const struct report_request *r = &report->request;
	const struct trade_figures *t = &report->trade_figures;
	const struct equity_figures *e = &report->equity_figures;
	struct jsonl *w = run_row(run, &report_summary_row);
	jsonl_text(w, "account", text_or_null(r->account));
	jsonl_text(w, "execution_mode", text_or_null(report->execution_mode));
	jsonl_text(w, "strategy_type", text_or_null(r->strategy));
	jsonl_date(w, "since", r->since);
	jsonl_date(w, "until", r->until);
	jsonl_i64(w, "trades", t->trades);
	jsonl_i64(w, "unknown_results", t->unknown);
	jsonl_i64(w, "wins", t->wins);
	jsonl_i64(w, "losses", t->losses);
	jsonl_double(w, "pnl", t->trades == 0 ? (double)NAN : t->net, 2);
	jsonl_i64(w, "open_positions", report->open.positions);
	jsonl_money(w, "open_pnl", report->open.pnl);
	jsonl_i64(w, "days", e->days);
	jsonl_double(w, "first_equity", e->start, 2);
	jsonl_double(w, "equity", e->end, 2);
	jsonl_double(w, "paid_in", e->flow, 2);
	jsonl_double(w, "return_pct", e->return_pct, -1);
	jsonl_double(w, "drawdown_pct", e->fall_pct, -1);
	jsonl_double(w, "drawdown", e->fall_dollars, 2);
	jsonl_i64(w, "odd_rows", report->odd.count);
	run_row_end(run);
}

static void sample_report(struct run *run)
{
	static const struct report report;
	print_report(run, &report);
}

static void print_figure(struct run *run, const char *name, const struct figure *f)
{
	struct jsonl *w = run_row(run, &report_figure_row);
	jsonl_text(w, "figure", name);
	jsonl_double(w, "value", f->value, -1);
	jsonl_double(w, "low", f->low, -1);
	jsonl_double(w, "high", f->high, -1);
	jsonl_i64(w, "n", f->n);
	run_row_end(run);
}

static void sample_figure(struct run *run)
{
	print_figure(run, "", &(struct figure){.n = 0});
}

static void print_figures(struct run *run, const struct report *report)
{
	const struct trade_figures *t = &report->trade_figures;
	const struct equity_figures *e = &report->equity_figures;
	print_figure(run, "expectancy", &t->expectancy);
	print_figure(run, "expectancy_r", &t->expectancy_r);
	print_figure(run, "win_rate_pct", &t->win_rate_pct);
	print_figure(run, "profit_factor", &t->profit_factor);
	print_figure(run, "sharpe", &e->sharpe);
	print_figure(run, "sortino", &e->sortino);
	print_figure(run, "cagr_pct", &e->cagr_pct);
}

static void print_month(struct run *run, const struct report_month *m)
{
	char name[32];
	struct jsonl *w = run_row(run, &report_month_row);
	(void)snprintf(name, sizeof name, "%04d-%02d", m->year, m->month);
	jsonl_text(w, "month", name);
	jsonl_i64(w, "trades", m->trades);
	jsonl_i64(w, "unknown_results", m->unknown);
	jsonl_i64(w, "wins", m->wins);
	jsonl_double(w, "pnl", m->trades == 0 ? (double)NAN : m->net, 2);
	jsonl_double(w, "return_pct", m->return_pct, -1);
	run_row_end(run);
}

static void sample_month(struct run *run)
{
	print_month(run, &(struct report_month){.year = 0});
}

static void print_months(struct run *run, const struct report *report)
{
	static struct report_month months[MONTHS_MAX];
	size_t count = report_months(report, months, MONTHS_MAX);
	for (size_t i = 0; i < count; i++)
		print_month(run, &months[i]);
}

static void print_group(struct run *run, enum breakdown kind, const struct breakdown_row *row)
{
	struct jsonl *w = run_row(run, &report_group_row);
	jsonl_text(w, "by", breakdown_names[kind]);
	jsonl_text(w, "group", row->label);
	jsonl_i64(w, "trades", row->trades);
	jsonl_i64(w, "unknown_results", row->unknown);
	jsonl_i64(w, "wins", row->wins);
	jsonl_double(w, "pnl", row->trades == 0 ? (double)NAN : row->net, 2);
	run_row_end(run);
}

static void sample_group(struct run *run)
{
	print_group(run, (enum breakdown)0, &(struct breakdown_row){.trades = 0});
}

static void print_breakdown(struct run *run, const struct report *report, enum breakdown kind)
{
	struct breakdown_row rows[BREAKDOWN_ROWS_MAX];
	size_t count = breakdown_of(report, kind, rows);
	for (size_t i = 0; i < count; i++)
		print_group(run, kind, &rows[i]);
}

static void print_trade(struct run *run, const struct report_trade *t)
{
	struct jsonl *w = run_row(run, &report_trade_row);
	jsonl_i64(w, "position_id", t->position_id);
	jsonl_text(w, "ticker", t->ticker);
	jsonl_text(w, "instrument_type", t->instrument_type);
	jsonl_text(w, "strategy_type", t->strategy_type);
	jsonl_text(w, "option_symbol", text_or_null(t->option_symbol));
	jsonl_text(w, "other_leg", text_or_null(t->other_symbol));
	jsonl_text(w, "side", t->side);
	jsonl_i64(w, "quantity", t->quantity);
	jsonl_instant(w, "entry_time", t->entry_time);
	jsonl_price(w, "entry_price", t->entry_price, 4);
	jsonl_instant(w, "exit_time", t->exit_time);
	jsonl_price(w, "exit_price", t->exit_price, 4);
	jsonl_money(w, "fees", t->fees);
	jsonl_money(w, "pnl", t->pnl);
	jsonl_double(w, "pnl_percent", t->pnl_percent, -1);
	jsonl_double(w, "r_multiple", t->r_multiple, -1);
	jsonl_money(w, "mfe", t->mfe);
	jsonl_money(w, "mae", t->mae);
	jsonl_i64(w, "holding_minutes", t->holding_minutes);
	jsonl_text(w, "exit_reason", t->exit_reason);
	jsonl_double(w, "entry_delta", t->entry_delta, -1);
	jsonl_double(w, "entry_iv", t->entry_iv, -1);
	jsonl_double(w, "iv_rank", t->iv_rank, -1);
	jsonl_double(w, "days_to_expiry", t->days_to_expiry, -1);
	run_row_end(run);
}

static void sample_trade(struct run *run)
{
	print_trade(run, &(struct report_trade){.position_id = 0});
}

const struct row_kind report_summary_row = {"report", sample_report};
const struct row_kind report_figure_row = {"figure", sample_figure};
const struct row_kind report_month_row = {"month", sample_month};
const struct row_kind report_group_row = {"group", sample_group};
const struct row_kind report_trade_row = {"trade", sample_trade};

void report_print_rows(struct run *run, const struct report *report)
{
	print_report(run, report);
	print_figures(run, report);
	print_months(run, report);
	for (int kind = 0; kind < BREAKDOWNS; kind++)
		print_breakdown(run, report, (enum breakdown)kind);
	for (size_t i = 0; i < report->trade_count; i++)
		print_trade(run, &report->trades[i]);
}

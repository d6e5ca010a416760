#include "analysis_rows.h"

#include <math.h>

/* The kind of the rows that a function prints; the sample is a row of an analysis without data. */
#define KIND(kind, print_it) \
	static void sample_##kind(struct run *run) \
	{ \
		static const struct analysis a; \
		print_it; \
	} \
	const struct row_kind analysis_##kind##_row = {#kind, sample_##kind};

/* A sum of nothing is unknown. */
static void put_dollars(struct jsonl *w, const char *key, double dollars, int64_t n)
{
	jsonl_double(w, key, n > 0 ? dollars : (double)NAN, 2);
}

static void print_slippage(struct run *run, const char *purpose, const struct shadow_sum *s)
{
	struct jsonl *w = run_row(run, &analysis_slippage_row);
	jsonl_text(w, "purpose", purpose);
	jsonl_i64(w, "n", s->n);
	jsonl_i64(w, "unknown", s->unknown);
	jsonl_double(w, "from_mid_pct", s->n > 0 ? s->mean_from_mid_pct : (double)NAN, 4);
	jsonl_double(w, "from_nbbo_pct", s->n > 0 ? s->mean_from_nbbo_pct : (double)NAN, 4);
	put_dollars(w, "from_mid", money_to_double(s->from_mid), s->n);
	put_dollars(w, "from_nbbo", money_to_double(s->from_nbbo), s->n);
	run_row_end(run);
}

static void print_unfilled(struct run *run, const struct analysis *a)
{
	const struct unfilled_sum *u = &a->unfilled;
	struct jsonl *w = run_row(run, &analysis_unfilled_row);
	jsonl_i64(w, "orders", a->unfilled_orders);
	jsonl_i64(w, "n", u->n);
	jsonl_i64(w, "unknown", u->unknown);
	jsonl_i64(w, "wins", u->wins);
	put_dollars(w, "pnl", money_to_double(u->pnl), u->n);
	jsonl_open(w, "sources", '{');
	for (int i = SHADOW_NOTHING + 1; i < SHADOW_SOURCES; i++)
		jsonl_i64(w, shadow_source_name((enum shadow_source)i), u->from[i]);
	jsonl_close(w);
	run_row_end(run);
}

static void print_greeks(struct run *run, const struct analysis *a)
{
	const struct attribution *sum = &a->by_greek;
	int64_t n = (int64_t)a->greek_known;
	struct jsonl *w = run_row(run, &analysis_greeks_row);
	jsonl_i64(w, "n", n);
	jsonl_i64(w, "unknown", (int64_t)a->greek_unknown);
	put_dollars(w, "delta", sum->delta, n);
	put_dollars(w, "gamma", sum->gamma, n);
	put_dollars(w, "vega", sum->vega, n);
	put_dollars(w, "theta", sum->theta, n);
	put_dollars(w, "fees", sum->fees, n);
	put_dollars(w, "remainder", sum->remainder, n);
	put_dollars(w, "pnl", sum->pnl, n);
	run_row_end(run);
}

static void print_break_even(struct run *run, const struct break_even_sum *sum)
{
	struct jsonl *w = run_row(run, &analysis_break_even_row);
	jsonl_i64(w, "n", sum->n);
	jsonl_i64(w, "unknown", sum->unknown);
	jsonl_double(w, "mean_pct", sum->mean_pct, 4);
	jsonl_double(w, "median_pct", sum->median_pct, 4);
	run_row_end(run);
}

static void print_forward(struct run *run, int minutes, const struct forward *f)
{
	struct jsonl *w = run_row(run, &analysis_forward_row);
	jsonl_i64(w, "minutes", minutes);
	jsonl_i64(w, "n", f->n);
	jsonl_i64(w, "unknown", f->unknown);
	jsonl_i64(w, "days", f->days);
	jsonl_double(w, "mean_pct", f->mean_pct, 4);
	jsonl_double(w, "error_pct", f->error_pct, 4);
	run_row_end(run);
}

static void print_drawdown(struct run *run, const struct analysis *a)
{
	struct jsonl *w = run_row(run, &analysis_drawdown_r_row);
	jsonl_i64(w, "n", (int64_t)a->drawdown_r.known);
	jsonl_i64(w, "unknown", (int64_t)a->drawdown_r.unknown);
	jsonl_double(w, "deepest", a->drawdown_r.deepest, 4);
	jsonl_double(w, "now", a->drawdown_r.now, 4);
	run_row_end(run);
}

static void print_stress(struct run *run, const struct open_stress *s)
{
	struct jsonl *w = run_row(run, &analysis_stress_row);
	jsonl_instant(w, "ts", s->ts);
	jsonl_i64_known(w, "positions", s->positions != INT64_MIN, s->positions);
	jsonl_double(w, "loss", s->loss, 2);
	jsonl_double(w, "allowed", s->allowed, 2);
	jsonl_money(w, "open_risk", s->open_risk);
	run_row_end(run);
}

static void print_data_cost(struct run *run, const struct analysis *a)
{
	struct jsonl *w = run_row(run, &analysis_data_cost_row);
	jsonl_money(w, "per_month", a->data_cost_month);
	jsonl_instant(w, "since", a->data_since);
	jsonl_money(w, "cost", a->data_cost);
	run_row_end(run);
}

KIND(slippage, print_slippage(run, "", &a.entries))
KIND(unfilled, print_unfilled(run, &a))
KIND(greeks, print_greeks(run, &a))
KIND(break_even, print_break_even(run, &a.break_even))
KIND(forward, print_forward(run, 0, &a.forward[0]))
KIND(drawdown_r, print_drawdown(run, &a))
KIND(stress, print_stress(run, &a.stress))
KIND(data_cost, print_data_cost(run, &a))

void analysis_print_rows(struct run *run, const struct analysis *a)
{
	print_slippage(run, "entry", &a->entries);
	print_slippage(run, "exit", &a->exits);
	print_unfilled(run, a);
	print_greeks(run, a);
	print_break_even(run, &a->break_even);
	for (int i = 0; i < FORWARD_HORIZONS; i++)
		print_forward(run, forward_minutes[i], &a->forward[i]);
	print_drawdown(run, a);
	print_stress(run, &a->stress);
	print_data_cost(run, a);
}

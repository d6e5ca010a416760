/*
 * The figures of a report: pure functions of results of trades and of equity. Each has the number
 * of its observations and, where there are enough of them, an interval of 95 %. With too few
 * observations it is unknown.
 *
 * Trades of one day depend on each other, so that the intervals of their figures go by days: that
 * of a mean is by Student's t with a standard error clustered by day (Cameron and Miller 2015,
 * "A Practitioner's Guide to Cluster-Robust Inference", with their factor G / (G - 1)), that of the
 * profit factor is the percentile interval of a bootstrap that draws days. The win rate has
 * Wilson's interval (1927), as if trades were independent. Figures of equity draw days, too. The
 * seed is fixed: the same data give the same report.
 */
#ifndef OPT_FIGURES_H
#define OPT_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "instant.h"

struct figure {
	double value;	  /* NAN: unknown */
	double low, high; /* NAN: unknown; HIGH is infinite for a ratio without a bound */
	int64_t n;	  /* observations */
};

enum {
	FIGURE_TRADES_LEAST = 10,  /* an interval of a figure of trades needs so many */
	FIGURE_CLUSTERS_LEAST = 5, /* on so many days */
	FIGURE_DAYS_LEAST = 20,	   /* a figure of daily returns needs so many */
	SESSIONS_PER_YEAR = 252
};

/* The 97.5 % quantile of Student's t with N degrees of freedom, N >= 1; within 0.00002. */
double figure_student(int64_t n);

/* ---- trades ---- */

struct trade_result {
	struct date day; /* in New York, of the exit */
	double pnl;	 /* net of fees, dollars; NAN: unknown */
	double r;	 /* in units of the risk; NAN: unknown */
};

struct trade_figures {
	int64_t trades, days;	    /* with a known result */
	int64_t unknown;	    /* results, which no figure contains */
	int64_t wins, losses;	    /* the others made exactly 0 */
	double net;		    /* dollars; the next four likewise */
	double gain, loss;	    /* of all wins; of all losses, >= 0 */
	double best, worst;	    /* NAN: no trade */
	struct figure expectancy;   /* dollars per trade */
	struct figure expectancy_r; /* R per trade; n: trades with a known R */
	struct figure win_rate_pct;
	struct figure profit_factor; /* gain / loss; unknown without a loss */
};

/* RESULTS ascend by day. */
void figures_of_trades(const struct trade_result *results, size_t count, struct trade_figures *out);

/* ---- equity ---- */

struct equity_point {
	struct instant ts;
	double equity;	    /* NAN: unknown, and left out */
	double last_equity; /* at the close before; NAN: unknown */
};

/* Money that was paid in (positive) or out: it is not a result. */
struct equity_flow {
	struct date day;
	double amount;
};

/* A day in New York with equity. */
struct equity_day {
	struct date day;
	double start, close; /* START is the close of the day before */
	double flow;	     /* since the day before */
	double pnl;	     /* close - start - flow */
	double rate;	     /* PNL / (START + FLOW / 2), by Dietz; NAN: there was no capital */
};

/*
 * Makes days of points, which ascend, and flows, which ascend. OUT has room for COUNT days; returns
 * how many there are. The first day starts with its last_equity, else with its first equity.
 */
size_t equity_days(const struct equity_point *points, size_t count, const struct equity_flow *flows,
	size_t flow_count, struct equity_day *out);

/* A point of the curve: what 1 dollar became, and the profit, both without flows. */
struct equity_value {
	struct instant ts;
	double index, profit;
	double fall_pct; /* of the index from its peak, >= 0 */
};

/*
 * The curve of POINTS with the DAYS that equity_days made of them. Of a day with a flow only the
 * close counts, because nobody tells when in the day the money came. OUT has room for COUNT + 1
 * values, the first of which is the start; returns how many there are.
 */
size_t equity_curve(const struct equity_point *points, size_t count, const struct equity_day *days,
	size_t day_count, struct equity_value *out);

struct equity_figures {
	int64_t days;				 /* with a known rate */
	double start, end, flow;		 /* dollars; NAN: no equity */
	double pnl;				 /* end - start - flow */
	double return_pct;			 /* of the index */
	double fall_dollars, fall_pct;		 /* the deepest falls from a peak, >= 0 */
	struct instant peak, trough;		 /* of FALL_PCT; unknown: it never fell */
	struct figure cagr_pct, sharpe, sortino; /* n: days */
	double volatility_pct;			 /* per year */
};

/* RATE is the risk-free rate per year, continuously compounded. */
void figures_of_equity(const struct equity_day *days, size_t day_count,
	const struct equity_value *curve, size_t value_count, double rate,
	struct equity_figures *out);

#endif

/*
 * The drift that trades need, and the one that signals give: the move of the underlying, in per
 * cent and in the direction of the trade, at which a trade earns its costs, beside the mean move
 * after the signals.
 */
#ifndef OPT_DRIFT_H
#define OPT_DRIFT_H

#include <stddef.h>
#include <stdint.h>

#include "date.h"

/* ---- break even ---- */

/* Per share and in dollars, as the trade was held; NAN unknown. */
struct break_even_trade {
	double delta;	   /* != 0; its sign does not matter; 1 for shares */
	double theta;	   /* per calendar day; negative is a loss; 0 for shares */
	double days;	   /* of the calendar that it was held */
	double spread;	   /* ask - bid at the entry: half is lost at each end */
	double fees;	   /* of both ways */
	double underlying; /* at the entry */
};

/* In per cent of the underlying, >= 0: (spread + fees + lost time value) / |delta|. NAN unknown. */
double break_even_pct(const struct break_even_trade *trade);

/* ---- forward returns ---- */

/* Minutes after a signal. */
enum { FORWARD_HORIZONS = 3 };
extern const int forward_minutes[FORWARD_HORIZONS]; /* 15, 60, 120 */

/* A signal and its returns, in per cent and in its direction. NAN: the session ended first. */
struct forward_signal {
	struct date day; /* New York's: signals of one day move together */
	double pct[FORWARD_HORIZONS];
};

struct forward {
	int64_t n, unknown; /* signals with a return, and without */
	int64_t days;	    /* with at least one of them: the clusters */
	double mean_pct;    /* NAN: n is 0 */
	double error_pct;   /* the standard error of the mean, clustered by day; NAN: days < 2 */
};

/*
 * The mean and its standard error when the returns of one day depend on each other: with the
 * residuals of a day added up, and the factor days / (days - 1) for few days. SIGNALS ascend by
 * day.
 */
struct forward forward_mean(const struct forward_signal *signals, size_t count, int horizon);

#endif

/*
 * Technical indicators: pure functions over the caller's arrays, oldest value first. Each uses the
 * last values of its array and says how many it needs; with fewer it answers NAN. Streaming and
 * batch agree to the last bit: the batch forms of Wilder's averages are their streaming forms fed
 * from the start, the others sum their window oldest first.
 */
#ifndef OPT_INDICATOR_H
#define OPT_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>

/* Mean of the last PERIOD values. Needs PERIOD >= 1 values. */
double indicator_sma(const double *values, size_t count, size_t period);

/* Sample standard deviation (n - 1), two passes. Needs 2 values. */
double indicator_stddev(const double *values, size_t count);

/*
 * Simple returns close[i]/close[i-1] - 1 into OUT (room for COUNT), leaving out those where GAP[i]
 * says that a night lies before close i. GAP may be NULL. Returns how many there are.
 */
size_t indicator_returns(const double *closes, const bool *gap, size_t count, double *out);

/* Median, the mean of the middle two of an even count. Needs 1 value. Reorders VALUES. */
double indicator_median(double *values, size_t count);

/*
 * Wilder's average (New Concepts in Technical Trading Systems, 1978): the mean of the first PERIOD
 * values, then value += (next - value)/PERIOD. Plain data, to be stored and taken up again.
 */
struct wilder {
	int period;
	int count;    /* values seen, up to PERIOD */
	double value; /* their sum until PERIOD are seen, the average from then on */
};

void wilder_init(struct wilder *w, int period);
void wilder_add(struct wilder *w, double value);
double wilder_value(const struct wilder *w); /* NAN before PERIOD values */

/* Average true range; without a close before it a bar's is high - low. Needs PERIOD bars. */
struct atr {
	struct wilder average;
	double previous_close; /* NAN: none, or a gap that is left out */
};

void atr_init(struct atr *a, int period);
void atr_gap(struct atr *a); /* the next true range ignores the close before it */
void atr_add(struct atr *a, double high, double low, double close);
double atr_value(const struct atr *a);
double indicator_atr(
	const double *high, const double *low, const double *close, size_t count, int period);

/*
 * Relative strength index, 0-100, of Wilder's averages of gains and losses. Needs PERIOD + 1
 * closes. 100 without losses; 50 when nothing moved at all.
 */
struct rsi {
	struct wilder gain, loss;
	double previous_close; /* NAN: none yet */
};

void rsi_init(struct rsi *r, int period);
void rsi_add(struct rsi *r, double close);
double rsi_value(const struct rsi *r);
double indicator_rsi(const double *closes, size_t count, int period);

#endif

/*
 * Technical indicators over the caller's arrays, oldest value first. Each uses the last values of
 * its array and returns NAN when there are fewer than it needs. The batch forms of Wilder's
 * averages call the streaming forms from the first value on, so both agree to the last bit. The
 * other indicators sum their window, oldest value first. Streaming use: X_init, then X_add per
 * value and X_value at any time.
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
 * Writes the simple returns close[i]/close[i-1] - 1 to OUT (room for COUNT), except those with
 * GAP[i], where a night lies before close i. GAP NULL: no gaps. Returns how many were written.
 */
size_t indicator_returns(const double *closes, const bool *gap, size_t count, double *out);

/* Median; of an even count the mean of the middle two. Needs 1 value. Reorders VALUES. */
double indicator_median(double *values, size_t count);

/*
 * Wilder's average (New Concepts in Technical Trading Systems, 1978): the mean of the first PERIOD
 * values, then value += (next - value)/PERIOD. The struct can be stored and resumed.
 */
struct wilder {
	int period;
	int count;    /* values seen, up to PERIOD */
	double value; /* their sum until PERIOD are seen, the average from then on */
};

void wilder_init(struct wilder *w, int period);
void wilder_add(struct wilder *w, double value);
double wilder_value(const struct wilder *w); /* NAN before PERIOD values */

/* Average true range. Without a previous close a bar's range is high - low. Needs PERIOD bars. */
struct atr {
	struct wilder average;
	double previous_close; /* NAN: none, or a gap whose range is left out */
};

void atr_init(struct atr *a, int period);
void atr_gap(struct atr *a); /* forgets the previous close: the next range begins without it */
void atr_add(struct atr *a, double high, double low, double close);
double atr_value(const struct atr *a);
double indicator_atr(
	const double *high, const double *low, const double *close, size_t count, int period);

/*
 * Relative strength index, 0-100, of Wilder's averages of gains and losses. Needs PERIOD + 1
 * closes. 100 when no close fell; 50 when no close moved.
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

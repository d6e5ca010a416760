/*
 * Intervals by bootstrap: the caller draws its days again and again with a fixed seed, so that the
 * same data give the same interval.
 */
#ifndef OPT_RESAMPLE_H
#define OPT_RESAMPLE_H

enum { RESAMPLES = 2000 };

/*
 * The percentile interval of 95 % of VALUES, which are sorted in place. Both are NAN when a value
 * is; a value may be infinite.
 */
void resample_interval(double values[static RESAMPLES], double *low, double *high);

#endif

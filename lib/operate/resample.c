#include "resample.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void resample_interval(double values[static RESAMPLES], double *low, double *high)
{
	*low = *high = (double)NAN;
	for (int i = 0; i < RESAMPLES; i++)
		if (isnan(values[i]))
			return;
	qsort(values, RESAMPLES, sizeof values[0], compare);
	*low = values[RESAMPLES * 25 / 1000];
	*high = values[RESAMPLES * 975 / 1000 - 1];
}

#include "drawdown.h"

#include <math.h>

struct drawdown drawdown_of(const double *values, size_t count)
{
	struct drawdown d = {0};
	double sum = 0, highest = 0;
	size_t peak = 0;
	for (size_t i = 0; i < count; i++) {
		if (isnan(values[i])) {
			d.unknown++;
			continue;
		}
		d.known++;
		sum += values[i];
		if (sum > highest) {
			highest = sum;
			peak = i + 1;
		}
		if (highest - sum > d.deepest) {
			d.deepest = highest - sum;
			d.peak = peak;
			d.trough = i + 1;
		}
	}
	d.now = d.known > 0 ? highest - sum : (double)NAN;
	if (d.known == 0)
		d.deepest = (double)NAN;
	return d;
}

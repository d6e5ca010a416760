#include "progress_line.h"

#include <math.h>
#include <stdio.h>

enum { TIME_SIZE = 32 };
static const double left_max_s = 360000; /* 100 hours */

static const char *write_left(double seconds, char out[static TIME_SIZE])
{
	long long s = (long long)ceil(fmin(fmax(seconds, 0), left_max_s));
	if (s < 3600)
		(void)snprintf(out, TIME_SIZE, "%lld:%02lld", s / 60, s % 60);
	else
		(void)snprintf(out, TIME_SIZE, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	return out;
}

const char *progress_line(const char *things, int64_t done, int64_t total, double elapsed_s,
	char out[static PROGRESS_LINE_SIZE])
{
	char left[TIME_SIZE];
	double part = total > 0 ? fmin((double)done / (double)total, 1) : 0;
	if (total <= 0)
		(void)snprintf(out, PROGRESS_LINE_SIZE, "%lld %s", (long long)done, things);
	else if (done <= 0 || elapsed_s < 1)
		(void)snprintf(out, PROGRESS_LINE_SIZE, "%lld of %lld %s, %.0f %%", (long long)done,
			(long long)total, things, floor(100 * part));
	else
		(void)snprintf(out, PROGRESS_LINE_SIZE, "%lld of %lld %s, %.0f %%, %s left",
			(long long)done, (long long)total, things, floor(100 * part),
			write_left(elapsed_s * (1 - part) / part, left));
	return out;
}

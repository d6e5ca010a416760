#include "clock.h"

#include <stddef.h>
#include <time.h>

#include "stop.h"

struct instant clock_real(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (struct instant){(int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000};
}

int64_t clock_monotonic_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

int clock_read(const char *text, struct instant *now, bool *pinned, struct error *err)
{
	*pinned = text != NULL;
	if (text == NULL)
		*now = clock_real();
	else if (instant_parse(text, now) != 0)
		return error_set(err, ERROR_USAGE,
			"not a time: \"%.60s\": write it as 2026-01-26T19:08:00Z", text);
	return 0;
}

void clock_sleep_until(int64_t monotonic_us)
{
	int64_t began_us = clock_monotonic_us(), now_us = began_us, end_us;
	while (now_us < (end_us = stop_until(began_us, monotonic_us))) {
		int64_t slice_us = now_us + STOP_SLICE_US;
		slice_us = slice_us < end_us ? slice_us : end_us;
		struct timespec t = {
			.tv_sec = (time_t)(slice_us / SECOND_US),
			.tv_nsec = (long)(slice_us % SECOND_US) * 1000,
		};
		if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) != 0)
			return;
		now_us = clock_monotonic_us();
	}
}

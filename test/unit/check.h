/*
 * Checks for tests with cmocka: each failure names the row of the table. test/unit/NAME.c becomes
 * the program build/test/unit/NAME, which prints TAP.
 */
#ifndef OPT_TEST_CHECK_H
#define OPT_TEST_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Fails the test and prints NAME when CONDITION is false. */
#define check(name, condition) \
	do { \
		if (!(condition)) \
			fail_msg("%s: %s", (name), #condition); \
	} while (0)

/* Fails unless two doubles differ by at most TOLERANCE. Two unknowns (NAN) are equal. */
#define check_near(name, got, want, tolerance) \
	do { \
		double got_ = (got), want_ = (want); \
		if (isnan(got_) != isnan(want_) || fabs(got_ - want_) > (tolerance)) \
			fail_msg("%s: %s is %.17g, not %.17g", (name), #got, got_, want_); \
	} while (0)

#define check_text(name, got, want) \
	do { \
		const char *got_ = (got), *want_ = (want); \
		if (strcmp(got_, want_) != 0) \
			fail_msg("%s: %s is \"%s\", not \"%s\"", (name), #got, got_, want_); \
	} while (0)

#endif

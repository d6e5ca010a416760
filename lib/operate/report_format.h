/*
 * The texts of numbers and times in a report, with the minus sign of typography and thousands
 * apart: "+$1,234.56", "−12.3 %". An unknown one is FORMAT_UNKNOWN. All return OUT.
 */
#ifndef OPT_REPORT_FORMAT_H
#define OPT_REPORT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "instant.h"

enum { FORMAT_SIZE = 48 };
#define FORMAT_UNKNOWN "\xe2\x80\x93" /* an en dash */

/* Without a sign, a positive amount has none either; a negative one always has. */
const char *format_dollars(
	double dollars, int decimals, bool with_sign, char out[static FORMAT_SIZE]);
const char *format_percent(
	double percent, int decimals, bool with_sign, char out[static FORMAT_SIZE]);
const char *format_number(double value, int decimals, bool with_sign, char out[static FORMAT_SIZE]);
const char *format_count(int64_t count, char out[static FORMAT_SIZE]);
/* "gain", "loss" or "": a class for the color of a result. */
const char *format_class(double value);

/* In New York: "26 Jan 2026", "26 Jan 2026 14:05" and "14:05". */
const char *format_day(struct date day, char out[static FORMAT_SIZE]);
const char *format_time(struct instant t, char out[static FORMAT_SIZE]);
const char *format_clock(struct instant t, char out[static FORMAT_SIZE]);
/* "26 Jan". */
const char *format_short_day(struct date day, char out[static FORMAT_SIZE]);
/* "45 min", "3 h 20 min", of market time. */
const char *format_minutes(int64_t minutes, char out[static FORMAT_SIZE]);
extern const char *const format_months[12];  /* "Jan" */
extern const char *const format_weekdays[7]; /* "Sunday" */

#endif

/* The report as text for a terminal: figures, curves of a line each, months, groups and trades. */
#ifndef OPT_REPORT_TEXT_H
#define OPT_REPORT_TEXT_H

#include "buf.h"
#include "report.h"

/* WIDTH is that of the terminal in columns; 0: not known. */
void report_text(struct buf *out, const struct report *report, int width);

/*
 * Appends a curve of at most WIDTH characters, from the lowest block to the highest. A character is
 * the last known value of its part of VALUES, or a space when none is known.
 */
void report_spark(struct buf *out, const double *values, size_t count, int width);

#endif

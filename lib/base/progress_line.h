/* The line that tells a person how far a program is: "12 of 200 tickers, 6 %, 1:45 left". */
#ifndef OPT_PROGRESS_LINE_H
#define OPT_PROGRESS_LINE_H

#include <stdint.h>

enum { PROGRESS_LINE_SIZE = 128 };

/*
 * Writes it for DONE of TOTAL things after ELAPSED_S seconds. The time left is told from the second
 * second on, when something is done. With a TOTAL of 0, which is unknown, only DONE is told.
 * Returns OUT.
 */
const char *progress_line(const char *things, int64_t done, int64_t total, double elapsed_s,
	char out[static PROGRESS_LINE_SIZE]);

#endif

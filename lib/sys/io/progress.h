/*
 * Shows on a terminal how far a program is: one line on standard error, which is drawn again and
 * removed at the end. Nothing is shown when standard error is not a terminal, and with -q.
 *
 *	struct progress p;
 *	progress_begin(&p, "tickers", count);
 *	for (i = 0; i < count; i++) {
 *		...
 *		progress_show(&p, i + 1);
 *	}
 *
 * log.c and run_flush, which write to the same terminal, first remove the line by progress_hide;
 * the next progress_show draws it again. program_run removes it at the end.
 */
#ifndef OPT_PROGRESS_H
#define OPT_PROGRESS_H

#include <stdint.h>

struct progress {
	const char *things; /* borrowed: a string constant */
	int64_t total;	    /* 0: unknown */
	int64_t began_us;   /* on the monotonic clock */
};

void progress_silence(void); /* shows nothing from now on */
void progress_begin(struct progress *p, const char *things, int64_t total);
/* Shows DONE of the total, five times a second at most. */
void progress_show(const struct progress *p, int64_t done);
void progress_hide(void);

#endif

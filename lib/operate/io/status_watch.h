/*
 * The screen of opt-status --watch: draws each look over the one before without clearing, so that
 * nothing flickers, draws it again when the size of the terminal changes, and gives the terminal
 * back as it was. A look that fails leaves the screen of the last good one, below a line with the
 * reason.
 *
 *	status_watch_begin(&watch, run);
 *	status_watch_show(&watch, run, NULL);	takes run->out
 *	while (status_watch_wait(&watch, run, next_us)) ...
 *	status_watch_end(&watch, run);
 *
 * On what is not a terminal, and with JSON, the looks follow one another.
 */
#ifndef OPT_STATUS_WATCH_H
#define OPT_STATUS_WATCH_H

#include "run.h"

struct status_watch {
	bool draws; /* on a terminal, as text */
	struct buf frame, note;
	struct instant frame_at; /* of the look that the frame is of */
};

void status_watch_begin(struct status_watch *w, struct run *run);
/*
 * Shows the look in run->out, which is then empty. WHY: the look failed, so run->out is dropped and
 * the frame before is shown below this reason.
 */
void status_watch_show(struct status_watch *w, struct run *run, const struct error *why);
/* Waits until NEXT_US, on the monotonic clock. False when the program is to stop. */
bool status_watch_wait(struct status_watch *w, struct run *run, int64_t next_us);
void status_watch_end(struct status_watch *w, struct run *run);

#endif

/*
 * Tells that the database cannot be reached, without it, and that it is back, with it. Both once,
 * by the file of alert_spool.h.
 */
#ifndef OPT_ALERT_OUTAGE_H
#define OPT_ALERT_OUTAGE_H

#include "alert_channel.h"

/*
 * For a run without a database: counts the run, and from the alert_after-th run on tells the
 * outage to each channel that does not know of it. WHY is the error of the connection.
 */
int alert_database_down(struct run *run, const struct alert_channels *channels,
	const struct error *why, struct error *err);
/* For a run with one: writes the alert that an outage is over, and forgets it. */
int alert_database_up(struct run *run, struct error *err);

/* Prints a row, or a line on a terminal, for a message that was, or would be, sent. */
extern const struct row_kind alert_sent_row, alert_would_send_row;
void alert_print(struct run *run, const struct row_kind *kind, enum channel channel,
	const struct outgoing *message, int64_t attempts);

#endif

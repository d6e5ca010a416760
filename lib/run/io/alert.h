/*
 * Alerts to the operator: rows of alert_outbox, which opt-alert sends.
 *
 * An alert has a dedupe key. The first one with a key is written, later ones with the same key do
 * nothing, so that one cause is told once. Put the date of the session into the key where the cause
 * has to be told again each session. Example:
 *
 *	alert_write(run, ALERT_CRITICAL, "order_conflict:opt-e0-a1", "order conflict", text,
 *		NULL, err);
 */
#ifndef OPT_ALERT_H
#define OPT_ALERT_H

#include "odd_rows.h"
#include "run.h"

enum alert_severity { ALERT_INFO, ALERT_WARNING, ALERT_CRITICAL };

/*
 * Writes an alert unless one with KEY exists; *IS_NEW (may be NULL) says which. Inside a
 * transaction of run->db it is part of that transaction, else it commits by itself. A dry run
 * writes nothing; *IS_NEW is then true.
 */
int alert_write(struct run *run, enum alert_severity severity, const char *key, const char *subject,
	const char *body, bool *is_new, struct error *err);

/*
 * Reports a problem that does not end the run: the run becomes partial (exit 1), the alert is
 * written, and standard error gets one warning, only when the alert is new or cannot be written.
 * Not inside a transaction.
 */
void alert_partial(struct run *run, enum alert_severity severity, const char *key,
	const char *subject, const char *format, ...) __attribute__((format(printf, 5, 6)));

/*
 * Reports the rows of ODD that could not be read: one alert per row and day of New York, by
 * alert_partial; without a database one warning per row. Counts them as "odd_rows" of the run and
 * empties ODD. Not inside a transaction.
 */
void alert_odd_rows(struct run *run, struct odd_rows *odd);

#endif

/*
 * The spool of opt-alert: one small file that keeps, while the database cannot be reached, since
 * when that is so and to which channels it is told. So the outage is told once without a database,
 * and its end by an alert of the database when it is back.
 */
#ifndef OPT_ALERT_SPOOL_H
#define OPT_ALERT_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "alert_channel.h"
#include "error.h"
#include "instant.h"

struct alert_spool {
	bool exists;
	struct instant began;	  /* the first run that found the database down */
	int64_t runs;		  /* which found it so */
	bool told[CHANNEL_COUNT]; /* to which channels */
};

/* Without a file no outage is noted. A file that cannot be understood notes one that begins now. */
int alert_spool_read(
	struct alert_spool *out, const char *path, struct instant now, struct error *err);
int alert_spool_write(const struct alert_spool *s, const char *path, struct error *err);
int alert_spool_remove(const char *path, struct error *err);

#endif

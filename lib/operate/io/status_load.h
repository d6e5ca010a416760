/*
 * Looks up the facts of opt-status: in the database, and outside of it. Without a database the
 * facts of the halt file, the disk and the broker are still loaded, and the fact that names the
 * error of the connection.
 */
#ifndef OPT_STATUS_LOAD_H
#define OPT_STATUS_LOAD_H

#include "run.h"
#include "status.h"

struct status_request {
	bool broker; /* ask the broker for its clock, where there are keys */
	bool gates;  /* read the gates of 30 days, which takes longer than the rest */
	bool check;  /* the facts of --check, too */
};

/* A stage that cron starts: its program, the minutes between its runs, its newest good run. */
struct status_stage {
	const char *name;
	const char *every; /* as a text for an array of SQL */
	enum status_fact run;
};
extern const struct status_stage status_stages[];
extern const size_t status_stage_count;

/*
 * Fills FACTS, which status_facts_init prepared. A statement that fails makes the database count as
 * one that does not answer, with its error as the detail: the facts that are missing then decide
 * nothing, so the caller shows the level of the database. Never fails.
 */
void status_load(struct run *run, const struct status_request *request, struct status_facts *facts);

#endif

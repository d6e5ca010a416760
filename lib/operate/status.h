/*
 * The checks of opt-status: whether the pipeline is healthy, as one table. Each row names the fact
 * that it reads, when it applies, its limits and the command that mends it.
 *
 *	status_facts_init(&facts, now);    then fill in the facts that are known
 *	struct status_finding finding;
 *	status_decide(&status_checks[i], &facts, &params, &finding);
 *
 * A fact that nothing looked up leaves its checks undecided; a fact that was looked up and is
 * unknown is a warning, never a pass.
 */
#ifndef OPT_STATUS_H
#define OPT_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "calendar.h"
#include "instant.h"
#include "params.h"

enum status_level { STATUS_HEALTHY, STATUS_WARNING, STATUS_CRITICAL };

enum status_fact {
#define STATUS_FACT(name) STATUS_FACT_##name,
#include "status_facts.def"
#undef STATUS_FACT
	STATUS_FACTS
};

enum { STATUS_DETAIL_SIZE = 320, STATUS_TEXT_SIZE = 500 };

struct status_value {
	bool is_loaded;
	struct instant at; /* may be unknown: never, or none */
	double number;	   /* NAN: unknown */
	char detail[STATUS_DETAIL_SIZE];
};

struct status_facts {
	struct instant now;
	bool in_session;
	struct session session; /* when in_session */
	struct status_value value[STATUS_FACTS];
};

/* How a check compares its fact with its limits. */
enum status_kind {
	STATUS_NEWEST, /* the time of something regular: its age is above the limit; never is bad */
	STATUS_OLDEST, /* the time of the oldest thing left undone: likewise; none is good */
	STATUS_ABOVE,  /* the number is above the limit */
	STATUS_BELOW,  /* the number is below the limit */
};

/* When a check applies. */
enum status_when {
	STATUS_ALWAYS,
	STATUS_IN_SESSION,
	STATUS_WHILE_WATCHING, /* in a session, with tickers on the watchlist */
	STATUS_WHILE_HOLDING,  /* in a session, with open positions */
	STATUS_BY_CHECK,       /* with --check only */
};

/* The parameter at OFFSET of struct params times FACTOR, or FACTOR alone; NAN: no limit. */
struct status_limit {
	size_t offset;
	double factor;
};

struct status_check {
	const char *name;
	enum status_fact fact;
	enum status_kind kind;
	enum status_when when;
	bool is_told; /* opt-alert tells when it begins and when it ends */
	struct status_limit warning, critical;
	/* of the number: " %", " ms", or ""; NULL: it is 0 for good, and the detail says why not */
	const char *unit;
	const char *text; /* names the fact, before a colon and its value */
	const char *mend; /* the command that mends it */
};

extern const struct status_check status_checks[];
extern const size_t status_check_count;

struct status_finding {
	enum status_level level;
	bool applies;	 /* false: not now, or nothing looked the fact up; the level is healthy */
	double observed; /* seconds of an age; NAN: unknown, or never */
	double limit;	 /* that was exceeded, else the first one; NAN: there is none */
	char text[STATUS_TEXT_SIZE];
};

void status_facts_init(struct status_facts *facts, struct instant now);
/* Sets a fact. A NULL detail is "". */
void status_fact_set(struct status_facts *facts, enum status_fact fact, struct instant at,
	double number, const char *detail);
/* Finds the index of the check NAME; status_check_count: none is called so. */
size_t status_check_find(const char *name);
/* Finds the fact that the statements call NAME; STATUS_FACTS: none is called so. */
enum status_fact status_fact_find(const char *name);

void status_decide(const struct status_check *check, const struct status_facts *facts,
	const struct params *params, struct status_finding *out);

const char *status_level_name(enum status_level level); /* "healthy", "warning", "critical" */

/* Writes a duration as a person says it: "45 s", "6 min", "3 h 10 min", "2 days". Returns OUT. */
enum { STATUS_DURATION_SIZE = 32 };
const char *status_duration(double seconds, char out[static STATUS_DURATION_SIZE]);

#endif

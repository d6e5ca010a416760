/* Faults that are armed by POST /sim/fault and go off a counted number of times. */
#ifndef OPT_PAPER_FAULT_H
#define OPT_PAPER_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "error.h"
#include "instant.h"

enum paper_fault_kind {
	FAULT_DROP_BEFORE,	 /* the connection closes, nothing was done */
	FAULT_DROP_AFTER_ACCEPT, /* the request is carried out, then the connection closes */
	FAULT_DELAY,		 /* carried out at once, answered MS later */
	FAULT_STATUS,	     /* answered with STATUS and BODY; carried out before that when PLACE */
	FAULT_TRUNCATE,	     /* half of the body, as a whole answer */
	FAULT_TRUNCATE_WIRE, /* half of the body, then the connection closes */
	FAULT_DUPLICATE_PAGE, /* the page token is ignored: the first page comes again */
	FAULT_LOOKUP_404,     /* an order look-up does not find what is there */
	FAULT_STALE_QUOTES,   /* quotes of the data host stand still at the moment of arming */
	/* a fill of FRACTION of the quantity, the rest at the next move of the clock */
	FAULT_PARTIAL_FILL,
	FAULT_REJECT,	      /* an order is accepted and then rejected */
	FAULT_PENDING_CANCEL, /* a cancel is accepted and never confirmed */
	FAULT_QUOTE,	      /* SYMBOL's quote is BID x ASK until cleared */
};

enum { PAPER_FAULTS_MAX = 64, PAPER_FAULT_PATH_SIZE = 128 };

struct paper_fault {
	enum paper_fault_kind kind;
	char method[8];			  /* "": any */
	char path[PAPER_FAULT_PATH_SIZE]; /* a shell pattern */
	int64_t count;			  /* how often it still goes off */
	int64_t fired;
	int64_t ms;
	double fraction;
	int status;
	char *body; /* owned; NULL: a usual one */
	bool place;
	struct instant since;
};

struct paper_faults {
	struct paper_fault rows[PAPER_FAULTS_MAX];
	size_t count;
};

void paper_faults_clear(struct paper_faults *f);

const char *paper_fault_name(enum paper_fault_kind kind);
bool paper_fault_parse_kind(const char *name, enum paper_fault_kind *out);

/*
 * The first armed fault among the kinds in MASK (bits 1 << kind) that fits, counted as fired; NULL:
 * none.
 */
struct paper_fault *paper_fault_fire(
	struct paper_faults *f, unsigned mask, const char *method, const char *path);

#endif

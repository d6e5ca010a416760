/* Faults: POST /sim/fault arms them, and each fires a given number of times. */
#ifndef OPT_PAPER_FAULT_H
#define OPT_PAPER_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "error.h"
#include "instant.h"

enum paper_fault_kind {
	FAULT_DROP_BEFORE,	 /* the connection closes before the request is carried out */
	FAULT_DROP_AFTER_ACCEPT, /* the request is carried out, then the connection closes */
	FAULT_DELAY,		 /* the request is carried out at once, the reply comes MS later */
	/* the reply is STATUS and BODY; the request is carried out only with PLACE */
	FAULT_STATUS,
	FAULT_TRUNCATE,	      /* half of the body, as a complete reply */
	FAULT_TRUNCATE_WIRE,  /* half of the body, then the connection closes */
	FAULT_DUPLICATE_PAGE, /* the page token is ignored: the first page comes again */
	FAULT_LOOKUP_404,     /* the reply is "order not found", although the order exists */
	FAULT_STALE_QUOTES,   /* the data host shows the quotes of the moment of arming */
	/* the first fill is FRACTION of the quantity, the rest follows when the clock moves */
	FAULT_PARTIAL_FILL,
	FAULT_REJECT,	      /* an order is accepted and then rejected */
	FAULT_PENDING_CANCEL, /* a cancel is accepted and never confirmed */
	FAULT_QUOTE,	      /* SYMBOL's quote is BID x ASK until cleared */
	/*
	 * BODY is merged into SYMBOL's row of the list, or with SYMBOL "" into a row more; each of
	 * an array of them into a row more
	 */
	FAULT_ODD_ROW,
	FAULT_SPLIT,  /* of the stock SYMBOL, when it is armed */
	FAULT_RENAME, /* the same */
};

enum { PAPER_FAULTS_MAX = 64, PAPER_FAULT_PATH_SIZE = 128 };

struct paper_fault {
	enum paper_fault_kind kind;
	char method[8];			  /* "": any */
	char path[PAPER_FAULT_PATH_SIZE]; /* a shell pattern */
	int64_t count;			  /* how often it will still fire */
	int64_t fired;
	int64_t ms;
	double fraction;
	char symbol[32];
	int status;
	char *body; /* owned; NULL: the default error */
	bool place;
	struct instant since; /* the moment of arming */
};

struct paper_faults {
	struct paper_fault rows[PAPER_FAULTS_MAX];
	size_t count;
};

/* Removes all faults and frees their bodies. */
void paper_faults_clear(struct paper_faults *f);

/* The name of a kind in /sim/fault, and the kind of a name; false for an unknown name. */
const char *paper_fault_name(enum paper_fault_kind kind);
bool paper_fault_parse_kind(const char *name, enum paper_fault_kind *out);

/*
 * The first armed fault of a kind in MASK (bits 1 << kind) that matches METHOD and PATH; counts
 * it as fired. NULL when there is none. Borrowed.
 */
struct paper_fault *paper_fault_fire(
	struct paper_faults *f, unsigned mask, const char *method, const char *path);

/*
 * Merges the body of an odd_row, F, into its row of LIST: an array, or an object with an array
 * ("option_contracts") or one row per symbol ("snapshots", "bars"). False when memory is short or
 * LIST has no such row.
 */
bool paper_fault_merge(const struct paper_fault *f, json_t *list);

#endif

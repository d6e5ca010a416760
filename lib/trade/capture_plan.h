/*
 * The plan of opt-posmon for the bars of the contracts it captures: from when on those of each
 * contract are requested, and which contracts share a request.
 *
 *	c.from = capture_from(&c, overlap_min)            for each contract
 *	capture_sort(contracts, count)                    by that time
 *	n = capture_batch(contracts + i, count - i)       so many share the next request
 */
#ifndef OPT_CAPTURE_PLAN_H
#define OPT_CAPTURE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "instant.h"
#include "occ.h"

enum {
	CAPTURE_BATCH_MAX = 100,       /* contracts; the broker refuses more */
	CAPTURE_EXTRA_BARS_MAX = 10000 /* a page of the broker's */
};

enum capture_answer {
	CAPTURE_NOT_ASKED, /* the run ended before */
	CAPTURE_FAILED,	   /* no answer, or one that cannot be used */
	CAPTURE_NOT_FOUND, /* HTTP 404: the broker has no bars of the contract */
	CAPTURE_ANSWERED,  /* with bars, or without any: nobody traded it */
};

struct capture_contract {
	char symbol[OCC_SYMBOL_SIZE];
	struct instant entry_time; /* of the oldest position that is captured */
	struct instant last_ts;	   /* newest bar of all answers; unknown: none */
	struct instant from;	   /* start of the request */
	enum capture_answer answer;
	int64_t bars;	       /* in the answer */
	struct instant newest; /* of these; unknown: none */
};

/*
 * OVERLAP_MIN before the newest bar of the contract, the minute of the entry before the first. The
 * plan does not start at the end of the last answer, because a delayed feed adds bars before it.
 */
struct instant capture_from(const struct capture_contract *c, int overlap_min);

/* Sorts by from, then by symbol. */
void capture_sort(struct capture_contract *contracts, size_t count);

/*
 * The number of the first of the sorted CONTRACTS that share a request, at least 1 of COUNT. All of
 * them are requested from the time of the first: the bars that the others have in between come once
 * more, and of these a request takes no more than a page.
 */
size_t capture_batch(const struct capture_contract *contracts, size_t count);

/* The word that is stored: "not_asked", "failed", "not_found", "answered". */
const char *capture_answer_name(enum capture_answer answer);

#endif

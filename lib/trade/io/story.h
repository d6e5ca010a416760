/*
 * The whole story of a recommendation: articles, score, signal, gates, contract, size, orders,
 * fills, exit; and whether this program decides the same again.
 *
 *	story_find(run, "AAPL", &id, err);
 *	story_load(run, id, &story, err);
 *	story_write_json(run, &story);    or story_write_text
 *	story_free(&story);
 */
#ifndef OPT_STORY_H
#define OPT_STORY_H

#include <jansson.h>
#include <stdint.h>

#include "run.h"

enum story_part {
	STORY_RECOMMENDATION, /* always an object; the others are null where there is nothing yet */
	STORY_SOURCES,
	STORY_EXECUTION,
	STORY_ORDERS,
	STORY_FILLS,
	STORY_POSITION,
	STORY_EVENTS,
	STORY_HISTORY,
	STORY_PARTS,
};

struct story {
	struct rows rows;	    /* the parts as text, as they are printed */
	json_t *parts[STORY_PARTS]; /* the same parts */
	json_t *verdicts;	    /* of recompute */
};

/*
 * Finds the recommendation that OPERAND names: an id, a ticker (its newest one by run->now) or the
 * id of an order. ERROR_DATA when there is none.
 */
int story_find(struct run *run, const char *operand, int64_t *id, struct error *err);
int story_load(struct run *run, int64_t id, struct story *out, struct error *err);
void story_free(struct story *s);

void story_write_json(struct run *run, const struct story *s); /* one row */
void story_write_text(struct run *run, const struct story *s);

/* The rows that these functions print. */
extern const struct row_kind story_row;

#endif

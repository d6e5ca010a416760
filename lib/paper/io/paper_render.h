/*
 * All minute bars of the stocks as JSON text, formatted once at the start, so that a page of bars
 * only needs copies of it. It serves measurements of the programs that read bars: the replies are
 * the same to the byte.
 */
#ifndef OPT_PAPER_RENDER_H
#define OPT_PAPER_RENDER_H

#include "jsonl.h"
#include "paper_market.h"

struct render_series {
	char *text;	  /* the bars, with a comma after each; owned */
	uint32_t *ends;	  /* the end of each bar in text; owned */
	int32_t *minutes; /* the minute of each bar since 1970; owned */
	size_t count;
};

struct paper_render {
	struct render_series *series; /* one per stock, in the order of the market; NULL: none */
	size_t series_count;
	struct instant from, end; /* the range of the minutes, both included */
	size_t bars, bytes;	  /* of all series */
};

/* Formats the minutes from the market's day on, of all hours. ERROR_AGAIN when memory is short. */
int paper_render_open(struct paper_render *r, const struct paper_market *m, struct error *err);
void paper_render_close(struct paper_render *r);

/* The bars that a page wants: those with FROM <= ts <= TO that are over at NOW. */
struct render_range {
	struct instant from, to, now;
};
/* Whether R has all bars of the range. */
bool paper_render_has(const struct paper_render *r, const struct render_range *range);
/*
 * Writes at most MOST bars of the range as a list under KEY; nothing when there are none. Returns
 * the number of bars in the range; *LAST is the ts of the last one written.
 */
size_t paper_render_put(const struct paper_render *r, size_t stock,
	const struct render_range *range, size_t most, struct jsonl *w, const char *key,
	struct instant *last);

#endif

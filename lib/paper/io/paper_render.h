/*
 * Minute bars of the stand-in's stocks as the text they go out as, made once at the start: a page
 * of bars is then copied together. For measuring what reads them; the answers are the same to the
 * byte.
 */
#ifndef OPT_PAPER_RENDER_H
#define OPT_PAPER_RENDER_H

#include "jsonl.h"
#include "paper_market.h"

struct render_series {
	char *text;	  /* the bars, a comma after each; owned */
	uint32_t *ends;	  /* in text, of each; owned */
	int32_t *minutes; /* since 1970, of each; owned */
	size_t count;
};

struct paper_render {
	struct render_series *series; /* one a stock, in the order of the market; NULL: none */
	size_t series_count;
	struct instant from, end; /* whose minutes they are, both included */
	size_t bars, bytes;	  /* bytes of everything */
};

/* The sessions from the market's day on, all hours. */
int paper_render_open(struct paper_render *r, const struct paper_market *m, struct error *err);
void paper_render_close(struct paper_render *r);

/* What a page of bars wants of a stock: those from FROM to TO that are over at NOW. */
struct render_range {
	struct instant from, to, now;
};
bool paper_render_has(const struct paper_render *r, const struct render_range *range);
/*
 * Writes MOST of them at most as a list under KEY; nothing where there is none. Returns how many
 * there are, *LAST the newest that was written.
 */
size_t paper_render_put(const struct paper_render *r, size_t stock,
	const struct render_range *range, size_t most, struct jsonl *w, const char *key,
	struct instant *last);

#endif

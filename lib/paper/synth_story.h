/*
 * The news of a generated session and its effect on prices and volumes. Some stories move the price
 * of their company, mostly after they are published; the move then continues, fades or stays.
 * Headlines are made from templates with real names of companies.
 */
#ifndef OPT_SYNTH_STORY_H
#define OPT_SYNTH_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instant.h"
#include "calendar.h"
#include "synth_company.h"

enum {
	SYNTH_STORIES_MAX = 128, /* per session */
	SYNTH_SESSION_MINUTES = 390,
	SYNTH_FEEDS = 3,
	SYNTH_TITLE_SIZE = 200,
	SYNTH_SUMMARY_SIZE = 500,
};

enum synth_shape { SYNTH_CONTINUES, SYNTH_FADES, SYNTH_STAYS };

struct synth_story {
	struct instant published;
	int feed;	 /* 0 .. SYNTH_FEEDS - 1 */
	uint64_t serial; /* unique; the same in a copy of the story in another feed */
	size_t company;	 /* index in synth_company_table; synth_company_count: the market */
	int sign;	 /* -1, 0, 1 */
	bool moves;	 /* the first report of a story that moves the price */
	double move;	 /* fraction over the first quarter of an hour, >= 0 */
	enum synth_shape shape;
	char title[SYNTH_TITLE_SIZE], summary[SYNTH_SUMMARY_SIZE];
};

/*
 * The effect of news on a company's minutes: DRIFT is added to returns, VOLUME multiplies
 * volumes.
 */
struct synth_push {
	double drift[SYNTH_SESSION_MINUTES];
	double volume[SYNTH_SESSION_MINUTES];
};

/*
 * The long-run direction of a company's price in the market of SEED: -1, 0 or 1. About two fifths
 * of the companies rise and two fifths fall; funds rise.
 */
int synth_regime(uint64_t seed, size_t company);

/* The stories of session S, by time. Returns their number. */
size_t synth_stories(
	uint64_t seed, const struct session *s, struct synth_story out[static SYNTH_STORIES_MAX]);

/* No effect: drift 0, volume 1. */
void synth_push_init(struct synth_push *p);
/* Adds the effect of STORY on its company in session S; a story that does not move has none. */
void synth_push_add(struct synth_push *p, const struct synth_story *story, const struct session *s);

#endif

/*
 * The news of a generated session: who writes what when, and what the market then does. A story
 * with a sign moves its company only after it is out; some moves go on, some fade. Headlines are
 * our own templates about real names.
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
	SYNTH_STORIES_MAX = 128, /* a session's */
	SYNTH_SESSION_MINUTES = 390,
	SYNTH_FEEDS = 3,
	SYNTH_TITLE_SIZE = 200,
	SYNTH_SUMMARY_SIZE = 500,
};

enum synth_shape { SYNTH_GOES_ON, SYNTH_FADES, SYNTH_STAYS };

struct synth_story {
	struct instant published;
	int feed;	 /* 0 .. SYNTH_FEEDS - 1 */
	uint64_t serial; /* unique; the same in a copy of the story in another feed */
	size_t company;	 /* index in synth_company_table; synth_company_count: about the market */
	int sign;	 /* -1, 0, 1 */
	bool moves;	 /* the first report of a story that moves the price */
	double move;	 /* fraction over the first quarter of an hour, >= 0 */
	enum synth_shape shape;
	char title[SYNTH_TITLE_SIZE], summary[SYNTH_SUMMARY_SIZE];
};

/* What news does to the minutes of one company's session: returns are added, volumes multiplied. */
struct synth_push {
	double drift[SYNTH_SESSION_MINUTES];
	double volume[SYNTH_SESSION_MINUTES];
};

/*
 * The long-run direction of a company's price in the world of SEED: -1, 0, 1; about two fifths
 * rise, two fall.
 */
int synth_regime(uint64_t seed, size_t company);

/* The stories of session S, by time. Returns how many. */
size_t synth_stories(
	uint64_t seed, const struct session *s, struct synth_story out[static SYNTH_STORIES_MAX]);

void synth_push_init(struct synth_push *p);
/* Adds what STORY does to its company in session S; nothing unless it moves. */
void synth_push_add(struct synth_push *p, const struct synth_story *story, const struct session *s);

#endif

/*
 * The news of a generated session and its effect on prices and volumes. Some stories move the price
 * of their company: partly before they are published, and for the rest in the minute in which they
 * appear, so that nobody can trade on them first. What the price does in the two hours after that
 * is drawn for each story, and is zero in the mean: a story tells nothing about later, unless the
 * market is generated with a news edge. Headlines are made from templates with real names of
 * companies.
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
	SYNTH_STORIES_MAX = 192, /* per session */
	SYNTH_SESSION_MINUTES = 390,
	SYNTH_FEEDS = 3,
	SYNTH_TITLE_SIZE = 200,
	SYNTH_SUMMARY_SIZE = 500,
};

/* The later course of the price, after the first move. */
enum synth_shape { SYNTH_CONTINUES, SYNTH_STAYS, SYNTH_FADES, SYNTH_REVERSES, SYNTH_GAPS };

struct synth_story {
	struct instant published;
	int feed;	 /* 0 .. SYNTH_FEEDS - 1 */
	uint64_t serial; /* unique; the same in a copy of the story in another feed */
	size_t company;	 /* index in synth_company_table; synth_company_count: the market */
	int sign;	 /* -1, 0, 1 */
	bool moves;	 /* the first report of a story that moves the price */
	double move;	 /* fraction in the minute of the report, >= 0 */
	enum synth_shape shape;
	int gap_minute; /* SYNTH_GAPS: when, in minutes after the first move */
	char title[SYNTH_TITLE_SIZE], summary[SYNTH_SUMMARY_SIZE];
};

/*
 * The effect of news on a company's minutes: DRIFT is added to returns, VOLUME multiplies volumes,
 * and NOISE the standard deviation of the company's own returns. The noise is smaller while a shape
 * moves the price, so that the variance stays that which the options are priced with.
 */
struct synth_push {
	double drift[SYNTH_SESSION_MINUTES];
	double volume[SYNTH_SESSION_MINUTES];
	double noise[SYNTH_SESSION_MINUTES];
};

/*
 * The direction of a company's price in the history of the market of SEED: -1, 0 or 1. About two
 * fifths of the companies rise and two fifths fall; funds rise. It ends where the generated days
 * begin.
 */
int synth_regime(uint64_t seed, size_t company);

/*
 * The stories of session S, the DAY-th generated one (0: the first), by time. Returns their number.
 * On the first day most stories agree with the company's regime, so that they do not contradict its
 * daily trend; later nothing tells good from bad news before it appears.
 */
size_t synth_stories(uint64_t seed, const struct session *s, size_t day,
	struct synth_story out[static SYNTH_STORIES_MAX]);

/* No effect: drift 0, volume 1, noise 1. */
void synth_push_init(struct synth_push *p);
/*
 * Adds the effect of STORY on its company in session S; a story that does not move has none. EDGE
 * is the drift after the first move in the direction of the story, as a multiple of that move.
 */
void synth_push_add(struct synth_push *p, const struct synth_story *story, const struct session *s,
	double edge);

#endif

/* News feeds of the stand-in broker: generated ones, or files whose items appear at their times. */
#ifndef OPT_PAPER_FEED_H
#define OPT_PAPER_FEED_H

#include <stddef.h>

#include "buf.h"
#include "error.h"
#include "instant.h"
#include "calendar.h"
#include "synth_story.h"

struct paper_feed {
	char name[64];	/* without .xml */
	void *document; /* a parsed file (xmlDoc); NULL: generated */
	int number;	/* of a generated feed */
};

struct paper_feeds {
	struct paper_feed *rows; /* owned */
	size_t count, capacity;
	struct synth_story *stories; /* of the generated feeds, by time; owned */
	size_t story_count, story_capacity;
};

/* Generates the stories of COUNT sessions from DAY on, in SYNTH_FEEDS feeds. */
int paper_feeds_generate(
	struct paper_feeds *f, uint64_t seed, struct date day, int count, struct error *err);

/*
 * Loads each *.xml in FOLDER. ERROR_DATA names a file that is not XML; ERROR_CONFIG names a folder
 * that cannot be read or a file whose name is too long.
 */
int paper_feeds_load(struct paper_feeds *f, const char *folder, struct error *err);
void paper_feeds_free(struct paper_feeds *f);

/* NULL when there is none. Borrowed. */
const struct paper_feed *paper_feed_find(const struct paper_feeds *f, const char *name);

/*
 * Writes the feed as it is at NOW to OUT. *MODIFIED is the time of the newest item in it, unknown
 * when it is empty. ERROR_AGAIN when memory is short.
 */
int paper_feed_render(const struct paper_feeds *f, const struct paper_feed *feed,
	struct instant now, struct buf *out, struct instant *modified, struct error *err);

#endif

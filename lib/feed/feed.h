/*
 * Parses one feed document (RSS 0.9x, 1.0 and 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.x) into a
 * batch of items. It uses no network and no files, and expands no entities. Programs call
 * feed_child.h instead of feed_parse: it parses in a sandboxed process. Tests and fuzzers call
 * feed_parse directly:
 *
 *	struct feed_batch batch = FEED_BATCH_INIT;
 *	if (feed_parse(&input, &batch, err) == 0)
 *		for (size_t cursor = 0; feed_batch_next(&batch, &cursor, &item) == 1;)
 *			... item, whose texts belong to the batch ...
 *	feed_batch_free(&batch);
 */
#ifndef OPT_FEED_H
#define OPT_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"
#include "instant.h"

/* Limits against hostile feeds. */
enum {
	FEED_BODY_MAX = 16 << 20, /* bytes of a document */
	FEED_ITEMS_MAX = 5000,	  /* of a document; the rest is dropped: FEED_ITEMS_CUT */
	FEED_TITLE_MAX = 1 << 10, /* bytes, as the next five */
	FEED_TEXT_MAX = 64 << 10,
	FEED_LINK_MAX = 2 << 10,
	FEED_GUID_MAX = 1 << 10,
	FEED_DATE_TEXT_MAX = 128,
	FEED_RECORDS_MAX = 48 << 20, /* bytes of a batch */
	FEED_CHARSET_MAX = 40,
};

/*
 * The problems of an item or its document, as bits. feed_problem_name returns the word that is
 * printed and stored.
 */
enum feed_problem {
	FEED_PARTIAL = 1 << 0,	    /* ill-formed and repaired; items may be missing */
	FEED_BAD_ENCODING = 1 << 1, /* some bytes are not valid in the declared encoding */
	FEED_ITEMS_CUT = 1 << 2,    /* more than FEED_ITEMS_MAX items */
	FEED_TEXT_CUT = 1 << 3,	    /* a text was longer than its limit */
	FEED_NO_TITLE = 1 << 4,
	FEED_NO_DATE = 1 << 5,
	FEED_BAD_DATE = 1 << 6, /* the date cannot be read */
	/* the link was dropped: not an address to open (javascript:), or too long */
	FEED_BAD_LINK = 1 << 7,
	FEED_NO_IDENTITY = 1 << 8, /* neither guid, link nor title */
	FEED_DAY_ONLY = 1 << 9,	   /* the date has no time of day */
};
enum { FEED_PROBLEMS = 10 };

/* The word of a problem by the number of its bit, from 0; NULL past the last. */
const char *feed_problem_name(unsigned bit);

struct feed_input {
	const char *data;
	size_t length;
	const char *base_url; /* the feed's URL, for relative links; NULL or "": none */
	const char *charset;  /* from the Content-Type header; NULL or "": none */
};

/*
 * An item. Its texts are plain UTF-8 on one line, with single spaces, within the limits above;
 * NULL: missing. They belong to the batch.
 */
struct feed_item {
	const char *guid, *title, *link, *summary, *content;
	const char *date_text; /* the date as the feed wrote it, for event_uid */
	/* of publication, else of the update; INSTANT_UNKNOWN: missing or unreadable */
	struct instant published_at;
	unsigned problems;
};

/* The items of a document, in the form that the sandboxed process sends them. */
struct feed_batch {
	struct buf records;
	uint32_t count;
	bool sound;	   /* feed_batch_check found it whole: feed_batch_next checks no texts */
	unsigned problems; /* of the document */
	/* the interval that the feed requests (ttl, sy:updatePeriod); 0: none */
	int64_t ttl_s;
	char title[FEED_TITLE_MAX];
};

#define FEED_BATCH_INIT ((struct feed_batch){.records = {.max = FEED_RECORDS_MAX}})
void feed_batch_clear(struct feed_batch *batch); /* empties it, keeps the memory */
void feed_batch_free(struct feed_batch *batch);

/*
 * Reads the item at *CURSOR, which starts at 0, and moves *CURSOR to the next. Returns 1, 0 after
 * the last item, or -1 when the batch is damaged.
 */
int feed_batch_next(const struct feed_batch *batch, size_t *cursor, struct feed_item *out);

/* Checks every record. False when one is damaged, or when there are not COUNT of them. */
bool feed_batch_check(struct feed_batch *batch);

/* Clears OUT and fills it. -1 and ERROR_DATA: not a feed, or a feed that is refused. */
int feed_parse(const struct feed_input *input, struct feed_batch *out, struct error *err);

#endif

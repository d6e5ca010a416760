/*
 * Feeds: RSS 0.9x, 1.0 and 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.x, from the bytes of one
 * document to a batch of items. No network, no files, no expansion of entities. Callers outside
 * tests and fuzzers go through feed_child.h, which does this in a process that can do nothing else.
 */
#ifndef OPT_FEED_H
#define OPT_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"
#include "instant.h"

/* Caps against hostile feeds (reliability 3.1). */
enum {
	FEED_BODY_MAX = 16 << 20, /* bytes of a document */
	FEED_ITEMS_MAX = 5000,	  /* items of a document; what follows is dropped and said so */
	FEED_TITLE_MAX = 1 << 10, /* bytes, as all of these */
	FEED_TEXT_MAX = 64 << 10,
	FEED_LINK_MAX = 2 << 10,
	FEED_GUID_MAX = 1 << 10,
	FEED_DATE_TEXT_MAX = 128,
	FEED_RECORDS_MAX = 48 << 20, /* a batch */
	FEED_CHARSET_MAX = 40,
};

/*
 * What was wrong with an item or its feed; bits. feed_problem_name gives the word printed and
 * stored.
 */
enum feed_problem {
	FEED_PARTIAL = 1 << 0,	    /* the document was ill-formed: repaired as far as it went */
	FEED_BAD_ENCODING = 1 << 1, /* bytes that are not what the encoding says */
	FEED_ITEMS_CUT = 1 << 2,    /* more than FEED_ITEMS_MAX items */
	FEED_TEXT_CUT = 1 << 3,	    /* a text longer than its cap */
	FEED_NO_TITLE = 1 << 4,
	FEED_NO_DATE = 1 << 5,
	FEED_BAD_DATE = 1 << 6, /* a date that cannot be read */
	FEED_BAD_LINK =
		1 << 7, /* a link that is no address to open (javascript:, too long); dropped */
	FEED_NO_IDENTITY = 1 << 8, /* neither guid, link nor title */
	FEED_DAY_ONLY = 1 << 9,	   /* a date without a time of day */
};
enum { FEED_PROBLEMS = 10 };

/* Of one bit; NULL past the last. */
const char *feed_problem_name(unsigned bit);

struct feed_input {
	const char *data;
	size_t length;
	const char *base_url; /* of the feed, for relative links; NULL or "": none */
	const char *charset;  /* of the Content-Type header; NULL or "": none */
};

/*
 * Texts are plain, folded, bounded, UTF-8, NUL-terminated; NULL when missing. All borrowed from the
 * batch.
 */
struct feed_item {
	const char *guid, *title, *link, *summary, *content;
	const char *date_text;	     /* as written, for the identity */
	struct instant published_at; /* else updated; INSTANT_UNKNOWN when missing or unreadable */
	unsigned problems;
};

/* The items of a document, as they travel from the parser's process. */
struct feed_batch {
	struct buf records;
	uint32_t count;
	bool sound;	   /* feed_batch_check has read all of it: not to be checked again */
	unsigned problems; /* of the document */
	/* how long it asks to be left alone (ttl, sy:updatePeriod); 0: it does not say */
	int64_t ttl_s;
	char title[FEED_TITLE_MAX];
};

#define FEED_BATCH_INIT ((struct feed_batch){.records = {.max = FEED_RECORDS_MAX}})
void feed_batch_clear(struct feed_batch *batch); /* empty, memory kept */
void feed_batch_free(struct feed_batch *batch);

/*
 * The item at *CURSOR (0 first), which moves on: 1; 0 after the last; -1 when the batch is damaged.
 */
int feed_batch_next(const struct feed_batch *batch, size_t *cursor, struct feed_item *out);

/* Reads every record once: false when one is damaged, or COUNT is another. */
bool feed_batch_check(struct feed_batch *batch);

/* Fills *OUT (cleared first). -1: no feed, or one that is refused; ERROR_DATA. */
int feed_parse(const struct feed_input *input, struct feed_batch *out, struct error *err);

#endif

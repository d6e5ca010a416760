/*
 * One item in the making: what the formats' readers collect, and how it becomes a record of a
 * batch.
 */
#ifndef OPT_FEED_BUILD_H
#define OPT_FEED_BUILD_H

#include "feed.h"

enum feed_field {
	FEED_GUID,
	FEED_TITLE,
	FEED_LINK,
	FEED_SUMMARY,
	FEED_CONTENT,
	FEED_PUBLISHED,
	FEED_UPDATED,
	FEED_FIELDS,
};

/* Raw text (HTML) of a field: enough for its cap after markup is gone. */
enum { FEED_RAW_MAX = 1 << 20 };

struct feed_draft {
	struct buf raw[FEED_FIELDS];
	/* of the element it came from: a better one replaces it; 0: none yet */
	int rank[FEED_FIELDS];
	bool guid_is_link; /* isPermaLink */
	unsigned problems;
};

void feed_draft_init(struct feed_draft *d);
void feed_draft_clear(struct feed_draft *d);
void feed_draft_free(struct feed_draft *d);

/*
 * Keeps TEXT for FIELD when RANK is higher than what is there, or as high and LAST_WINS. Blank text
 * is none.
 */
void feed_draft_set(struct feed_draft *d, enum feed_field field, int rank, bool last_wins,
	const char *text, size_t length);

/* The same for all of TEXT, which gets what was there before in exchange: no copy. */
void feed_draft_take(
	struct feed_draft *d, enum feed_field field, int rank, bool last_wins, struct buf *text);

/*
 * Cleans the draft into a record behind the others. False: the batch is full (FEED_ITEMS_CUT is
 * then noted).
 */
bool feed_batch_add(struct feed_batch *batch, const struct feed_draft *d);

/*
 * The formats. DATA is UTF-8 without a byte order mark. RECOVER: DATA was repaired, go on past
 * errors; otherwise the answer to an error is FEED_XML_ILL_FORMED, ERR says where, and *OUT is not
 * to be used. FEED_XML_NO_FEED: the root is no feed's, ERR says so.
 */
enum { FEED_XML_ILL_FORMED = 1, FEED_XML_NO_FEED = 2 };
int feed_xml_parse(const char *data, size_t length, const char *base_url, bool recover,
	struct feed_batch *out, struct error *err);
int feed_json_parse(const char *data, size_t length, const char *base_url, struct feed_batch *out,
	struct error *err);

/*
 * Does what the libraries do once, so that nothing is opened later: call before a sandbox closes.
 */
void feed_xml_prepare(void);
void feed_json_prepare(void);

#endif

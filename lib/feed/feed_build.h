/*
 * The draft of one item: a format's reader collects its fields as raw HTML, and feed_batch_add
 * cleans them into a record of the batch. Per item: feed_draft_clear, feed_draft_set or
 * feed_draft_take for each field, feed_batch_add. The parsers of the formats are declared here too.
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

/* Bytes of raw HTML per field: enough to fill the limit of the field without the markup. */
enum { FEED_RAW_MAX = 1 << 20 };

struct feed_draft {
	struct buf raw[FEED_FIELDS];
	/* of the element that the text came from; a higher one replaces it; 0: no text yet */
	int rank[FEED_FIELDS];
	bool guid_is_link; /* the guid may serve as the link (isPermaLink) */
	unsigned problems;
};

void feed_draft_init(struct feed_draft *d);
void feed_draft_clear(struct feed_draft *d);
void feed_draft_free(struct feed_draft *d);

/*
 * Copies TEXT into FIELD when RANK is higher than that of the present text, or equal with
 * LAST_WINS. A date that can be read wins over one that cannot, whatever the ranks. Ignores a blank
 * TEXT.
 */
void feed_draft_set(struct feed_draft *d, enum feed_field field, int rank, bool last_wins,
	const char *text, size_t length);

/* The same without a copy: swaps TEXT with the buffer of FIELD. */
void feed_draft_take(
	struct feed_draft *d, enum feed_field field, int rank, bool last_wins, struct buf *text);

/*
 * Cleans the draft and appends it as a record. False: the batch is full (its problems then have
 * FEED_ITEMS_CUT), or out of memory.
 */
bool feed_batch_add(struct feed_batch *batch, const struct feed_draft *d);

/*
 * The parsers of the formats. DATA is UTF-8 without a byte order mark. They return 0, -1 with ERR
 * set, or for XML:
 *   FEED_XML_ILL_FORMED: DATA is not well-formed. ERR has the line; OUT must not be used.
 *   FEED_XML_NO_FEED: the root element is not that of a feed. ERR is set.
 * With RECOVER, for DATA that was repaired, the XML parser continues after errors and does not
 * return FEED_XML_ILL_FORMED.
 */
enum { FEED_XML_ILL_FORMED = 1, FEED_XML_NO_FEED = 2 };
int feed_xml_parse(const char *data, size_t length, const char *base_url, bool recover,
	struct feed_batch *out, struct error *err);
int feed_json_parse(const char *data, size_t length, const char *base_url, struct feed_batch *out,
	struct error *err);

/*
 * Initialise the XML and JSON libraries, which may open files to do so: a process calls both
 * before it confines itself.
 */
void feed_xml_prepare(void);
void feed_json_prepare(void);

#endif

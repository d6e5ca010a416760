/*
 * A feed of XML while it is read: what is known at an element. feed_xml.c drives the parser and
 * keeps the depth, feed_field.c knows what the elements of items and channels say, feed_reader.c
 * what every element has: attributes and xml:base.
 */
#ifndef OPT_FEED_READER_H
#define OPT_FEED_READER_H

#include <libxml/parser.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>

#include "feed_build.h"
#include "feed_namespace.h"

enum {
	READER_DEPTH_MAX = 64,	      /* reliability 3.1 */
	READER_BASES_MAX = 128 << 10, /* all xml:base of one path */
	READER_NAMES_CACHED = 32,
};

enum kind { KIND_NONE, KIND_RSS, KIND_ATOM };
struct rule; /* what an element of an item says: feed_rule.def */

/* What the text being captured is; how it becomes HTML, which is what a draft holds. */
enum mode { MODE_HTML, MODE_XML, MODE_BASE64 };
enum channel_text { CHANNEL_NONE, CHANNEL_TITLE, CHANNEL_TTL, CHANNEL_PERIOD, CHANNEL_FREQUENCY };

struct feed_reader {
	xmlParserCtxtPtr parser;
	struct feed_batch *out;
	struct feed_draft draft;
	enum kind kind;
	int depth;		   /* of the innermost open element; the root is 1 */
	int channel_depth;	   /* of <channel> or <feed>; 0: not in one */
	int item_depth;		   /* 0: in no item */
	int group_depth;	   /* of media:group or media:content in an item; 0: in none */
	int capture_depth;	   /* of the element whose text is captured; 0: none */
	const struct rule *rule;   /* of the capture in an item */
	enum channel_text channel; /* of the capture in the channel */
	enum mode mode;
	bool guid_is_link;
	struct buf text; /* captured */
	struct buf bases;
	size_t base_at[READER_DEPTH_MAX + 2]; /* of the xml:base in force, in bases, per depth */
	bool based[READER_DEPTH_MAX + 2];     /* by an xml:base, not only the feed's address */
	int64_t period_s, frequency;
	struct {
		const xmlChar *uri, *prefix;
		enum namespace ns;
	} cache[READER_NAMES_CACHED]; /* libxml2 interns the names: a pointer is a namespace */
	size_t cached;
	char refused[128]; /* why the document is refused; "" when it is not */
	char first_error[256];
};

/* What libxml2 gives with an element: five pointers each, see feed_attribute. */
struct attributes {
	int count;
	const xmlChar **list;
};

/* NAME is LOWER_CASE, whatever its case. */
static inline bool name_is(const char *name, const char *lower_case)
{
	return (*name | 0x20) == *lower_case && strcasecmp(name, lower_case) == 0;
}

/*
 * The value of an attribute, blanks around it gone, into OUT; false (OUT untouched) when there is
 * none, it does not fit or is no UTF-8. PREFIX NULL: none.
 */
bool feed_attribute(
	struct attributes a, const char *prefix, const char *name, char *out, size_t size);

/* The xml:base in force at DEPTH: of an element, begun and ended with the element at r->depth. */
const char *feed_base(const struct feed_reader *r, int depth);
void feed_base_begin(struct feed_reader *r, struct attributes a);
void feed_base_end(struct feed_reader *r);

/* An item begins; an element of it or of the channel whose text counts begins and ends. */
void feed_item_begin(struct feed_reader *r, struct attributes a);
void feed_field_begin(
	struct feed_reader *r, enum namespace ns, const char *name, struct attributes a);
void feed_field_end(struct feed_reader *r);
void feed_channel_field_begin(
	struct feed_reader *r, enum namespace ns, const char *name, struct attributes a);
void feed_channel_field_end(struct feed_reader *r);

/* What such an element holds: text, and markup, which goes on as HTML. */
void feed_capture_text(struct feed_reader *r, const char *text, size_t length);
void feed_capture_tag(struct feed_reader *r, const char *name, bool closing);

#endif

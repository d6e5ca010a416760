/*
 * The state of the XML reader at an element. feed_xml.c drives the parser and tracks the depth,
 * feed_field.c reads the elements of items and channels, feed_reader.c reads attributes and
 * xml:base, which every element may have.
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
	READER_DEPTH_MAX = 64,	      /* of nested elements */
	READER_BASES_MAX = 128 << 10, /* bytes of the xml:base of all open elements */
	READER_NAMES_CACHED = 32,
};

enum kind { KIND_NONE, KIND_RSS, KIND_ATOM };
struct rule; /* the field that an element of an item fills: feed_rule.def */

/* How the captured text is encoded. It becomes HTML, which a draft holds. */
enum mode { MODE_HTML, MODE_XML, MODE_BASE64 };
enum channel_text { CHANNEL_NONE, CHANNEL_TITLE, CHANNEL_TTL, CHANNEL_PERIOD, CHANNEL_FREQUENCY };

struct feed_reader {
	xmlParserCtxtPtr parser;
	struct feed_batch *out;
	struct feed_draft draft;
	enum kind kind;
	int depth;		   /* of the innermost open element; the root is 1 */
	int channel_depth;	   /* of <channel> or <feed>; 0: outside of one */
	int item_depth;		   /* of <item> or <entry>; 0: outside of one */
	int group_depth;	   /* of media:group or media:content in an item; 0: outside */
	int capture_depth;	   /* of the element whose text is captured; 0: none */
	const struct rule *rule;   /* of the text captured in an item */
	enum channel_text channel; /* of the text captured in the channel */
	enum mode mode;
	bool guid_is_link;
	struct buf text;		      /* the captured text */
	struct buf bases;		      /* base URLs, each with its NUL */
	size_t base_at[READER_DEPTH_MAX + 2]; /* per depth: the place in bases */
	bool based[READER_DEPTH_MAX + 2];     /* per depth: the base is an xml:base */
	int64_t period_s, frequency;
	struct {
		const xmlChar *uri, *prefix;
		enum namespace ns;
	} cache[READER_NAMES_CACHED]; /* by pointer: libxml2 has each name once */
	size_t cached;
	char refused[128]; /* why the document is refused; "" when it is not */
	char first_error[256];
};

/* The attributes of an element from libxml2: five pointers each, see feed_reader.c. */
struct attributes {
	int count;
	const xmlChar **list;
};

/* True when NAME is LOWER_CASE in any case. */
static inline bool name_is(const char *name, const char *lower_case)
{
	return (*name | 0x20) == *lower_case && strcasecmp(name, lower_case) == 0;
}

/*
 * Writes the value of an attribute, without blanks around it, into OUT. False (OUT untouched): the
 * element has no such attribute, or the value does not fit or is not UTF-8. PREFIX NULL: none.
 */
bool feed_attribute(
	struct attributes a, const char *prefix, const char *name, char *out, size_t size);

/*
 * The base URL at DEPTH. feed_base_begin and feed_base_end are called at the start and the end of
 * the element at r->depth.
 */
const char *feed_base(const struct feed_reader *r, int depth);
void feed_base_begin(struct feed_reader *r, struct attributes a);
void feed_base_end(struct feed_reader *r);

/*
 * Called where an item begins, and where an element of an item or of the channel begins. The
 * functions for fields start to capture the text when the element has a field; then the one for its
 * end is called too.
 */
void feed_item_begin(struct feed_reader *r, struct attributes a);
void feed_field_begin(
	struct feed_reader *r, enum namespace ns, const char *name, struct attributes a);
void feed_field_end(struct feed_reader *r);
void feed_channel_field_begin(
	struct feed_reader *r, enum namespace ns, const char *name, struct attributes a);
void feed_channel_field_end(struct feed_reader *r);

/* Called for the content of such an element: text, and tags, which are kept as HTML. */
void feed_capture_text(struct feed_reader *r, const char *text, size_t length);
void feed_capture_tag(struct feed_reader *r, const char *name, bool closing);

#endif

/*
 * Parses RSS, RDF and Atom with libxml2's SAX2 push parser: no tree, no DTD, no network, no files,
 * no entities except the five of XML and character references. A document that declares an entity
 * is refused.
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>

#include "feed_reader.h"
#include "html.h"
#include "text.h"

enum { TTL_MAX_S = 7 * 86400 }; /* a longer interval that a feed requests is cut to this */

/*
 * Ends the parse. libxml2 frees its input at once: the attributes of the current element must not
 * be used after this.
 */
static void refuse(struct feed_reader *r, const char *why)
{
	if (r->refused[0] == '\0')
		text_copy(r->refused, sizeof r->refused, why);
	xmlStopParser(r->parser);
}

static enum namespace namespace_of(struct feed_reader *r, const xmlChar *prefix, const xmlChar *uri)
{
	if (uri == NULL && prefix == NULL)
		return NS_NONE;
	if (uri == NULL)
		return namespace_by_prefix((const char *)prefix);
	for (size_t i = 0; i < r->cached; i++)
		if (r->cache[i].uri == uri && r->cache[i].prefix == prefix)
			return r->cache[i].ns;
	enum namespace ns = namespace_by_uri((const char *)uri);
	if (ns == NS_OTHER && prefix != NULL) /* the URI may be mistyped */
		ns = namespace_by_prefix((const char *)prefix);
	if (r->cached < READER_NAMES_CACHED) {
		r->cache[r->cached].uri = uri;
		r->cache[r->cached].prefix = prefix;
		r->cache[r->cached++].ns = ns;
	}
	return ns;
}

/* An element without a namespace, or in an unknown default one, is of the feed's own format. */
static enum namespace element_namespace(
	struct feed_reader *r, const xmlChar *prefix, const xmlChar *uri)
{
	enum namespace ns = namespace_of(r, prefix, uri);
	if (ns == NS_NONE || (ns == NS_OTHER && prefix == NULL))
		return r->kind == KIND_ATOM ? NS_ATOM : NS_RSS;
	return ns;
}

static void begin_root(struct feed_reader *r, enum namespace ns, const char *name)
{
	if (name_is(name, "rss") || name_is(name, "channel") ||
		(ns == NS_RDF && name_is(name, "rdf")) || name_is(name, "rdf"))
		r->kind = KIND_RSS;
	else if (name_is(name, "feed") || name_is(name, "entry"))
		r->kind = KIND_ATOM;
	if (r->kind == KIND_NONE) {
		char why[128] = "not a feed: the root element is another one";
		if (name_is(name, "html"))
			text_copy(why, sizeof why, "not a feed: an HTML page");
		refuse(r, why);
	}
	if (name_is(name, "channel") || r->kind == KIND_ATOM)
		r->channel_depth = 1;
}

/* Adds the item. False: the batch takes no more; the parse ends, and its items count. */
static bool end_item(struct feed_reader *r)
{
	r->item_depth = r->group_depth = 0;
	bool more = feed_batch_add(r->out, &r->draft);
	if (!more)
		xmlStopParser(r->parser);
	return more;
}

/* An item within an item: the outer one was not closed, and ends here. */
static void next_item(struct feed_reader *r, struct attributes a)
{
	if (end_item(r)) /* else libxml2 has freed the attributes */
		feed_item_begin(r, a);
}

static void start_element(void *context, const xmlChar *local, const xmlChar *prefix,
	const xmlChar *uri, int nb_ns, const xmlChar **ns_list, int attribute_count, int defaulted,
	const xmlChar **attributes)
{
	(void)nb_ns;
	(void)ns_list;
	(void)defaulted;
	struct feed_reader *r = context;
	const char *name = (const char *)local;
	struct attributes a = {attribute_count, attributes};
	if (r->refused[0] != '\0')
		return;
	if (r->depth == READER_DEPTH_MAX) {
		refuse(r, "the elements are nested too deep");
		return;
	}
	r->depth++;
	feed_base_begin(r, a);
	if (r->depth == 1)
		begin_root(r, namespace_of(r, prefix, uri), name);
	if (r->refused[0] != '\0') /* libxml2 has freed the attributes */
		return;
	enum namespace ns = element_namespace(r, prefix, uri);
	bool own = ns == NS_RSS || ns == NS_ATOM;
	bool item = own && name_is(name, r->kind == KIND_ATOM ? "entry" : "item");
	if (r->capture_depth > 0)
		feed_capture_tag(r, name, false);
	else if (item && r->item_depth > 0 && r->depth == r->item_depth + 1)
		next_item(r, a);
	else if (r->item_depth > 0 &&
		 (r->depth == r->item_depth + 1 || (r->group_depth > 0 && ns == NS_MEDIA))) {
		bool group = ns == NS_MEDIA && (name_is(name, "group") || name_is(name, "content"));
		if (group && r->group_depth == 0)
			r->group_depth = r->depth;
		if (!group)
			feed_field_begin(r, ns, name, a);
	} else if (r->item_depth > 0) {
		return;
	} else if (item)
		feed_item_begin(r, a);
	else if (r->kind == KIND_RSS && own && name_is(name, "channel"))
		r->channel_depth = r->depth;
	else if (r->channel_depth > 0 && r->depth == r->channel_depth + 1)
		feed_channel_field_begin(r, ns, name, a);
}

static void characters(void *context, const xmlChar *data, int length)
{
	struct feed_reader *r = context;
	if (r->capture_depth > 0 && length > 0)
		feed_capture_text(r, (const char *)data, (size_t)length);
}

/*
 * A reference to an entity that only a DTD could declare. No DTD is loaded: the entity is that of
 * HTML, or the reference stays as it was written.
 */
static void reference(void *context, const xmlChar *name)
{
	struct feed_reader *r = context;
	char text[64], bytes[4];
	int32_t code = html_entity((const char *)name, strlen((const char *)name));
	if (r->capture_depth == 0)
		return;
	if (code >= 0)
		feed_capture_text(r, bytes, text_encode(code, bytes));
	else if (snprintf(text, sizeof text, "&%s;", (const char *)name) < (int)sizeof text)
		feed_capture_text(r, text, strlen(text));
}

static void end_element(
	void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	(void)prefix;
	(void)uri;
	struct feed_reader *r = context;
	if (r->refused[0] != '\0' || r->depth == 0)
		return;
	if (r->capture_depth == r->depth) {
		if (r->item_depth > 0)
			feed_field_end(r);
		else
			feed_channel_field_end(r);
		r->capture_depth = 0;
	} else if (r->capture_depth > 0) {
		feed_capture_tag(r, (const char *)local, true);
	} else if (r->item_depth == r->depth) {
		end_item(r);
	} else if (r->group_depth == r->depth) {
		r->group_depth = 0;
	} else if (r->channel_depth == r->depth) {
		r->channel_depth = 0;
	}
	feed_base_end(r);
	r->depth--;
}

static void entity_declaration(void *context, const xmlChar *name, int type,
	const xmlChar *public_id, const xmlChar *system_id, xmlChar *content)
{
	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	refuse(context, "the feed declares entities");
}

static void on_error(void *context, xmlErrorPtr error)
{
	struct feed_reader *r = context;
	if (r->first_error[0] != '\0' || error == NULL || error->level != XML_ERR_FATAL ||
		error->message == NULL)
		return;
	char message[128];
	html_to_text(error->message, strlen(error->message), message, sizeof message, NULL);
	snprintf(r->first_error, sizeof r->first_error, "line %d: %s", error->line, message);
}

static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr parser)
{
	(void)url;
	(void)id;
	(void)parser;
	return NULL;
}

void feed_xml_prepare(void)
{
	xmlInitParser();
	xmlSetExternalEntityLoader(load_nothing);
}

static xmlParserCtxtPtr new_parser(struct feed_reader *r, bool recover)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
		.cdataBlock = characters,
		.reference = reference,
		.entityDecl = entity_declaration,
		.serror = on_error,
	};
	xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
	if (parser == NULL)
		return NULL;
	int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC |
		      (recover ? XML_PARSE_RECOVER : 0);
	/* the encoding by its number: by its name, a handler would copy all text once more */
	if (xmlCtxtUseOptions(parser, options) != 0 ||
		xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8) != 0) {
		xmlFreeParserCtxt(parser);
		return NULL;
	}
	return parser;
}

static int outcome(const struct feed_reader *r, bool recover, struct error *err)
{
	if (r->refused[0] != '\0') {
		error_set(err, ERROR_DATA, "%s", r->refused);
		return r->kind == KIND_NONE ? FEED_XML_NO_FEED : -1;
	}
	bool enough = (r->out->problems & FEED_ITEMS_CUT) != 0;
	if (!recover && !enough && !r->parser->wellFormed) {
		error_set(err, ERROR_DATA, "the feed is ill-formed: %s", r->first_error);
		return FEED_XML_ILL_FORMED;
	}
	if (r->kind == KIND_NONE) {
		error_set(err, ERROR_DATA, "not a feed: %s", r->first_error);
		return FEED_XML_NO_FEED;
	}
	if (!buf_ok(&r->out->records))
		return error_set(
			err, ERROR_DATA, "the items have more than %d bytes", FEED_RECORDS_MAX);
	return 0;
}

int feed_xml_parse(const char *data, size_t length, const char *url, bool recover,
	struct feed_batch *out, struct error *err)
{
	feed_xml_prepare();
	struct feed_reader r = {.out = out,
		.text = BUF_INIT(FEED_RAW_MAX),
		.bases = BUF_INIT(READER_BASES_MAX),
		.frequency = 1};
	feed_draft_init(&r.draft);
	buf_append(&r.bases, url, strlen(url) + 1);
	r.parser = new_parser(&r, recover);
	int result = -1;
	if (r.parser == NULL) {
		error_memory(err);
	} else {
		/* in one chunk: after each chunk libxml2 would search all its text again */
		(void)xmlParseChunk(r.parser, data, (int)length, 1);
		result = outcome(&r, recover, err);
		xmlFreeDoc(r.parser->myDoc); /* libxml2 makes it for a DTD, even without a tree */
		r.parser->myDoc = NULL;
		xmlFreeParserCtxt(r.parser);
	}
	if (out->ttl_s == 0)
		out->ttl_s = r.period_s / r.frequency;
	if (out->ttl_s > TTL_MAX_S)
		out->ttl_s = TTL_MAX_S;
	feed_draft_free(&r.draft);
	buf_free(&r.text);
	buf_free(&r.bases);
	return result;
}

/*
 * RSS, RDF and Atom through libxml2's SAX2 push parser. No tree, no DTD, no network, no files, no
 * entity but the five of XML and character references: a document that declares one is refused.
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base64.h"
#include "feed_build.h"
#include "feed_namespace.h"
#include "html.h"
#include "num.h"
#include "text.h"
#include "url.h"

enum {
	DEPTH_MAX = 64,	       /* reliability 3.1 */
	BASES_MAX = 128 << 10, /* all xml:base of one path */
	NAMES_CACHED = 32,
	TTL_MAX_S = 7 * 86400, /* a feed that asks for longer is asked once a week */
};

enum kind { KIND_NONE, KIND_RSS, KIND_ATOM };

enum how { HOW_TEXT, HOW_LINK, HOW_ID };

struct rule {
	enum namespace ns;
	const char *name;
	enum feed_field field;
	int rank;
	enum how how;
};

static const struct rule rules[] = {
#define RULE(ns, name, field, rank, how) {ns, name, field, rank, how},
#include "feed_rule.def"
#undef RULE
};

/* What the text being captured is; how it becomes HTML, which is what a draft holds. */
enum mode { MODE_HTML, MODE_XML, MODE_BASE64 };
enum channel_text { CHANNEL_NONE, CHANNEL_TITLE, CHANNEL_TTL, CHANNEL_PERIOD, CHANNEL_FREQUENCY };

struct reader {
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
	size_t base_at[DEPTH_MAX + 2]; /* of the xml:base in force, in bases, per depth */
	bool based[DEPTH_MAX + 2];     /* by an xml:base, not only the feed's address */
	int64_t period_s, frequency;
	struct {
		const xmlChar *uri;
		enum namespace ns;
	} cache[NAMES_CACHED]; /* libxml2 interns the names: a pointer is a namespace */
	size_t cached;
	char refused[128]; /* why the document is refused; "" when it is not */
	char first_error[256];
};

/* Ends the parse; libxml2 frees its input at once, attributes in hand included. */
static void refuse(struct reader *r, const char *why)
{
	if (r->refused[0] == '\0')
		text_copy(r->refused, sizeof r->refused, why);
	xmlStopParser(r->parser);
}

static enum namespace namespace_of(struct reader *r, const xmlChar *prefix, const xmlChar *uri)
{
	if (uri == NULL && prefix == NULL)
		return NS_NONE;
	if (uri == NULL)
		return namespace_by_prefix((const char *)prefix);
	for (size_t i = 0; i < r->cached; i++)
		if (r->cache[i].uri == uri)
			return r->cache[i].ns;
	enum namespace ns = namespace_by_uri((const char *)uri);
	if (r->cached < NAMES_CACHED) {
		r->cache[r->cached].uri = uri;
		r->cache[r->cached++].ns = ns;
	}
	return ns;
}

/* Elements without a namespace, or in a default one nobody knows, are of the feed's own format. */
static enum namespace element_namespace(struct reader *r, const xmlChar *prefix, const xmlChar *uri)
{
	enum namespace ns = namespace_of(r, prefix, uri);
	if (ns == NS_NONE || (ns == NS_OTHER && prefix == NULL))
		return r->kind == KIND_ATOM ? NS_ATOM : NS_RSS;
	return ns;
}

static bool is(const char *name, const char *lower_case)
{
	return (*name | 0x20) == *lower_case && strcasecmp(name, lower_case) == 0;
}

/* libxml2's attributes: five pointers each: name, prefix, namespace, value, end of the value. */
static bool attribute(
	int count, const xmlChar **a, const char *prefix, const char *name, char *out, size_t size)
{
	for (int i = 0; i < count; i++, a += 5) {
		if (!is((const char *)a[0], name) || (prefix == NULL) != (a[1] == NULL) ||
			(prefix != NULL && !is((const char *)a[1], prefix)))
			continue;
		size_t length = (size_t)(a[4] - a[3]);
		if (length >= size)
			return false;
		memcpy(out, a[3], length);
		out[length] = '\0';
		return text_is_utf8(out, length);
	}
	return false;
}

static const char *base_url(const struct reader *r, int depth)
{
	return r->bases.data + r->base_at[depth];
}

static void push_base(struct reader *r, int count, const xmlChar **attributes)
{
	char given[URL_MAX], resolved[URL_MAX];
	r->base_at[r->depth] = r->base_at[r->depth - 1];
	r->based[r->depth] = r->based[r->depth - 1];
	if (count == 0 || !attribute(count, attributes, "xml", "base", given, sizeof given) ||
		url_resolve(base_url(r, r->depth), given, resolved, sizeof resolved) != 0 ||
		r->bases.length + strlen(resolved) + 1 > r->bases.max)
		return;
	r->base_at[r->depth] = r->bases.length;
	r->based[r->depth] = true;
	buf_append(&r->bases, resolved, strlen(resolved) + 1);
}

static void set_link(struct reader *r, int rank, bool last_wins, const char *text)
{
	char link[FEED_LINK_MAX];
	if (url_resolve(base_url(r, r->depth), text, link, sizeof link) == 0)
		feed_draft_set(&r->draft, FEED_LINK, rank, last_wins, link, strlen(link));
	else
		r->draft.problems |= FEED_BAD_LINK;
}

/* <link href rel type>: the page of the item is the alternate one, HTML before other types. */
static void atom_link(
	struct reader *r, const struct rule *rule, int count, const xmlChar **attributes)
{
	char href[FEED_LINK_MAX], rel[64] = "alternate", type[64] = "";
	if (!attribute(count, attributes, NULL, "href", href, sizeof href))
		return;
	attribute(count, attributes, NULL, "rel", rel, sizeof rel);
	attribute(count, attributes, NULL, "type", type, sizeof type);
	bool html = type[0] == '\0' || strcasestr(type, "html") != NULL;
	if (is(rel, "alternate") || rel[0] == '\0')
		set_link(r, html ? rule->rank : rule->rank - 1, rule->ns == NS_RSS, href);
	else if (strstr(rel, "alternate") != NULL) /* a full relation address, or several */
		set_link(r, rule->rank - 2, false, href);
}

/* What the type and mode attributes of Atom say about the text. */
static enum mode text_mode(int count, const xmlChar **attributes)
{
	char type[64] = "", mode[16] = "";
	attribute(count, attributes, NULL, "type", type, sizeof type);
	attribute(count, attributes, NULL, "mode", mode, sizeof mode);
	size_t n = strlen(type);
	if (is(mode, "base64"))
		return MODE_BASE64;
	if (is(mode, "escaped"))
		return MODE_HTML;
	if (is(mode, "xml") || is(type, "xhtml") ||
		(n > 4 && (is(type + n - 4, "+xml") || is(type + n - 4, "/xml"))))
		return MODE_XML;
	bool text = strchr(type, '/') == NULL || strncasecmp(type, "text/", 5) == 0;
	return text ? MODE_HTML : MODE_BASE64;
}

static void begin_capture(struct reader *r, enum mode mode)
{
	r->capture_depth = r->depth;
	r->mode = mode;
	buf_clear(&r->text);
}

static void begin_field(struct reader *r, enum namespace ns, const char *name, int count,
	const xmlChar **attributes)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const struct rule *rule = &rules[i];
		if (rule->ns != ns || !is(name, rule->name))
			continue;
		r->rule = rule;
		if (rule->how == HOW_LINK)
			atom_link(r, rule, count, attributes);
		char permalink[8] = "";
		if (rule->how == HOW_ID)
			attribute(count, attributes, NULL, "ispermalink", permalink,
				sizeof permalink);
		r->guid_is_link = rule->how == HOW_ID && !is(permalink, "false");
		begin_capture(r, ns == NS_ATOM ? text_mode(count, attributes) : MODE_HTML);
		return;
	}
}

static void begin_channel_field(struct reader *r, enum namespace ns, const char *name, int count,
	const xmlChar **attributes)
{
	bool own = ns == NS_RSS || ns == NS_ATOM;
	r->channel = own && is(name, "title")			  ? CHANNEL_TITLE
		     : own && is(name, "ttl")			  ? CHANNEL_TTL
		     : ns == NS_SY && is(name, "updateperiod")	  ? CHANNEL_PERIOD
		     : ns == NS_SY && is(name, "updatefrequency") ? CHANNEL_FREQUENCY
								  : CHANNEL_NONE;
	if (r->channel != CHANNEL_NONE)
		begin_capture(r, ns == NS_ATOM ? text_mode(count, attributes) : MODE_HTML);
}

static void begin_item(struct reader *r, int count, const xmlChar **attributes)
{
	char about[FEED_LINK_MAX], text[FEED_LINK_MAX];
	r->item_depth = r->depth;
	feed_draft_clear(&r->draft);
	if (count == 0)
		return;
	if (attribute(count, attributes, "rdf", "about", about, sizeof about)) {
		feed_draft_set(&r->draft, FEED_GUID, 1, false, about, strlen(about));
		set_link(r, 1, false, about);
	}
	/* CDF has them as attributes */
	if (attribute(count, attributes, NULL, "href", text, sizeof text))
		set_link(r, 1, false, text);
	if (attribute(count, attributes, NULL, "lastmod", text, sizeof text))
		feed_draft_set(&r->draft, FEED_UPDATED, 1, false, text, strlen(text));
}

static void begin_root(struct reader *r, enum namespace ns, const char *name)
{
	if (is(name, "rss") || is(name, "channel") || (ns == NS_RDF && is(name, "rdf")) ||
		is(name, "rdf"))
		r->kind = KIND_RSS;
	else if (is(name, "feed") || is(name, "entry"))
		r->kind = KIND_ATOM;
	if (r->kind == KIND_NONE) {
		char why[128] = "it is no feed: the root element is another";
		if (is(name, "html"))
			text_copy(why, sizeof why, "it is no feed but an HTML page");
		refuse(r, why);
	}
	if (is(name, "channel") || r->kind == KIND_ATOM)
		r->channel_depth = 1;
}

/* Markup within a captured text goes on as HTML, so that one place makes text of it. */
static void capture_tag(struct reader *r, const char *name, bool closing)
{
	size_t length = strlen(name);
	if (r->text.length + length + 3 > r->text.max)
		return;
	buf_puts(&r->text, closing ? "</" : "<");
	buf_append(&r->text, name, length);
	buf_putc(&r->text, '>');
}

static void start_element(void *context, const xmlChar *local, const xmlChar *prefix,
	const xmlChar *uri, int nb_ns, const xmlChar **ns_list, int attribute_count, int defaulted,
	const xmlChar **attributes)
{
	(void)nb_ns;
	(void)ns_list;
	(void)defaulted;
	struct reader *r = context;
	const char *name = (const char *)local;
	if (r->refused[0] != '\0')
		return;
	if (r->depth == DEPTH_MAX) {
		refuse(r, "it is nested too deep");
		return;
	}
	r->depth++;
	push_base(r, attribute_count, attributes);
	if (r->depth == 1)
		begin_root(r, namespace_of(r, prefix, uri), name);
	if (r->refused[0] != '\0') /* the attributes are gone with the parser's input */
		return;
	enum namespace ns = element_namespace(r, prefix, uri);
	bool own = ns == NS_RSS || ns == NS_ATOM;
	if (r->capture_depth > 0)
		capture_tag(r, name, false);
	else if (r->item_depth > 0 &&
		 (r->depth == r->item_depth + 1 || (r->group_depth > 0 && ns == NS_MEDIA))) {
		if (ns == NS_MEDIA && (is(name, "group") || is(name, "content")))
			r->group_depth = r->depth;
		else
			begin_field(r, ns, name, attribute_count, attributes);
	} else if (r->item_depth > 0) {
		return;
	} else if (own && is(name, r->kind == KIND_ATOM ? "entry" : "item"))
		begin_item(r, attribute_count, attributes);
	else if (r->kind == KIND_RSS && own && is(name, "channel"))
		r->channel_depth = r->depth;
	else if (r->channel_depth > 0 && r->depth == r->channel_depth + 1)
		begin_channel_field(r, ns, name, attribute_count, attributes);
}

static void characters(void *context, const xmlChar *data, int length)
{
	struct reader *r = context;
	if (r->capture_depth == 0 || length <= 0)
		return;
	const char *text = (const char *)data;
	if (r->mode != MODE_XML) {
		size_t room = r->text.max - r->text.length;
		buf_append(&r->text, text, text_cut(text, (size_t)length, room));
		return;
	}
	for (int i = 0; i < length && r->text.length + 8 < r->text.max; i++) {
		if (text[i] == '<')
			buf_puts(&r->text, "&lt;");
		else if (text[i] == '&')
			buf_puts(&r->text, "&amp;");
		else
			buf_putc(&r->text, text[i]);
	}
}

/* Decodes in place what is base64 of text; what is not stays as it is. */
static void decode_base64(struct buf *text)
{
	buf_auto struct buf decoded = BUF_INIT(FEED_RAW_MAX);
	if (base64_decode(buf_text(text), text->length, &decoded) != 0 ||
		!text_is_utf8(buf_text(&decoded), decoded.length) ||
		strlen(buf_text(&decoded)) != decoded.length)
		return;
	buf_clear(text);
	buf_append(text, buf_text(&decoded), decoded.length);
}

static void end_field(struct reader *r)
{
	const struct rule *rule = r->rule;
	const char *text = buf_text(&r->text);
	char id[FEED_GUID_MAX];
	if (r->mode == MODE_BASE64)
		decode_base64(&r->text);
	if (rule->how == HOW_LINK) {
		if (r->text.length > 0 && strspn(text, " \t\r\n") < r->text.length)
			set_link(r, rule->rank, true, text);
		return;
	}
	if (rule->how == HOW_ID && r->text.length > 0) {
		r->draft.guid_is_link = r->guid_is_link;
		/* an address that xml:base makes whole; the feed's own makes none */
		bool address = rule->ns == NS_ATOM || r->guid_is_link;
		if (address && r->based[r->depth] &&
			url_resolve(base_url(r, r->depth), text, id, sizeof id) == 0) {
			feed_draft_set(&r->draft, rule->field, rule->rank, false, id, strlen(id));
			return;
		}
	}
	feed_draft_take(&r->draft, rule->field, rule->rank, false, &r->text);
}

static int64_t period_s(const char *name)
{
	static const struct {
		const char *name;
		int64_t s;
	} periods[] = {{"hourly", 3600}, {"daily", 86400}, {"weekly", 604800}, {"monthly", 2592000},
		{"yearly", 31536000}};
	for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
		if (is(name, periods[i].name))
			return periods[i].s;
	return 0;
}

static void end_channel_field(struct reader *r)
{
	char text[FEED_TITLE_MAX];
	int64_t number;
	html_to_text(buf_text(&r->text), r->text.length, text, sizeof text, NULL);
	bool whole = num_parse_i64(text, 1, 1000000, &number) == 0;
	if (r->channel == CHANNEL_TITLE && r->out->title[0] == '\0')
		text_copy(r->out->title, sizeof r->out->title, text);
	else if (r->channel == CHANNEL_TTL && whole)
		r->out->ttl_s = number * 60;
	else if (r->channel == CHANNEL_PERIOD)
		r->period_s = period_s(text);
	else if (r->channel == CHANNEL_FREQUENCY && whole)
		r->frequency = number;
	r->channel = CHANNEL_NONE;
}

static void end_element(
	void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	(void)prefix;
	(void)uri;
	struct reader *r = context;
	if (r->refused[0] != '\0' || r->depth == 0)
		return;
	if (r->capture_depth == r->depth) {
		if (r->item_depth > 0)
			end_field(r);
		else
			end_channel_field(r);
		r->capture_depth = 0;
	} else if (r->capture_depth > 0) {
		capture_tag(r, (const char *)local, true);
	} else if (r->item_depth == r->depth) {
		r->item_depth = 0;
		if (!feed_batch_add(r->out, &r->draft))
			xmlStopParser(r->parser); /* as many as are wanted; what there is counts */
	} else if (r->group_depth == r->depth) {
		r->group_depth = 0;
	} else if (r->channel_depth == r->depth) {
		r->channel_depth = 0;
	}
	if (r->base_at[r->depth] != r->base_at[r->depth - 1] &&
		r->bases.length > r->base_at[r->depth])
		r->bases.length = r->base_at[r->depth];
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
	refuse(context, "it declares entities");
}

static void on_error(void *context, xmlErrorPtr error)
{
	struct reader *r = context;
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

static xmlParserCtxtPtr new_parser(struct reader *r, bool recover)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = start_element,
		.endElementNs = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
		.cdataBlock = characters,
		.entityDecl = entity_declaration,
		.serror = on_error,
	};
	xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
	if (parser == NULL)
		return NULL;
	int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC |
		      (recover ? XML_PARSE_RECOVER : 0);
	/* by its number: the handler of that name would copy all text once more */
	if (xmlCtxtUseOptions(parser, options) != 0 ||
		xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8) != 0) {
		xmlFreeParserCtxt(parser);
		return NULL;
	}
	return parser;
}

static int outcome(const struct reader *r, bool recover, struct error *err)
{
	if (r->refused[0] != '\0')
		return error_set(err, ERROR_DATA, "%s", r->refused);
	bool enough = (r->out->problems & FEED_ITEMS_CUT) != 0;
	if (!recover && !enough && !r->parser->wellFormed) {
		error_set(err, ERROR_DATA, "it is ill-formed: %s", r->first_error);
		return FEED_XML_ILL_FORMED;
	}
	if (r->kind == KIND_NONE)
		return error_set(err, ERROR_DATA, "it is no feed: %s", r->first_error);
	if (!buf_ok(&r->out->records))
		return error_set(
			err, ERROR_DATA, "its items are more than %d bytes", FEED_RECORDS_MAX);
	return 0;
}

int feed_xml_parse(const char *data, size_t length, const char *url, bool recover,
	struct feed_batch *out, struct error *err)
{
	feed_xml_prepare();
	struct reader r = {.out = out,
		.text = BUF_INIT(FEED_RAW_MAX),
		.bases = BUF_INIT(BASES_MAX),
		.frequency = 1};
	feed_draft_init(&r.draft);
	buf_append(&r.bases, url, strlen(url) + 1);
	r.parser = new_parser(&r, recover);
	int result = -1;
	if (r.parser == NULL) {
		error_memory(err);
	} else {
		/* at once: between chunks libxml2 looks through all text it holds, over and over */
		(void)xmlParseChunk(r.parser, data, (int)length, 1);
		result = outcome(&r, recover, err);
		xmlFreeDoc(r.parser->myDoc); /* made for a DTD, even without a tree */
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

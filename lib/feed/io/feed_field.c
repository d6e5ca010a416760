#include <string.h>

#include "base64.h"
#include "feed_reader.h"
#include "html.h"
#include "num.h"
#include "text.h"
#include "url.h"

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
#include "array.h"
#include "feed_rule.def"
#undef RULE
};

static void set_link(struct feed_reader *r, int rank, bool last_wins, const char *text)
{
	char link[FEED_LINK_MAX];
	if (url_resolve(feed_base(r, r->depth), text, link, sizeof link) == 0)
		feed_draft_set(&r->draft, FEED_LINK, rank, last_wins, link, strlen(link));
	else
		r->draft.problems |= FEED_BAD_LINK;
}

/* <link href rel type>: the item's page is the alternate link, HTML before other types. */
static void atom_link(struct feed_reader *r, const struct rule *rule, struct attributes a)
{
	char href[FEED_LINK_MAX], rel[64] = "alternate", type[64] = "";
	if (!feed_attribute(a, NULL, "href", href, sizeof href))
		return;
	feed_attribute(a, NULL, "rel", rel, sizeof rel);
	feed_attribute(a, NULL, "type", type, sizeof type);
	bool html = type[0] == '\0' || strcasestr(type, "html") != NULL;
	if (name_is(rel, "alternate") || rel[0] == '\0')
		set_link(r, html ? rule->rank : rule->rank - 1, rule->ns == NS_RSS, href);
	else if (strstr(rel, "alternate") != NULL) /* a relation as a URL, or several relations */
		set_link(r, rule->rank - 2, false, href);
}

/* How the text is encoded, from the type and mode attributes of Atom. */
static enum mode text_mode(struct attributes a)
{
	char type[64] = "", mode[16] = "";
	feed_attribute(a, NULL, "type", type, sizeof type);
	feed_attribute(a, NULL, "mode", mode, sizeof mode);
	size_t n = strlen(type);
	if (name_is(mode, "base64"))
		return MODE_BASE64;
	if (name_is(mode, "escaped"))
		return MODE_HTML;
	if (name_is(mode, "xml") || name_is(type, "xhtml") ||
		(n > 4 && (name_is(type + n - 4, "+xml") || name_is(type + n - 4, "/xml"))))
		return MODE_XML;
	bool text = strchr(type, '/') == NULL || strncasecmp(type, "text/", 5) == 0;
	return text ? MODE_HTML : MODE_BASE64;
}

static void begin_capture(struct feed_reader *r, enum mode mode)
{
	r->capture_depth = r->depth;
	r->mode = mode;
	buf_clear(&r->text);
}

void feed_field_begin(
	struct feed_reader *r, enum namespace ns, const char *name, struct attributes a)
{
	for (size_t i = 0; i < array_size(rules); i++) {
		const struct rule *rule = &rules[i];
		if (rule->ns != ns || !name_is(name, rule->name))
			continue;
		r->rule = rule;
		if (rule->how == HOW_LINK)
			atom_link(r, rule, a);
		char permalink[8] = "";
		if (rule->how == HOW_ID)
			feed_attribute(a, NULL, "ispermalink", permalink, sizeof permalink);
		r->guid_is_link = rule->how == HOW_ID && !name_is(permalink, "false");
		begin_capture(r, ns == NS_ATOM ? text_mode(a) : MODE_HTML);
		return;
	}
}

void feed_channel_field_begin(
	struct feed_reader *r, enum namespace ns, const char *name, struct attributes a)
{
	bool own = ns == NS_RSS || ns == NS_ATOM;
	r->channel = own && name_is(name, "title")		       ? CHANNEL_TITLE
		     : own && name_is(name, "ttl")		       ? CHANNEL_TTL
		     : ns == NS_SY && name_is(name, "updateperiod")    ? CHANNEL_PERIOD
		     : ns == NS_SY && name_is(name, "updatefrequency") ? CHANNEL_FREQUENCY
								       : CHANNEL_NONE;
	if (r->channel != CHANNEL_NONE)
		begin_capture(r, ns == NS_ATOM ? text_mode(a) : MODE_HTML);
}

void feed_item_begin(struct feed_reader *r, struct attributes a)
{
	char about[FEED_LINK_MAX], text[FEED_LINK_MAX];
	r->item_depth = r->depth;
	feed_draft_clear(&r->draft);
	if (a.count == 0)
		return;
	if (feed_attribute(a, "rdf", "about", about, sizeof about)) {
		feed_draft_set(&r->draft, FEED_GUID, 1, false, about, strlen(about));
		set_link(r, 1, false, about);
	}
	/* CDF writes them as attributes */
	if (feed_attribute(a, NULL, "href", text, sizeof text))
		set_link(r, 1, false, text);
	if (feed_attribute(a, NULL, "lastmod", text, sizeof text))
		feed_draft_set(&r->draft, FEED_UPDATED, 1, false, text, strlen(text));
}

/* Markup within a captured text is kept as HTML; html_to_text removes it later. */
void feed_capture_tag(struct feed_reader *r, const char *name, bool closing)
{
	size_t length = strlen(name);
	if (r->text.length + length + 3 > r->text.max)
		return;
	buf_puts(&r->text, closing ? "</" : "<");
	buf_append(&r->text, name, length);
	buf_putc(&r->text, '>');
}

void feed_capture_text(struct feed_reader *r, const char *text, size_t length)
{
	if (r->mode != MODE_XML) {
		size_t room = r->text.max - r->text.length;
		buf_append(&r->text, text, text_cut(text, length, room));
		return;
	}
	for (size_t i = 0; i < length && r->text.length + 8 < r->text.max; i++) {
		if (text[i] == '<')
			buf_puts(&r->text, "&lt;");
		else if (text[i] == '&')
			buf_puts(&r->text, "&amp;");
		else
			buf_putc(&r->text, text[i]);
	}
}

/* Decodes TEXT in place when it is base64 of UTF-8 without NUL, else leaves it. */
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

void feed_field_end(struct feed_reader *r)
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
		/* a relative id is resolved by an xml:base, not by the URL of the feed */
		bool address = rule->ns == NS_ATOM || r->guid_is_link;
		if (address && r->based[r->depth] &&
			url_resolve(feed_base(r, r->depth), text, id, sizeof id) == 0) {
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
	for (size_t i = 0; i < array_size(periods); i++)
		if (name_is(name, periods[i].name))
			return periods[i].s;
	return 0;
}

void feed_channel_field_end(struct feed_reader *r)
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

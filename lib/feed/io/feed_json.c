/* Parses JSON Feed 1.0 and 1.1 (jsonfeed.org) with jansson. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "feed_build.h"
#include "text.h"
#include "url.h"

/*
 * jansson accepts a deeper nesting than JSON_DEPTH_MAX. is_shallow checks the depth before the
 * text is parsed.
 */
enum { JSON_DEPTH_MAX = 32, RANK_FIRST = 2, RANK_SECOND = 1 };

void feed_json_prepare(void)
{
	json_object_seed(0);
}

/* True when brackets outside strings are never nested deeper than the limit. */
static bool is_shallow(const char *p, const char *end)
{
	int depth = 0;
	bool string = false;
	for (; p < end; p++) {
		if (string && *p == '\\')
			p++;
		else if (*p == '"')
			string = !string;
		else if (!string && (*p == '{' || *p == '['))
			depth++;
		else if (!string && (*p == '}' || *p == ']'))
			depth--;
		if (depth > JSON_DEPTH_MAX)
			return false;
	}
	return true;
}

/*
 * The text of a member, up to a NUL. An id of JSON Feed 1.0 may be a number: its text is written to
 * NUMBER.
 */
static const char *member(const json_t *object, const char *key, char number[static 32])
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_number(value))
		return json_string_value(value);
	if (json_is_integer(value))
		snprintf(number, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		snprintf(number, 32, "%.15g", json_real_value(value));
	return number;
}

static void set(struct feed_draft *d, enum feed_field field, int rank, const json_t *object,
	const char *key)
{
	char number[32];
	const char *text = member(object, key, number);
	if (text != NULL)
		feed_draft_set(d, field, rank, false, text, strlen(text));
}

/* Sets a field from plain text, escaped: a draft holds HTML. */
static void set_plain(struct feed_draft *d, enum feed_field field, int rank, const json_t *object,
	const char *key)
{
	buf_auto struct buf html = BUF_INIT(FEED_RAW_MAX);
	const char *text = json_string_value(json_object_get(object, key));
	for (; text != NULL && *text != '\0' && html.length + 8 < html.max; text++) {
		if (*text == '<')
			buf_puts(&html, "&lt;");
		else if (*text == '&')
			buf_puts(&html, "&amp;");
		else
			buf_putc(&html, *text);
	}
	feed_draft_take(d, field, rank, false, &html);
}

static void set_link(
	struct feed_draft *d, int rank, const json_t *object, const char *key, const char *base_url)
{
	char number[32], link[FEED_LINK_MAX];
	const char *text = member(object, key, number);
	if (text == NULL)
		return;
	if (url_resolve(base_url, text, link, sizeof link) == 0)
		feed_draft_set(d, FEED_LINK, rank, false, link, strlen(link));
	else
		d->problems |= FEED_BAD_LINK;
}

static void read_item(const json_t *item, const char *base_url, struct feed_draft *d)
{
	feed_draft_clear(d);
	set(d, FEED_GUID, RANK_FIRST, item, "id");
	set(d, FEED_TITLE, RANK_FIRST, item, "title");
	set_link(d, RANK_FIRST, item, "url", base_url);
	set_link(d, RANK_SECOND, item, "external_url", base_url);
	set(d, FEED_SUMMARY, RANK_FIRST, item, "summary");
	set(d, FEED_CONTENT, RANK_FIRST, item, "content_html");
	set_plain(d, FEED_CONTENT, RANK_SECOND, item, "content_text");
	set(d, FEED_PUBLISHED, RANK_FIRST, item, "date_published");
	set(d, FEED_UPDATED, RANK_FIRST, item, "date_modified");
	d->guid_is_link = true;
}

static bool is_feed(const json_t *root)
{
	const char *version = json_string_value(json_object_get(root, "version"));
	return json_is_array(json_object_get(root, "items")) &&
	       (version == NULL || strstr(version, "jsonfeed.org") != NULL ||
		       strspn(version, "0123456789.") > 0);
}

int feed_json_parse(const char *data, size_t length, const char *base_url, struct feed_batch *out,
	struct error *err)
{
	json_error_t why;
	if (!is_shallow(data, data + length))
		return error_set(
			err, ERROR_DATA, "the JSON feed is nested deeper than %d", JSON_DEPTH_MAX);
	json_auto_t *root = json_loadb(data, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
	if (root == NULL)
		return error_set(
			err, ERROR_DATA, "not a JSON feed: %s (line %d)", why.text, why.line);
	if (!is_feed(root))
		return error_set(
			err, ERROR_DATA, "not a JSON feed: no items, or an unknown version");
	char title[FEED_TITLE_MAX], number[32];
	const char *text = member(root, "title", number);
	if (text != NULL && text_copy(title, sizeof title, text) && text_fold_space(title) > 0)
		text_copy(out->title, sizeof out->title, title);
	struct feed_draft draft;
	feed_draft_init(&draft);
	size_t i;
	const json_t *item;
	json_array_foreach(json_object_get(root, "items"), i, item)
	{
		read_item(item, base_url, &draft);
		if (!feed_batch_add(out, &draft))
			break;
	}
	feed_draft_free(&draft);
	return 0;
}

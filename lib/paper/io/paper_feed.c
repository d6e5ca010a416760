#include "paper_feed.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlsave.h>

#include "array.h"
#include "file.h"
#include "mem.h"
#include "paper_text.h"
#include "text.h"

enum { FEEDS_MAX = 1000, STORIES_MAX = SYNTH_STORIES_MAX * 64 };

static int add_feed(
	struct paper_feeds *f, const char *name, void *document, int number, struct error *err)
{
	if (mem_grow(&f->rows, &f->capacity, f->count + 1, sizeof *f->rows, FEEDS_MAX) != 0)
		return error_memory(err);
	struct paper_feed *row = &f->rows[f->count];
	*row = (struct paper_feed){.document = document, .number = number};
	if (!text_copy(row->name, sizeof row->name, name))
		return error_set(err, ERROR_CONFIG, "the name of feed \"%.80s\" is too long", name);
	f->count++;
	return 0;
}

/* The generated feeds: name, title, and whether the format is Atom or RSS. */
static const struct {
	const char *name, *title;
	bool atom;
} generated[SYNTH_FEEDS] = {
	{"wire", "Market Wire", false},
	{"street", "Street Notes", true},
	{"daily", "Business Daily", false},
};

int paper_feeds_generate(
	struct paper_feeds *f, uint64_t seed, struct date day, int count, struct error *err)
{
	struct session s;
	bool more = calendar_session(day, &s);
	for (int i = 0; i < count && more; i++) {
		struct synth_story stories[SYNTH_STORIES_MAX];
		size_t n = synth_stories(seed, &s, (size_t)i, stories);
		if (mem_grow(&f->stories, &f->story_capacity, f->story_count + n,
			    sizeof *f->stories, STORIES_MAX) != 0)
			return error_memory(err);
		memcpy(f->stories + f->story_count, stories, n * sizeof *stories);
		f->story_count += n;
		more = calendar_next(s.day, &s);
	}
	for (int i = 0; i < SYNTH_FEEDS; i++)
		if (add_feed(f, generated[i].name, NULL, i, err) != 0)
			return -1;
	return 0;
}

static int load_file(struct paper_feeds *f, const char *folder, const char *file, struct error *err)
{
	char path[4096], name[64];
	const char *reason;
	size_t length = strlen(file) - strlen(".xml");
	int n = snprintf(path, sizeof path, "%s/%s", folder, file);
	if (n < 0 || (size_t)n >= sizeof path || length >= sizeof name)
		return error_set(
			err, ERROR_CONFIG, "the name of feed file \"%.80s\" is too long", file);
	memcpy(name, file, length);
	name[length] = '\0';
	int fd = file_descriptor(path, &reason);
	if (fd < 0)
		return error_set(err, ERROR_DATA, "could not open feed file \"%.200s\": %s", path,
			reason);
	xmlDocPtr document = xmlReadFd(
		fd, path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	(void)close(fd);
	if (document == NULL)
		return error_set(err, ERROR_DATA, "feed file is not well-formed XML: \"%s\"", path);
	if (add_feed(f, name, document, 0, err) == 0)
		return 0;
	xmlFreeDoc(document);
	return -1;
}

static int is_feed_file(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);
	return entry->d_name[0] != '.' && length > 4 &&
	       text_equal(entry->d_name + length - 4, ".xml");
}

int paper_feeds_load(struct paper_feeds *f, const char *folder, struct error *err)
{
	struct dirent **names = NULL;
	int n = scandir(folder, &names, is_feed_file, alphasort), result = 0;
	if (n < 0)
		return error_set(err, ERROR_CONFIG, "could not read feed folder \"%s\": %s", folder,
			strerror(errno));
	for (int i = 0; i < n; i++) {
		if (result == 0)
			result = load_file(f, folder, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return result;
}

void paper_feeds_free(struct paper_feeds *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->rows[i].document != NULL)
			xmlFreeDoc(f->rows[i].document);
	free(f->rows);
	free(f->stories);
	*f = (struct paper_feeds){.count = 0};
}

const struct paper_feed *paper_feed_find(const struct paper_feeds *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (text_equal(f->rows[i].name, name))
			return &f->rows[i];
	return NULL;
}

static void put_xml(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		default:
			buf_putc(out, *text);
		}
	}
}

static void put_element(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "<%s>", name);
	put_xml(out, text);
	buf_printf(out, "</%s>", name);
}

static void put_rss_item(struct buf *out, const struct synth_story *s, const char *feed)
{
	char date[PAPER_HTTP_DATE_SIZE];
	buf_puts(out, "<item>");
	put_element(out, "title", s->title);
	buf_printf(
		out, "<link>https://%s.example/%llu</link>", feed, (unsigned long long)s->serial);
	buf_printf(out, "<guid isPermaLink=\"true\">https://%s.example/%llu</guid>", feed,
		(unsigned long long)s->serial);
	put_element(out, "pubDate", paper_http_date(s->published, date));
	put_element(out, "description", s->summary);
	buf_puts(out, "</item>\n");
}

static void put_atom_entry(struct buf *out, const struct synth_story *s, const char *feed)
{
	char date[INSTANT_TEXT_SIZE];
	buf_puts(out, "<entry>");
	put_element(out, "title", s->title);
	buf_printf(out, "<link rel=\"alternate\" href=\"https://%s.example/%llu\"/>", feed,
		(unsigned long long)s->serial);
	buf_printf(out, "<id>tag:%s.example,2026:%llu</id>", feed, (unsigned long long)s->serial);
	put_element(out, "published", instant_format(s->published, date));
	put_element(out, "updated", date);
	put_element(out, "summary", s->summary);
	buf_puts(out, "</entry>\n");
}

static void put_head(struct buf *out, const struct paper_feed *feed, struct instant modified)
{
	char date[INSTANT_TEXT_SIZE];
	const char *title = generated[feed->number].title;
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	if (!generated[feed->number].atom) {
		buf_puts(out, "<rss version=\"2.0\"><channel>");
		put_element(out, "title", title);
		buf_printf(out, "<link>https://%s.example/</link>", feed->name);
		buf_puts(out, "<description>Generated "
			      "news</description><language>en-us</language><ttl>1</ttl>\n");
		return;
	}
	buf_puts(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\">");
	put_element(out, "title", title);
	buf_printf(out, "<id>tag:%s.example,2026:feed</id>", feed->name);
	buf_printf(out, "<link rel=\"alternate\" href=\"https://%s.example/\"/>", feed->name);
	if (instant_known(modified))
		put_element(out, "updated", instant_format(modified, date));
	buf_putc(out, '\n');
}

/* Writes the newest fifty stories, the newest first. */
static void render_generated(const struct paper_feeds *f, const struct paper_feed *feed,
	struct instant now, struct buf *out, struct instant *modified)
{
	enum { SHOWN = 50 };
	bool atom = generated[feed->number].atom;
	int shown = 0;
	*modified = INSTANT_UNKNOWN;
	for (size_t i = f->story_count; i > 0 && shown < SHOWN; i--) {
		const struct synth_story *s = &f->stories[i - 1];
		if (s->feed != feed->number || instant_compare(s->published, now) > 0)
			continue;
		if (shown++ == 0) {
			*modified = s->published;
			put_head(out, feed, *modified);
		}
		if (atom)
			put_atom_entry(out, s, feed->name);
		else
			put_rss_item(out, s, feed->name);
	}
	if (shown == 0)
		put_head(out, feed, *modified);
	buf_puts(out, atom ? "</feed>\n" : "</channel></rss>\n");
}

static bool is_element(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && text_equal((const char *)n->name, name);
}

static bool is_item(const xmlNode *n)
{
	return is_element(n, "item") || is_element(n, "entry");
}

/*
 * The time at which an item appeared: the first of its date elements that can be parsed. Unknown
 * when there is none; the item is then always shown.
 */
static struct instant item_time(const xmlNode *item)
{
	static const char *const names[] = {"pubDate", "published", "date", "updated", "issued"};
	for (size_t i = 0; i < array_size(names); i++) {
		for (const xmlNode *n = item->children; n != NULL; n = n->next) {
			struct instant t;
			if (!is_element(n, names[i]))
				continue;
			xmlChar *content = xmlNodeGetContent(n);
			char text[80];
			bool fits = content != NULL &&
				    text_copy(text, sizeof text, (const char *)content);
			xmlFree(content);
			if (fits && text_fold_space(text) > 0 && paper_parse_date(text, &t) == 0)
				return t;
		}
	}
	return INSTANT_UNKNOWN;
}

/* Removes the items later than NOW; *MODIFIED becomes the time of the newest other item. */
static void prune(xmlNode *parent, struct instant now, struct instant *modified)
{
	for (xmlNode *n = parent->children, *next; n != NULL; n = next) {
		next = n->next;
		if (!is_item(n)) {
			if (n->type == XML_ELEMENT_NODE)
				prune(n, now, modified);
			continue;
		}
		struct instant t = item_time(n);
		if (!instant_known(t))
			continue;
		if (instant_compare(t, now) > 0) {
			xmlUnlinkNode(n);
			xmlFreeNode(n);
		} else if (!instant_known(*modified) || instant_compare(t, *modified) > 0) {
			*modified = t;
		}
	}
}

static int render_file(const struct paper_feed *feed, struct instant now, struct buf *out,
	struct instant *modified, struct error *err)
{
	xmlDocPtr copy = xmlCopyDoc(feed->document, 1);
	xmlNode *root = copy != NULL ? xmlDocGetRootElement(copy) : NULL;
	xmlChar *text = NULL;
	int size = 0;
	*modified = INSTANT_UNKNOWN;
	if (root != NULL) {
		prune(root, now, modified);
		xmlDocDumpMemoryEnc(copy, &text, &size, "UTF-8");
	}
	if (text != NULL)
		buf_append(out, (const char *)text, (size_t)size);
	xmlFree(text);
	xmlFreeDoc(copy);
	return text != NULL && buf_ok(out) ? 0 : error_memory(err);
}

int paper_feed_render(const struct paper_feeds *f, const struct paper_feed *feed,
	struct instant now, struct buf *out, struct instant *modified, struct error *err)
{
	if (feed->document != NULL)
		return render_file(feed, now, out, modified, err);
	render_generated(f, feed, now, out, modified);
	return buf_ok(out) ? 0 : error_memory(err);
}

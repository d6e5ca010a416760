#include "feed_build.h"

#include <string.h>

#include "feed_date.h"
#include "html.h"
#include "text.h"
#include "url.h"

enum { RECORD_TEXTS = 6 };
#define RECORD_NONE UINT32_MAX

/*
 * A record: this header, then the texts that there are, each with its NUL. Writer and reader are
 * one program.
 */
struct record {
	uint32_t size; /* of the whole record */
	uint32_t problems;
	int64_t published_us;
	/* guid title link summary content date_text; RECORD_NONE: missing */
	uint32_t length[RECORD_TEXTS];
};

static const uint32_t text_max[RECORD_TEXTS] = {FEED_GUID_MAX, FEED_TITLE_MAX, FEED_LINK_MAX,
	FEED_TEXT_MAX, FEED_TEXT_MAX, FEED_DATE_TEXT_MAX};

const char *feed_problem_name(unsigned bit)
{
	static const char *const names[FEED_PROBLEMS] = {"partial", "bad_encoding", "items_cut",
		"text_cut", "no_title", "no_date", "bad_date", "bad_link", "no_identity",
		"day_only"};
	return bit < FEED_PROBLEMS ? names[bit] : NULL;
}

void feed_batch_clear(struct feed_batch *batch)
{
	buf_clear(&batch->records);
	batch->count = 0;
	batch->sound = false;
	batch->problems = 0;
	batch->ttl_s = 0;
	batch->title[0] = '\0';
}

void feed_batch_free(struct feed_batch *batch)
{
	buf_free(&batch->records);
	feed_batch_clear(batch);
}

void feed_draft_init(struct feed_draft *d)
{
	memset(d, 0, sizeof *d);
	for (int i = 0; i < FEED_FIELDS; i++)
		d->raw[i].max = FEED_RAW_MAX;
}

void feed_draft_clear(struct feed_draft *d)
{
	for (int i = 0; i < FEED_FIELDS; i++) {
		buf_clear(&d->raw[i]);
		d->rank[i] = 0;
	}
	d->guid_is_link = false;
	d->problems = 0;
}

void feed_draft_free(struct feed_draft *d)
{
	for (int i = 0; i < FEED_FIELDS; i++)
		buf_free(&d->raw[i]);
}

void feed_draft_set(struct feed_draft *d, enum feed_field field, int rank, bool last_wins,
	const char *text, size_t length)
{
	while (length > 0 && (unsigned char)text[length - 1] <= ' ')
		length--;
	while (length > 0 && (unsigned char)*text <= ' ') {
		text++;
		length--;
	}
	if (length == 0 || rank < d->rank[field] || (rank == d->rank[field] && !last_wins))
		return;
	buf_clear(&d->raw[field]);
	buf_append(&d->raw[field], text, text_cut(text, length, FEED_RAW_MAX));
	d->rank[field] = rank;
}

/*
 * Scratch for one item's texts: static would do, but a batch may be made in any thread; 132 KiB of
 * stack do too.
 */
struct clean {
	char guid[FEED_GUID_MAX + 1], title[FEED_TITLE_MAX + 1], link[FEED_LINK_MAX + 1];
	char summary[FEED_TEXT_MAX + 1], content[FEED_TEXT_MAX + 1],
		date_text[FEED_DATE_TEXT_MAX + 1];
	unsigned problems;
};

static void clean_text(const struct feed_draft *d, enum feed_field field, char *out, size_t size,
	unsigned *problems)
{
	const struct buf *raw = &d->raw[field];
	bool cut = false;
	html_to_text(buf_text(raw), d->rank[field] > 0 ? raw->length : 0, out, size, &cut);
	if (cut)
		*problems |= FEED_TEXT_CUT;
}

/* What a link may not be: something that runs, or reads what is local. */
static bool link_is_safe(const char *link)
{
	static const char *const schemes[] = {
		"javascript:", "data:", "vbscript:", "file:", "about:", "blob:"};
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		char head[16] = "";
		size_t n = strlen(schemes[i]);
		memcpy(head, link, strnlen(link, n));
		if (text_equal_nocase(head, schemes[i]))
			return false;
	}
	return true;
}

static void clean_link(const struct feed_draft *d, struct clean *c)
{
	const struct buf *raw = &d->raw[FEED_LINK];
	bool guid = d->rank[FEED_LINK] == 0 && d->guid_is_link && url_is_web(c->guid);
	c->link[0] = '\0';
	if (guid) {
		text_copy(c->link, sizeof c->link, c->guid);
	} else if (d->rank[FEED_LINK] > 0) {
		bool cut = false;
		html_to_text(buf_text(raw), raw->length, c->link, sizeof c->link, &cut);
		if (cut || !link_is_safe(c->link)) {
			c->link[0] = '\0';
			c->problems |= FEED_BAD_LINK;
		}
	}
}

static struct instant clean_date(const struct feed_draft *d, struct clean *c)
{
	struct instant t = INSTANT_UNKNOWN;
	bool timed = true;
	enum feed_field field = d->rank[FEED_PUBLISHED] > 0 ? FEED_PUBLISHED : FEED_UPDATED;
	clean_text(d, field, c->date_text, sizeof c->date_text, &c->problems);
	if (c->date_text[0] == '\0') {
		c->problems |= FEED_NO_DATE;
		return t;
	}
	bool good = feed_date_parse_timed(c->date_text, &t, &timed) == 0;
	if (!good && field == FEED_PUBLISHED && d->rank[FEED_UPDATED] > 0)
		good = feed_date_parse_timed(buf_text(&d->raw[FEED_UPDATED]), &t, &timed) == 0;
	if (!good)
		c->problems |= FEED_BAD_DATE;
	else if (!timed)
		c->problems |= FEED_DAY_ONLY;
	return t;
}

bool feed_batch_add(struct feed_batch *batch, const struct feed_draft *d)
{
	if (batch->count == FEED_ITEMS_MAX ||
		batch->records.length > FEED_RECORDS_MAX - sizeof(struct clean)) {
		batch->problems |= FEED_ITEMS_CUT;
		return false;
	}
	struct clean c;
	c.problems = d->problems;
	clean_text(d, FEED_GUID, c.guid, sizeof c.guid, &c.problems);
	clean_text(d, FEED_TITLE, c.title, sizeof c.title, &c.problems);
	clean_text(d, FEED_SUMMARY, c.summary, sizeof c.summary, &c.problems);
	clean_text(d, FEED_CONTENT, c.content, sizeof c.content, &c.problems);
	clean_link(d, &c);
	struct instant t = clean_date(d, &c);
	if (c.title[0] == '\0')
		c.problems |= FEED_NO_TITLE;
	if (c.title[0] == '\0' && c.guid[0] == '\0' && c.link[0] == '\0')
		c.problems |= FEED_NO_IDENTITY;
	const char *texts[RECORD_TEXTS] = {
		c.guid, c.title, c.link, c.summary, c.content, c.date_text};
	struct record head = {.size = sizeof head, .problems = c.problems, .published_us = t.us};
	for (int i = 0; i < RECORD_TEXTS; i++) {
		uint32_t length = (uint32_t)strlen(texts[i]);
		head.length[i] = length > 0 ? length : RECORD_NONE;
		head.size += length > 0 ? length + 1 : 0;
	}
	buf_append(&batch->records, (const char *)&head, sizeof head);
	for (int i = 0; i < RECORD_TEXTS; i++)
		if (head.length[i] != RECORD_NONE)
			buf_append(&batch->records, texts[i], head.length[i] + 1);
	batch->count++;
	return !batch->records.failed;
}

/* The reader trusts nothing: the writer has read the feed, and may be doing the feed's will. */
static bool is_sound(const char *text, size_t length)
{
	return memchr(text, '\0', length) == NULL && text_is_utf8(text, length);
}

int feed_batch_next(const struct feed_batch *batch, size_t *cursor, struct feed_item *out)
{
	size_t room = batch->records.length - *cursor;
	if (room == 0)
		return 0;
	struct record head;
	if (room < sizeof head)
		return -1;
	const char *p = batch->records.data + *cursor;
	memcpy(&head, p, sizeof head);
	if (head.size < sizeof head || head.size > room)
		return -1;
	const char *end = p + head.size, *texts[RECORD_TEXTS] = {NULL};
	p += sizeof head;
	for (int i = 0; i < RECORD_TEXTS; i++) {
		if (head.length[i] == RECORD_NONE)
			continue;
		size_t length = head.length[i];
		if (length > text_max[i] || (size_t)(end - p) < length + 1 || p[length] != '\0' ||
			(!batch->sound && !is_sound(p, length)))
			return -1;
		texts[i] = p;
		p += length + 1;
	}
	if (p != end || head.problems >= 1U << FEED_PROBLEMS)
		return -1;
	*out = (struct feed_item){.guid = texts[0],
		.title = texts[1],
		.link = texts[2],
		.summary = texts[3],
		.content = texts[4],
		.date_text = texts[5],
		.published_at = {head.published_us},
		.problems = head.problems};
	*cursor += head.size;
	return 1;
}

bool feed_batch_check(struct feed_batch *batch)
{
	struct feed_item item;
	size_t cursor = 0;
	uint32_t count = 0;
	int result;
	batch->sound = false;
	while ((result = feed_batch_next(batch, &cursor, &item)) == 1)
		count++;
	batch->sound = result == 0 && count == batch->count;
	return batch->sound;
}

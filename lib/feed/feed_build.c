#include "feed_build.h"

#include <string.h>

#include "array.h"
#include "feed_date.h"
#include "html.h"
#include "text.h"
#include "url.h"

enum { RECORD_TEXTS = 6 };
#define RECORD_NONE UINT32_MAX

/*
 * A record is this header, then the texts that are not missing, each with its NUL. The same program
 * writes and reads it, so it has the byte order and layout of the host.
 */
struct record {
	uint32_t size; /* of the whole record */
	uint32_t problems;
	int64_t published_us;
	/* of guid, title, link, summary, content, date_text; RECORD_NONE: missing */
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

static bool is_date(const char *text, size_t length)
{
	char date[FEED_DATE_MAX + 1];
	struct instant ignored;
	if (length >= sizeof date)
		return false;
	memcpy(date, text, length);
	date[length] = '\0';
	return feed_date_parse(date, &ignored) == 0;
}

/*
 * True when TEXT should replace the text that the field has. Of two dates, one that can be read is
 * better than one that cannot, whatever their ranks.
 */
static bool is_better(const struct feed_draft *d, enum feed_field field, int rank, bool last_wins,
	const char *text, size_t length)
{
	if (d->rank[field] > 0 && (field == FEED_PUBLISHED || field == FEED_UPDATED)) {
		bool old = is_date(buf_text(&d->raw[field]), d->raw[field].length);
		if (is_date(text, length) != old)
			return !old;
	}
	return rank > d->rank[field] || (rank == d->rank[field] && last_wins);
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
	if (length == 0 || !is_better(d, field, rank, last_wins, text, length))
		return;
	buf_clear(&d->raw[field]);
	buf_append(&d->raw[field], text, text_cut(text, length, FEED_RAW_MAX));
	d->rank[field] = rank;
}

static bool is_blank(const struct buf *text)
{
	for (size_t i = 0; i < text->length; i++)
		if ((unsigned char)text->data[i] > ' ')
			return false;
	return true;
}

void feed_draft_take(
	struct feed_draft *d, enum feed_field field, int rank, bool last_wins, struct buf *text)
{
	if (is_blank(text) || !is_better(d, field, rank, last_wins, buf_text(text), text->length))
		return;
	struct buf old = d->raw[field];
	d->raw[field] = *text;
	d->rank[field] = rank;
	*text = old;
}

/* The record being made: each text is written directly into its place, behind the one before. */
struct maker {
	const struct feed_draft *draft;
	char *next, *text[RECORD_TEXTS]; /* text: "" when missing */
	struct record head;
};

enum { TEXT_GUID, TEXT_TITLE, TEXT_LINK, TEXT_SUMMARY, TEXT_CONTENT, TEXT_DATE };

/* The LENGTH bytes at m->next become text WHICH, which is missing when LENGTH is 0. */
static void keep_text(struct maker *m, int which, size_t length)
{
	m->text[which] = m->next;
	m->head.length[which] = length > 0 ? (uint32_t)length : RECORD_NONE;
	if (length > 0)
		m->next += length + 1;
	else
		*m->next = '\0';
}

static void clean_text(struct maker *m, int which, enum feed_field field)
{
	const struct buf *raw = &m->draft->raw[field];
	bool cut = false;
	size_t length = m->draft->rank[field] == 0 ? 0
						   : html_to_text(buf_text(raw), raw->length,
							     m->next, text_max[which] + 1, &cut);
	if (cut)
		m->head.problems |= FEED_TEXT_CUT;
	keep_text(m, which, length);
}

/* False for the schemes that run code or read local data. */
static bool link_is_safe(const char *link)
{
	static const char *const schemes[] = {
		"javascript:", "data:", "vbscript:", "file:", "about:", "blob:"};
	for (size_t i = 0; i < array_size(schemes); i++) {
		char head[16] = "";
		size_t n = strlen(schemes[i]);
		memcpy(head, link, strnlen(link, n));
		if (text_equal_nocase(head, schemes[i]))
			return false;
	}
	return true;
}

static void clean_link(struct maker *m)
{
	const struct feed_draft *d = m->draft;
	const char *guid = m->text[TEXT_GUID];
	const struct buf *raw = &d->raw[FEED_LINK];
	size_t length = 0;
	if (d->rank[FEED_LINK] == 0 && d->guid_is_link && url_is_web(guid)) {
		length = strlen(guid);
		memcpy(m->next, guid, length + 1);
	} else if (d->rank[FEED_LINK] > 0) {
		bool cut = false;
		length = html_to_text(buf_text(raw), raw->length, m->next, FEED_LINK_MAX + 1, &cut);
		if (cut || !link_is_safe(m->next)) {
			length = 0;
			m->head.problems |= FEED_BAD_LINK;
		}
	}
	keep_text(m, TEXT_LINK, length);
}

static struct instant clean_date(struct maker *m)
{
	struct instant t = INSTANT_UNKNOWN;
	bool timed = true;
	const struct feed_draft *d = m->draft;
	enum feed_field field = d->rank[FEED_PUBLISHED] > 0 ? FEED_PUBLISHED : FEED_UPDATED;
	clean_text(m, TEXT_DATE, field);
	if (m->head.length[TEXT_DATE] == RECORD_NONE) {
		m->head.problems |= FEED_NO_DATE;
		return t;
	}
	bool good = feed_date_parse_timed(m->text[TEXT_DATE], &t, &timed) == 0;
	if (!good && field == FEED_PUBLISHED && d->rank[FEED_UPDATED] > 0)
		good = feed_date_parse_timed(buf_text(&d->raw[FEED_UPDATED]), &t, &timed) == 0;
	if (!good)
		m->head.problems |= FEED_BAD_DATE;
	else if (!timed)
		m->head.problems |= FEED_DAY_ONLY;
	return t;
}

static bool is_missing(const struct maker *m, int which)
{
	return m->head.length[which] == RECORD_NONE;
}

/* The largest size of a record. */
enum {
	RECORD_MAX = sizeof(struct record) + FEED_GUID_MAX + FEED_TITLE_MAX + FEED_LINK_MAX +
		     2 * FEED_TEXT_MAX + FEED_DATE_TEXT_MAX + RECORD_TEXTS
};

bool feed_batch_add(struct feed_batch *batch, const struct feed_draft *d)
{
	if (batch->count == FEED_ITEMS_MAX ||
		batch->records.length > FEED_RECORDS_MAX - RECORD_MAX) {
		batch->problems |= FEED_ITEMS_CUT;
		return false;
	}
	char *room = buf_room(&batch->records, RECORD_MAX);
	if (room == NULL)
		return false;
	struct maker m = {
		.draft = d, .next = room + sizeof m.head, .head = {.problems = d->problems}};
	clean_text(&m, TEXT_GUID, FEED_GUID);
	clean_text(&m, TEXT_TITLE, FEED_TITLE);
	clean_link(&m);
	clean_text(&m, TEXT_SUMMARY, FEED_SUMMARY);
	clean_text(&m, TEXT_CONTENT, FEED_CONTENT);
	m.head.published_us = clean_date(&m).us;
	if (is_missing(&m, TEXT_TITLE))
		m.head.problems |= FEED_NO_TITLE;
	if (is_missing(&m, TEXT_TITLE) && is_missing(&m, TEXT_GUID) && is_missing(&m, TEXT_LINK))
		m.head.problems |= FEED_NO_IDENTITY;
	m.head.size = (uint32_t)(m.next - room);
	memcpy(room, &m.head, sizeof m.head);
	buf_extend(&batch->records, m.head.size);
	batch->count++;
	return true;
}

/* The reader trusts no record: a hostile feed may have taken over the process that wrote it. */
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

#include "wordpiece.h"

#include <string.h>

#include "array.h"
#include "text.h"
#include "unicode.h"

enum {
	WORD_MAX = 100,	   /* characters; a longer word is [UNK], max_input_chars_per_word */
	ACCENTS_MAX = 64,  /* on one letter; further ones stay in the order of the text */
	CHARACTER_MAX = 4, /* bytes of UTF-8 */
};

static const char *const special_names[WORDPIECE_SPECIALS] = {
	[WORDPIECE_UNKNOWN] = "[UNK]",
	[WORDPIECE_CLASS] = "[CLS]",
	[WORDPIECE_SEPARATOR] = "[SEP]",
	[WORDPIECE_PADDING] = "[PAD]",
	[WORDPIECE_MASK] = "[MASK]",
};

/* --- the vocabulary --- */

/* FNV-1a, 64 bits: the hash of a prefix can be continued. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

static uint64_t hash_more(uint64_t hash, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * HASH_PRIME;
	return hash;
}

/* The text of a token in two parts: "##" or nothing, and the rest. */
struct token_text {
	const char *mark, *rest;
	size_t mark_length, rest_length;
	uint64_t hash;
};

static bool slot_holds(
	const struct wordpiece *w, const struct wordpiece_slot *slot, const struct token_text *t)
{
	const char *text = w->vocabulary + slot->offset;
	return slot->tag == (uint32_t)t->hash && slot->length == t->mark_length + t->rest_length &&
	       memcmp(text, t->mark, t->mark_length) == 0 &&
	       memcmp(text + t->mark_length, t->rest, t->rest_length) == 0;
}

/* Returns the slot of the token, or the free slot for it. */
static struct wordpiece_slot *slot_of(const struct wordpiece *w, const struct token_text *t)
{
	size_t at = (size_t)(t->hash >> 32) & w->slot_mask;
	while (w->slots[at].length > 0 && !slot_holds(w, &w->slots[at], t))
		at = (at + 1) & w->slot_mask;
	return &w->slots[at];
}

static int32_t find(const struct wordpiece *w, const struct token_text *t)
{
	const struct wordpiece_slot *slot = slot_of(w, t);
	return slot->length > 0 ? slot->id : -1;
}

static int32_t find_special(const struct wordpiece *w, const char *name)
{
	size_t length = strlen(name);
	struct token_text t = {"", name, 0, length, hash_more(HASH_START, name, length)};
	return find(w, &t);
}

/* Returns the line at TEXT, and sets *NEXT to the start of the next one: after \n, \r\n or \r. */
static struct token_text line_of(const char *text, size_t length, size_t *next)
{
	struct token_text line = {"", text, 0, 0, HASH_START};
	size_t end = 0;
	for (; end < length && text[end] != '\n' && text[end] != '\r'; end++)
		line.hash = hash_more(line.hash, text + end, 1);
	line.rest_length = end;
	if (end + 1 < length && text[end] == '\r' && text[end + 1] == '\n')
		end++;
	*next = end + 1;
	return line;
}

size_t wordpiece_slots(size_t count)
{
	size_t slots = 16;
	while (slots < 2 * count)
		slots *= 2;
	return slots;
}

int wordpiece_init(struct wordpiece *w, const struct wordpiece_options *options,
	const char *vocabulary, size_t length, struct wordpiece_slot *slots, size_t slot_count,
	struct error *err)
{
	struct wordpiece made = {*options, vocabulary, slots, slot_count - 1, 0, 0, {0}};
	size_t next;
	for (size_t at = 0; at < length; at += next, made.count++) {
		struct token_text t = line_of(vocabulary + at, length - at, &next);
		if (made.count >= slot_count / 2)
			return error_set(err, ERROR_DATA, "the vocabulary has more than %zu tokens",
				made.count);
		if (t.rest_length == 0)
			continue;
		/* of equal tokens the last one counts, as in the reference */
		*slot_of(&made, &t) = (struct wordpiece_slot){(uint32_t)t.hash, (uint32_t)at,
			(uint32_t)t.rest_length, (int32_t)made.count};
		if (t.rest_length > made.longest)
			made.longest = t.rest_length;
	}
	for (size_t i = 0; i < WORDPIECE_SPECIALS; i++) {
		made.special[i] = find_special(&made, special_names[i]);
		if (i <= WORDPIECE_SEPARATOR && made.special[i] < 0)
			return error_set(
				err, ERROR_DATA, "the vocabulary has no %s", special_names[i]);
	}
	*w = made;
	return 0;
}

/* --- words to pieces --- */

struct encoder {
	const struct wordpiece *w;
	int32_t *ids;
	size_t count, max;
	/* the current letter and its accents, in canonical order */
	int32_t cluster[1 + ACCENTS_MAX];
	size_t cluster_length;
	/* the current word, and where each of its characters starts */
	char word[WORD_MAX * CHARACTER_MAX];
	size_t start[WORD_MAX + 1];
	size_t characters; /* WORD_MAX + 1: too long */
};

static void put(struct encoder *e, int32_t id)
{
	if (e->count < e->max)
		e->ids[e->count++] = id;
}

/*
 * Returns the id of the longest token that starts at character FROM, and sets *TO to the character
 * after it; -1: there is none.
 */
static int32_t longest_piece(const struct encoder *e, size_t from, size_t *to)
{
	uint64_t hash[WORD_MAX + 1];
	struct token_text t = {"##", e->word + e->start[from], from > 0 ? 2 : 0, 0, HASH_START};
	size_t last = from;
	hash[from] = hash_more(HASH_START, t.mark, t.mark_length);
	while (last < e->characters &&
		e->start[last + 1] - e->start[from] + t.mark_length <= e->w->longest) {
		hash[last + 1] = hash_more(
			hash[last], e->word + e->start[last], e->start[last + 1] - e->start[last]);
		last++;
	}
	for (; last > from; last--) {
		t.rest_length = e->start[last] - e->start[from];
		t.hash = hash[last];
		int32_t id = find(e->w, &t);
		if (id >= 0) {
			*to = last;
			return id;
		}
	}
	return -1;
}

static void end_word(struct encoder *e)
{
	size_t before = e->count, at = 0;
	bool known = e->characters <= WORD_MAX;
	while (known && at < e->characters) {
		int32_t id = longest_piece(e, at, &at);
		known = id >= 0;
		put(e, id);
	}
	if (!known) { /* a word is either known as a whole or [UNK] */
		e->count = before;
		put(e, e->w->special[WORDPIECE_UNKNOWN]);
	}
	e->characters = 0;
}

static void add_to_word(struct encoder *e, int32_t c)
{
	if (e->characters >= WORD_MAX) {
		e->characters = WORD_MAX + 1;
		return;
	}
	size_t at = e->start[e->characters];
	e->start[++e->characters] = at + text_encode(c, e->word + at);
}

/* Every ASCII sign other than letters and digits is punctuation here, "$" and "+" too. */
static bool is_punctuation(int32_t c)
{
	if (c < 0x80)
		return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
		       (c >= '{' && c <= '~');
	return unicode_class(c) == UNICODE_PUNCTUATION;
}

static void take_final(struct encoder *e, int32_t c)
{
	if (!is_punctuation(c)) {
		add_to_word(e, c);
		return;
	}
	end_word(e);
	add_to_word(e, c);
	end_word(e);
}

/* --- characters to words --- */

static bool is_mark(int32_t c)
{
	return c >= 0x80 && unicode_class(c) == UNICODE_MARK;
}

/*
 * Composes the cluster in place (UAX #15): an accent joins the letter unless an accent of the same
 * order stays before it.
 */
static void compose_cluster(struct encoder *e)
{
	size_t kept = 1;
	int order_before = 0;
	for (size_t i = 1; i < e->cluster_length; i++) {
		int32_t c = e->cluster[i];
		int order = unicode_order(c);
		int32_t whole = order_before < order ? unicode_compose(e->cluster[0], c) : -1;
		if (whole >= 0) {
			e->cluster[0] = whole;
		} else {
			e->cluster[kept++] = c;
			order_before = order;
		}
	}
	e->cluster_length = kept;
}

/* Composes a complete cluster; called once per cluster. */
static void settle_cluster(struct encoder *e)
{
	if (!e->w->options.strip_accents && e->cluster_length > 1 &&
		unicode_order(e->cluster[0]) == 0)
		compose_cluster(e);
}

static void emit_cluster(struct encoder *e)
{
	for (size_t i = 0; i < e->cluster_length; i++)
		if (!e->w->options.strip_accents || !is_mark(e->cluster[i]))
			take_final(e, e->cluster[i]);
	e->cluster_length = 0;
}

/* Composes two letters into one, as in Hangul: C joins the cluster, which is already composed. */
static bool join_cluster(struct encoder *e, int32_t c)
{
	if (e->w->options.strip_accents || e->cluster_length != 1)
		return false;
	int32_t whole = unicode_compose(e->cluster[0], c);
	if (whole >= 0)
		e->cluster[0] = whole;
	return whole >= 0;
}

/*
 * Takes one part of a decomposed character: a letter starts a cluster, an accent goes to its place
 * in the cluster.
 */
static void take_decomposed(struct encoder *e, int32_t c)
{
	int order = unicode_order(c);
	if (order == 0 || e->cluster_length > ACCENTS_MAX) {
		settle_cluster(e);
		if (order == 0 && join_cluster(e, c))
			return;
		emit_cluster(e);
	}
	size_t at = e->cluster_length++;
	while (at > 0 && unicode_order(e->cluster[at - 1]) > order) {
		e->cluster[at] = e->cluster[at - 1];
		at--;
	}
	e->cluster[at] = c;
}

static void take_character(struct encoder *e, int32_t c)
{
	if (c < 0x80 && e->cluster_length == 0) { /* nearly all text */
		e->cluster[e->cluster_length++] = c;
		return;
	}
	int32_t parts[UNICODE_DECOMPOSED_MAX];
	size_t count = unicode_decompose(c, parts);
	for (size_t i = 0; i < count; i++)
		take_decomposed(e, parts[i]);
}

static void end_of_words(struct encoder *e)
{
	settle_cluster(e);
	emit_cluster(e);
	end_word(e);
}

/* The blocks that the reference calls Chinese: neither kana nor Hangul. */
static bool is_chinese(int32_t c)
{
	static const struct {
		int32_t first, last;
	} blocks[] = {{0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x2a6df},
		{0x2a700, 0x2b73f}, {0x2b740, 0x2b81f}, {0x2b820, 0x2ceaf}, {0x2f800, 0x2fa1f}};
	for (size_t i = 0; i < array_size(blocks); i++)
		if (c >= blocks[i].first && c <= blocks[i].last)
			return true;
	return false;
}

static void take_raw(struct encoder *e, int32_t c)
{
	enum { REPLACEMENT = 0xfffd, DOT_ABOVE = 0x307 };
	const struct wordpiece_options *o = &e->w->options;
	if (c == '\t' || c == '\n' || c == '\r' || c == ' ') {
		end_of_words(e);
		return;
	}
	enum unicode_class class = c > ' ' && c < 0x7f ? UNICODE_OTHER : unicode_class(c);
	if (class == UNICODE_CONTROL || c == REPLACEMENT)
		return;
	if (class == UNICODE_SPACE) {
		end_of_words(e);
	} else if (o->part_chinese && is_chinese(c)) {
		end_of_words(e);
		take_character(e, c);
		end_of_words(e);
	} else if (o->lower && c == UNICODE_CAPITAL_DOTTED_I) {
		take_character(e, 'i');
		take_character(e, DOT_ABOVE);
	} else {
		take_character(e, o->lower ? unicode_lower(c) : c);
	}
}

/* Returns the length of the special token at TEXT and sets *ID; 0: there is none. */
static size_t special_at(const struct wordpiece *w, const char *text, size_t length, int32_t *id)
{
	for (size_t i = 0; i < WORDPIECE_SPECIALS; i++) {
		size_t n = strlen(special_names[i]);
		if (w->special[i] >= 0 && n <= length && memcmp(text, special_names[i], n) == 0) {
			*id = w->special[i];
			return n;
		}
	}
	return 0;
}

size_t wordpiece_encode(
	const struct wordpiece *w, const char *text, size_t length, int32_t *ids, size_t max)
{
	struct encoder e;
	e.w = w;
	e.ids = ids;
	e.count = 0;
	e.max = max;
	e.cluster_length = 0;
	e.start[0] = 0;
	e.characters = 0;
	const char *end = text + length;
	while (text < end && e.count < max) {
		int32_t id;
		size_t special = *text == '[' ? special_at(w, text, (size_t)(end - text), &id) : 0;
		if (special > 0) {
			end_of_words(&e);
			put(&e, id);
			text += special;
			continue;
		}
		int32_t c = text_decode(&text, (size_t)(end - text));
		if (c > 0)
			take_raw(&e, c);
	}
	end_of_words(&e);
	return e.count;
}

#include "lexicon_word.h"

#include <string.h>

#include "array.h"

static uint64_t hash_byte(uint64_t hash, unsigned char c)
{
	return (hash ^ c) * PLAIN_HASH_PRIME;
}

/* The hash of a phrase, from those of its words in order. */
static uint64_t hash_join(uint64_t phrase, uint64_t word)
{
	return (phrase ^ phrase >> 29 ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
}

/* The one of 32 bits that stands for a word as the second of a phrase. */
static uint32_t next_bit(uint64_t hash)
{
	return UINT32_C(1) << ((hash ^ hash >> 32) & 31);
}

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

/*
 * Returns the slot of a word or phrase, or the free slot where it would be, which has no meaning.
 * Whether a word is in the table is unpredictable, so callers do not branch on it.
 */
static size_t find(const struct lexicon_words *l, uint64_t hash)
{
	uint32_t tag = tag_of(hash);
	size_t i = hash % LEXICON_SLOTS;
	while ((l->slot[i].tag != tag) & (l->slot[i].tag != 0))
		i = (i + 1) % LEXICON_SLOTS;
	return i;
}

static struct lexicon_slot *insert(struct lexicon_words *l, uint64_t hash)
{
	struct lexicon_slot *slot = &l->slot[find(l, hash)];
	l->count += slot->tag == 0;
	slot->tag = tag_of(hash);
	return slot;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/*
 * Returns the slot of the word or phrase at *P of a table row, and moves *P after it; NULL at the
 * end.
 */
static struct lexicon_slot *next_word(struct lexicon_words *l, const char **p)
{
	while (**p == ' ')
		++*p;
	if (**p == '\0')
		return NULL;
	uint64_t hash = PLAIN_HASH_BASIS, phrase = 0, first = 0, second = 0;
	uint8_t count = 1;
	for (; **p != '\0' && **p != ' '; ++*p) {
		if (**p != '_' && **p != '-') {
			hash = hash_byte(hash, (unsigned char)**p);
			continue;
		}
		phrase = count == 1 ? hash : hash_join(phrase, hash);
		second = count == 2 ? hash : second;
		first = count++ == 1 ? hash : first;
		hash = PLAIN_HASH_BASIS;
	}
	if (count == 1)
		return insert(l, hash);
	struct lexicon_slot *head = insert(l, first);
	head->next |= next_bit(count == 2 ? hash : second);
	head->phrase_max = head->phrase_max > count ? head->phrase_max : count;
	return insert(l, hash_join(phrase, hash));
}

static void add_words(
	struct lexicon_words *l, enum lexicon_class kind, int weight, const char *words)
{
	struct lexicon_slot *slot;
	while ((slot = next_word(l, &words)) != NULL)
		if (slot->kind == LEX_NONE) { /* the first row with a word defines it */
			slot->kind = (uint8_t)kind;
			slot->weight = (int8_t)weight;
		}
}

static void add_event(struct lexicon_words *l, enum event_type type, int weight, const char *words)
{
	struct lexicon_slot *slot;
	while ((slot = next_word(l, &words)) != NULL)
		if (slot->event_weight < weight) {
			slot->event = (uint8_t)type;
			slot->event_weight = (uint8_t)weight;
		}
}

static void add_urgency(struct lexicon_words *l, int direction, const char *words)
{
	struct lexicon_slot *slot;
	while ((slot = next_word(l, &words)) != NULL)
		slot->urgency = (int8_t)direction;
}

void lexicon_learn_words(struct lexicon_words *l)
{
	l->of = hash_byte(hash_byte(PLAIN_HASH_BASIS, 'o'), 'f');
	l->in = hash_byte(hash_byte(PLAIN_HASH_BASIS, 'i'), 'n');
#define WORDS(kind, weight, words) add_words(l, kind, weight, words);
#include "lexicon_words.def"
#include "lexicon_tone.def"
#include "lexicon_genre.def"
#include "lexicon_phrase.def"
#undef WORDS
#define EVENT(type, weight, words) add_event(l, type, weight, words);
#define URGENT(direction, words) add_urgency(l, direction, words);
#include "lexicon_events.def"
#undef EVENT
#undef URGENT
}

/* A word of the text, before phrases are joined. */
struct lexicon_token {
	uint64_t hash, stem;
	double number;
	int clause;
	uint8_t shape;
	char sign; /* of the number: '+', '-' or 0 */
	bool form; /* may be one of the next four; most tokens are not */
	bool is_number, percent, year, contraction;
	bool gap_before; /* a sign stands between this word and the last: no phrase crosses it */
};

/*
 * The hashes of numbers, percentages, years and tags. No word is known whose FNV hash is one of
 * these.
 */
static const uint64_t hash_number = 1, hash_percent = 2, hash_year = 3, hash_tag = 4;

/* U+2018 and U+2019, as they stand in UTF-8. */
static bool is_curly(const char *p)
{
	return memcmp(p, "\xe2\x80", 2) == 0 && (p[2] == '\x98' || p[2] == '\x99');
}

/* General punctuation (U+2000..U+206F) is not a letter. */
static bool is_sign(const char *p)
{
	return p[0] == '\xe2' && (p[1] == '\x80' || p[1] == '\x81');
}

static bool is_word_byte(const char *p)
{
	return is_digit(*p) || (is_letter(*p) && !is_sign(p));
}

/* "isn't", "won't": ends with "n't", whichever apostrophe it has. */
static bool is_contraction(const char *end, ptrdiff_t length)
{
	return length > 2 && (end[-1] | 0x20) == 't' &&
	       ((end[-2] == '\'' && (end[-3] | 0x20) == 'n') || (length > 5 && is_curly(end - 4)));
}

/*
 * Reads a word of letters that is not a plain word: folded to lower case; "&" between letters and
 * "n't" stay, the points of "U.S." and "'s" go.
 */
static const char *read_word(const char *p, struct lexicon_token *t)
{
	const char *start = p;
	int letters = 0;
	bool apostrophe = false;
	t->hash = PLAIN_HASH_BASIS;
	t->shape = *p >= 'a' && *p <= 'z' ? SHAPE_LOWER : 0;
	for (;;) {
		bool curly = p[0] == '\xe2' && p[1] != '\0' && p[2] != '\0' && is_curly(p);
		if (is_word_byte(p)) {
			char lower = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
			t->hash = hash_byte(t->hash, (unsigned char)lower);
			t->stem = ++letters == PLAIN_STEM ? t->hash : t->stem;
			p++;
		} else if (*p == '\'' || curly) {
			const char *after = p + (curly ? 3 : 1);
			bool possessive = (*after == 's' || *after == 'S') && !is_letter(after[1]);
			if (possessive || !is_letter(*after)) {
				p = possessive ? after + 1 : p;
				break;
			}
			t->hash = hash_byte(t->hash, '\'');
			apostrophe = true;
			p = after;
		} else if (*p == '&' && is_letter(p[1]) && letters > 0) {
			t->hash = hash_byte(t->hash, '&');
			p++;
		} else if (*p == '.' && letters > 0 && is_letter(p[1]) && !is_letter(p[2])) {
			p++; /* "U.S", "u.k" */
		} else {
			break;
		}
	}
	t->contraction = apostrophe && is_contraction(p, p - start);
	return p;
}

static double unit_of(const char *p, const char **after)
{
	static const struct {
		const char *name;
		double factor;
	} units[] = {{"billion", 1e9}, {"bn", 1e9}, {"b", 1e9}, {"million", 1e6}, {"mln", 1e6},
		{"mn", 1e6}, {"m", 1e6}, {"trillion", 1e12}, {"tn", 1e12}, {"t", 1e12}, {"k", 1e3},
		{"crore", 1e7}, {"cr", 1e7}, {"lakh", 1e5}, {"c", .01}, {"p", 1}};
	const char *word = *p == ' ' || *p == '-' ? p + 1 : p;
	*after = p;
	if (strchr("bmtkclp", *word | 0x20) == NULL)
		return 1;
	for (size_t i = 0; i < array_size(units); i++) {
		const char *name = units[i].name;
		size_t n = 0;
		while (name[n] != '\0' && (word[n] | 0x20) == name[n])
			n++;
		if (name[n] == '\0' && !is_letter(word[n]) && !is_digit(word[n]) &&
			!(n == 1 && word != p)) {
			*after = word + n;
			return units[i].factor;
		}
	}
	*after = p;
	return 1;
}

/*
 * Reads digits and the letters after them ("52", "1.5", "1,110.67", "3rd", "$5bn"), as a word and
 * as a number.
 */
static const char *read_number(const char *p, struct lexicon_token *t)
{
	const char *start = p, *after;
	double value = 0, place = 1;
	bool fraction = false;
	t->hash = PLAIN_HASH_BASIS;
	for (; is_digit(*p) || ((*p == ',' || *p == '.') && is_digit(p[1])); p++) {
		if (*p == '.') {
			if (fraction)
				break;
			fraction = true;
		} else if (*p != ',') {
			value = fraction ? value + (*p - '0') * (place /= 10)
					 : value * 10 + (*p - '0');
		}
		t->hash = hash_byte(t->hash, (unsigned char)*p);
	}
	double factor = unit_of(p, &after);
	t->is_number = true;
	t->number = value * factor;
	t->year = p - start == 4 && after == p && !fraction && value >= 1950 && value < 2100;
	if (after == p && is_letter(*p) &&
		!is_sign(p)) { /* "2nd", "10-K" without its dash: not a quantity */
		t->is_number = false;
		while (is_letter(*p) && !is_sign(p))
			t->hash = hash_byte(t->hash, (unsigned char)(*p++ | 0x20));
		after = p;
	}
	const char *sign = *after == ' ' ? after + 1 : after;
	t->percent = *after == '%' ||
		     (*sign == 'p' &&
			     (strncmp(sign, "percent", 7) == 0 || strncmp(sign, "pct", 3) == 0 ||
				     (sign[1] == 'c' && !is_letter(sign[2]))));
	return after;
}

static bool ends_clause(const char *p)
{
	if (*p == ',' || *p == ';' || *p == '|' || *p == '!' || *p == '?' || *p == ':' ||
		*p == '(' || *p == ')')
		return true;
	if (*p == '.' || *p == '-')
		return p[1] == ' ' || p[1] == '\0';
	return *p == '\xe2' && p[1] == '\x80' &&
	       (p[2] == '\x93' || p[2] == '\x94' || p[2] == '\xa6'); /* dashes, ellipsis */
}

/* The end of "$AAPL", "@someone" or "https://..." at P; P when there is none. */
static const char *end_of_tag(const char *p)
{
	if ((*p == '$' || *p == '@') && is_letter(p[1])) {
		for (p++; is_letter(*p) || is_digit(*p) || *p == '_'; p++)
			;
	} else if (*p == 'h' && strncmp(p, "http", 4) == 0 &&
		   (p[4] == ':' || (p[4] == 's' && p[5] == ':'))) {
		while (*p != '\0' && *p != ' ')
			p++;
	}
	return p;
}

/* The state of reading a text. */
struct text_reading {
	int count, clause;
	bool gap, bracket; /* since the last word */
	bool question, stop;
};

/* The sign of NUMBER: '-' in "-5", '+' in "+5", none in "2-5". */
static char sign_before(const char *number, const char *text)
{
	if (number == text || (number[-1] != '-' && number[-1] != '+') ||
		(number - text > 1 && number[-2] != ' ' && number[-2] != '('))
		return '\0';
	return number[-1];
}

/*
 * Reads the number, tag or word at P that is not a plain word into T, and returns its end; P when a
 * sign stands there.
 */
static const char *read_other(const char *p, struct lexicon_token *t)
{
	const char *tag = end_of_tag(p);
	if (tag != p) {
		t->hash = hash_tag;
		t->shape = SHAPE_TAG;
		return tag;
	}
	if (!is_word_byte(p))
		return p;
	t->form = true;
	return is_digit(*p) ? read_number(p, t) : read_word(p, t);
}

/* Returns the place after the sign at P. */
static const char *read_sign(const char *p, struct text_reading *r)
{
	bool clause_ends = ends_clause(p);
	r->clause += clause_ends && r->count > 0;
	r->gap = r->gap || clause_ends;
	r->bracket = r->bracket || *p == '(';
	r->question = r->question || *p == '?';
	r->stop = *p == '.';
	return p + (is_sign(p) && p[2] != '\0' ? 3 : 1);
}

static struct text_reading tokens(const struct lexicon_words *l, const struct plain_words *words,
	struct lexicon_token out[static LEXICON_UNITS_MAX])
{
	const struct plain_word *next = words->word;
	const char *p = words->text;
	struct text_reading r = {.count = 0};
	while (*p != '\0' && r.count < LEXICON_UNITS_MAX) {
		if (*p == ' ') {
			p++;
			continue;
		}
		struct lexicon_token *t = &out[r.count];
		*t = (struct lexicon_token){.clause = r.clause, .gap_before = r.gap};
		/* "h" may start an address */
		if (plain_word_at(&next, p) && !is_digit(*p) && *p != 'h') {
			t->hash = next->hash;
			t->stem = next->stem;
			t->shape = *p >= 'a' ? SHAPE_LOWER : 0;
			p += next->length;
		} else {
			const char *end = read_other(p, t);
			if (end == p) {
				p = read_sign(p, &r);
				continue;
			}
			t->sign = t->is_number ? sign_before(p, words->text) : '\0';
			p = end;
		}
		__builtin_prefetch(&l->slot[t->hash % LEXICON_SLOTS]);
		t->shape |= r.bracket ? SHAPE_BRACKET : 0;
		r.gap = r.bracket = r.stop = false;
		r.count++;
	}
	return r;
}

static void count_event(struct lexicon_text *out, const struct lexicon_slot *slot)
{
	out->event[slot->event] += slot->event_weight;
	out->urgency += slot->urgency;
}

/* A word or phrase with a meaning of its own. */
struct phrase {
	const struct lexicon_slot *slot;
	int length; /* words */
	uint64_t hash;
};

/*
 * Finds the longest phrase that starts at token I of COUNT, or else the word. Phrases that only
 * point to an event are counted here and leave their words as they are.
 */
static struct phrase longest(const struct lexicon_words *l, const struct lexicon_token *t,
	int count, int i, struct lexicon_text *out)
{
	const struct lexicon_slot *word = &l->slot[find(l, t[i].hash)];
	struct phrase best = {word, 1, t[i].hash};
	uint64_t joined = t[i].hash;
	for (int n = 1; n < word->phrase_max && i + n < count && !t[i + n].gap_before; n++) {
		joined = hash_join(joined, t[i + n].hash);
		const struct lexicon_slot *slot = &l->slot[find(l, joined)];
		if (slot->kind != LEX_NONE)
			best = (struct phrase){slot, n + 1, joined};
		count_event(out, slot);
	}
	if (best.length == 1)
		count_event(out, word);
	/* a phrase without an event leaves the events to its words */
	for (int k = 0; best.length > 1 && best.slot->event_weight == 0 && k < best.length; k++)
		count_event(out, &l->slot[find(l, t[i + k].hash)]);
	return best;
}

/* Finds the word or phrase that starts at token I of COUNT; one more token follows the last. */
static struct phrase phrase_at(const struct lexicon_words *l, const struct lexicon_token *t,
	int count, int i, struct lexicon_text *out)
{
	const struct lexicon_slot *word = &l->slot[find(l, t[i].hash)];
	if ((word->next & next_bit(t[i + 1].hash)) != 0)
		return longest(l, t, count, i, out);
	count_event(out, word);
	return (struct phrase){word, 1, t[i].hash};
}

/* Sets the meaning of a word that is in no table. */
static void read_form(const struct lexicon_token *t, struct lexicon_unit *unit)
{
	if (t->year) {
		unit->hash = hash_year;
	} else if (t->is_number) {
		unit->kind = LEX_NUMBER;
		unit->number = t->sign == '-' ? -t->number : t->number;
		unit->shape |= t->sign == '-' ? SHAPE_MINUS : t->sign == '+' ? SHAPE_PLUS : 0;
		unit->percent = t->percent;
		unit->hash = unit->percent ? hash_percent : hash_number;
	} else if (t->contraction) {
		unit->kind = LEX_NOT;
	}
}

void lexicon_read(
	const struct lexicon_words *l, const struct plain_words *words, struct lexicon_text *out)
{
	struct lexicon_token token[LEXICON_UNITS_MAX + 1];
	struct text_reading r = tokens(l, words, token);
	token[r.count] = (struct lexicon_token){.hash = 0};
	out->count = out->urgency = 0;
	out->tags = out->lower = out->links = out->numbers = 0;
	out->question = r.question;
	out->stop = r.stop;
	memset(out->event, 0, sizeof out->event);
	for (int i = 0; i < r.count;) {
		const struct lexicon_token *t = &token[i];
		struct phrase found = phrase_at(l, token, r.count, i, out);
		i += found.length;
		struct lexicon_unit *unit = &out->unit[out->count++];
		*unit = (struct lexicon_unit){
			.kind = found.slot->kind,
			.weight = found.slot->weight,
			.clause = t->clause,
			.hash = found.hash,
			.stem = found.length == 1 && t->stem != t->hash ? t->stem : 0,
			.shape = t->shape,
			.of = token[i].hash == l->of || token[i].hash == l->in,
			.subject = -1,
		};
		if (t->form && unit->kind == LEX_NONE)
			read_form(t, unit);
		out->numbers += unit->kind == LEX_NUMBER;
		out->tags += (t->shape & SHAPE_TAG) != 0;
		out->lower += (t->shape & SHAPE_LOWER) != 0;
		out->links += found.slot->kind == LEX_LINK;
	}
}

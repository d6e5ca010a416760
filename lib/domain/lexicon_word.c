#include "lexicon_word.h"

#include <string.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

static uint64_t hash_byte(uint64_t hash, unsigned char c)
{
	return (hash ^ c) * FNV_PRIME;
}

/* A phrase's hash, of its words' in order. */
static uint64_t hash_join(uint64_t phrase, uint64_t word)
{
	return (phrase ^ phrase >> 29 ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
}

static uint64_t hash_mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= UINT64_C(0xd6e8feb86659fd93);
	return hash ^ hash >> 32;
}

/* One of 32 bits of a word that is the second of a phrase. */
static uint32_t next_bit(uint64_t hash)
{
	return UINT32_C(1) << ((hash ^ hash >> 32) & 31);
}

static const struct lexicon_slot *find(const struct lexicon_words *l, uint64_t hash)
{
	hash = hash_mix(hash);
	uint32_t tag = (uint32_t)(hash >> 32) | 1;
	for (size_t i = hash % LEXICON_SLOTS;; i = (i + 1) % LEXICON_SLOTS) {
		if (l->slot[i].tag == tag)
			return &l->slot[i];
		if (l->slot[i].tag == 0)
			return NULL;
	}
}

static struct lexicon_slot *insert(struct lexicon_words *l, uint64_t hash)
{
	hash = hash_mix(hash);
	uint32_t tag = (uint32_t)(hash >> 32) | 1;
	size_t i = hash % LEXICON_SLOTS;
	while (l->slot[i].tag != 0 && l->slot[i].tag != tag)
		i = (i + 1) % LEXICON_SLOTS;
	l->count += l->slot[i].tag == 0;
	l->slot[i].tag = tag;
	return &l->slot[i];
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The slot of the word or phrase at *P of a table row, *P behind it; NULL at the end. */
static struct lexicon_slot *next_word(struct lexicon_words *l, const char **p)
{
	while (**p == ' ')
		++*p;
	if (**p == '\0')
		return NULL;
	uint64_t hash = FNV_BASIS, phrase = 0, first = 0, second = 0;
	uint8_t count = 1;
	for (; **p != '\0' && **p != ' '; ++*p) {
		if (**p != '_' && **p != '-') {
			hash = hash_byte(hash, (unsigned char)**p);
			continue;
		}
		phrase = count == 1 ? hash : hash_join(phrase, hash);
		second = count == 2 ? hash : second;
		first = count++ == 1 ? hash : first;
		hash = FNV_BASIS;
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
		if (slot->kind == LEX_NONE) { /* the first row that names a word has it */
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
	for (int c = 0; c < 256; c++)
		l->fold[c] = c >= 'A' && c <= 'Z'		       ? (uint8_t)(c + 32)
			     : is_letter((char)c) || is_digit((char)c) ? (uint8_t)c
								       : 0;
	l->fold[0xe2] = 0; /* may begin a sign */
	l->of = hash_byte(hash_byte(FNV_BASIS, 'o'), 'f');
	l->in = hash_byte(hash_byte(FNV_BASIS, 'i'), 'n');
#define WORDS(kind, weight, words) add_words(l, kind, weight, words);
#include "lexicon_words.def"
#include "lexicon_tone.def"
#include "lexicon_genre.def"
#undef WORDS
#define EVENT(type, weight, words) add_event(l, type, weight, words);
#define URGENT(direction, words) add_urgency(l, direction, words);
#include "lexicon_events.def"
#undef EVENT
#undef URGENT
}

/* A word of the text, before phrases are joined. */
struct token {
	uint64_t hash, stem;
	const char *text;
	int length, clause;
	uint8_t shape;
	double number;
	bool is_number, percent, year, apostrophe,
		gap_before; /* a sign between this and the last word: no phrase goes across */
};

/* What numbers, years and names stand for among the words; no FNV of a word is known to be one. */
static const uint64_t hash_number = 1, hash_percent = 2, hash_year = 3, hash_tag = 4;

/* A stem is this many letters: "profitability" and "profitable" share theirs, "profit" too. */
enum { STEM = 4 };

/* U+2018 and U+2019, as they stand in UTF-8. */
static bool is_curly(const char *p)
{
	return memcmp(p, "\xe2\x80", 2) == 0 && (p[2] == '\x98' || p[2] == '\x99');
}

/* General punctuation (U+2000..U+206F) is no letter. */
static bool is_sign(const char *p)
{
	return p[0] == '\xe2' && (p[1] == '\x80' || p[1] == '\x81');
}

/*
 * A letter word: lower case, "&" between letters kept, points of "U.S." dropped, "'s" dropped,
 * "n't" kept.
 */
static const char *read_word(const struct lexicon_words *l, const char *p, struct token *t)
{
	char last = '\0';
	int letters = 0;
	t->hash = FNV_BASIS;
	t->text = p;
	t->shape = *p >= 'a' && *p <= 'z' ? SHAPE_LOWER : 0;
	for (;;) {
		uint64_t hash = t->hash;
		for (uint8_t c; (c = l->fold[(unsigned char)*p]) != 0; p++) {
			hash = hash_byte(hash, c);
			last = (char)c;
			if (++letters == STEM)
				t->stem = hash;
		}
		t->hash = hash;
		if (*p == ' ' || *p == '\0')
			break; /* as nearly all words end */
		bool curly = p[0] == '\xe2' && p[1] != '\0' && p[2] != '\0' && is_curly(p);
		if (*p == '\'' || curly) {
			const char *after = p + (curly ? 3 : 1);
			bool possessive = (*after == 's' || *after == 'S') && !is_letter(after[1]);
			if (possessive || !is_letter(*after)) {
				p = possessive ? after + 1 : p;
				break;
			}
			t->hash = hash_byte(t->hash, '\'');
			t->apostrophe = true;
			p = after;
		} else if ((is_letter(*p) && !(*p == '\xe2' && p[1] != '\0' && is_sign(p))) ||
			   is_digit(*p)) {
			last = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
			t->hash = hash_byte(t->hash, (unsigned char)last);
			t->stem = ++letters == STEM ? t->hash : t->stem;
			p++;
		} else if (*p == '&' && is_letter(p[1]) && last != '\0') {
			t->hash = hash_byte(t->hash, '&');
			p++;
		} else if (*p == '.' && last != '\0' && is_letter(p[1]) && !is_letter(p[2])) {
			p++; /* "U.S", "u.k" */
		} else {
			break;
		}
	}
	t->length = (int)(p - t->text);
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
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		size_t n = strlen(units[i].name), same = 0;
		while (same < n && (word[same] | 0x20) == units[i].name[same])
			same++;
		if (same == n && !is_letter(word[n]) && !is_digit(word[n]) &&
			!(n == 1 && word != p)) {
			*after = word + n;
			return units[i].factor;
		}
	}
	*after = p;
	return 1;
}

/*
 * Digits, with their letters ("52", "1.5", "1,110.67", "3rd", "$5bn"): a word as well as a number.
 */
static const char *read_number(const char *p, struct token *t)
{
	double value = 0, place = 1;
	bool fraction = false;
	t->hash = FNV_BASIS;
	t->text = p;
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
	const char *after;
	double factor = unit_of(p, &after);
	t->is_number = true;
	t->number = value * factor;
	t->year = p - t->text == 4 && after == p && !fraction && value >= 1950 && value < 2100;
	if (after == p && is_letter(*p) &&
		!is_sign(p)) { /* "2nd", "10-K" without its dash: no quantity */
		t->is_number = false;
		while (is_letter(*p) && !is_sign(p))
			t->hash = hash_byte(t->hash, (unsigned char)(*p++ | 0x20));
		after = p;
	}
	const char *sign = *after == ' ' ? after + 1 : after;
	t->percent = *after == '%' || strncmp(sign, "percent", 7) == 0 ||
		     strncmp(sign, "pct", 3) == 0 ||
		     (strncmp(sign, "pc", 2) == 0 && !is_letter(sign[2]));
	t->length = (int)(after - t->text);
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

static int tokens(const struct lexicon_words *l, const char *p,
	struct token out[static LEXICON_UNITS_MAX], bool *question, bool *stop)
{
	int count = 0, clause = 0;
	bool gap = false, bracket = false;
	while (*p != '\0' && count < LEXICON_UNITS_MAX) {
		if (*p == ' ') {
			p++;
			continue;
		}
		struct token *t = &out[count];
		*t = (struct token){.clause = clause, .gap_before = gap};
		const char *tag = *p == '$' || *p == '@' || *p == 'h' ? end_of_tag(p) : p;
		if (l->fold[(unsigned char)*p] == 0 && tag == p && (*p != '\xe2' || is_sign(p))) {
			bool clause_ends = ends_clause(p);
			clause += clause_ends && count > 0;
			gap = gap || clause_ends;
			bracket = bracket || *p == '(';
			*question = *question || *p == '?';
			*stop = *p == '.';
			p += is_sign(p) && p[2] != '\0' ? 3 : 1;
			continue;
		}
		if (tag != p) {
			t->hash = hash_tag;
			t->text = p;
			t->shape = SHAPE_TAG;
			p = tag;
		} else if (is_digit(*p)) {
			p = read_number(p, t);
		} else {
			p = read_word(l, p, t);
		}
		__builtin_prefetch(&l->slot[hash_mix(t->hash) % LEXICON_SLOTS]);
		t->shape |= bracket ? SHAPE_BRACKET : 0;
		gap = bracket = *stop = false;
		count++;
	}
	return count;
}

static void count_event(struct lexicon_text *out, const struct lexicon_slot *slot)
{
	out->event[slot->event] += slot->event_weight;
	out->urgency += slot->urgency;
}

/*
 * The longest phrase with a meaning of its own that starts at token I of COUNT, else the word;
 * *LENGTH words of it, whose hash is *HASH. Phrases that only tell of an event are counted on the
 * way and leave the words theirs.
 */
static const struct lexicon_slot *longest(const struct lexicon_words *l, const struct token *t,
	int count, int i, int *length, uint64_t *hash, struct lexicon_text *out)
{
	const struct lexicon_slot *word = find(l, t[i].hash), *best = word;
	*length = 1;
	*hash = t[i].hash;
	if (word == NULL)
		return NULL;
	if (word->phrase_max == 0 || i + 1 == count ||
		(word->next & next_bit(t[i + 1].hash)) == 0) {
		count_event(out, word);
		return best;
	}
	uint64_t joined = t[i].hash;
	for (int n = 1; n < word->phrase_max && i + n < count && !t[i + n].gap_before; n++) {
		joined = hash_join(joined, t[i + n].hash);
		const struct lexicon_slot *phrase = find(l, joined);
		if (phrase != NULL && phrase->kind != LEX_NONE) {
			best = phrase;
			*length = n + 1;
			*hash = joined;
		}
		if (phrase != NULL)
			count_event(out, phrase);
	}
	if (*length == 1)
		count_event(out, word);
	/* a phrase that tells of no event leaves that to its words */
	for (int k = 0; *length > 1 && best->event_weight == 0 && k < *length; k++) {
		const struct lexicon_slot *part = find(l, t[i + k].hash);
		if (part != NULL)
			count_event(out, part);
	}
	return best;
}

/* "isn't", "won't": "n't" by whatever apostrophe. */
static bool is_contraction(const struct token *t)
{
	const char *end = t->text + t->length;
	return t->apostrophe && t->length > 2 && (end[-1] == 't' || end[-1] == 'T') &&
	       ((end[-2] == '\'' && (end[-3] | 0x20) == 'n') ||
		       (t->length > 5 && is_curly(end - 4)));
}

/* "-5" and "+5" are signed, "2-5" is not. */
static void read_sign(const char *text, const char *number, struct lexicon_unit *unit)
{
	if (number == text || (number[-1] != '-' && number[-1] != '+') ||
		(number - text > 1 && number[-2] != ' ' && number[-2] != '('))
		return;
	unit->shape |= number[-1] == '-' ? SHAPE_MINUS : SHAPE_PLUS;
	if (number[-1] == '-')
		unit->number = -unit->number;
}

void lexicon_read(const struct lexicon_words *l, const char *text, struct lexicon_text *out)
{
	struct token token[LEXICON_UNITS_MAX];
	out->count = out->urgency = 0;
	out->tags = out->lower = out->links = out->numbers = 0;
	out->question = out->stop = false;
	memset(out->event, 0, sizeof out->event);
	int count = tokens(l, text, token, &out->question, &out->stop), length;
	uint64_t hash;
	for (int i = 0; i < count; i += length) {
		struct lexicon_unit *unit = &out->unit[out->count++];
		const struct lexicon_slot *slot = longest(l, token, count, i, &length, &hash, out);
		*unit = (struct lexicon_unit){.clause = token[i].clause};
		if (slot != NULL) {
			unit->kind = slot->kind;
			unit->weight = slot->weight;
		}
		unit->subject = -1;
		unit->hash = hash;
		unit->stem = length == 1 && token[i].stem != hash ? token[i].stem : 0;
		unit->shape = token[i].shape;
		out->tags += (unit->shape & SHAPE_TAG) != 0;
		out->lower += (unit->shape & SHAPE_LOWER) != 0;
		out->links += unit->kind == LEX_LINK;
		if (unit->kind == LEX_NONE && token[i].year) {
			unit->hash = hash_year;
		} else if (unit->kind == LEX_NONE && token[i].is_number) {
			unit->kind = LEX_NUMBER;
			unit->number = token[i].number;
			unit->percent = token[i].percent;
			read_sign(text, token[i].text, unit);
			out->numbers++;
			unit->hash = unit->percent ? hash_percent : hash_number;
		} else if (unit->kind == LEX_NONE && is_contraction(&token[i])) {
			unit->kind = LEX_NOT;
		}
		int next = i + length;
		unit->of = next < count && (token[next].hash == l->of || token[next].hash == l->in);
	}
}

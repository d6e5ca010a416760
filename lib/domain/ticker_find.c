#include <string.h>

#include "ticker.h"
#include "ticker_name.h"

enum {
	SHORT_NAME = 3, /* letters up to which a name is taken in capitals, or with evidence */
	SYMBOL_LETTERS = 5,
	BARE_LETTERS = 3,   /* of a symbol that stands alone: shorter ones are everybody's */
	RANK_LARGE = 2500,  /* whose name, if a word, is known by a verb ("Progressive posts") */
	RANK_GIANT = 800,   /* whose name, if a word, is known by its capital alone */
	RANK_LOWER = 1000,  /* whose names are understood where nobody writes capitals */
	LONG_WORD = 4,	    /* letters beyond which title case has a capital */
	SENTENCE_SHARE = 3, /* one small long word in so many: the capitals mean something */
};

/* A match and how it came about. */
struct finding {
	struct ticker_match match;
	size_t first, after; /* tokens */
	bool tagged;	     /* by its symbol */
};

/* The text being searched. */
struct search {
	const struct ticker_matcher *m;
	const char *text;
	struct ticker_token token[TICKER_TOKENS_MAX + 1];
	uint32_t classes[TICKER_TOKENS_MAX + 1]; /* 0 behind the last */
	int32_t known[TICKER_TOKENS_MAX];
	size_t count;
	size_t source_from; /* the token where the source is named; count: there is none */
	bool shouted;	    /* nothing but capitals: they say nothing */
	bool lower;	    /* no capital at all */
	bool sentence;	    /* only names have capitals */
	struct finding found[TICKER_MATCHES_MAX];
	size_t found_count;
};

static const struct ticker_token *unbroken_after(const struct search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i + 1];
	return i + 1 < s->count && !t->broken ? t : NULL;
}

/* Classes of the word behind token I when nothing stands between; else 0. */
static uint32_t classes_after(const struct search *s, size_t i)
{
	return unbroken_after(s, i) != NULL ? s->classes[i + 1] : 0;
}

static bool is_possessive(const struct ticker_token *t)
{
	return t->whole > t->length;
}

static bool is_to(const struct ticker_token *t)
{
	static const char to[] = "to";
	return ticker_token_among(t, to);
}

/* A capital that stands alone amid small words. */
static bool stands_out(const struct search *s, size_t first, size_t last)
{
	const struct ticker_token *t = &s->token[first];
	const struct ticker_token *after = unbroken_after(s, last);
	static const char articles[] = "the a an";
	if (!s->sentence || first == 0 || (after != NULL && after->capital))
		return false;
	return t->broken || (!t[-1].capital && !ticker_token_among(&t[-1], articles));
}

/* Does what follows the words FIRST to LAST make a company of them? */
static bool speaks_company(const struct search *s, size_t first, size_t last, int32_t entry)
{
	uint32_t after = classes_after(s, last), before = first > 0 ? s->classes[first - 1] : 0;
	bool inside =
		first > 0 && !s->token[first].broken && s->token[first - 1].capital &&
		!(before & (WORD_VERB | WORD_TO_VERB | WORD_NOUN)); /* "Artisan Design Group" */
	bool place = s->classes[last] & WORD_PROPER && entry >= RANK_LARGE;
	if (after & (place ? WORD_FORM : WORD_COMPANY) && !inside)
		return true;
	if (entry >= RANK_LARGE)
		return false;
	if (is_possessive(&s->token[last]))
		return (after & (WORD_NOUN | WORD_OWN)) != 0;
	if (after & (WORD_VERB | WORD_NOUN))
		return true;
	return after == 0 ? false
			  : is_to(&s->token[last + 1]) &&
				    (classes_after(s, last + 1) & WORD_TO_VERB) != 0;
}

static const struct ticker_slot *longest_name(const struct search *s, size_t i, size_t *length);

/* "Booking and Expedia", "Burlington, TJX": one of several companies. */
static bool is_listed(const struct search *s, size_t first, size_t last)
{
	static const char joints[] = "and or vs versus";
	const struct finding *f = s->found_count > 0 ? &s->found[s->found_count - 1] : NULL;
	size_t gap = f != NULL ? first - f->after : 2, words;
	bool comma =
		first > 0 && s->token[first].broken && s->text[s->token[first].offset - 2] == ',';
	if (f != NULL && f->after <= first &&
		((gap == 0 && comma) ||
			(gap == 1 && ticker_token_among(&s->token[first - 1], joints))))
		return true;
	size_t next = last + 1;
	if (next < s->count && !s->token[next].broken &&
		ticker_token_among(&s->token[next], joints))
		next++;
	else if (next >= s->count || !s->token[next].broken ||
		 s->token[last].text[s->token[last].whole] != ',')
		return false;
	return next < s->count && longest_name(s, next, &words) != NULL;
}

/* Ordinary words, people and places. */
static bool guard_passes(
	const struct search *s, size_t first, size_t last, int32_t entry, uint32_t classes)
{
	if (classes & WORD_NEVER)
		return (classes_after(s, last) & WORD_FORM) != 0;
	if (speaks_company(s, first, last, entry))
		return true;
	if (entry < RANK_LARGE && is_listed(s, first, last))
		return true;
	return entry < RANK_GIANT && !(classes & WORD_PROPER) && stands_out(s, first, last);
}

/* Words with neighbours of their own: "Apple pie". */
static bool neighbours_fit(const struct search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i], *after = unbroken_after(s, i);
	const struct ticker_known *rule = ticker_known(s->known[i]);
	if (is_possessive(t)) /* is somebody */
		return true;
	bool denied = i > 0 && !t->broken && ticker_token_among(&s->token[i - 1], rule->before);
	return !denied && (after == NULL || !ticker_token_among(after, rule->after));
}

/* "Bob Ross", but not "Match Group" behind "Tinder parent". */
static bool is_surname(const struct search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	return i > 0 && !t->broken && t[-1].capital && !is_possessive(&t[-1]) &&
	       (s->classes[i - 1] & WORD_GIVEN) != 0;
}

/* "Trip.com", whose registered name is Trip. */
static bool is_domain(const struct search *s, size_t i)
{
	static const char domains[] = "com ai io";
	const struct ticker_token *t = &s->token[i];
	return i + 1 < s->count && t->text[t->length] == '.' &&
	       t[1].text == t->text + t->length + 1 && ticker_token_among(&t[1], domains);
}

/* HASH: by which the name was found, so "McDonald's" is not the name McDonald. */
static bool one_word_fits(
	const struct search *s, size_t i, uint64_t hash, const struct ticker_slot *slot)
{
	const struct ticker_token *t = &s->token[i];
	uint32_t after = classes_after(s, i);
	uint32_t classes =
		hash == t->hash ? s->classes[i] : ticker_words_find(s->m->words, hash).classes;
	bool alias = slot->flags & TICKER_ALIAS;
	if (is_surname(s, i) || (after & WORD_INSTITUTE))
		return false;
	if (s->lower && slot->entry >= RANK_LOWER)
		return false;
	if (is_domain(s, i))
		return !s->lower;
	if (s->known[i] >= 0)
		return neighbours_fit(s, i) && (!s->lower || (after & WORD_COMPANY));
	if (after & WORD_AFTER && classes & WORD_NAME)
		return false;
	if (t->length < SHORT_NAME && !alias)
		return false;
	if (t->length <= SHORT_NAME && (s->shouted || !t->upper) && !(alias && !s->shouted))
		return !s->shouted && !s->lower &&
		       guard_passes(s, i, i, slot->entry, classes | WORD_PROPER);
	if (s->lower && (classes & WORD_NAME || t->length <= LONG_WORD))
		return (after & WORD_COMPANY) && !(classes & WORD_NEVER);
	bool guarded = classes & WORD_NAME || slot->flags & TICKER_GUARDED;
	return !guarded || guard_passes(s, i, i, slot->entry, classes);
}

static bool words_fit(const struct search *s, size_t i, size_t n, const struct ticker_slot *slot)
{
	const size_t last = i + n - 1;
	uint32_t after = classes_after(s, last);
	if (s->lower && slot->entry >= RANK_LOWER)
		return false;
	if (slot->flags & TICKER_ALIAS || !(slot->flags & TICKER_GUARDED))
		return !(after & WORD_INSTITUTE);
	return !(after & WORD_AFTER) && guard_passes(s, i, last, slot->entry, WORD_PROPER);
}

/* The longest name at token I that begins with HASH; *LENGTH words of it. NULL: none. */
static const struct ticker_slot *longest_from(
	const struct search *s, size_t i, uint64_t hash, size_t *length)
{
	const struct ticker_token *t = &s->token[i];
	const struct ticker_slot *head = ticker_slot_find(s->m, hash), *best = NULL;
	if (head == NULL || head->longest == 0)
		return NULL;
	if (head->entry >= 0 && one_word_fits(s, i, hash, head)) {
		best = head;
		*length = 1;
	}
	for (size_t n = 1; n < head->longest && i + n < s->count && !t[n].broken; n++) {
		bool attached = t[n].text[-1] == '.' || t[n].text[-1] == '-'; /* "C3.ai" */
		if (!t[n].capital && !attached && !s->lower && !(s->classes[i + n] & WORD_JOINING))
			break;
		const struct ticker_slot *whole =
			ticker_slot_find(s->m, ticker_hash_join(hash, t[n].with_s));
		hash = ticker_hash_join(hash, t[n].hash);
		const struct ticker_slot *slot = ticker_slot_find(s->m, hash);
		slot = slot != NULL && slot->entry >= 0 ? slot : whole;
		if (slot != NULL && slot->entry >= 0 && words_fit(s, i, n + 1, slot)) {
			best = slot;
			*length = n + 1;
		}
	}
	return best;
}

static const struct ticker_slot *longest_name(const struct search *s, size_t i, size_t *length)
{
	const struct ticker_token *t = &s->token[i];
	if (!t->capital && !s->lower)
		return NULL;
	const struct ticker_slot *best = longest_from(s, i, t->hash, length);
	if (best == NULL && t->with_s != t->hash)
		best = longest_from(s, i, t->with_s, length);
	return best;
}

static bool is_symbol_letter(char c, bool small)
{
	return (c >= 'A' && c <= 'Z') || (small && c >= 'a' && c <= 'z');
}

/*
 * The length of a symbol's letters at P, its class included; 0: none. SMALL letters count in
 * cashtags.
 */
static size_t symbol_length(const char *p, bool small)
{
	size_t n = 0;
	while (is_symbol_letter(p[n], small))
		n++;
	if (n == 0 || n > SYMBOL_LETTERS)
		return 0;
	if (p[n] == '.' || p[n] == '-') {
		size_t class = 0;
		while (class < 3 && is_symbol_letter(p[n + 1 + class], small))
			class ++;
		char next = p[n + 1 + class];
		bool ends = !is_symbol_letter(next, true);
		if (class >= 1 && class <= 2 && ends)
			return n + 1 + class;
	}
	return (p[n] >= 'a' && p[n] <= 'z') || (p[n] >= '0' && p[n] <= '9') ? 0 : n;
}

/* "AAPL.O" is how one agency writes the American exchanges; other endings are foreign ones. */
static bool is_home_suffix(const char *p, size_t n)
{
	return n == 1 ? strchr("ONKPA", *p) != NULL : n == 2 && memcmp(p, "OQ", 2) == 0;
}

/* A symbol of the universe at P, *LENGTH bytes with what looks like a class. */
static int32_t symbol_at(const struct search *s, const char *p, bool small, size_t *length)
{
	size_t n = symbol_length(p, small), root = 0;
	const struct ticker_slot *slot = n > 0 ? ticker_symbol_find(s->m, p, n) : NULL;
	while (root < n && p[root] != '.' && p[root] != '-')
		root++;
	if (slot == NULL && n > root && is_home_suffix(p + root + 1, n - root - 1))
		slot = ticker_symbol_find(s->m, p, root);
	if (slot == NULL || slot->entry < 0)
		return -1;
	*length = n;
	return slot->entry;
}

/* "NASDAQ: AAPL", "NYSE American: XYZ" */
static bool at_exchange(const struct search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	if (i == 0)
		return false;
	const char *between = t[-1].text + t[-1].length;
	bool colon = between + strspn(between, ": ") == t->text &&
		     memchr(between, ':', (size_t)(t->text - between)) != NULL;
	return colon &&
	       ((s->classes[i - 1] & WORD_EXCHANGE) || (i > 1 && s->classes[i - 1] & WORD_MARKET &&
							       s->classes[i - 2] & WORD_EXCHANGE));
}

/* "(AAPL)", "(GOOGL, GOOG)" */
static bool is_bracketed(const struct search *s, const struct ticker_token *t, size_t length)
{
	const char *left = t->text, *right = t->text + length;
	while (left > s->text && left[-1] == ' ')
		left--;
	right += strspn(right, " ");
	char before = left > s->text ? left[-1] : ' ';
	return (before == '(' && (*right == ')' || *right == ',' || *right == ';')) ||
	       (*right == ')' && (before == ',' || before == ';'));
}

/* The token behind LENGTH bytes of token I; NULL when a comma or the end comes first. */
static size_t token_behind(const struct search *s, size_t i, size_t length)
{
	const char *end = s->token[i].text + length;
	while (i < s->count && s->token[i].text < end)
		i++;
	return i < s->count && !s->token[i].broken ? i : s->count;
}

/* A symbol that stands alone: when what follows says that it is one. */
static bool stands_for_company(const struct search *s, size_t i, size_t length, int32_t entry)
{
	uint32_t after = s->classes[token_behind(s, i, length)];
	bool with_class = length > s->token[i].length;
	if (after & WORD_SECURITY || with_class)
		return true;
	return length >= BARE_LETTERS && entry < RANK_GIANT && !(s->classes[i] & WORD_NAME) &&
	       (after & (WORD_VERB | WORD_NOUN));
}

/* Evidence at token I: "$AAPL", "NASDAQ: AAPL", "(AAPL)", "AAPL shares". */
static int32_t tagged_symbol(const struct search *s, size_t i, size_t *length)
{
	const struct ticker_token *t = &s->token[i];
	size_t n = 0;
	if (t->offset > 0 && t->text[-1] == '$') {
		int32_t entry = symbol_at(s, t->text, true, &n);
		if (entry < 0 || s->classes[token_behind(s, i, n)] & WORD_MONEY)
			return -1;
		*length = n;
		return entry;
	}
	if (!t->upper)
		return -1;
	if (t->broken && at_exchange(s, i))
		return symbol_at(s, t->text, false, length);
	if (s->shouted || t->length < 2 || s->classes[i] & WORD_ACRONYM)
		return -1;
	int32_t entry = symbol_at(s, t->text, false, &n);
	if (entry < 0 || !(is_bracketed(s, t, n) || stands_for_company(s, i, n, entry)))
		return -1;
	*length = n;
	return entry;
}

/* "SAP.DE" */
static bool is_foreign(const struct search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	size_t n = t->upper ? symbol_length(t->text, false) : 0;
	return n > t->length && t->text[t->length] == '.' && i + 1 < s->count &&
	       s->classes[i + 1] & WORD_SUFFIX && !is_home_suffix(t[1].text, t[1].length) &&
	       t[1].upper;
}

/* " - ", " | ", a dash: what stands before the name of the source. */
static bool is_source_sign(const char *p)
{
	bool ascii = p[0] == ' ' && (p[1] == '-' || p[1] == '|') && p[2] == ' ';
	return ascii || (p[0] == ' ' && p[1] == '\xe2' && p[2] == '\x80' &&
				(p[3] == '\x93' || p[3] == '\x94') && p[4] == ' ');
}

/* Behind the last such sign: who publishes, when it is no more than a name. */
static size_t source_start(const struct search *s)
{
	for (size_t i = s->count; i-- > 1;)
		if (is_source_sign(s->token[i - 1].text + s->token[i - 1].whole))
			return i;
	return s->count;
}

/* "7", "50th", but not "3M" */
static bool is_number(const struct ticker_token *t)
{
	size_t digits = 0;
	while (digits < t->length && t->text[digits] >= '0' && t->text[digits] <= '9')
		digits++;
	return digits > 0 && (digits == t->length || !t->upper);
}

static void prepare(struct search *s)
{
	size_t small = 0, capital = 0;
	bool any_small = false, any_capital = false;
	for (size_t i = 0; i < s->count; i++) {
		const struct ticker_token *t = &s->token[i];
		struct ticker_word word = ticker_words_find(s->m->words, t->hash);
		s->classes[i] = word.classes;
		s->known[i] = word.known;
		any_small = any_small || (!t->upper && t->length > 1);
		any_capital = any_capital || (t->capital && !is_number(t));
		if (i > 0 && t->length > LONG_WORD)
			*(t->capital ? &capital : &small) += 1;
	}
	s->classes[s->count] = 0;
	s->shouted = !any_small && s->count > 2;
	s->lower = !any_capital && s->count > 1;
	s->sentence = small > 0 && small * SENTENCE_SHARE >= small + capital;
	s->source_from = source_start(s);
}

static const struct ticker_speaker *speaker_of(const struct search *s, int32_t entry)
{
	for (size_t i = 0; i < s->m->speaker_count; i++)
		if (s->m->speaker[i].entry == entry)
			return &s->m->speaker[i];
	return NULL;
}

/* "according to Citi", and at the end of it all "..., Citi says". */
static bool is_quoted(const struct search *s, const struct finding *f)
{
	static const char according[] = "according";
	if (f->first > 1 && is_to(&s->token[f->first - 1]) &&
		ticker_token_among(&s->token[f->first - 2], according))
		return true;
	return f->first > 0 && s->token[f->first].broken && f->after + 1 == s->count &&
	       s->classes[f->after] & WORD_REPORTS;
}

static bool is_publisher_here(const struct search *s, const struct finding *f)
{
	bool told = f->first > 0 && !s->token[f->first].broken &&
		    s->classes[f->first - 1] & WORD_QUOTES;
	bool reports = f->first > 0 && f->after < s->count && !s->token[f->after].broken &&
		       s->classes[f->after] & WORD_REPORTS;
	return told || reports;
}

/* "at Goldman", "by Citi" */
static bool is_rater(const struct search *s, const struct finding *f)
{
	static const char before[] = "at by from";
	return f->first > 0 && ticker_token_among(&s->token[f->first - 1], before);
}

static bool text_has(const struct search *s, size_t from, uint32_t classes)
{
	for (size_t i = from; i < s->count; i++)
		if (s->classes[i] & classes)
			return true;
	return false;
}

/* "Goldman sees", unless what follows is its own: "Goldman sees profit". */
static bool speaks_of_others(const struct search *s, const struct finding *f)
{
	if (f->after >= s->count || s->token[f->after].broken ||
		!(s->classes[f->after] & WORD_SPEAKS))
		return false;
	const struct ticker_token *next = unbroken_after(s, f->after);
	if (next == NULL)
		return true;
	bool own = s->classes[f->after + 1] & WORD_OWN || is_to(next);
	return !own || (classes_after(s, f->after + 1) & WORD_MACRO); /* "its Brent forecast" */
}

/* "a former Mattel executive" */
static bool is_past(const struct search *s, const struct finding *f)
{
	static const char before[] = "former ex onetime";
	return f->first > 0 && ticker_token_among(&s->token[f->first - 1], before);
}

/* Who says it rather than whom it is said of. OTHERS: companies found that rate nobody. */
static bool is_source(const struct search *s, const struct finding *f, size_t others)
{
	const struct ticker_speaker *speaker = speaker_of(s, f->match.entry);
	if (f->tagged)
		return false;
	if (is_quoted(s, f) || (s->found_count > 1 && is_past(s, f)))
		return true;
	if (speaker == NULL)
		return false;
	if (speaker->publisher)
		return is_publisher_here(s, f);
	bool speaks = speaks_of_others(s, f), rating = text_has(s, 0, WORD_RATING);
	if (others > 0)
		return speaks || rating || (is_rater(s, f) && text_has(s, 0, WORD_VERDICT));
	if (s->found_count > 1 && (speaks || (rating && is_rater(s, f))))
		return true;
	return speaks &&
	       (s->classes[f->after] & WORD_OPINES || text_has(s, f->after + 1, WORD_MACRO));
}

static size_t keep_subjects(
	const struct search *s, struct ticker_match out[static TICKER_MATCHES_MAX])
{
	size_t others = 0, kept = 0;
	for (size_t i = 0; i < s->found_count; i++)
		others += speaker_of(s, s->found[i].match.entry) == NULL;
	for (size_t i = 0; i < s->found_count; i++)
		if (!is_source(s, &s->found[i], others))
			out[kept++] = s->found[i].match;
	return kept;
}

static bool same_company(const struct search *s, int32_t a, int32_t b)
{
	const char *x = s->m->entries[a].name, *y = s->m->entries[b].name;
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* A company is named once; a symbol says better than its name which of its securities is meant. */
static void add_finding(struct search *s, struct finding f)
{
	for (size_t i = 0; i < s->found_count; i++) {
		struct finding *old = &s->found[i];
		if (old->match.entry == f.match.entry)
			return;
		if (old->tagged == f.tagged || !same_company(s, old->match.entry, f.match.entry))
			continue;
		if (f.tagged)
			*old = f;
		return;
	}
	if (s->found_count < TICKER_MATCHES_MAX)
		s->found[s->found_count++] = f;
}

/* The finding at token I. False: none. */
static bool find_at(const struct search *s, size_t i, struct finding *out)
{
	const struct ticker_token *t = &s->token[i];
	size_t bytes = 0, words = 1;
	int32_t entry = tagged_symbol(s, i, &bytes);
	if (entry >= 0) {
		size_t after = i + 1;
		while (after < s->count && s->token[after].offset < t->offset + bytes)
			after++;
		*out = (struct finding){{entry, t->offset, (uint32_t)bytes}, .first = i,
			.after = after, .tagged = true};
		return true;
	}
	const struct ticker_slot *slot = is_foreign(s, i) ? NULL : longest_name(s, i, &words);
	if (slot == NULL)
		return false;
	const struct ticker_token *last = t + words - 1;
	*out = (struct finding){{slot->entry, t->offset, last->offset + last->whole - t->offset},
		.first = i, .after = i + words};
	return true;
}

size_t ticker_find(const struct ticker_matcher *m, const char *text,
	struct ticker_match out[static TICKER_MATCHES_MAX])
{
	struct search s;
	s.m = m;
	s.text = text;
	s.found_count = 0;
	s.count = ticker_tokens(text, strlen(text), s.token, TICKER_TOKENS_MAX);
	prepare(&s);
	for (size_t i = 0; i < s.count;) {
		struct finding f;
		if (!find_at(&s, i, &f)) {
			i++;
			continue;
		}
		bool source = i == s.source_from && i > 0 && f.after == s.count && !f.tagged;
		if (!source)
			add_finding(&s, f);
		i = f.after;
	}
	return keep_subjects(&s, out);
}

#include "ticker_search.h"

/*
 * Finds names, and decides by the words around whether a name that is an ordinary word means the
 * company.
 */

enum {
	SHORT_NAME = 3, /* a name of up to this many letters needs capitals or evidence */
	/* in a text without capitals a name counts if it has more letters than this */
	LONG_WORD = 4,
};

/* The words between companies of a list. */
static const char joints[] = "and or vs versus";

/* Whether FIRST to LAST have a capital among words without one. */
static bool stands_out(const struct ticker_search *s, size_t first, size_t last)
{
	const struct ticker_token *t = &s->token[first];
	const struct ticker_token *after = search_after(s, last);
	static const char articles[] = "the a an";
	if (!s->sentence || first == 0 || (after != NULL && after->capital))
		return false;
	return t->broken || (!t[-1].capital && !ticker_token_among(&t[-1], articles));
}

/* Whether a longer name includes the word FIRST: "Design" of "Artisan Design Group". */
static bool is_inside(const struct ticker_search *s, size_t first)
{
	if (first == 0 || s->token[first].broken)
		return false;
	const size_t before = first - 1;
	return s->token[before].capital &&
	       !(s->classes[before] & (WORD_VERB | WORD_TO_VERB | WORD_NOUN | WORD_JOINING));
}

/* Whether FIRST to LAST are one word, or only ordinary words, people and places. */
static bool all_words(const struct ticker_search *s, size_t first, size_t last)
{
	size_t i = first;
	while (i <= last && s->classes[i] & (WORD_NAME | WORD_JOINING))
		i++;
	return first == last || i > last;
}

/* "Buckle, Inc." */
static bool has_form(const struct ticker_search *s, size_t last)
{
	const struct ticker_token *t = &s->token[last];
	return last + 1 < s->count && s->classes[last + 1] & WORD_FORM && t[1].capital &&
	       (!t[1].broken || t->text[t->whole] == ',');
}

/* Whether the words after FIRST to LAST show that they are a company. */
static bool speaks_company(const struct ticker_search *s, size_t first, size_t last, int32_t entry)
{
	uint32_t after = search_classes_after(s, last);
	bool inside = is_inside(s, first);
	if (has_form(s, last) && !inside)
		return true;
	bool proper = s->classes[last] & WORD_PROPER;
	if (after & (proper && entry >= RANK_LARGE ? WORD_FORM : WORD_COMPANY) && !inside)
		return true;
	if (entry >= RANK_LARGE && all_words(s, first, last))
		return false;
	if (search_is_possessive(&s->token[last]))
		return (after & (WORD_NOUN | WORD_OWN)) != 0 ||
		       (entry < RANK_GIANT && !proper && s->classes[last] & WORD_PLAIN);
	if (after & (WORD_VERB | WORD_NOUN)) /* people see and warn, too */
		return !(proper && after & WORD_OPINES);
	return after == 0 ? false
			  : search_is_to(&s->token[last + 1]) &&
				    (search_classes_after(s, last + 1) & WORD_TO_VERB) != 0;
}

/* Whether "X and" or "X," stands before the word FIRST, where X is a company. */
static bool follows_company(const struct ticker_search *s, size_t first)
{
	if (first == 0 || s->found_count == 0)
		return false;
	const struct ticker_token *t = &s->token[first];
	size_t after = s->found[s->found_count - 1].after;
	if (t->broken)
		return after == first && s->text[t->offset - 2] == ',';
	return after + 1 == first && ticker_token_among(t - 1, joints);
}

/*
 * Whether the word before token I shows that it is not a name. "Closer to Target" shows that where
 * every word has a capital; "returns to Target" does not where only names have one. A company
 * before the name, or a word after it that follows only companies, outweighs both.
 */
static bool denied_before(const struct ticker_search *s, size_t i, const struct ticker_known *rule)
{
	static const char little[] = "a an and as at by for from in is no of off on or the to with";
	const struct ticker_token *t = &s->token[i];
	if (i == 0 || t->broken || !ticker_token_among(&t[-1], rule->before))
		return false;
	bool means_name = s->sentence && !t[-1].capital && ticker_token_among(&t[-1], little);
	return !means_name && !follows_company(s, i) &&
	       !(search_classes_after(s, i) & WORD_COMPANY);
}

/* Whether the word is part of a compound: "Grab-and-go", "Shell-shocked", but not "Meta-owned". */
static bool is_compounded(const struct ticker_search *s, size_t i)
{
	static const char shares[] = "backed branded built controlled led made operated owned";
	const struct ticker_token *t = &s->token[i], *after = search_after(s, i);
	return after != NULL && t->text[t->length] == '-' && !after->capital &&
	       !ticker_token_among(after, shares);
}

static bool is_plain_name(const struct ticker_search *s, size_t i);

/* Whether "and" and another name follow: "Dow and LyondellBasell". */
static bool pairs_up(const struct ticker_search *s, size_t i)
{
	static const char and[] = "and";
	const struct ticker_token *after = search_after(s, i);
	return after != NULL && ticker_token_among(after, and) && search_after(s, i + 1) != NULL &&
	       is_plain_name(s, i + 2);
}

/*
 * Applies the rule of a name that ticker_words.def lists with its neighbours: "Apple pie" is not
 * Apple.
 */
static bool neighbours_fit(const struct ticker_search *s, size_t i)
{
	static const char whose[] = "her his its my our the their your";
	const struct ticker_token *after = search_after(s, i);
	const struct ticker_known *rule = ticker_known(s->known[i]);
	if (rule->only != NULL)
		return after != NULL && (ticker_token_among(after, rule->only) || pairs_up(s, i));
	if (search_is_possessive(&s->token[i])) /* a possessive is a company */
		return true;
	if (after != NULL && ticker_token_among(after, whose)) /* "Block Your Number" */
		return false;
	return !is_compounded(s, i) && !denied_before(s, i, rule) &&
	       (after == NULL || !ticker_token_among(after, rule->after));
}

/* Whether the two words at I are a name that needs no evidence. */
static bool is_plain_pair(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i], *second = search_after(s, i);
	const struct ticker_slot *head = ticker_slot_find(s->m, t->hash);
	if (!t->capital || head == NULL || head->longest < 2 || second == NULL || !second->capital)
		return false;
	const struct ticker_slot *pair =
		ticker_slot_find(s->m, ticker_hash_join(t->hash, second->hash));
	return pair != NULL && pair->entry >= 0 && !(pair->flags & TICKER_GUARDED);
}

/* Whether the word at I is a name that needs no evidence. */
static bool is_plain_name(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	const struct ticker_slot *slot = ticker_slot_find(s->m, t->hash);
	if (!t->capital || slot == NULL || slot->entry < 0 || slot->flags & TICKER_GUARDED)
		return false;
	return s->known[i] >= 0
		       ? neighbours_fit(s, i)
		       : !(s->classes[i] & WORD_NAME) && (t->length > SHORT_NAME || t->upper);
}

/* Whether the words around show that the word at I is a large company: "Travelers lead". */
static bool is_known_word(const struct ticker_search *s, size_t i)
{
	const struct ticker_slot *slot = ticker_slot_find(s->m, s->token[i].hash);
	if (!s->token[i].capital || slot == NULL || slot->entry < 0 || slot->entry >= RANK_GIANT ||
		s->known[i] >= 0)
		return false;
	if (s->classes[i] & WORD_NEVER)
		return false;
	return speaks_company(s, i, i, slot->entry) || search_classes_after(s, i) & WORD_TO_VERB ||
	       (!(s->classes[i] & WORD_PROPER) && stands_out(s, i, i));
}

/* Whether the name is one of several companies: "Booking and Expedia", "Burlington, TJX". */
static bool is_listed(const struct ticker_search *s, size_t first, size_t last)
{
	if (follows_company(s, first))
		return true;
	const struct ticker_token *end = &s->token[last];
	size_t next = last + 1;
	if (next < s->count && !s->token[next].broken)
		next += ticker_token_among(&s->token[next], joints) ? 1 : s->count;
	else if (next < s->count && end->text[end->whole] != ',')
		return false;
	return next < s->count &&
	       (is_plain_name(s, next) || is_plain_pair(s, next) || is_known_word(s, next));
}

/*
 * Whether a form of "buy" or "acquire" stands before the name: what is bought is a company, unless
 * it is an ordinary word.
 */
static bool is_bought(const struct ticker_search *s, size_t first, uint32_t classes)
{
	static const char buys[] = "acquire acquires acquiring buy buys buying";
	return first > 0 && !(classes & WORD_NAME) && !s->token[first].broken &&
	       ticker_token_among(&s->token[first - 1], buys);
}

/* Whether there is enough evidence for a name that is an ordinary word, a person or a place. */
static bool guard_passes(
	const struct ticker_search *s, size_t first, size_t last, int32_t entry, uint32_t classes)
{
	if (classes & WORD_NEVER)
		return has_form(s, last);
	if (speaks_company(s, first, last, entry) || is_bought(s, first, classes))
		return true;
	if (entry < RANK_LARGE && is_listed(s, first, last))
		return true;
	return entry < RANK_GIANT && !(classes & WORD_PROPER) && stands_out(s, first, last);
}

/* Whether the name is a surname: "Bob Ross", but not "Match Group" after "Tinder parent". */
static bool is_surname(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	return i > 0 && !t->broken && t[-1].capital && !search_is_possessive(&t[-1]) &&
	       (s->classes[i - 1] & WORD_GIVEN) != 0;
}

/* Whether something is only compared with the company: "Lululemon-style leggings". */
static bool is_likened(const struct ticker_search *s, size_t i)
{
	static const char likenesses[] = "esque like sized style type";
	const struct ticker_token *t = &s->token[i], *after = search_after(s, i);
	return after != NULL && t->text[t->length] == '-' && ticker_token_among(after, likenesses);
}

/*
 * Whether a possessive before shows that the name is a person: "Fed's Williams", "the CEO's Dana".
 */
static bool is_of_somebody(const struct ticker_search *s, size_t i, uint32_t classes)
{
	if (i == 0 || s->token[i].broken || !search_is_possessive(&s->token[i - 1]))
		return false;
	return s->classes[i - 1] & WORD_OFFICE || classes & WORD_PROPER;
}

/*
 * Whether the text continues the start of a longer name in another way: "Boyd Thermal" is not Boyd
 * Gaming.
 */
static bool continues_otherwise(
	const struct ticker_search *s, size_t i, const struct ticker_slot *slot)
{
	const struct ticker_token *after = search_after(s, i);
	if (!(slot->flags & TICKER_SHORTENED) || slot->entry < RANK_GIANT || !s->sentence ||
		after == NULL || search_is_possessive(&s->token[i]))
		return false;
	return after->capital && !after->upper && s->classes[i + 1] == 0;
}

/*
 * Whether a little known name is the first word of the text, whose capital says nothing ("Alarm
 * bells ring", "Rush for bonds"), and the next word does not go with a company.
 */
static bool begins_text(const struct ticker_search *s, size_t i, const struct ticker_slot *slot)
{
	static const char continues[] = "and could has in is may said says to was will would";
	const struct ticker_token *t = &s->token[i], *after = search_after(s, i);
	if (i > 0 || slot->entry < RANK_LARGE || !s->sentence || t->upper || after == NULL ||
		slot->flags & TICKER_ALIAS || search_is_possessive(t))
		return false;
	const uint32_t does = WORD_VERB | WORD_NOUN | WORD_COMPANY | WORD_FORM | WORD_QUOTED |
			      WORD_RATING | WORD_SPEAKS;
	return !after->capital && !(s->classes[i + 1] & does) &&
	       !ticker_token_among(after, continues);
}

/* Whether a domain follows: "Trip.com", whose registered name is Trip. */
static bool is_domain(const struct ticker_search *s, size_t i)
{
	static const char domains[] = "com ai io";
	const struct ticker_token *t = &s->token[i];
	return i + 1 < s->count && t->text[t->length] == '.' &&
	       t[1].text == t->text + t->length + 1 && ticker_token_among(&t[1], domains);
}

/* Whether the text starts like "apple earnings tonight". */
static bool is_report(const struct ticker_search *s, size_t i)
{
	static const char reports[] = "earnings";
	const struct ticker_token *after = search_after(s, i);
	return i == 0 && after != NULL && ticker_token_among(after, reports);
}

/*
 * Whether the word at I is the name of SLOT. HASH is the hash by which the name was found, so that
 * "McDonald's" is not the name McDonald.
 */
static bool one_word_fits(
	const struct ticker_search *s, size_t i, uint64_t hash, const struct ticker_slot *slot)
{
	const struct ticker_token *t = &s->token[i];
	uint32_t after = search_classes_after(s, i);
	uint32_t classes =
		hash == t->hash ? s->classes[i] : ticker_words_find(s->m->words, hash)->classes;
	bool alias = slot->flags & TICKER_ALIAS;
	if (is_surname(s, i) || is_of_somebody(s, i, classes) || continues_otherwise(s, i, slot) ||
		begins_text(s, i, slot) || is_likened(s, i) || (after & WORD_INSTITUTE))
		return false;
	if (s->lower && slot->entry >= RANK_LOWER)
		return false;
	if (is_domain(s, i))
		return !s->lower;
	if (s->known[i] >= 0)
		return neighbours_fit(s, i) &&
		       (!s->lower || after & WORD_COMPANY || is_report(s, i));
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

/* Whether the name is a person: "Designer Ralph Lauren", "Charles Schwab Jr". */
static bool is_person(const struct ticker_search *s, size_t first, size_t last)
{
	static const char younger[] = "jr sr";
	const struct ticker_token *t = &s->token[first], *after = search_after(s, last);
	if (!(s->classes[first] & WORD_GIVEN))
		return false;
	bool titled = first > 0 && !t->broken && s->classes[first - 1] & WORD_GIVEN &&
		      !search_is_possessive(&t[-1]);
	return titled || (after != NULL && ticker_token_among(after, younger));
}

static bool words_fit(
	const struct ticker_search *s, size_t i, size_t n, const struct ticker_slot *slot)
{
	const size_t last = i + n - 1;
	uint32_t after = search_classes_after(s, last);
	if ((s->lower && slot->entry >= RANK_LOWER) || is_person(s, i, last))
		return false;
	if (slot->flags & TICKER_ALIAS || !(slot->flags & TICKER_GUARDED))
		return !(after & WORD_INSTITUTE);
	return !(after & WORD_AFTER) && !is_inside(s, i) &&
	       guard_passes(s, i, last, slot->entry, WORD_PROPER);
}

/*
 * Returns the longest name at token I that starts with HASH, and sets *LENGTH to its words; NULL:
 * there is none.
 */
static const struct ticker_slot *longest_from(
	const struct ticker_search *s, size_t i, uint64_t hash, size_t *length)
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
		bool given = whole != NULL && whole->flags & TICKER_ALIAS;
		slot = slot != NULL && slot->entry >= 0 && !given ? slot : whole;
		if (slot != NULL && slot->entry >= 0 && words_fit(s, i, n + 1, slot)) {
			best = slot;
			*length = n + 1;
		}
	}
	return best;
}

static bool starts_name(const struct ticker_search *s, uint64_t hash)
{
	const struct ticker_slot *slot = ticker_slot_find(s->m, hash);
	return slot != NULL && slot->longest > 0;
}

bool search_may_be_name(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	return (t->capital || s->lower) &&
	       (starts_name(s, t->hash) || (t->with_s != t->hash && starts_name(s, t->with_s)));
}

const struct ticker_slot *search_name(const struct ticker_search *s, size_t i, size_t *length)
{
	const struct ticker_token *t = &s->token[i];
	if (!t->capital && !s->lower)
		return NULL;
	const struct ticker_slot *best = longest_from(s, i, t->hash, length);
	if (best == NULL && t->with_s != t->hash)
		best = longest_from(s, i, t->with_s, length);
	return best;
}

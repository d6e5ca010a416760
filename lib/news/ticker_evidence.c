#include "ticker_search.h"

/* Names, and what makes a company of those that are words. */

enum {
	SHORT_NAME = 3, /* letters up to which a name is taken in capitals, or with evidence */
	LONG_WORD = 4,	/* letters from which a word in small letters is no common one */
};

/* What stands between companies of a list. */
static const char joints[] = "and or vs versus";

/* A capital that stands alone amid small words. */
static bool stands_out(const struct ticker_search *s, size_t first, size_t last)
{
	const struct ticker_token *t = &s->token[first];
	const struct ticker_token *after = search_after(s, last);
	static const char articles[] = "the a an";
	if (!s->sentence || first == 0 || (after != NULL && after->capital))
		return false;
	return t->broken || (!t[-1].capital && !ticker_token_among(&t[-1], articles));
}

/* Does a longer name go on at the word FIRST? "Design" of "Artisan Design Group". */
static bool is_inside(const struct ticker_search *s, size_t first)
{
	if (first == 0 || s->token[first].broken)
		return false;
	const size_t before = first - 1;
	return s->token[before].capital &&
	       !(s->classes[before] & (WORD_VERB | WORD_TO_VERB | WORD_NOUN | WORD_JOINING));
}

/* Is it made of nothing but words, people and places, or a single word? */
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

/* Does what follows the words FIRST to LAST make a company of them? */
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
	if (after & (WORD_VERB | WORD_NOUN)) /* people see and warn as well */
		return !(proper && after & WORD_OPINES);
	return after == 0 ? false
			  : search_is_to(&s->token[last + 1]) &&
				    (search_classes_after(s, last + 1) & WORD_TO_VERB) != 0;
}

/* "X and" before the word FIRST, or "X,", X being a company. */
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
 * Does the word before token I deny the name? "Closer to Target" does where everything has a
 * capital, "returns to Target" where only names have; a company before it, or what only companies
 * have behind it, says more than both.
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

/* "Grab-and-go", "Shell-shocked", but "Meta-owned". */
static bool is_compounded(const struct ticker_search *s, size_t i)
{
	static const char shares[] = "backed branded built controlled led made operated owned";
	const struct ticker_token *t = &s->token[i], *after = search_after(s, i);
	return after != NULL && t->text[t->length] == '-' && !after->capital &&
	       !ticker_token_among(after, shares);
}

static bool is_plain_name(const struct ticker_search *s, size_t i);

/* "Dow and LyondellBasell" */
static bool pairs_up(const struct ticker_search *s, size_t i)
{
	static const char and[] = "and";
	const struct ticker_token *after = search_after(s, i);
	return after != NULL && ticker_token_among(after, and) && search_after(s, i + 1) != NULL &&
	       is_plain_name(s, i + 2);
}

/* Words with neighbours of their own: "Apple pie". */
static bool neighbours_fit(const struct ticker_search *s, size_t i)
{
	static const char whose[] = "her his its my our the their your";
	const struct ticker_token *after = search_after(s, i);
	const struct ticker_known *rule = ticker_known(s->known[i]);
	if (rule->only != NULL)
		return after != NULL && (ticker_token_among(after, rule->only) || pairs_up(s, i));
	if (search_is_possessive(&s->token[i])) /* is somebody */
		return true;
	if (after != NULL && ticker_token_among(after, whose)) /* "Block Your Number" */
		return false;
	return !is_compounded(s, i) && !denied_before(s, i, rule) &&
	       (after == NULL || !ticker_token_among(after, rule->after));
}

/* Two words that are a name and need no evidence. */
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

/* A name of one word that needs no evidence. */
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

/* "Travelers lead": a word that what stands around it makes a large company of. */
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

/* "Booking and Expedia", "Burlington, TJX": one of several companies. */
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

/* "to buy Adverum": what is bought is a company, if no word. */
static bool is_bought(const struct ticker_search *s, size_t first, uint32_t classes)
{
	static const char buys[] = "acquire acquires acquiring buy buys buying";
	return first > 0 && !(classes & WORD_NAME) && !s->token[first].broken &&
	       ticker_token_among(&s->token[first - 1], buys);
}

/* Ordinary words, people and places. */
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

/* "Bob Ross", but not "Match Group" behind "Tinder parent". */
static bool is_surname(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i];
	return i > 0 && !t->broken && t[-1].capital && !search_is_possessive(&t[-1]) &&
	       (s->classes[i - 1] & WORD_GIVEN) != 0;
}

/* "Lululemon-style leggings" are of somebody else. */
static bool is_likened(const struct ticker_search *s, size_t i)
{
	static const char likenesses[] = "esque like sized style type";
	const struct ticker_token *t = &s->token[i], *after = search_after(s, i);
	return after != NULL && t->text[t->length] == '-' && ticker_token_among(after, likenesses);
}

/* "Fed's Williams", "the CEO's Dana": whom a person is with. */
static bool is_of_somebody(const struct ticker_search *s, size_t i, uint32_t classes)
{
	if (i == 0 || s->token[i].broken || !search_is_possessive(&s->token[i - 1]))
		return false;
	return s->classes[i - 1] & WORD_OFFICE || classes & WORD_PROPER;
}

/* "Boyd Thermal" is not Boyd Gaming: the start of a name that goes on otherwise. */
static bool goes_on_otherwise(
	const struct ticker_search *s, size_t i, const struct ticker_slot *slot)
{
	const struct ticker_token *after = search_after(s, i);
	if (!(slot->flags & TICKER_SHORTENED) || slot->entry < RANK_GIANT || !s->sentence ||
		after == NULL || search_is_possessive(&s->token[i]))
		return false;
	return after->capital && !after->upper && s->classes[i + 1] == 0;
}

/*
 * The capital of a text's first word says nothing: "Alarm bells ring", "Rush for bonds". A name
 * there that few know has to do what companies do.
 */
static bool begins_text(const struct ticker_search *s, size_t i, const struct ticker_slot *slot)
{
	static const char goes_on[] = "and could has in is may said says to was will would";
	const struct ticker_token *t = &s->token[i], *after = search_after(s, i);
	if (i > 0 || slot->entry < RANK_LARGE || !s->sentence || t->upper || after == NULL ||
		slot->flags & TICKER_ALIAS || search_is_possessive(t))
		return false;
	const uint32_t does = WORD_VERB | WORD_NOUN | WORD_COMPANY | WORD_FORM | WORD_QUOTED |
			      WORD_RATING | WORD_SPEAKS;
	return !after->capital && !(s->classes[i + 1] & does) &&
	       !ticker_token_among(after, goes_on);
}

/* "Trip.com", whose registered name is Trip. */
static bool is_domain(const struct ticker_search *s, size_t i)
{
	static const char domains[] = "com ai io";
	const struct ticker_token *t = &s->token[i];
	return i + 1 < s->count && t->text[t->length] == '.' &&
	       t[1].text == t->text + t->length + 1 && ticker_token_among(&t[1], domains);
}

/* "apple earnings tonight" */
static bool is_report(const struct ticker_search *s, size_t i)
{
	static const char reports[] = "earnings";
	const struct ticker_token *after = search_after(s, i);
	return i == 0 && after != NULL && ticker_token_among(after, reports);
}

/* HASH: by which the name was found, so "McDonald's" is not the name McDonald. */
static bool one_word_fits(
	const struct ticker_search *s, size_t i, uint64_t hash, const struct ticker_slot *slot)
{
	const struct ticker_token *t = &s->token[i];
	uint32_t after = search_classes_after(s, i);
	uint32_t classes =
		hash == t->hash ? s->classes[i] : ticker_words_find(s->m->words, hash)->classes;
	bool alias = slot->flags & TICKER_ALIAS;
	if (is_surname(s, i) || is_of_somebody(s, i, classes) || goes_on_otherwise(s, i, slot) ||
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

/* "Designer Ralph Lauren", "Charles Schwab Jr" */
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

/* The longest name at token I that begins with HASH; *LENGTH words of it. NULL: none. */
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

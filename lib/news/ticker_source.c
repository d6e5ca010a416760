#include "ticker_search.h"

/* Finds the companies that make statements about others, rather than being the subject. */

static const struct ticker_speaker *speaker_of(const struct ticker_search *s, int32_t entry)
{
	for (size_t i = 0; i < s->m->speaker_count; i++)
		if (s->m->speaker[i].entry == entry)
			return &s->m->speaker[i];
	return NULL;
}

static bool rates_others(const struct ticker_search *s, int32_t entry)
{
	const struct ticker_speaker *speaker = speaker_of(s, entry);
	return speaker != NULL && speaker->kind != TICKER_RESEARCHER;
}

/* "Redfin: home prices fall": starts the text, and a colon follows. */
static bool leads_colon(const struct ticker_search *s, const struct finding *f)
{
	const struct ticker_token *last = &s->token[f->after - 1];
	return f->first == 0 && f->after < s->count && last->text[last->whole] == ':' &&
	       !(s->classes[f->after] & (WORD_OWN | WORD_NOUN));
}

/* "a UBS survey", "UBS wealth survey": the source of a survey. */
static bool is_surveyor(const struct ticker_search *s, const struct finding *f)
{
	size_t i = f->after;
	if (i + 1 < s->count && !s->token[i].broken && !(s->classes[i] & WORD_VERB))
		i += !(s->classes[i] & WORD_SURVEY);
	return i < s->count && !s->token[i].broken && s->classes[i] & WORD_SURVEY;
}

/* "ADP report", "Visa data show": the source of a study. */
static bool is_study(const struct ticker_search *s, const struct finding *f)
{
	static const char studies[] = "analysis analytics index report spendingpulse study tracker";
	static const char data[] = "data figures", show[] = "find finds show showed shows suggest";
	if (f->after >= s->count || s->token[f->after].broken)
		return false;
	const struct ticker_token *next = &s->token[f->after], *verb = search_after(s, f->after);
	return ticker_token_among(next, studies) ||
	       (ticker_token_among(next, data) && verb != NULL && ticker_token_among(verb, show));
}

/* "..., says Citi", "...: Citi": a broker at the end of the text. */
static bool has_last_word(const struct ticker_search *s, const struct finding *f)
{
	static const char says[] = "say says said";
	if (f->first == 0 || f->after < s->count)
		return false;
	const struct ticker_token *t = &s->token[f->first];
	return ticker_token_among(&t[-1], says) || (t->broken && t[-1].text[t[-1].whole] == ':');
}

/* "according to Citi", or "..., Citi says" at the end of the text. */
static bool is_quoted(const struct ticker_search *s, const struct finding *f)
{
	static const char according[] = "according";
	if (f->first > 1 && search_is_to(&s->token[f->first - 1]) &&
		ticker_token_among(&s->token[f->first - 2], according))
		return true;
	return f->first > 0 && s->token[f->first].broken && f->after + 1 == s->count &&
	       s->classes[f->after] & WORD_REPORTS;
}

static bool is_publisher_here(const struct ticker_search *s, const struct finding *f)
{
	bool quoted = f->first > 0 && !s->token[f->first].broken &&
		      s->classes[f->first - 1] & WORD_QUOTES;
	bool reports = f->first > 0 && f->after < s->count && !s->token[f->after].broken &&
		       s->classes[f->after] & WORD_REPORTS;
	return quoted || reports;
}

/* "at Goldman", "by Citi": the place of a rater. */
static bool is_rater(const struct ticker_search *s, const struct finding *f)
{
	static const char before[] = "at by from";
	return f->first > 0 && ticker_token_among(&s->token[f->first - 1], before);
}

static bool text_has(const struct ticker_search *s, size_t from, uint32_t classes)
{
	for (size_t i = from; i < s->count; i++)
		if (s->classes[i] & classes)
			return true;
	return false;
}

/*
 * "Goldman sees", "Goldman's Hatzius sees", unless the statement is about the broker itself:
 * "Goldman sees profit".
 */
static bool speaks_of_others(const struct ticker_search *s, const struct finding *f)
{
	size_t verb = f->after;
	if (search_is_possessive(&s->token[verb - 1]) && verb < s->count &&
		s->token[verb].capital && !(s->classes[verb] & WORD_OWN))
		verb++;
	if (verb >= s->count || s->token[verb].broken || !(s->classes[verb] & WORD_SPEAKS))
		return false;
	const struct ticker_token *next = search_after(s, verb);
	if (next == NULL)
		return true;
	bool own = s->classes[verb + 1] & WORD_OWN || search_is_to(next);
	return !own || (search_classes_after(s, verb + 1) & WORD_MACRO); /* "its Brent forecast" */
}

/* "a former Mattel executive": an employer of the past. */
static bool is_past(const struct ticker_search *s, const struct finding *f)
{
	static const char before[] = "former ex onetime";
	return f->first > 0 && ticker_token_among(&s->token[f->first - 1], before);
}

/*
 * Whether the company of F is the source of the text, not its subject. OTHERS is the number of
 * companies found that rate no others.
 */
static bool is_source(const struct ticker_search *s, const struct finding *f, size_t others)
{
	const struct ticker_speaker *speaker = speaker_of(s, f->match.entry);
	if (f->tagged)
		return false;
	if (is_surveyor(s, f))
		return true;
	if (is_quoted(s, f) || (s->found_count > 1 && is_past(s, f)))
		return true;
	if (speaker == NULL)
		return false;
	if (leads_colon(s, f))
		return true;
	if (speaker->kind == TICKER_RESEARCHER)
		return is_study(s, f);
	if (speaker->kind == TICKER_PUBLISHER)
		return is_publisher_here(s, f);
	if (has_last_word(s, f))
		return true;
	bool speaks = speaks_of_others(s, f), rating = text_has(s, 0, WORD_RATING);
	if (others > 0)
		return speaks || rating || (is_rater(s, f) && text_has(s, 0, WORD_VERDICT));
	if (s->found_count > 1 && (speaks || (rating && is_rater(s, f))))
		return true;
	return speaks && text_has(s, f->after, WORD_OPINES | WORD_MACRO);
}

size_t search_keep_subjects(
	const struct ticker_search *s, struct ticker_match out[static TICKER_MATCHES_MAX])
{
	size_t others = 0, kept = 0;
	for (size_t i = 0; i < s->found_count; i++)
		others += !rates_others(s, s->found[i].match.entry);
	for (size_t i = 0; i < s->found_count; i++)
		if (!is_source(s, &s->found[i], others))
			out[kept++] = s->found[i].match;
	return kept;
}

#include "ticker_search.h"

const struct ticker_token *search_after(const struct ticker_search *s, size_t i)
{
	const struct ticker_token *t = &s->token[i + 1];
	return i + 1 < s->count && !t->broken ? t : NULL;
}

uint32_t search_classes_after(const struct ticker_search *s, size_t i)
{
	return search_after(s, i) != NULL ? s->classes[i + 1] : 0;
}

bool search_is_possessive(const struct ticker_token *t)
{
	return t->whole > t->length;
}

bool search_is_to(const struct ticker_token *t)
{
	static const char to[] = "to";
	return ticker_token_among(t, to);
}

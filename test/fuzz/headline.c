/* Passes a headline to everything that reads it: normalisation, sentiment, companies. */
#include "fuzz.h"

#include "headline.h"
#include "array.h"
#include "lexicon.h"
#include "text.h"
#include "ticker.h"

static const struct ticker_entry universe[] = {
	{"NVDA", "NVIDIA CORP", NULL},
	{"AAPL", "Apple Inc.", "Apple Computer"},
	{"BRK.B", "BERKSHIRE HATHAWAY INC", NULL},
	{"V", "VISA INC.", NULL},
	{"BAC", "BANK OF AMERICA CORP /DE/", "BofA|Bank of America Merrill Lynch"},
	{"TGT", "TARGET CORP", NULL},
	{"F", "FORD MOTOR CO", NULL},
	{"T", "AT&T INC.", NULL},
	{"NOW", "ServiceNow, Inc.", NULL},
	{"MCD", "MCDONALDS CORP", "McDonald's"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lexicon lexicon;
	static struct ticker_matcher matcher;
	struct ticker_match found[TICKER_MATCHES_MAX];
	char *text = fuzz_text(data, size), key[HEADLINE_MAX + 1], again[HEADLINE_MAX + 1];
	if (matcher.slots == NULL) {
		HOLDS(lexicon_init(&lexicon, NULL, NULL) == 0);
		HOLDS(ticker_matcher_build(&matcher, universe, array_size(universe), NULL) == 0);
	}
	size_t length = headline_normalise(text, key, sizeof key);
	HOLDS(length == strlen(key) && text_is_utf8(key, length));
	HOLDS(headline_normalise(text, again, sizeof again) == length && strcmp(key, again) == 0);
	struct plain_words words, more;
	plain_words_read(&words, text, strlen(text));
	if (size > 40)
		plain_words_read(&more, text + 20, strlen(text + 20));
	struct sentiment s = lexicon_classify(&lexicon, &words, size > 40 ? &more : NULL);
	double sum = s.p_negative + s.p_neutral + s.p_positive;
	HOLDS(sum > .999999 && sum < 1.000001 && s.score >= -1 && s.score <= 1);
	HOLDS(s.p_negative >= 0 && s.p_neutral >= 0 && s.p_positive >= 0);
	size_t count = ticker_find(&matcher, text, found);
	HOLDS(count <= TICKER_MATCHES_MAX);
	for (size_t i = 0; i < count; i++)
		HOLDS(found[i].offset + found[i].length <= strlen(text) && found[i].length > 0);
	free(text);
	return 0;
}

#include "classifier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { P_PLACES = 4, P_ONE = 10000 };

int classifier_new(struct classifier **out, const struct ticker_entry *entries, size_t count,
	const char *weights, struct error *err)
{
	struct classifier *c = calloc(1, sizeof *c);
	if (c == NULL)
		return error_memory(err);
	if (lexicon_init(&c->lexicon, weights, err) != 0) {
		free(c);
		return -1;
	}
	if (count > 0 && ticker_matcher_build(&c->matcher, entries, count, err) != 0) {
		free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void classifier_free(struct classifier *c)
{
	if (c == NULL)
		return;
	if (c->matcher.entry_count > 0)
		ticker_matcher_free(&c->matcher);
	free(c);
}

static void find_mentions(
	const struct classifier *c, const struct plain_words *words, struct classification *out)
{
	struct ticker_match match[TICKER_MATCHES_MAX];
	size_t found = ticker_find_in(&c->matcher, words, match);
	for (size_t i = 0; i < found; i++) {
		const char *ticker = c->matcher.entries[match[i].entry].ticker;
		size_t k = 0;
		while (k < out->mention_count && !text_equal(out->mentions[k].ticker, ticker))
			k++;
		if (k == out->mention_count)
			out->mentions[out->mention_count++] = (struct mention){
				ticker, words->text + match[i].offset, match[i].length};
	}
}

void classifier_classify(const struct classifier *c, const char *title, const char *summary,
	struct classification *out)
{
	struct plain_words words, more;
	plain_words_read(&words, title, strlen(title));
	if (summary != NULL)
		plain_words_read(&more, summary, strlen(summary));
	out->sentiment = lexicon_classify(&c->lexicon, &words, summary != NULL ? &more : NULL);
	out->engine = LEXICON_ENGINE;
	out->model = LEXICON_MODEL;
	out->mention_count = 0;
	if (c->matcher.entry_count == 0)
		return;
	find_mentions(c, &words, out);
	if (summary != NULL)
		find_mentions(c, &more, out);
}

void classification_write(const struct classification *c, struct jsonl *w)
{
	const struct sentiment *s = &c->sentiment;
	double positive = round(s->p_positive * P_ONE), negative = round(s->p_negative * P_ONE);
	if (positive + negative > P_ONE) /* both were rounded up, and neutral is 0 */
		negative = P_ONE - positive;
	jsonl_open(w, "tickers", '[');
	for (size_t i = 0; i < c->mention_count; i++)
		jsonl_text(w, NULL, c->mentions[i].ticker);
	jsonl_close(w);
	jsonl_text(w, "sentiment_label", sentiment_label_name(s->label));
	jsonl_double(w, "sentiment_score", (positive - negative) / P_ONE, P_PLACES);
	jsonl_double(w, "p_positive", positive / P_ONE, P_PLACES);
	jsonl_double(w, "p_neutral", (P_ONE - positive - negative) / P_ONE, P_PLACES);
	jsonl_double(w, "p_negative", negative / P_ONE, P_PLACES);
	jsonl_text(w, "engine", c->engine);
	jsonl_text(w, "model", c->model);
	jsonl_text(w, "event_type", event_type_name(s->event));
	jsonl_text(w, "urgency", urgency_name(s->urgency));
}

void classification_write_evidence(const struct classification *c, struct jsonl *w)
{
	jsonl_open_map(w, "ticker_evidence");
	for (size_t i = 0; i < c->mention_count; i++) {
		const struct mention *m = &c->mentions[i];
		jsonl_text_n(w, m->ticker, m->text, m->length);
	}
	jsonl_close(w);
}

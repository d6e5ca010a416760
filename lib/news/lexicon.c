#include "lexicon.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/*
 * The share of the summary in the logits. Title and summary say much the same, so their logits are
 * averaged, not added.
 */
static const double summary_share = 1.0 / 3;

const char *sentiment_label_name(enum sentiment_label label)
{
	static const char *const names[] = {"negative", "neutral", "positive"};
	return names[label];
}

const char *event_type_name(enum event_type type)
{
	static const char *const names[EVENT_TYPES] = {"other", "earnings", "guidance", "analyst",
		"merger", "legal", "regulatory", "product", "macro", "management"};
	return names[type];
}

const char *urgency_name(enum urgency urgency)
{
	static const char *const names[] = {"low", "medium", "high"};
	return names[urgency];
}

static void to_probabilities(const double logit[static POLES], struct sentiment *out)
{
	double most = logit[POLE_NEGATIVE] > logit[POLE_POSITIVE] ? logit[POLE_NEGATIVE]
								  : logit[POLE_POSITIVE];
	most = most > 0 ? most : 0;
	double neutral = exp(-most), positive = exp(logit[POLE_POSITIVE] - most),
	       negative = exp(logit[POLE_NEGATIVE] - most);
	double sum = positive + negative + neutral;
	out->p_positive = positive / sum;
	out->p_negative = negative / sum;
	out->p_neutral = 1 - out->p_positive - out->p_negative;
	out->score = out->p_positive - out->p_negative;
	out->label = out->p_positive > out->p_neutral && out->p_positive > out->p_negative
			     ? SENTIMENT_POSITIVE
		     : out->p_negative > out->p_neutral && out->p_negative > out->p_positive
			     ? SENTIMENT_NEGATIVE
			     : SENTIMENT_NEUTRAL;
}

static enum event_type event_of(const int evidence[static EVENT_TYPES])
{
	enum { LEAST = 6 };
	enum event_type best = EVENT_OTHER;
	int most = LEAST - 1;
	for (int i = EVENT_OTHER + 1; i < EVENT_TYPES; i++)
		if (evidence[i] > most) {
			most = evidence[i];
			best = (enum event_type)i;
		}
	return best;
}

int lexicon_init(struct lexicon *l, const char *weights, struct error *err)
{
	memset(l, 0, sizeof *l);
	lexicon_learn_words(&l->words);
	return lexicon_weights_parse(
		&l->weights, weights != NULL ? weights : lexicon_weights_shipped, err);
}

static void weigh_words(const struct lexicon *l, const struct plain_words *words,
	struct lexicon_text *read, double logit[static POLES])
{
	struct lexicon_features features;
	lexicon_read(&l->words, words, read);
	struct lexicon_evidence evidence = lexicon_weigh(read);
	lexicon_features(read, &evidence, &features);
	lexicon_logits(&l->weights, &features, logit);
}

struct sentiment lexicon_classify(
	const struct lexicon *l, const struct plain_words *title, const struct plain_words *summary)
{
	struct lexicon_text text;
	struct sentiment out = {.label = SENTIMENT_NEUTRAL};
	double logit[POLES];
	int event[EVENT_TYPES];
	weigh_words(l, title, &text, logit);
	bool empty = text.count == 0;
	int urgency = text.urgency - (text.question ? 1 : 0);
	memcpy(event, text.event, sizeof event);
	if (summary != NULL && summary->text < summary->end) {
		double more[POLES];
		weigh_words(l, summary, &text, more);
		double share = empty ? 1 : text.count > 0 ? summary_share : 0;
		for (int pole = 0; pole < POLES; pole++)
			logit[pole] += share * (more[pole] - logit[pole]);
		for (int i = 0; i < EVENT_TYPES; i++)
			event[i] = (2 * event[i] + text.event[i]) / 2;
		empty = empty && text.count == 0;
	}
	if (empty) /* no word was read, so nothing speaks for either pole */
		out.p_neutral = 1;
	else
		to_probabilities(logit, &out);
	out.event = event_of(event);
	out.urgency = urgency > 0 ? URGENCY_HIGH : urgency < 0 ? URGENCY_LOW : URGENCY_NORMAL;
	return out;
}

#include "classify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bedrock.h"
#include "clock.h"
#include "lexicon_file.h"
#include "mem.h"
#include "text.h"

enum {
	/* failures in a row after which the model is not queried again in this run */
	INFER_FAILURES_MAX = 3,
	/* one part in this many of the run's time is for inferring; other work waits for it */
	INFER_PART = 2,
};

static const char bedrock_prefix[] = "bedrock:";
static const char inferred[] = "inferred";

struct text_classifier {
	struct run *run;
	struct classifier *classifier;
	struct sentiment_chain *chain;
	struct bedrock *bedrock; /* NULL: not used, or no longer used */
	int infer_failures;
	int64_t infer_until_us;
};

static const char *bedrock_model(const char *infer, struct error *err)
{
	size_t length = sizeof bedrock_prefix - 1;
	if (text_starts(infer, bedrock_prefix) && infer[length] != '\0')
		return infer + length;
	(void)error_set(err, ERROR_USAGE, "--infer: not bedrock:MODEL: \"%.60s\"", infer);
	return NULL;
}

static int open_bedrock(struct text_classifier *tc, const char *infer, struct error *err)
{
	const char *model = bedrock_model(infer, err);
	int64_t now_us = clock_monotonic_us();
	tc->infer_until_us = now_us + (tc->run->deadline_us - now_us) / INFER_PART;
	return model == NULL
		       ? -1
		       : bedrock_open(&tc->bedrock, model, &tc->run->conf, tc->infer_until_us, err);
}

static int open_chain(struct sentiment_chain **out, const struct run *run,
	const struct classify_settings *options, struct error *err)
{
	struct sentiment_settings o = {
		.run = run, .model = options->model, .threads = options->threads};
	return sentiment_chain_new(out, options->engines, &o, err);
}

int text_classifier_check(
	const struct run *run, const struct classify_settings *options, struct error *err)
{
	struct sentiment_chain *chain;
	if (open_chain(&chain, run, options, err) != 0)
		return -1;
	sentiment_chain_free(chain);
	return options->infer == NULL || bedrock_model(options->infer, err) != NULL ? 0 : -1;
}

static int open_classifier(struct text_classifier *tc, const struct classify_settings *options,
	const struct ticker_entry *entries, size_t count, struct error *err)
{
	char *weights mem_auto = NULL;
	if (options->weights == NULL)
		return classifier_new(&tc->classifier, entries, count, NULL, err);
	if (lexicon_file_read(&weights, options->weights, err) != 0)
		return -1;
	return classifier_new(&tc->classifier, entries, count, weights, err) == 0
		       ? 0
		       : error_prefix(err, "%.200s", options->weights);
}

int text_classifier_new(struct text_classifier **out, struct run *run,
	const struct classify_settings *options, const struct ticker_entry *entries, size_t count,
	struct error *err)
{
	struct text_classifier *tc = calloc(1, sizeof *tc);
	if (tc == NULL)
		return error_memory(err);
	tc->run = run;
	if (open_classifier(tc, options, entries, count, err) != 0 ||
		open_chain(&tc->chain, run, options, err) != 0 ||
		(options->infer != NULL && count > 0 &&
			open_bedrock(tc, options->infer, err) != 0)) {
		text_classifier_free(tc);
		return -1;
	}
	*out = tc;
	return 0;
}

void text_classifier_free(struct text_classifier *tc)
{
	if (tc == NULL)
		return;
	bedrock_close(tc->bedrock);
	sentiment_chain_free(tc->chain);
	classifier_free(tc->classifier);
	free(tc);
}

bool text_classifier_is_embedded(const struct text_classifier *tc)
{
	return tc->bedrock == NULL && sentiment_chain_is_embedded(tc->chain);
}

/*
 * Returns the universe's own text of TICKER; NULL: the universe does not have it. A cashtag of
 * TICKER finds no other security.
 */
static const char *known_ticker(const struct classifier *c, const char *ticker)
{
	struct ticker_match match[TICKER_MATCHES_MAX];
	char tag[BEDROCK_TICKER_SIZE + 1];
	(void)snprintf(tag, sizeof tag, "$%.*s", BEDROCK_TICKER_SIZE - 1, ticker);
	if (c->matcher.entry_count == 0 || ticker_find(&c->matcher, tag, match) == 0)
		return NULL;
	const char *found = c->matcher.entries[match[0].entry].ticker;
	return text_equal(found, ticker) ? found : NULL;
}

static void add_guess(const struct text_classifier *tc, const struct bedrock_guess *guess,
	struct classification *out)
{
	const char *ticker = known_ticker(tc->classifier, guess->ticker);
	if (ticker == NULL || !(guess->confidence > tc->run->params.infer_confidence))
		return;
	for (size_t i = 0; i < out->mention_count; i++)
		if (text_equal(out->mentions[i].ticker, ticker))
			return;
	out->mentions[out->mention_count++] =
		(struct mention){ticker, inferred, sizeof inferred - 1};
}

static void stop_inferring(struct text_classifier *tc)
{
	bedrock_close(tc->bedrock);
	tc->bedrock = NULL;
}

/*
 * Infers the tickers of a text. A failure costs the tickers of this text; after several in a row
 * the model is not queried again.
 */
static void infer(
	struct text_classifier *tc, const struct sentiment_text *text, struct classification *out)
{
	struct bedrock_guess guesses[BEDROCK_GUESSES_MAX];
	size_t count;
	struct error why = {0};
	if (clock_monotonic_us() >= tc->infer_until_us || run_should_stop(tc->run)) {
		run_count(tc->run, "not_inferred", 1);
		return;
	}
	if (bedrock_query(tc->bedrock, text->title, text->summary, guesses, &count, &why) == 0) {
		tc->infer_failures = 0;
		for (size_t i = 0; i < count; i++)
			add_guess(tc, &guesses[i], out);
		run_count(tc->run, "inferred", out->mention_count > 0);
		return;
	}
	run_count(tc->run, "not_inferred", 1);
	bool last = ++tc->infer_failures >= INFER_FAILURES_MAX || why.kind == ERROR_PERMISSION;
	run_partial(tc->run, "could not infer a ticker%s: %s",
		last ? "; later texts are not tried" : "", why.text);
	if (last)
		stop_inferring(tc);
}

static int run_chain(struct text_classifier *tc, const struct sentiment_text *texts, size_t count,
	struct classification *out, struct error *why, struct error *err)
{
	struct sentiment *found = calloc(count, sizeof *found);
	const struct sentiment_engine **by = calloc(count, sizeof(const struct sentiment_engine *));
	int result = found == NULL || by == NULL ? error_memory(err) : 0;
	for (size_t i = 0; i < count && result == 0; i++)
		found[i] = out[i].sentiment;
	if (result == 0)
		result = sentiment_chain_classify(tc->chain, texts, count, found, by, why, err);
	for (size_t i = 0; i < count && result == 0; i++) {
		out[i].sentiment = found[i];
		out[i].engine = by[i] == NULL ? NULL : by[i]->kind->name;
		out[i].model = by[i] == NULL ? NULL : by[i]->model;
	}
	free(found);
	free(by);
	return result;
}

int text_classifier_classify(struct text_classifier *tc, const struct sentiment_text *texts,
	size_t count, struct classification *out, struct error *why, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		classifier_classify(tc->classifier, texts[i].title, texts[i].summary, &out[i]);
	if (!sentiment_chain_is_embedded(tc->chain) &&
		run_chain(tc, texts, count, out, why, err) != 0)
		return -1;
	for (size_t i = 0; i < count && tc->bedrock != NULL; i++)
		if (out[i].engine != NULL && out[i].mention_count == 0)
			infer(tc, &texts[i], &out[i]);
	return 0;
}

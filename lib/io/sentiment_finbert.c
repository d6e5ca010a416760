/*
 * FinBERT, or any BERT of three labels, in this process: texts to tokens, tokens to probabilities,
 * shared out to threads.
 */
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bert_forward.h"
#include "mem.h"
#include "num.h"
#include "sentiment.h"
#include "text.h"

enum {
	/*
	 * Tokens of one pass, the longest text at least: enough for full speed of the products, few
	 * enough for the state to stay in the cache.
	 */
	PASS_ROWS = 512,
	THREADS_MAX = 64,
	ID_BYTES_MAX = 1 << 30,
};

struct finbert {
	struct sentiment_engine engine;
	const struct run *run;
	struct bert_model *model;
	struct blas blas;
	size_t threads;
	struct bert_room room[THREADS_MAX];
};

/* The texts of one call as tokens. */
struct tokens {
	int32_t *ids;
	size_t ids_capacity;
	size_t *start; /* COUNT + 1 */
};

static void tokens_free(struct tokens *t)
{
	free(t->ids);
	free(t->start);
}

/* [CLS] title summary [SEP]; what does not fit is cut off at the end, as the reference does. */
static size_t encode(const struct bert_model *m, const struct sentiment_text *text, int32_t *ids)
{
	const struct wordpiece *w = &m->wordpiece;
	size_t max = m->config.tokens_max - 1, count = 1;
	ids[0] = w->special[WORDPIECE_CLASS];
	count += wordpiece_encode(w, text->title, strlen(text->title), ids + count, max - count);
	if (text->summary != NULL)
		count += wordpiece_encode(
			w, text->summary, strlen(text->summary), ids + count, max - count);
	ids[count++] = w->special[WORDPIECE_SEPARATOR];
	return count;
}

static int tokenize(const struct bert_model *m, const struct sentiment_text *texts, size_t count,
	struct tokens *out, struct error *err)
{
	out->start = calloc(count + 1, sizeof *out->start);
	if (out->start == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		size_t at = out->start[i];
		if (mem_grow(&out->ids, &out->ids_capacity, at + m->config.tokens_max,
			    sizeof *out->ids, ID_BYTES_MAX / sizeof *out->ids) != 0)
			return error_memory(err);
		out->start[i + 1] = at + encode(m, &texts[i], out->ids + at);
	}
	return 0;
}

/* What one thread does: some passes' worth of texts, one pass after the other. */
struct share {
	const struct finbert *engine;
	struct bert_room *room;
	const struct tokens *tokens;
	size_t from, to; /* texts */
	float *logits;	 /* of all texts */
	pthread_t thread;
};

/* The first text after FROM that a pass of PASS_ROWS tokens has no room for. */
static size_t pass_end(const struct tokens *t, size_t from, size_t to)
{
	size_t end = from + 1;
	while (end < to && t->start[end + 1] - t->start[from] <= PASS_ROWS)
		end++;
	return end;
}

static void *work(void *argument)
{
	const struct share *s = argument;
	for (size_t from = s->from, end; from < s->to; from = end) {
		size_t start[PASS_ROWS + 1];
		end = pass_end(s->tokens, from, s->to);
		for (size_t i = from; i <= end; i++)
			start[i - from] = s->tokens->start[i] - s->tokens->start[from];
		const struct bert_batch batch = {
			s->tokens->ids + s->tokens->start[from], start, end - from};
		bert_forward(s->engine->model, &s->engine->blas, &batch, s->room,
			s->logits + from * BERT_LABEL_COUNT);
	}
	return NULL;
}

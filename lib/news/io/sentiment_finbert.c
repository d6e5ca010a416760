/*
 * The engine finbert: FinBERT, or any BERT with three labels, computed in this process. It turns
 * texts into tokens and tokens into probabilities, and shares the texts out to threads.
 */
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "bert_forward.h"
#include "mem.h"
#include "sentiment.h"
#include "text.h"

enum {
	/*
	 * The tokens of one pass of a thread; a long text may exceed it. That is enough for the
	 * full speed of the products, and few enough for the state to stay in the cache.
	 */
	SHARE_ROWS = 512,
	/* The most texts of a share: each has at least [CLS] and [SEP]. */
	SHARE_TEXTS_MAX = (SHARE_ROWS + BERT_TOKENS_MAX) / 2,
	THREADS_MAX = 64,
	ID_BYTES_MAX = 1 << 30,
};

struct finbert {
	struct sentiment_engine engine;
	struct bert_model *model;
	struct blas blas;
	size_t threads;
	struct thread_pool *pool;
	struct bert_room room[THREADS_MAX]; /* one per thread of the pool */
	/*
	 * The loader runs ahead of the first pass and maps the weights, which takes half as long as
	 * a pass. It needs a processor that no thread of the pool uses; where there is none, each
	 * thread maps the weights that it is about to read.
	 */
	pthread_t loader;
	bool loading;
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

/*
 * Stores [CLS] title summary [SEP] and returns the number of tokens. The end of a text that does
 * not fit is cut off, as the reference does.
 */
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

/* The work of one thread: neighbouring texts, in one pass. */
struct share {
	size_t from, to; /* texts */
};

struct wave {
	struct finbert *engine;
	const struct tokens *tokens;
	float *logits; /* for all texts */
	size_t shares;
	struct share share[THREADS_MAX];
};

static void run_share(void *work, size_t piece, size_t member)
{
	const struct wave *w = work;
	struct finbert *f = w->engine;
	const struct share *s = &w->share[piece];
	const struct tokens *t = w->tokens;
	size_t start[SHARE_TEXTS_MAX + 1];
	for (size_t i = s->from; i <= s->to; i++)
		start[i - s->from] = t->start[i] - t->start[s->from];
	const struct bert_batch batch = {t->ids + t->start[s->from], start, s->to - s->from};
	bert_forward(f->model, &f->blas, w->shares == 1 && f->threads > 1 ? f->pool : NULL, &batch,
		&f->room[member], w->logits + s->from * BERT_LABEL_COUNT);
}

/*
 * Returns the end of the texts from FROM that have about ROWS tokens together; at least one text.
 */
static size_t share_end(const struct tokens *t, size_t from, size_t to, size_t rows)
{
	size_t end = from + 1;
	while (end < to && t->start[end] - t->start[from] < rows)
		end++;
	return end;
}

/* Returns the end of the texts from FROM that fit into THREADS shares. */
static size_t wave_end(const struct tokens *t, size_t from, size_t count, size_t threads)
{
	size_t end = from + 1;
	while (end < count && t->start[end + 1] - t->start[from] <= threads * SHARE_ROWS)
		end++;
	return end;
}

/*
 * Computes texts FROM to TO at once. Each thread has one share with about the same number of tokens
 * and does all its work, so that no thread waits for another. When there is one text, its products
 * are shared out instead.
 */
static void run_wave(
	struct finbert *f, const struct tokens *t, size_t from, size_t to, float *logits)
{
	size_t threads = to - from < f->threads ? to - from : f->threads;
	size_t rows = (t->start[to] - t->start[from] + threads - 1) / threads;
	struct wave w = {.engine = f, .tokens = t, .logits = logits};
	for (size_t at = from; at < to && w.shares < threads; at = w.share[w.shares++].to)
		w.share[w.shares] = (struct share){
			at, w.shares + 1 < threads ? share_end(t, at, to, rows) : to};
	if (w.shares == 1)
		run_share(&w, 0, 0);
	else
		thread_pool_run(f->pool, run_share, &w, w.shares);
}

/* Applies softmax, and the labels of the outputs. */
static int classify_logits(const struct bert_config *config, const float *logits,
	struct sentiment *out, struct error *err)
{
	double p[BERT_LABEL_COUNT], most = (double)fmaxf(fmaxf(logits[0], logits[1]), logits[2]);
	for (size_t i = 0; i < BERT_LABEL_COUNT; i++)
		p[config->label[i]] = exp((double)logits[i] - most);
	return sentiment_set(
		out, p[SENTIMENT_NEGATIVE], p[SENTIMENT_NEUTRAL], p[SENTIMENT_POSITIVE], err);
}

static int classify_all(const struct finbert *f, const float *logits, size_t count,
	struct sentiment *out, struct error *err)
{
	struct sentiment checked = {.label = SENTIMENT_NEUTRAL};
	for (size_t i = 0; i < count; i++)
		if (classify_logits(
			    &f->model->config, logits + i * BERT_LABEL_COUNT, &checked, err) != 0)
			return error_prefix(err, "finbert, text %zu", i + 1);
	for (size_t i = 0; i < count; i++)
		(void)classify_logits(
			&f->model->config, logits + i * BERT_LABEL_COUNT, &out[i], err);
	return 0;
}

static int finbert_classify(struct sentiment_engine *engine, const struct sentiment_text *texts,
	size_t count, struct sentiment *out, struct error *err)
{
	struct finbert *f = (struct finbert *)engine;
	struct tokens t = {NULL, 0, NULL};
	float *logits = calloc(count, BERT_LABEL_COUNT * sizeof *logits);
	int result = logits == NULL ? error_memory(err) : bert_model_prepare(f->model, err);
	if (result == 0)
		result = tokenize(f->model, texts, count, &t, err);
	for (size_t from = 0, to; result == 0 && from < count; from = to) {
		to = wave_end(&t, from, count, f->threads);
		run_wave(f, &t, from, to, logits);
	}
	for (size_t i = 0; i < f->threads; i++)
		f->room[i].fault_in = false;
	if (result == 0)
		result = classify_all(f, logits, count, out, err);
	tokens_free(&t);
	free(logits);
	return result;
}

static void finbert_close(struct sentiment_engine *engine)
{
	struct finbert *f = (struct finbert *)engine;
	if (f->loading)
		(void)pthread_join(f->loader, NULL);
	thread_pool_close(f->pool);
	for (size_t i = 0; i < f->threads; i++)
		bert_room_free(&f->room[i]);
	bert_model_close(f->model);
	free(f);
}

/* Stores the last part of the folder's real name, which rows give as the model. */
static void name_model(const char *folder, char out[static SENTIMENT_MODEL_SIZE])
{
	char path[PATH_MAX];
	const char *whole = realpath(folder, path) != NULL ? path : folder;
	const char *slash = strrchr(whole, '/');
	const char *name = slash != NULL && slash[1] != '\0' ? slash + 1 : whole;
	size_t length = text_cut(name, strlen(name), SENTIMENT_MODEL_SIZE - 1);
	memcpy(out, name, length);
	out[length] = '\0';
}

static size_t processor_count(void)
{
	cpu_set_t cpus;
	return sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? (size_t)CPU_COUNT(&cpus) : 1;
}

/*
 * Returns the threads that are configured, by default one per processor that this process may use.
 */
static size_t thread_count(const struct sentiment_settings *o)
{
	int64_t count = o->threads;
	if (count == 0)
		count = conf_i64(&o->run->conf, CONF_SENTIMENT_THREADS);
	if (count == 0)
		count = (int64_t)processor_count();
	return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : (size_t)count;
}

static void *load(void *argument)
{
	const struct finbert *f = argument;
	bert_model_fault_in(f->model);
	return NULL;
}

static int open_parts(struct finbert *f, const char *folder, const struct sentiment_settings *o,
	struct error *err)
{
	if (bert_model_open(&f->model, folder, err) != 0)
		return -1;
	if (blas_open(&f->blas, conf_get(&o->run->conf, CONF_BLAS_LIBRARY), err) != 0 ||
		thread_pool_open(&f->pool, f->threads, err) != 0)
		return -1;
	for (size_t i = 0; i < f->threads; i++)
		if (bert_room_init(
			    &f->room[i], &f->model->config, SHARE_ROWS + BERT_TOKENS_MAX, err) != 0)
			return -1;
	f->loading = f->threads < processor_count() &&
		     thread_start_near(&f->loader, load, f, f->threads) == 0;
	for (size_t i = 0; i < f->threads; i++)
		f->room[i].fault_in = !f->loading;
	return 0;
}

static int finbert_open(
	struct sentiment_engine **out, const struct sentiment_settings *options, struct error *err)
{
	const char *folder = options->model != NULL
				     ? options->model
				     : conf_get(&options->run->conf, CONF_SENTIMENT_MODEL);
	if (folder[0] == '\0')
		return error_set(err, ERROR_CONFIG,
			"the engine finbert needs a model: --model DIR, or sentiment_model");
	struct finbert *f = calloc(1, sizeof *f);
	if (f == NULL)
		return error_memory(err);
	f->engine.kind = &sentiment_finbert;
	f->threads = thread_count(options);
	name_model(folder, f->engine.model);
	if (open_parts(f, folder, options, err) != 0) {
		finbert_close(&f->engine);
		return -1;
	}
	*out = &f->engine;
	return 0;
}

const struct sentiment_kind sentiment_finbert = {
	.name = "finbert",
	.batch = 64,
	.open = finbert_open,
	.classify = finbert_classify,
	.close = finbert_close,
};

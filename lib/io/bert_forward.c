#include "bert_forward.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neural.h"

enum { ALIGNMENT = 64 }; /* of a vector of 16 floats, and a cache line */

/* What every step reads. */
struct pass {
	const struct bert_config *config;
	const struct blas *blas;
	const struct bert_batch *batch;
	struct bert_room *room;
	size_t hidden, rows; /* of all texts */
};

int bert_room_init(
	struct bert_room *room, const struct bert_config *config, size_t rows, struct error *err)
{
	enum { STATES = 6 };
	size_t longest = config->tokens_max, lane = ALIGNMENT / sizeof(float);
	size_t hidden = (rows * config->size[BERT_HIDDEN] + lane - 1) / lane * lane;
	size_t middle = (rows * config->size[BERT_INTERMEDIATE] + lane - 1) / lane * lane;
	size_t count = STATES * hidden + middle + (longest * longest + lane - 1) / lane * lane;
	float *memory = aligned_alloc(ALIGNMENT, count * sizeof *memory);
	if (memory == NULL)
		return error_memory(err);
	float *states[STATES];
	for (size_t i = 0; i < STATES; i++)
		states[i] = memory + i * hidden;
	*room = (struct bert_room){states[0], states[1], states[2], states[3], states[4], states[5],
		memory + STATES * hidden, memory + STATES * hidden + middle, rows, memory};
	return 0;
}

void bert_room_free(struct bert_room *room)
{
	free(room->memory);
	*room = (struct bert_room){.memory = NULL};
}

/* Of a prepared model: as it lies in the file, or as it was converted. */
static const float *floats(const struct tensor *t)
{
	return t->converted != NULL ? t->converted : t->data;
}

static struct neural_norm norm_of(
	const struct tensor *scale, const struct tensor *shift, const struct bert_config *config)
{
	return (struct neural_norm){floats(scale), floats(shift), config->epsilon};
}

/* OUT (ROWS x the weight's rows) = IN times the weight transposed, plus BIAS unless it is NULL. */
static void apply(const struct pass *p, const struct tensor *weight, const struct tensor *bias,
	const float *in, size_t rows, float *out)
{
	if (bias != NULL)
		neural_fill(out, floats(bias), rows, weight->rows);
	const struct blas_product product = {.m = rows,
		.n = weight->rows,
		.k = weight->columns,
		.a = in,
		.b = floats(weight),
		.c = out,
		.lda = weight->columns,
		.ldb = weight->columns,
		.ldc = weight->rows,
		.add = bias != NULL};
	blas_multiply(p->blas, &product);
}

static void embed(const struct pass *p, const struct bert_model *m)
{
	const float *positions = floats(&m->tensor[BERT_POSITION_EMBEDDING]);
	const float *type =
		floats(&m->tensor[BERT_TYPE_EMBEDDING]); /* of the first and only part */
	for (size_t t = 0; t < p->batch->count; t++)
		for (size_t i = p->batch->start[t]; i < p->batch->start[t + 1]; i++) {
			const float *position = positions + (i - p->batch->start[t]) * p->hidden;
			float *x = p->room->x + i * p->hidden;
			tensor_row(&m->tensor[BERT_WORD_EMBEDDING], (size_t)p->batch->ids[i], x);
			for (size_t j = 0; j < p->hidden; j++)
				x[j] += position[j] + type[j];
		}
	struct neural_norm norm = norm_of(
		&m->tensor[BERT_EMBEDDING_SCALE], &m->tensor[BERT_EMBEDDING_SHIFT], p->config);
	neural_normalise(p->room->x, NULL, &norm, p->rows, p->hidden);
}

/* QUERIES rows of query from row FROM_QUERY against the LENGTH keys and values from row FROM. */
static void attend(
	const struct pass *p, size_t from_query, size_t queries, size_t from, size_t length)
{
	struct bert_room *r = p->room;
	size_t width = p->hidden / p->config->size[BERT_HEADS];
	float factor = 1.0f / sqrtf((float)width);
	for (size_t column = 0; column < p->hidden; column += width) {
		const struct blas_product scores = {.m = queries,
			.n = length,
			.k = width,
			.a = r->query + from_query * p->hidden + column,
			.b = r->key + from * p->hidden + column,
			.c = r->attention,
			.lda = p->hidden,
			.ldb = p->hidden,
			.ldc = length};
		blas_multiply(p->blas, &scores);
		neural_softmax(r->attention, factor, queries, length);
		const struct blas_product mix = {.m = queries,
			.n = width,
			.k = length,
			.a = r->attention,
			.b = r->value + from * p->hidden + column,
			.c = r->mixed + from_query * p->hidden + column,
			.lda = length,
			.ldb = p->hidden,
			.ldc = p->hidden,
			.b_as_is = true};
		blas_multiply(p->blas, &mix);
	}
}

/*
 * One layer over the state. LAST: only the first row of each text, [CLS], is read afterwards; the
 * state becomes those rows, and nothing is computed for the others but their keys and values.
 */
static void run_layer(const struct pass *p, const struct bert_layer *layer, bool last)
{
	const struct tensor *t = layer->tensor;
	const struct bert_batch *batch = p->batch;
	struct bert_room *r = p->room;
	apply(p, &t[BERT_KEY_WEIGHT], &t[BERT_KEY_BIAS], r->x, p->rows, r->key);
	apply(p, &t[BERT_VALUE_WEIGHT], &t[BERT_VALUE_BIAS], r->x, p->rows, r->value);
	size_t rows = last ? batch->count : p->rows;
	for (size_t i = 0; last && i < rows; i++)
		memmove(r->x + i * p->hidden, r->x + batch->start[i] * p->hidden,
			p->hidden * sizeof *r->x);
	apply(p, &t[BERT_QUERY_WEIGHT], &t[BERT_QUERY_BIAS], r->x, rows, r->query);
	for (size_t i = 0; i < batch->count; i++) {
		size_t from = batch->start[i], length = batch->start[i + 1] - from;
		attend(p, last ? i : from, last ? 1 : length, from, length);
	}
	apply(p, &t[BERT_ATTENTION_WEIGHT], &t[BERT_ATTENTION_BIAS], r->mixed, rows, r->attended);
	struct neural_norm norm =
		norm_of(&t[BERT_ATTENTION_SCALE], &t[BERT_ATTENTION_SHIFT], p->config);
	neural_normalise(r->attended, r->x, &norm, rows, p->hidden);
	apply(p, &t[BERT_UP_WEIGHT], NULL, r->attended, rows, r->middle);
	neural_gelu(r->middle, floats(&t[BERT_UP_BIAS]), rows, t[BERT_UP_WEIGHT].rows);
	apply(p, &t[BERT_DOWN_WEIGHT], &t[BERT_DOWN_BIAS], r->middle, rows, r->x);
	norm = norm_of(&t[BERT_OUTPUT_SCALE], &t[BERT_OUTPUT_SHIFT], p->config);
	neural_normalise(r->x, r->attended, &norm, rows, p->hidden);
}

void bert_forward(const struct bert_model *model, const struct blas *blas,
	const struct bert_batch *batch, struct bert_room *room, float *logits)
{
	const struct bert_config *config = &model->config;
	const struct pass p = {
		config, blas, batch, room, config->size[BERT_HIDDEN], batch->start[batch->count]};
	size_t layers = config->size[BERT_LAYERS];
	embed(&p, model);
	for (size_t l = 0; l < layers; l++)
		run_layer(&p, &model->layers[l], l + 1 == layers);
	apply(&p, &model->tensor[BERT_POOLER_WEIGHT], &model->tensor[BERT_POOLER_BIAS], room->x,
		batch->count, room->mixed);
	for (size_t i = 0; i < batch->count * p.hidden; i++)
		room->mixed[i] = tanhf(room->mixed[i]);
	apply(&p, &model->tensor[BERT_CLASSIFIER_WEIGHT], &model->tensor[BERT_CLASSIFIER_BIAS],
		room->mixed, batch->count, logits);
}

#include "bert_forward.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neural.h"

enum {
	ALIGNMENT = 64, /* a vector of 16 floats, and a cache line */
	/*
	 * The outputs of a product that are one piece of a pool's work. Each piece arranges the
	 * inputs for itself; with this many outputs that takes little of its time.
	 */
	PIECE = 192,
};

/* The inputs of every step. */
struct pass {
	const struct bert_config *config;
	const struct blas *blas;
	struct thread_pool *pool; /* NULL: none */
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
	size_t middle = rows * config->size[BERT_INTERMEDIATE];
	size_t attention = config->size[BERT_HEADS] * longest * longest;
	size_t count = STATES * hidden + (middle > attention ? middle : attention);
	float *memory = aligned_alloc(ALIGNMENT, (count + lane - 1) / lane * lane * sizeof *memory);
	if (memory == NULL)
		return error_memory(err);
	float *states[STATES];
	for (size_t i = 0; i < STATES; i++)
		states[i] = memory + i * hidden;
	*room = (struct bert_room){states[0], states[1], states[2], states[3], states[4], states[5],
		memory + STATES * hidden, rows, false, memory};
	return 0;
}

void bert_room_free(struct bert_room *room)
{
	free(room->memory);
	*room = (struct bert_room){.memory = NULL};
}

/* Returns the floats of a tensor of a prepared model: those in the file, or the converted ones. */
static const float *floats(const struct tensor *t)
{
	return t->converted != NULL ? t->converted : t->data;
}

static struct neural_norm norm_of(
	const struct tensor *scale, const struct tensor *shift, const struct bert_config *config)
{
	return (struct neural_norm){floats(scale), floats(shift), config->epsilon};
}

/* Runs the pieces of WORK, with the pool if there is one. */
static void run_pieces(const struct pass *p, thread_pool_piece *run, void *work, size_t count)
{
	if (p->pool != NULL)
		thread_pool_run(p->pool, run, work, count);
	else
		for (size_t i = 0; i < count; i++)
			run(work, i, 0);
}

/*
 * OUT (ROWS x the weight's rows) = IN times the weight transposed, plus BIAS; or gelu of that sum.
 */
struct linear {
	const struct tensor *weight, *bias;
	const float *in;
	size_t rows;
	float *out;
	bool gelu;
};

/* Products that do not wait for each other. */
struct linears {
	const struct pass *p;
	const struct linear *linear;
	size_t piece; /* outputs */
};

static size_t pieces_of(const struct linears *l, const struct linear *linear)
{
	return (linear->weight->rows + l->piece - 1) / l->piece;
}

static void run_linear(void *work, size_t piece, size_t member)
{
	(void)member;
	const struct linears *l = work;
	const struct linear *x = l->linear;
	for (; piece >= pieces_of(l, x); x++)
		piece -= pieces_of(l, x);
	size_t all = x->weight->rows, inputs = x->weight->columns, from = piece * l->piece;
	size_t count = all - from < l->piece ? all - from : l->piece;
	if (l->p->room->fault_in)
		tensor_fault_in(x->weight, from, count);
	const float *bias = floats(x->bias) + from;
	float *out = x->out + from;
	if (!x->gelu)
		neural_fill(out, bias, x->rows, count, all);
	const struct blas_product product = {.m = x->rows,
		.n = count,
		.k = inputs,
		.a = x->in,
		.b = floats(x->weight) + from * inputs,
		.c = out,
		.lda = inputs,
		.ldb = inputs,
		.ldc = all,
		.add = !x->gelu};
	blas_multiply(l->p->blas, &product);
	if (x->gelu)
		neural_gelu(out, bias, x->rows, count, all);
}

static void apply(const struct pass *p, const struct linear *linear, size_t count)
{
	struct linears l = {p, linear, p->pool != NULL ? PIECE : SIZE_MAX / 2};
	size_t pieces = 0;
	for (size_t i = 0; i < count; i++)
		pieces += pieces_of(&l, &linear[i]);
	run_pieces(p, run_linear, &l, pieces);
}

static void apply_one(const struct pass *p, struct linear linear)
{
	apply(p, &linear, 1);
}

static void embed(const struct pass *p, const struct bert_model *m)
{
	const float *positions = floats(&m->tensor[BERT_POSITION_EMBEDDING]);
	const float *type =
		/* of the first part, which is the only one */
		floats(&m->tensor[BERT_TYPE_EMBEDDING]);
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

/*
 * The attention of one text: QUERIES rows from FROM_QUERY against LENGTH keys and values from row
 * FROM.
 */
struct attention {
	const struct pass *p;
	size_t from_query, queries, from, length;
};

static void attend(void *work, size_t head, size_t member)
{
	(void)member;
	const struct attention *a = work;
	const struct pass *p = a->p;
	struct bert_room *r = p->room;
	size_t width = p->hidden / p->config->size[BERT_HEADS], column = head * width;
	float *attention = r->middle + head * a->queries * a->length;
	const struct blas_product scores = {.m = a->queries,
		.n = a->length,
		.k = width,
		.a = r->query + a->from_query * p->hidden + column,
		.b = r->key + a->from * p->hidden + column,
		.c = attention,
		.lda = p->hidden,
		.ldb = p->hidden,
		.ldc = a->length};
	blas_multiply(p->blas, &scores);
	neural_softmax(attention, 1.0f / sqrtf((float)width), a->queries, a->length);
	const struct blas_product mix = {.m = a->queries,
		.n = width,
		.k = a->length,
		.a = attention,
		.b = r->value + a->from * p->hidden + column,
		.c = r->mixed + a->from_query * p->hidden + column,
		.lda = a->length,
		.ldb = p->hidden,
		.ldc = p->hidden,
		.b_as_is = true};
	blas_multiply(p->blas, &mix);
}

/*
 * Computes one layer from the state. LAST: the last layer, after which only the first row of each
 * text, [CLS], is read. The state becomes those rows, and of the other rows only keys and values
 * are computed.
 */
static void run_layer(const struct pass *p, const struct bert_layer *layer, bool last)
{
	const struct tensor *t = layer->tensor;
	const struct bert_batch *batch = p->batch;
	struct bert_room *r = p->room;
	const struct linear key = {
		&t[BERT_KEY_WEIGHT], &t[BERT_KEY_BIAS], r->x, p->rows, r->key, false};
	const struct linear value = {
		&t[BERT_VALUE_WEIGHT], &t[BERT_VALUE_BIAS], r->x, p->rows, r->value, false};
	size_t rows = last ? batch->count : p->rows;
	float *queried = last ? r->attended : r->x; /* the keys still read the other rows */
	for (size_t i = 0; last && i < rows; i++)
		memcpy(queried + i * p->hidden, r->x + batch->start[i] * p->hidden,
			p->hidden * sizeof *r->x);
	const struct linear query = {
		&t[BERT_QUERY_WEIGHT], &t[BERT_QUERY_BIAS], queried, rows, r->query, false};
	apply(p, (const struct linear[]){key, value, query}, 3);
	if (last)
		memcpy(r->x, queried, rows * p->hidden * sizeof *r->x);
	for (size_t i = 0; i < batch->count; i++) {
		size_t from = batch->start[i], length = batch->start[i + 1] - from;
		struct attention a = {p, last ? i : from, last ? 1 : length, from, length};
		run_pieces(p, attend, &a, p->config->size[BERT_HEADS]);
	}
	apply_one(p, (struct linear){&t[BERT_ATTENTION_WEIGHT], &t[BERT_ATTENTION_BIAS], r->mixed,
			     rows, r->attended, false});
	struct neural_norm norm =
		norm_of(&t[BERT_ATTENTION_SCALE], &t[BERT_ATTENTION_SHIFT], p->config);
	neural_normalise(r->attended, r->x, &norm, rows, p->hidden);
	apply_one(p, (struct linear){&t[BERT_UP_WEIGHT], &t[BERT_UP_BIAS], r->attended, rows,
			     r->middle, true});
	apply_one(p, (struct linear){&t[BERT_DOWN_WEIGHT], &t[BERT_DOWN_BIAS], r->middle, rows,
			     r->x, false});
	norm = norm_of(&t[BERT_OUTPUT_SCALE], &t[BERT_OUTPUT_SHIFT], p->config);
	neural_normalise(r->x, r->attended, &norm, rows, p->hidden);
}

void bert_forward(const struct bert_model *model, const struct blas *blas, struct thread_pool *pool,
	const struct bert_batch *batch, struct bert_room *room, float *logits)
{
	const struct bert_config *config = &model->config;
	const struct tensor *t = model->tensor;
	const struct pass p = {config, blas, pool, batch, room, config->size[BERT_HIDDEN],
		batch->start[batch->count]};
	size_t layers = config->size[BERT_LAYERS];
	embed(&p, model);
	for (size_t l = 0; l < layers; l++)
		run_layer(&p, &model->layers[l], l + 1 == layers);
	apply_one(&p, (struct linear){&t[BERT_POOLER_WEIGHT], &t[BERT_POOLER_BIAS], room->x,
			      batch->count, room->mixed, false});
	for (size_t i = 0; i < batch->count * p.hidden; i++)
		room->mixed[i] = tanhf(room->mixed[i]);
	apply_one(&p, (struct linear){&t[BERT_CLASSIFIER_WEIGHT], &t[BERT_CLASSIFIER_BIAS],
			      room->mixed, batch->count, logits, false});
}

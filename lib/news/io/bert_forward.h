/*
 * Computes the scores of a BERT's labels from tokens (Devlin et al. 2018, Vaswani et al. 2017).
 * Open and prepare a model, make room, compute, free:
 *
 * 	bert_model_open(&model, folder, &err);
 * 	bert_model_prepare(model, &err);
 * 	bert_room_init(&room, &model->config, rows, &err);
 * 	bert_forward(model, &blas, NULL, &batch, &room, logits);
 * 	bert_room_free(&room);
 */
#ifndef OPT_BERT_FORWARD_H
#define OPT_BERT_FORWARD_H

#include "bert_model.h"
#include "blas.h"
#include "thread_pool.h"

/*
 * Texts one after the other, without padding. The rows of all texts go through the same products;
 * only attention is computed text by text, so no mask is needed.
 */
struct bert_batch {
	const int32_t *ids;  /* [CLS] ... [SEP] of each text; each id is in the vocabulary */
	const size_t *start; /* of each text in IDS; start[count] is the end of the last */
	size_t count;
};

/* The memory for ROWS tokens; one thread at a time may use it. */
struct bert_room {
	float *x;	 /* rows x hidden: the state */
	float *attended; /* rows x hidden */
	float *query, *key, *value, *mixed;
	float *middle; /* rows x intermediate; before that heads x the longest text squared */
	size_t rows;
	bool fault_in; /* for a first pass: map the weights of each product before it */
	float *memory; /* owned; contains all of the above */
};

int bert_room_init(
	struct bert_room *room, const struct bert_config *config, size_t rows, struct error *err);
void bert_room_free(struct bert_room *room);

/*
 * Stores BERT_LABEL_COUNT LOGITS for each text, in the order of config.label. MODEL is prepared and
 * only read. BATCH must fit the room. POOL computes parts of each product; NULL: this thread
 * computes all.
 */
void bert_forward(const struct bert_model *model, const struct blas *blas, struct thread_pool *pool,
	const struct bert_batch *batch, struct bert_room *room, float *logits);

#endif

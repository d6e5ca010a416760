/* Tokens through a BERT to the scores of its labels (Devlin et al. 2018, Vaswani et al. 2017). */
#ifndef OPT_BERT_FORWARD_H
#define OPT_BERT_FORWARD_H

#include "bert_model.h"
#include "blas.h"
#include "thread_pool.h"

/*
 * Texts one after the other, without padding: all rows of all texts go through the same products,
 * only attention is text by text. So no mask is needed, and none costs anything.
 */
struct bert_batch {
	const int32_t *ids;  /* [CLS] ... [SEP] of each; each in the vocabulary */
	const size_t *start; /* of each text in IDS, and at COUNT their end */
	size_t count;
};

/* Room for ROWS tokens; made once, for one thread at a time. */
struct bert_room {
	float *x;	 /* rows x hidden: the state */
	float *attended; /* rows x hidden */
	float *query, *key, *value, *mixed;
	float *middle; /* rows x intermediate, and before that heads x the longest text squared */
	size_t rows;
	bool fault_in; /* maps the weights of each product before it: for a first pass */
	float *memory; /* owned, all of the above */
};

int bert_room_init(
	struct bert_room *room, const struct bert_config *config, size_t rows, struct error *err);
void bert_room_free(struct bert_room *room);

/*
 * LOGITS: BERT_LABEL_COUNT for each text, in the order of config.label. MODEL was prepared; it is
 * only read. BATCH must fit the room. POOL shares out each product; NULL: this thread does all.
 */
void bert_forward(const struct bert_model *model, const struct blas *blas, struct thread_pool *pool,
	const struct bert_batch *batch, struct bert_room *room, float *logits);

#endif

/*
 * Opens a BERT for sequence classification in the folder that Hugging Face's transformers save:
 * config.json, vocab.txt, tokenizer_config.json (optional) and model.safetensors. It may have any
 * number of layers and heads and any widths, and has three labels: positive, negative and neutral,
 * in any order. Open a model, prepare it, use it with bert_forward, close it.
 */
#ifndef OPT_BERT_MODEL_H
#define OPT_BERT_MODEL_H

#include "lexicon.h"
#include "mapped.h"
#include "safetensors.h"
#include "wordpiece.h"

enum bert_size {
	BERT_ONE, /* the rows of a vector */
	BERT_HIDDEN,
	BERT_INTERMEDIATE,
	BERT_VOCABULARY,
	BERT_POSITIONS,
	BERT_TYPES,
	BERT_LABELS,
	BERT_HEADS,
	BERT_LAYERS,
	BERT_SIZES
};

enum { BERT_LABEL_COUNT = 3, BERT_TOKENS_MAX = 512 };

/* The tensors that a model has once. A weight has the layout of PyTorch: one row per output. */
enum bert_tensor {
	BERT_WORD_EMBEDDING,
	BERT_POSITION_EMBEDDING,
	BERT_TYPE_EMBEDDING,
	BERT_EMBEDDING_SCALE,
	BERT_EMBEDDING_SHIFT,
	BERT_POOLER_WEIGHT,
	BERT_POOLER_BIAS,
	BERT_CLASSIFIER_WEIGHT,
	BERT_CLASSIFIER_BIAS,
	BERT_TENSORS
};

/* The tensors of each layer. */
enum bert_layer_tensor {
	BERT_QUERY_WEIGHT,
	BERT_QUERY_BIAS,
	BERT_KEY_WEIGHT,
	BERT_KEY_BIAS,
	BERT_VALUE_WEIGHT,
	BERT_VALUE_BIAS,
	BERT_ATTENTION_WEIGHT,
	BERT_ATTENTION_BIAS,
	BERT_ATTENTION_SCALE,
	BERT_ATTENTION_SHIFT,
	BERT_UP_WEIGHT,
	BERT_UP_BIAS,
	BERT_DOWN_WEIGHT,
	BERT_DOWN_BIAS,
	BERT_OUTPUT_SCALE,
	BERT_OUTPUT_SHIFT,
	BERT_LAYER_TENSORS
};

struct bert_config {
	size_t size[BERT_SIZES];
	float epsilon;				      /* epsilon of the layer norms */
	enum sentiment_label label[BERT_LABEL_COUNT]; /* the label of each output */
	struct wordpiece_options tokens;
	size_t tokens_max; /* most tokens of a text, [CLS] and [SEP] included */
};

struct bert_layer {
	struct tensor tensor[BERT_LAYER_TENSORS];
};

struct bert_model {
	struct bert_config config;
	struct wordpiece wordpiece;
	struct tensor tensor[BERT_TENSORS];
	struct bert_layer *layers;
	/* the memory that the members above point into */
	struct safetensors *file;
	struct mapped vocabulary;
	struct wordpiece_slot *slots;
};

/* Maps the files and checks names, shapes and types; reads no weight. ERROR_DATA names the file. */
int bert_model_open(struct bert_model **out, const char *folder, struct error *err);
void bert_model_close(struct bert_model *model); /* NULL is allowed */

/*
 * Converts all weights that are not floats, except the word embeddings, which are converted when
 * they are looked up. Call it before the first bert_forward; a second call does nothing.
 */
int bert_model_prepare(struct bert_model *model, struct error *err);

/*
 * Maps the pages of the layers, in the order in which a pass reads them. It may run at the same
 * time as bert_forward.
 */
void bert_model_fault_in(const struct bert_model *model);

#endif

#include "bert_model.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bert_config.h"

enum { VOCABULARY_MAX = 256 << 20, TENSOR_NAME_SIZE = 96 };

/*
 * The name of a tensor, after "bert.encoder.layer.N." for a tensor of a layer. Checkpoints of 2018
 * have gamma and beta where later ones have weight and bias.
 */
struct tensor_place {
	const char *name, *old_name;
	enum bert_size rows, columns;
};

static const struct tensor_place places[BERT_TENSORS] = {
	[BERT_WORD_EMBEDDING] = {"bert.embeddings.word_embeddings.weight", NULL, BERT_VOCABULARY,
		BERT_HIDDEN},
	[BERT_POSITION_EMBEDDING] = {"bert.embeddings.position_embeddings.weight", NULL,
		BERT_POSITIONS, BERT_HIDDEN},
	[BERT_TYPE_EMBEDDING] = {"bert.embeddings.token_type_embeddings.weight", NULL, BERT_TYPES,
		BERT_HIDDEN},
	[BERT_EMBEDDING_SCALE] = {"bert.embeddings.LayerNorm.weight",
		"bert.embeddings.LayerNorm.gamma", BERT_ONE, BERT_HIDDEN},
	[BERT_EMBEDDING_SHIFT] = {"bert.embeddings.LayerNorm.bias",
		"bert.embeddings.LayerNorm.beta", BERT_ONE, BERT_HIDDEN},
	[BERT_POOLER_WEIGHT] = {"bert.pooler.dense.weight", NULL, BERT_HIDDEN, BERT_HIDDEN},
	[BERT_POOLER_BIAS] = {"bert.pooler.dense.bias", NULL, BERT_ONE, BERT_HIDDEN},
	[BERT_CLASSIFIER_WEIGHT] = {"classifier.weight", NULL, BERT_LABELS, BERT_HIDDEN},
	[BERT_CLASSIFIER_BIAS] = {"classifier.bias", NULL, BERT_ONE, BERT_LABELS},
};

static const struct tensor_place layer_places[BERT_LAYER_TENSORS] = {
	[BERT_QUERY_WEIGHT] = {"attention.self.query.weight", NULL, BERT_HIDDEN, BERT_HIDDEN},
	[BERT_QUERY_BIAS] = {"attention.self.query.bias", NULL, BERT_ONE, BERT_HIDDEN},
	[BERT_KEY_WEIGHT] = {"attention.self.key.weight", NULL, BERT_HIDDEN, BERT_HIDDEN},
	[BERT_KEY_BIAS] = {"attention.self.key.bias", NULL, BERT_ONE, BERT_HIDDEN},
	[BERT_VALUE_WEIGHT] = {"attention.self.value.weight", NULL, BERT_HIDDEN, BERT_HIDDEN},
	[BERT_VALUE_BIAS] = {"attention.self.value.bias", NULL, BERT_ONE, BERT_HIDDEN},
	[BERT_ATTENTION_WEIGHT] = {"attention.output.dense.weight", NULL, BERT_HIDDEN, BERT_HIDDEN},
	[BERT_ATTENTION_BIAS] = {"attention.output.dense.bias", NULL, BERT_ONE, BERT_HIDDEN},
	[BERT_ATTENTION_SCALE] = {"attention.output.LayerNorm.weight",
		"attention.output.LayerNorm.gamma", BERT_ONE, BERT_HIDDEN},
	[BERT_ATTENTION_SHIFT] = {"attention.output.LayerNorm.bias",
		"attention.output.LayerNorm.beta", BERT_ONE, BERT_HIDDEN},
	[BERT_UP_WEIGHT] = {"intermediate.dense.weight", NULL, BERT_INTERMEDIATE, BERT_HIDDEN},
	[BERT_UP_BIAS] = {"intermediate.dense.bias", NULL, BERT_ONE, BERT_INTERMEDIATE},
	[BERT_DOWN_WEIGHT] = {"output.dense.weight", NULL, BERT_HIDDEN, BERT_INTERMEDIATE},
	[BERT_DOWN_BIAS] = {"output.dense.bias", NULL, BERT_ONE, BERT_HIDDEN},
	[BERT_OUTPUT_SCALE] = {"output.LayerNorm.weight", "output.LayerNorm.gamma", BERT_ONE,
		BERT_HIDDEN},
	[BERT_OUTPUT_SHIFT] = {"output.LayerNorm.bias", "output.LayerNorm.beta", BERT_ONE,
		BERT_HIDDEN},
};

static int find_tensor(const struct bert_model *m, const char *prefix,
	const struct tensor_place *place, struct tensor *out, struct error *err)
{
	char name[TENSOR_NAME_SIZE];
	(void)snprintf(name, sizeof name, "%s%s", prefix, place->name);
	if (place->old_name != NULL && !safetensors_has(m->file, name))
		(void)snprintf(name, sizeof name, "%s%s", prefix, place->old_name);
	size_t rows = place->rows == BERT_ONE ? 0 : m->config.size[place->rows];
	return safetensors_find(m->file, name, rows, m->config.size[place->columns], out, err);
}

static int find_tensors(struct bert_model *m, struct error *err)
{
	size_t layers = m->config.size[BERT_LAYERS];
	m->layers = calloc(layers, sizeof *m->layers);
	if (m->layers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < BERT_TENSORS; i++)
		if (find_tensor(m, "", &places[i], &m->tensor[i], err) != 0)
			return -1;
	for (size_t l = 0; l < layers; l++) {
		char prefix[TENSOR_NAME_SIZE / 2];
		(void)snprintf(prefix, sizeof prefix, "bert.encoder.layer.%zu.", l);
		for (size_t i = 0; i < BERT_LAYER_TENSORS; i++)
			if (find_tensor(
				    m, prefix, &layer_places[i], &m->layers[l].tensor[i], err) != 0)
				return -1;
	}
	return 0;
}

static int open_weights(struct bert_model *m, const char *folder, struct error *err)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof path, "%s/model.safetensors", folder);
	if (safetensors_open(&m->file, path, err) != 0)
		return -1;
	if (find_tensors(m, err) != 0)
		return error_prefix(err, "could not use \"%s\"", path);
	return 0;
}

static int open_vocabulary(struct bert_model *m, const char *folder, struct error *err)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof path, "%s/vocab.txt", folder);
	if (mapped_open(&m->vocabulary, path, VOCABULARY_MAX, err) != 0)
		return -1;
	const struct mapped *v = &m->vocabulary;
	size_t count = m->config.size[BERT_VOCABULARY], slots = wordpiece_slots(count);
	m->slots = calloc(slots, sizeof *m->slots);
	if (m->slots == NULL)
		return error_memory(err);
	if (wordpiece_init(&m->wordpiece, &m->config.tokens, v->data, v->length, m->slots, slots,
		    err) != 0)
		return error_prefix(err, "could not use \"%s\"", path);
	if (m->wordpiece.count != count)
		return error_set(err, ERROR_DATA,
			"could not use \"%s\": it has %zu tokens, config.json's vocab_size is %zu",
			path, m->wordpiece.count, count);
	return 0;
}

int bert_model_open(struct bert_model **out, const char *folder, struct error *err)
{
	struct bert_model *m = calloc(1, sizeof *m);
	if (m == NULL)
		return error_memory(err);
	if (bert_config_read(&m->config, folder, err) != 0 || open_weights(m, folder, err) != 0 ||
		open_vocabulary(m, folder, err) != 0) {
		bert_model_close(m);
		return -1;
	}
	*out = m;
	return 0;
}

void bert_model_close(struct bert_model *model)
{
	if (model == NULL)
		return;
	for (size_t i = 0; i < BERT_TENSORS; i++)
		tensor_clear(&model->tensor[i]);
	for (size_t l = 0; model->layers != NULL && l < model->config.size[BERT_LAYERS]; l++)
		for (size_t i = 0; i < BERT_LAYER_TENSORS; i++)
			tensor_clear(&model->layers[l].tensor[i]);
	free(model->layers);
	free(model->slots);
	mapped_close(&model->vocabulary);
	safetensors_close(model->file);
	free(model);
}

int bert_model_prepare(struct bert_model *model, struct error *err)
{
	bool whole = true;
	for (size_t i = BERT_WORD_EMBEDDING + 1; i < BERT_TENSORS; i++)
		whole = whole && tensor_floats(&model->tensor[i]) != NULL;
	for (size_t l = 0; l < model->config.size[BERT_LAYERS]; l++)
		for (size_t i = 0; i < BERT_LAYER_TENSORS; i++)
			whole = whole && tensor_floats(&model->layers[l].tensor[i]) != NULL;
	return whole ? 0 : error_memory(err);
}

void bert_model_fault_in(const struct bert_model *model)
{
	for (size_t l = 0; l < model->config.size[BERT_LAYERS]; l++)
		for (size_t i = 0; i < BERT_LAYER_TENSORS; i++)
			if (layer_places[i].rows != BERT_ONE)
				tensor_fault_in(&model->layers[l].tensor[i], 0,
					model->layers[l].tensor[i].rows);
}

#include "bert_config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "json.h"
#include "text.h"

enum {
	CONFIG_MAX = 1 << 20,
	/* far above the sizes of all models; products of sizes fit in 64 bits */
	SIZE_MAX_OF_ALL = 1 << 22,
	NAME_SIZE = 32,
};

struct raw_config {
	int64_t hidden, intermediate, vocabulary, positions, types, heads, layers;
	double epsilon;
	char activation[NAME_SIZE], position_type[NAME_SIZE], model_type[NAME_SIZE];
};

#define NUMBER(field, key) JSON_FIELD(JSON_FIELD_I64, struct raw_config, field, key, true)
#define NAME(field, key) JSON_FIELD(JSON_FIELD_TEXT, struct raw_config, field, key, false)

static const struct json_field fields[] = {
	NUMBER(hidden, "hidden_size"),
	NUMBER(intermediate, "intermediate_size"),
	NUMBER(vocabulary, "vocab_size"),
	NUMBER(positions, "max_position_embeddings"),
	NUMBER(types, "type_vocab_size"),
	NUMBER(heads, "num_attention_heads"),
	NUMBER(layers, "num_hidden_layers"),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct raw_config, epsilon, "layer_norm_eps", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct raw_config, activation, "hidden_act", true),
	NAME(position_type, "position_embedding_type"),
	NAME(model_type, "model_type"),
};

static int read_json(const char *folder, const char *name, json_t **out, struct error *err)
{
	char path[PATH_MAX];
	struct mapped file;
	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return error_set(err, ERROR_DATA, "the path \"%.100s...\" is too long", folder);
	if (mapped_open(&file, path, CONFIG_MAX, err) != 0)
		return -1;
	int result = json_parse(file.data, file.length, out, err);
	mapped_close(&file);
	if (result == 0 && !json_is_object(*out)) {
		json_decref(*out);
		result = error_set(err, ERROR_DATA, "not a JSON object");
	}
	return result == 0 ? 0 : error_prefix(err, "could not read \"%s\"", path);
}

static int take_sizes(const struct raw_config *raw, struct bert_config *out, struct error *err)
{
	const int64_t size[BERT_SIZES] = {
		[BERT_ONE] = 1,
		[BERT_HIDDEN] = raw->hidden,
		[BERT_INTERMEDIATE] = raw->intermediate,
		[BERT_VOCABULARY] = raw->vocabulary,
		[BERT_POSITIONS] = raw->positions,
		[BERT_TYPES] = raw->types,
		[BERT_LABELS] = BERT_LABEL_COUNT,
		[BERT_HEADS] = raw->heads,
		[BERT_LAYERS] = raw->layers,
	};
	for (size_t i = 0; i < BERT_SIZES; i++) {
		if (size[i] < 1 || size[i] > SIZE_MAX_OF_ALL)
			return error_set(
				err, ERROR_DATA, "not a size of a model: %lld", (long long)size[i]);
		out->size[i] = (size_t)size[i];
	}
	if (raw->hidden % raw->heads != 0)
		return error_set(err, ERROR_DATA,
			"hidden_size %lld is not a multiple of num_attention_heads %lld",
			(long long)raw->hidden, (long long)raw->heads);
	if (raw->positions < 2)
		return error_set(err, ERROR_DATA, "max_position_embeddings is 1: less than 2");
	if (!(raw->epsilon > 0 && raw->epsilon < 1))
		return error_set(
			err, ERROR_DATA, "layer_norm_eps is not between 0 and 1: %g", raw->epsilon);
	out->epsilon = (float)raw->epsilon;
	return 0;
}

static int check_kind(const struct raw_config *raw, struct error *err)
{
	if (raw->model_type[0] != '\0' && !text_equal(raw->model_type, "bert"))
		return error_set(err, ERROR_DATA, "model_type \"%s\" is not bert", raw->model_type);
	if (!text_equal(raw->activation, "gelu"))
		return error_set(err, ERROR_DATA, "hidden_act \"%s\" is not gelu", raw->activation);
	if (raw->position_type[0] != '\0' && !text_equal(raw->position_type, "absolute"))
		return error_set(err, ERROR_DATA, "position_embedding_type \"%s\" is not absolute",
			raw->position_type);
	return 0;
}

/* id2label: {"0": "positive", "1": "negative", "2": "neutral"}, in any order and case. */
static int read_labels(const json_t *config, struct bert_config *out, struct error *err)
{
	const json_t *labels = json_object_get(config, "id2label");
	unsigned seen = 0;
	for (size_t i = 0; i < BERT_LABEL_COUNT; i++) {
		char key[] = {(char)('0' + i), '\0'};
		const char *name = json_string_value(json_object_get(labels, key));
		int found = SENTIMENT_POSITIVE;
		while (name != NULL && found >= 0 &&
			!text_equal_nocase(name, sentiment_label_name((enum sentiment_label)found)))
			found--;
		if (name == NULL || found < 0)
			return error_set(err, ERROR_DATA,
				"id2label: label %zu is not positive, negative or neutral: "
				"\"%.40s\"",
				i, name != NULL ? name : "");
		out->label[i] = (enum sentiment_label)found;
		seen |= 1u << found;
	}
	if (seen != (1u << BERT_LABEL_COUNT) - 1 || json_object_size(labels) != BERT_LABEL_COUNT)
		return error_set(err, ERROR_DATA,
			"id2label does not have positive, negative and neutral, each once");
	return 0;
}

/* OTHERWISE is the default of the reference, for a key that is absent or null. */
static bool flag(const json_t *config, const char *key, bool otherwise)
{
	const json_t *value = json_object_get(config, key);
	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

static int read_tokens(struct bert_config *out, const char *folder, struct error *err)
{
	json_auto_t *config = NULL;
	char path[PATH_MAX];
	int length = snprintf(path, sizeof path, "%s/tokenizer_config.json", folder);
	if (length < (int)sizeof path && (access(path, F_OK) == 0 || errno != ENOENT) &&
		read_json(folder, "tokenizer_config.json", &config, err) != 0)
		return -1;
	out->tokens.lower = flag(config, "do_lower_case", true);
	out->tokens.strip_accents = flag(config, "strip_accents", out->tokens.lower);
	out->tokens.part_chinese = flag(config, "tokenize_chinese_chars", true);
	out->tokens_max = BERT_TOKENS_MAX;
	if (out->size[BERT_POSITIONS] < out->tokens_max)
		out->tokens_max = out->size[BERT_POSITIONS];
	/* 1e30 in that file means "no limit" */
	double most = json_number_value(json_object_get(config, "model_max_length"));
	if (most >= 2 && most < (double)out->tokens_max)
		out->tokens_max = (size_t)most;
	return 0;
}

int bert_config_read(struct bert_config *out, const char *folder, struct error *err)
{
	json_auto_t *config = NULL;
	struct raw_config raw;
	struct bert_config made;
	memset(&made, 0, sizeof made);
	if (read_json(folder, "config.json", &config, err) != 0)
		return -1;
	if (json_object_read(config, fields, array_size(fields), &raw, err) != 0 ||
		check_kind(&raw, err) != 0 || take_sizes(&raw, &made, err) != 0 ||
		read_labels(config, &made, err) != 0)
		return error_prefix(err, "could not use \"%s/config.json\"", folder);
	if (read_tokens(&made, folder, err) != 0)
		return -1;
	*out = made;
	return 0;
}

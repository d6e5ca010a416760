/*
 * bert_random DIR DTYPE LAYERS HIDDEN HEADS INTERMEDIATE VOCABULARY POSITIONS: writes a BERT model
 * with random weights to the folder DIR, in the format of Hugging Face. DTYPE is F32, F16 or BF16.
 * The weights are the same on every machine and in every run, so tests can compare the results of
 * the model with recorded ones.
 */
#include <err.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "array.h"
#include "buf.h"
#include "num.h"
#include "text.h"

enum { NAME_MAX_LENGTH = 96, HEADER_MAX = 4 << 20, PATH_SIZE = 4096 };

struct shape {
	int64_t layers, hidden, heads, intermediate, vocabulary, positions;
};

/*
 * A tensor. A letter stands for a size: h(idden), i(ntermediate), v(ocabulary), p(ositions),
 * t(ypes), l(abels) or 1. The values are uniform in MIDDLE plus or minus WIDTH. With WIDTH 0 the
 * width is chosen such that the sums of a matrix product stay near 1.
 */
struct plan {
	const char *name;
	char rows, columns;
	float middle, width;
};

static const struct plan whole[] = {
	{"bert.embeddings.word_embeddings.weight", 'v', 'h', 0, 1},
	{"bert.embeddings.position_embeddings.weight", 'p', 'h', 0, 0.5f},
	{"bert.embeddings.token_type_embeddings.weight", 't', 'h', 0, 0.5f},
	{"bert.embeddings.LayerNorm.weight", '1', 'h', 1, 0.5f},
	{"bert.embeddings.LayerNorm.bias", '1', 'h', 0, 0.5f},
	{"bert.pooler.dense.weight", 'h', 'h', 0, 0},
	{"bert.pooler.dense.bias", '1', 'h', 0, 0.5f},
	{"classifier.weight", 'l', 'h', 0, 0},
	{"classifier.bias", '1', 'l', 0, 0.5f},
};

static const struct plan of_layer[] = {
	{"attention.self.query.weight", 'h', 'h', 0, 0},
	{"attention.self.query.bias", '1', 'h', 0, 0.5f},
	{"attention.self.key.weight", 'h', 'h', 0, 0},
	{"attention.self.key.bias", '1', 'h', 0, 0.5f},
	{"attention.self.value.weight", 'h', 'h', 0, 0},
	{"attention.self.value.bias", '1', 'h', 0, 0.5f},
	{"attention.output.dense.weight", 'h', 'h', 0, 0},
	{"attention.output.dense.bias", '1', 'h', 0, 0.5f},
	{"attention.output.LayerNorm.weight", '1', 'h', 1, 0.5f},
	{"attention.output.LayerNorm.bias", '1', 'h', 0, 0.5f},
	{"intermediate.dense.weight", 'i', 'h', 0, 0},
	{"intermediate.dense.bias", '1', 'i', 0, 0.5f},
	{"output.dense.weight", 'h', 'i', 0, 0},
	{"output.dense.bias", '1', 'h', 0, 0.5f},
	{"output.LayerNorm.weight", '1', 'h', 1, 0.5f},
	{"output.LayerNorm.bias", '1', 'h', 0, 0.5f},
};

static uint64_t state;

/* A random number in (-1, 1), by xorshift64*. */
static float uniform(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (float)(int32_t)(state * UINT64_C(0x2545f4914f6cdd1d) >> 32) * 0x1p-31f;
}

static size_t size_of(const struct shape *s, char kind)
{
	switch (kind) {
	case 'h':
		return (size_t)s->hidden;
	case 'i':
		return (size_t)s->intermediate;
	case 'v':
		return (size_t)s->vocabulary;
	case 'p':
		return (size_t)s->positions;
	case 't':
		return 2;
	case 'l':
		return 3;
	default:
		return 1;
	}
}

/* Rounds to the nearest half-precision number. |VALUE| must be at most 2, as the weights are. */
static uint16_t to_half(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
	if (fabsf(value) < 0x1p-14f) /* subnormal: a multiple of 2^-24 */
		return (uint16_t)(sign | (uint16_t)lrintf(fabsf(value) * 0x1p24f));
	uint32_t rounded = (bits & 0x7fffffff) + 0xfff + (bits >> 13 & 1);
	return (uint16_t)(sign | (uint16_t)((rounded - (112u << 23)) >> 13));
}

static uint16_t to_bfloat(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static void write_values(
	FILE *out, const struct plan *plan, const struct shape *s, const char *dtype)
{
	size_t columns = size_of(s, plan->columns), count = size_of(s, plan->rows) * columns;
	float width = plan->width > 0 ? plan->width : 1.5f / sqrtf((float)columns);
	for (size_t i = 0; i < count; i++) {
		float value = plan->middle + width * uniform();
		uint16_t two = dtype[0] == 'B' ? to_bfloat(value) : to_half(value);
		if (text_equal(dtype, "F32"))
			(void)fwrite(&value, sizeof value, 1, out);
		else
			(void)fwrite(&two, sizeof two, 1, out);
	}
}

static void describe(struct buf *header, const char *prefix, const struct plan *plan,
	const struct shape *s, const char *dtype, size_t *offset)
{
	size_t rows = size_of(s, plan->rows), columns = size_of(s, plan->columns);
	size_t bytes = rows * columns * (text_equal(dtype, "F32") ? 4 : 2);
	buf_printf(header, ",\"%s%s\":{\"dtype\":\"%s\",\"shape\":[", prefix, plan->name, dtype);
	if (plan->rows != '1')
		buf_printf(header, "%zu,", rows);
	buf_printf(header, "%zu],\"data_offsets\":[%zu,%zu]}", columns, *offset, *offset + bytes);
	*offset += bytes;
}

/* Only one file may be open at a time: all use the same buffer. */
static FILE *create(const char *dir, const char *name)
{
	static char room[1 << 20];
	char path[PATH_SIZE];
	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *file = fopen(path, "we");
	if (file == NULL)
		err(1, "%s", path);
	/* written in pieces of one size, the file lies in the page cache like one that was read */
	(void)setvbuf(file, room, _IOFBF, sizeof room);
	return file;
}

static void finish(FILE *file)
{
	if (ferror(file) || fclose(file) != 0)
		err(1, "could not write");
}

static void write_weights(const char *dir, const struct shape *s, const char *dtype)
{
	buf_auto struct buf header = BUF_INIT(HEADER_MAX);
	size_t offset = 0;
	buf_puts(&header, "{\"__metadata__\":{\"format\":\"pt\"}");
	for (size_t i = 0; i < array_size(whole); i++)
		describe(&header, "", &whole[i], s, dtype, &offset);
	for (int64_t l = 0; l < s->layers; l++) {
		char prefix[NAME_MAX_LENGTH];
		(void)snprintf(prefix, sizeof prefix, "bert.encoder.layer.%lld.", (long long)l);
		for (size_t i = 0; i < array_size(of_layer); i++)
			describe(&header, prefix, &of_layer[i], s, dtype, &offset);
	}
	buf_putc(&header, '}');
	while (header.length % 8 != 0)
		buf_putc(&header, ' ');
	FILE *out = create(dir, "model.safetensors");
	for (int i = 0; i < 8; i++)
		(void)fputc((int)(header.length >> 8 * i & 0xff), out);
	(void)fwrite(header.data, 1, header.length, out);
	for (size_t i = 0; i < array_size(whole); i++)
		write_values(out, &whole[i], s, dtype);
	for (int64_t l = 0; l < s->layers; l++)
		for (size_t i = 0; i < array_size(of_layer); i++)
			write_values(out, &of_layer[i], s, dtype);
	finish(out);
}

/*
 * Writes the special tokens, some words and the ASCII characters, alone and as later pieces of a
 * word. The rest are unused tokens.
 */
static void write_vocabulary(const char *dir, int64_t count)
{
	static const char *const words[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the",
		"profit", "##s", "rose", "fell", "##ing", "shares", "record", "loss", "beat",
		"estimates", "apple", "bank", "quarter", "##ly", "dividend", "cut", "rais", "##es",
		"##ed", "un", "##expected", "\xc3\xa9", "##\xc3\xa9", "\xe5\x88\xa9",
		"\xe7\x9b\x8a"};
	FILE *out = create(dir, "vocab.txt");
	int64_t id = 0;
	for (size_t i = 0; i < array_size(words) && id < count; i++, id++)
		(void)fprintf(out, "%s\n", words[i]);
	for (char c = '!'; c <= '~' && id < count; c++)
		if (c < 'A' || c > 'Z') {
			(void)fprintf(out, "%c\n", c);
			id++;
		}
	for (char c = '0'; c <= 'z' && id < count; c++)
		if (c <= '9' || c >= 'a') {
			(void)fprintf(out, "##%c\n", c);
			id++;
		}
	for (; id < count; id++)
		(void)fprintf(out, "[unused%lld]\n", (long long)id);
	finish(out);
}

static void write_config(const char *dir, const struct shape *s)
{
	FILE *out = create(dir, "config.json");
	(void)fprintf(out,
		"{\n  \"architectures\": [\"BertForSequenceClassification\"],\n"
		"  \"model_type\": \"bert\",\n  \"hidden_act\": \"gelu\",\n"
		"  \"id2label\": {\"0\": \"positive\", \"1\": \"negative\", \"2\": \"neutral\"},\n"
		"  \"layer_norm_eps\": 1e-12,\n  \"type_vocab_size\": 2,\n  \"pad_token_id\": 0,\n"
		"  \"num_hidden_layers\": %lld,\n  \"hidden_size\": %lld,\n"
		"  \"num_attention_heads\": %lld,\n  \"intermediate_size\": %lld,\n"
		"  \"vocab_size\": %lld,\n  \"max_position_embeddings\": %lld\n}\n",
		(long long)s->layers, (long long)s->hidden, (long long)s->heads,
		(long long)s->intermediate, (long long)s->vocabulary, (long long)s->positions);
	finish(out);
}

int main(int argc, char **argv)
{
	struct shape s;
	int64_t *const sizes[] = {
		&s.layers, &s.hidden, &s.heads, &s.intermediate, &s.vocabulary, &s.positions};
	if (argc != 3 + (int)array_size(sizes))
		errx(64, "usage: bert_random DIR DTYPE LAYERS HIDDEN HEADS INTERMEDIATE VOCABULARY "
			 "POSITIONS");
	for (size_t i = 0; i < array_size(sizes); i++)
		if (num_parse_i64(argv[3 + i], 1, 1 << 20, sizes[i]) != 0)
			errx(64, "not a size: \"%s\"", argv[3 + i]);
	state = UINT64_C(0x9e3779b97f4a7c15);
	(void)mkdir(argv[1], 0777);
	write_config(argv[1], &s);
	write_vocabulary(argv[1], s.vocabulary);
	write_weights(argv[1], &s, argv[2]);
	return 0;
}

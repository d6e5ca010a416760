#include "safetensors.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "json.h"
#include "mapped.h"
#include "neural.h"
#include "text.h"

enum {
	LENGTH_BYTES = 8,
	HEADER_MAX = 8 << 20, /* BERT-base has 25 KB */
	/*
	 * Linux maps this many bytes around the byte that is read. Reading one byte of each such
	 * part costs two thirds of MADV_POPULATE_READ, which goes over every page twice.
	 */
	FAULT_AROUND = 64 << 10,
};

/* Far above the size of every model; sums of sizes cannot overflow. */
#define FILE_MAX ((size_t)1 << 40)

struct safetensors {
	struct mapped file;
	json_t *header;
	const char *data; /* after the header */
	size_t data_length;
};

static const struct {
	const char *name;
	size_t size;
} types[] = {
	[TENSOR_F32] = {"F32", 4},
	[TENSOR_F16] = {"F16", 2},
	[TENSOR_BF16] = {"BF16", 2},
};

static int read_header(struct safetensors *s, struct error *err)
{
	const unsigned char *start = (const unsigned char *)s->file.data;
	if (s->file.length < LENGTH_BYTES)
		return error_set(
			err, ERROR_DATA, "too short for a header: %zu bytes", s->file.length);
	uint64_t length = 0;
	for (int i = LENGTH_BYTES - 1; i >= 0; i--)
		length = length << 8 | start[i];
	if (length > s->file.length - LENGTH_BYTES)
		return error_set(err, ERROR_DATA,
			"the header of %llu bytes goes past the end of the file at %zu",
			(unsigned long long)length, s->file.length);
	if (length > HEADER_MAX)
		return error_set(err, ERROR_DATA, "the header has %llu bytes, more than %d",
			(unsigned long long)length, HEADER_MAX);
	if (json_parse(s->file.data + LENGTH_BYTES, (size_t)length, &s->header, err) != 0)
		return -1;
	if (!json_is_object(s->header))
		return error_set(err, ERROR_DATA, "the header is not a JSON object");
	s->data = s->file.data + LENGTH_BYTES + length;
	s->data_length = s->file.length - LENGTH_BYTES - (size_t)length;
	return 0;
}

int safetensors_open(struct safetensors **out, const char *path, struct error *err)
{
	struct safetensors *s = calloc(1, sizeof *s);
	if (s == NULL)
		return error_memory(err);
	if (mapped_open(&s->file, path, FILE_MAX, err) != 0) {
		free(s);
		return -1;
	}
	if (read_header(s, err) != 0) {
		safetensors_close(s);
		return error_prefix(err, "could not read \"%s\"", path);
	}
	*out = s;
	return 0;
}

void safetensors_close(struct safetensors *file)
{
	if (file == NULL)
		return;
	json_decref(file->header);
	mapped_close(&file->file);
	free(file);
}

bool safetensors_has(const struct safetensors *file, const char *name)
{
	return json_object_get(file->header, name) != NULL;
}

static int read_type(const json_t *entry, enum tensor_type *out, struct error *err)
{
	const char *name = json_string_value(json_object_get(entry, "dtype"));
	for (size_t i = 0; name != NULL && i < array_size(types); i++)
		if (text_equal(types[i].name, name)) {
			*out = (enum tensor_type)i;
			return 0;
		}
	return error_set(err, ERROR_DATA, "its dtype is not F32, F16 or BF16: \"%.20s\"",
		name != NULL ? name : "");
}

/* Returns the whole number at INDEX of the array; -1: there is none. */
static json_int_t whole(const json_t *array, size_t index)
{
	const json_t *value = json_array_get(array, index);
	return json_is_integer(value) ? json_integer_value(value) : -1;
}

static int check_shape(const json_t *entry, size_t rows, size_t columns, struct error *err)
{
	const json_t *shape = json_object_get(entry, "shape");
	size_t rank = rows > 0 ? 2 : 1;
	if (json_array_size(shape) == rank && whole(shape, rank - 1) == (json_int_t)columns &&
		(rank == 1 || whole(shape, 0) == (json_int_t)rows))
		return 0;
	char *text = json_dumps(shape, JSON_COMPACT | JSON_ENCODE_ANY);
	if (rank == 1)
		error_set(err, ERROR_DATA, "its shape is %.60s, not [%zu]",
			text != NULL ? text : "unknown", columns);
	else
		error_set(err, ERROR_DATA, "its shape is %.60s, not [%zu,%zu]",
			text != NULL ? text : "unknown", rows, columns);
	free(text);
	return -1;
}

static int find_data(const struct safetensors *s, const json_t *entry, size_t bytes,
	const void **out, struct error *err)
{
	const json_t *offsets = json_object_get(entry, "data_offsets");
	json_int_t first = whole(offsets, 0), end = whole(offsets, 1);
	if (json_array_size(offsets) != 2 || first < 0 || end < first ||
		(size_t)(end - first) != bytes)
		return error_set(err, ERROR_DATA, "its data_offsets do not give %zu bytes", bytes);
	if ((size_t)end > s->data_length)
		return error_set(err, ERROR_DATA,
			"the file is cut short: its data end at byte %lld of %zu", (long long)end,
			s->data_length);
	*out = s->data + first;
	return 0;
}

int safetensors_find(const struct safetensors *file, const char *name, size_t rows, size_t columns,
	struct tensor *out, struct error *err)
{
	const json_t *entry = json_object_get(file->header, name);
	struct tensor t = {.rows = rows > 0 ? rows : 1, .columns = columns};
	if (entry == NULL)
		return error_set(err, ERROR_DATA, "the tensor \"%s\" is missing", name);
	if (read_type(entry, &t.type, err) != 0 || check_shape(entry, rows, columns, err) != 0 ||
		find_data(file, entry, t.rows * columns * types[t.type].size, &t.data, err) != 0)
		return error_prefix(err, "could not use the tensor \"%s\"", name);
	*out = t;
	return 0;
}

static void convert(const struct tensor *t, size_t from, size_t count, float *out)
{
	const char *data = (const char *)t->data + from * types[t->type].size;
	switch (t->type) {
	case TENSOR_F32:
		memcpy(out, data, count * sizeof *out);
		return;
	case TENSOR_F16:
		neural_from_f16(data, out, count);
		return;
	case TENSOR_BF16:
		neural_from_bf16(data, out, count);
		return;
	}
}

const float *tensor_floats(struct tensor *t)
{
	if (t->type == TENSOR_F32 && (uintptr_t)t->data % _Alignof(float) == 0)
		return t->data;
	if (t->converted == NULL) {
		size_t count = t->rows * t->columns;
		t->converted = calloc(count, sizeof *t->converted);
		if (t->converted == NULL)
			return NULL;
		convert(t, 0, count, t->converted);
	}
	return t->converted;
}

void tensor_row(const struct tensor *t, size_t row, float *out)
{
	convert(t, row * t->columns, t->columns, out);
}

void tensor_fault_in(const struct tensor *t, size_t from, size_t count)
{
	size_t row = t->columns * types[t->type].size;
	const volatile char *at = (const volatile char *)t->data + from * row;
	const volatile char *end = at + count * row;
	for (; at < end; at += FAULT_AROUND - (uintptr_t)at % FAULT_AROUND)
		(void)*at;
}

void tensor_clear(struct tensor *t)
{
	free(t->converted);
	t->converted = NULL;
}

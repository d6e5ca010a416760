/*
 * A .safetensors file, read where it lies: 8 bytes of length (little endian), a JSON header
 * {name: {dtype, shape, data_offsets}}, the data
 * (https://huggingface.co/docs/safetensors, "Format").
 */
#ifndef OPT_SAFETENSORS_H
#define OPT_SAFETENSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum { TENSOR_RANK_MAX = 2 };

enum tensor_type { TENSOR_F32, TENSOR_F16, TENSOR_BF16 };

/* A matrix or, with one row, a vector. */
struct tensor {
	enum tensor_type type;
	size_t rows, columns;
	const void *data; /* in the file; row by row, little endian, aligned to nothing */
	float *converted; /* owned; NULL until tensor_floats had to make it */
};

struct safetensors;

/* The file is mapped, not read. ERROR_DATA names file and reason. */
int safetensors_open(struct safetensors **out, const char *path, struct error *err);
void safetensors_close(struct safetensors *file); /* NULL is allowed; tensors of it end with it */

/*
 * The tensor NAME, which must have this shape: ROWS 0 for a vector of COLUMNS. ERROR_DATA when it
 * is missing, of another shape or of another type than F32, F16, BF16.
 */
int safetensors_find(const struct safetensors *file, const char *name, size_t rows, size_t columns,
	struct tensor *out, struct error *err);
bool safetensors_has(const struct safetensors *file, const char *name);

/*
 * All of T as floats, converted once where it is not stored so; NULL: no memory. Borrowed from T.
 * Not for two threads at once.
 */
const float *tensor_floats(struct tensor *t);
/* Row ROW of T as floats into OUT of T's columns. */
void tensor_row(const struct tensor *t, size_t row, float *out);
/*
 * Maps the pages of COUNT rows of T from FROM, which otherwise are mapped few by few as they are
 * read, at twice the cost. Only a hint.
 */
void tensor_fault_in(const struct tensor *t, size_t from, size_t count);
void tensor_clear(struct tensor *t);

#endif

/*
 * Reads tensors from a .safetensors file, which is mapped: 8 bytes of length (little endian), a
 * JSON header {name: {dtype, shape, data_offsets}}, the data
 * (https://huggingface.co/docs/safetensors, "Format"). Open the file, find tensors, use them, clear
 * each, close the file:
 *
 * 	safetensors_open(&file, path, &err);
 * 	safetensors_find(file, "classifier.weight", 3, 768, &t, &err);
 * 	floats = tensor_floats(&t);
 * 	tensor_clear(&t);
 * 	safetensors_close(file);
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
	const void *data; /* in the file; row by row, little endian, at any address */
	float *converted; /* owned; NULL until tensor_floats converts the tensor */
};

struct safetensors;

/* Maps the file and reads its header. ERROR_DATA names the file and the reason. */
int safetensors_open(struct safetensors **out, const char *path, struct error *err);
/* NULL is allowed; its tensors are no longer valid */
void safetensors_close(struct safetensors *file);

/*
 * Finds the tensor NAME, which must have ROWS x COLUMNS; ROWS 0: a vector of COLUMNS. ERROR_DATA
 * when the tensor is missing, has another shape, or has a type other than F32, F16 and BF16.
 */
int safetensors_find(const struct safetensors *file, const char *name, size_t rows, size_t columns,
	struct tensor *out, struct error *err);
bool safetensors_has(const struct safetensors *file, const char *name);

/*
 * Returns all of T as floats, converted at the first call when the file has another type; NULL: no
 * memory. T owns the result. Two threads must not call it for one tensor at the same time.
 */
const float *tensor_floats(struct tensor *t);
/* Stores row ROW of T as floats in OUT, which has T's columns. */
void tensor_row(const struct tensor *t, size_t row, float *out);
/*
 * Maps the pages of COUNT rows of T from row FROM on. Without this, pages are mapped a few at a
 * time while they are read, at twice the cost. Only a hint.
 */
void tensor_fault_in(const struct tensor *t, size_t from, size_t count);
/* Frees the converted floats. */
void tensor_clear(struct tensor *t);

#endif

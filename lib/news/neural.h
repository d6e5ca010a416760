/*
 * The element-wise parts of a transformer, in single precision: rows of COLUMNS floats one after
 * the other, or STRIDE floats apart, changed in place. The matrix products between them are BLAS's.
 * Vectorised for the processor at hand, so the last bits may differ from one to another.
 */
#ifndef OPT_NEURAL_H
#define OPT_NEURAL_H

#include <stddef.h>
#include <stdint.h>

/* Each row becomes BIAS: what a product is then added to. */
void neural_fill(float *x, const float *bias, size_t rows, size_t columns, size_t stride);

/*
 * gelu(x + bias), gelu(x) = x/2 (1 + erf(x/sqrt 2)) (Hendrycks & Gimpel 2016), not one of its
 * approximations by tanh; within 1e-6 for |x| < 10.
 */
void neural_gelu(float *x, const float *bias, size_t rows, size_t columns, size_t stride);

struct neural_norm {
	const float *scale, *shift; /* gamma and beta, a value a column */
	float epsilon;
};

/*
 * x + RESIDUAL, then each row to mean 0 and variance 1 (of the population, plus epsilon), times
 * scale, plus shift (Ba et al. 2016). RESIDUAL may be NULL: nothing is added.
 */
void neural_normalise(float *x, const float *residual, const struct neural_norm *norm, size_t rows,
	size_t columns);

/* softmax(FACTOR x) of each row. */
void neural_softmax(float *x, float factor, size_t rows, size_t columns);

/* COUNT floats of two bytes each, little endian, of no alignment: IEEE half, and bfloat16. */
void neural_from_f16(const void *in, float *out, size_t count);
void neural_from_bf16(const void *in, float *out, size_t count);

#endif

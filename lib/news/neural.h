/*
 * The element-wise parts of a transformer in single precision. Each function changes rows of
 * COLUMNS floats in place; the rows follow each other, or start STRIDE floats apart. blas.h
 * computes the matrix products between them. The code is vectorised for the processor at hand, so
 * the last bits may differ from one processor to another.
 */
#ifndef OPT_NEURAL_H
#define OPT_NEURAL_H

#include <stddef.h>
#include <stdint.h>

/* Sets each row to BIAS, to which a product is then added. */
void neural_fill(float *x, const float *bias, size_t rows, size_t columns, size_t stride);

/*
 * Computes gelu(x + bias), with gelu(x) = x/2 (1 + erf(x/sqrt 2)) (Hendrycks & Gimpel 2016), not
 * one of its approximations by tanh. The error is below 1e-6 for |x| < 10.
 */
void neural_gelu(float *x, const float *bias, size_t rows, size_t columns, size_t stride);

struct neural_norm {
	const float *scale, *shift; /* gamma and beta, one value per column */
	float epsilon;
};

/*
 * Adds RESIDUAL (NULL: nothing) to x, normalises each row to mean 0 and variance 1 (the population
 * variance, plus epsilon), multiplies by scale and adds shift (Ba et al. 2016).
 */
void neural_normalise(float *x, const float *residual, const struct neural_norm *norm, size_t rows,
	size_t columns);

/* Computes softmax(FACTOR x) of each row. */
void neural_softmax(float *x, float factor, size_t rows, size_t columns);

/*
 * Converts COUNT floats of two bytes each, little endian and at any address: IEEE half precision,
 * and bfloat16.
 */
void neural_from_f16(const void *in, float *out, size_t count);
void neural_from_bf16(const void *in, float *out, size_t count);

#endif

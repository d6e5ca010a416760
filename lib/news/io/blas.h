/*
 * Computes matrix products with the BLAS that is installed. The library is loaded at run time, so
 * that a program without it starts. Call blas_open once, then blas_multiply.
 */
#ifndef OPT_BLAS_H
#define OPT_BLAS_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct blas {
	const char *library; /* the name under which it was found */
	/* cblas_sgemm */
	void (*sgemm)(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
		const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
	void (*set_threads)(int threads); /* NULL: the library does not have it */
};

/*
 * Loads a library; it stays loaded, so call this once per process. LIBRARY: its name; "": OpenBLAS,
 * or else the system's BLAS. ERROR_UNAVAILABLE when none can be loaded.
 */
int blas_open(struct blas *out, const char *library, struct error *err);

/*
 * C (M x N) = A (M x K) times B (N x K) transposed, plus C when ADD. Rows are stored one after the
 * other, LDA, LDB and LDC floats apart.
 */
struct blas_product {
	size_t m, n, k;
	const float *a, *b;
	float *c;
	size_t lda, ldb, ldc;
	bool b_as_is; /* B is K x N and is not transposed */
	bool add;
};
void blas_multiply(const struct blas *blas, const struct blas_product *p);

#endif

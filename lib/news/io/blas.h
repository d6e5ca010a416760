/*
 * Matrix products of whichever BLAS is installed, loaded when asked for: a program that links none
 * starts without it.
 */
#ifndef OPT_BLAS_H
#define OPT_BLAS_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct blas {
	const char *library; /* the name it was found by */
	/* cblas_sgemm */
	void (*sgemm)(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
		const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
	void (*set_threads)(int threads); /* NULL: the library has no such call */
};

/*
 * Once a process: the library stays loaded. LIBRARY: the one to take; "": OpenBLAS, or the
 * system's own. ERROR_UNAVAILABLE when there is none.
 */
int blas_open(struct blas *out, const char *library, struct error *err);

/* C (M x N) = A (M x K) times B transposed (N x K), plus C where ADD; row by row, LD* apart. */
struct blas_product {
	size_t m, n, k;
	const float *a, *b;
	float *c;
	size_t lda, ldb, ldc;
	bool b_as_is; /* B is K x N, not to be transposed */
	bool add;
};
void blas_multiply(const struct blas *blas, const struct blas_product *p);

#endif

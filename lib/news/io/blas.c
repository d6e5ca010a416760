#include "blas.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

/* The fast one first, then the one that the administrator of the system chose. */
static const char *const libraries[] = {"libopenblas.so.0", "libblas.so.3", "libcblas.so.3"};

/* The values of cblas.h for order and transposition. */
enum { ROW_MAJOR = 101, AS_IS = 111, TRANSPOSED = 112 };

/*
 * Sets the environment of OpenBLAS. The caller has threads of its own, so OpenBLAS gets one thread;
 * should another part of the process use more, idle ones sleep soon instead of spinning.
 *
 * OpenBLAS 0.3.21 treats processors with AVX-512 that are newer than itself as Haswell, which
 * halves the speed. It reads its environment while it is loaded, so the type of the processor must
 * be set before; a value that the user set stays.
 */
static void guide_openblas(void)
{
	(void)setenv("OPENBLAS_NUM_THREADS", "1", 1);
	(void)setenv("OPENBLAS_THREAD_TIMEOUT", "4", 1);
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
		__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
		__builtin_cpu_supports("avx512cd"))
		(void)setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
#endif
}

/* POSIX lets an object pointer be a function pointer; C has no cast for that. */
static bool take_symbol(void *library, const char *name, void *function, size_t size)
{
	void *symbol = dlsym(library, name);
	if (symbol != NULL)
		memcpy(function, &symbol, size);
	return symbol != NULL;
}

/*
 * Returns the flag that resolves the symbols of OpenBLAS in itself first. It has 16,000 symbols to
 * resolve, nearly all in itself; searching the 35 libraries of a program first takes 3 ms, this way
 * .9 ms. The sanitizers do not allow it.
 */
static int own_symbols_first(void)
{
#ifdef RTLD_DEEPBIND
	if (dlsym(RTLD_DEFAULT, "__asan_init") == NULL &&
		dlsym(RTLD_DEFAULT, "__tsan_init") == NULL)
		return RTLD_DEEPBIND;
#endif
	return 0;
}

static bool load(const char *name, struct blas *out)
{
	struct blas blas = {.library = name};
	void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL | own_symbols_first());
	if (library == NULL)
		return false;
	if (!take_symbol(library, "cblas_sgemm", &blas.sgemm, sizeof blas.sgemm)) {
		(void)dlclose(library);
		return false;
	}
	(void)take_symbol(
		library, "openblas_set_num_threads", &blas.set_threads, sizeof blas.set_threads);
	*out = blas;
	return true;
}

int blas_open(struct blas *out, const char *library, struct error *err)
{
	guide_openblas();
	if (library[0] != '\0')
		return load(library, out)
			       ? 0
			       : error_set(err, ERROR_UNAVAILABLE,
					 "could not load cblas_sgemm from \"%.200s\"", library);
	for (size_t i = 0; i < array_size(libraries); i++)
		if (load(libraries[i], out))
			return 0;
	return error_set(err, ERROR_UNAVAILABLE,
		"could not load a BLAS with cblas_sgemm: install libopenblas0-pthread");
}

void blas_multiply(const struct blas *blas, const struct blas_product *p)
{
	blas->sgemm(ROW_MAJOR, AS_IS, p->b_as_is ? AS_IS : TRANSPOSED, (int)p->m, (int)p->n,
		(int)p->k, 1.0f, p->a, (int)p->lda, p->b, (int)p->ldb, p->add ? 1.0f : 0.0f, p->c,
		(int)p->ldc);
}

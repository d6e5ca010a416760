/*
 * bert_bench DIR THREADS LAYERS HIDDEN INTERMEDIATE: measures the engine finbert and prints JSON
 * lines.
 *
 * The first line is the time until the engine is ready, and the time of its first result. The next
 * lines are for batches of 1, 8 and 32 texts of 32 tokens. They alternate with a product of two
 * 2048 x 2048 matrices on the same BLAS with the same number of threads. The ratios compare the
 * operations per second of the engine with those of the product; both are medians.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "array.h"
#include "blas.h"
#include "clock.h"
#include "num.h"
#include "sentiment.h"

enum {
	TOKENS = 32, /* with [CLS] and [SEP] */
	SIDE = 2048,
	TEXTS_MAX = 32,
	SECONDS = 4, /* approximate length of each measurement */
	TIMES_MAX = 400,
	WARM = 9, /* results after the first */
};

struct shape {
	int64_t layers, hidden, intermediate;
};

static double seconds_now(void)
{
	return (double)clock_monotonic_us() * 1e-6;
}

/* The CPU time of all threads: other jobs on the machine hardly change it. */
static double cpu_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* One measurement. */
struct cost {
	double wall, cpu;
};

struct costs {
	double wall[TIMES_MAX], cpu[TIMES_MAX];
};

static struct cost cost_now(void)
{
	return (struct cost){seconds_now(), cpu_now()};
}

static struct cost cost_since(struct cost from)
{
	struct cost now = cost_now();
	return (struct cost){now.wall - from.wall, now.cpu - from.cpu};
}

static void costs_add(struct costs *c, size_t at, struct cost cost)
{
	c->wall[at] = cost.wall;
	c->cpu[at] = cost.cpu;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *times, size_t count)
{
	qsort(times, count, sizeof *times, compare);
	return times[count / 2];
}

/* Counts the multiplications and additions for one text in all layers. */
static double operations(const struct shape *s)
{
	double h = (double)s->hidden, products = 4 * h * h + 2 * h * (double)s->intermediate;
	return (double)s->layers * 2 * TOKENS * (products + 2 * TOKENS * h);
}

static struct cost run_product(const struct blas *blas, int threads, float *memory)
{
	size_t n = SIDE;
	const struct blas_product product = {.m = n,
		.n = n,
		.k = n,
		.a = memory,
		.b = memory + n * n,
		.c = memory + 2 * n * n,
		.lda = n,
		.ldb = n,
		.ldc = n,
		.b_as_is = true};
	if (blas->set_threads != NULL)
		blas->set_threads(threads);
	struct cost from = cost_now();
	blas_multiply(blas, &product);
	struct cost cost = cost_since(from);
	if (blas->set_threads != NULL)
		blas->set_threads(1); /* the engine needs one thread here */
	return cost;
}

static struct cost run_engine(
	struct sentiment_engine *engine, const struct sentiment_text *texts, size_t count)
{
	struct sentiment out[TEXTS_MAX];
	struct error why = {0};
	struct cost from = cost_now();
	if (engine->kind->classify(engine, texts, count, out, &why) != 0)
		errx(1, "%s", why.text);
	return cost_since(from);
}

static void measure(struct sentiment_engine *engine, const struct sentiment_text *texts,
	size_t count, int threads, const struct shape *s, const struct blas *blas, float *memory)
{
	static struct costs ours, theirs;
	double flops = 2.0 * SIDE * SIDE * SIDE, end = seconds_now() + SECONDS;
	size_t n = 0;
	(void)run_engine(engine, texts, count);
	for (; n < TIMES_MAX && (n < 5 || seconds_now() < end); n++) {
		costs_add(&theirs, n, run_product(blas, threads, memory));
		costs_add(&ours, n, run_engine(engine, texts, count));
	}
	double each = median(ours.wall, n) / (double)count, product = median(theirs.wall, n);
	double work = operations(s) * (double)count / flops;
	printf("{\"bench\":\"finbert\",\"threads\":%d,\"batch\":%zu,\"ms_a_text\":%.2f,"
	       "\"gflops\":%.1f,\"sgemm_gflops\":%.1f,\"ratio\":%.3f,\"cpu_ratio\":%.3f}\n",
		threads, count, each * 1e3, operations(s) / each * 1e-9, flops / product * 1e-9,
		operations(s) / each * product / flops,
		work * median(theirs.cpu, n) / median(ours.cpu, n));
	(void)fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct run run;
	struct shape s;
	int64_t threads;
	if (argc != 6 || num_parse_i64(argv[2], 1, 64, &threads) != 0 ||
		num_parse_i64(argv[3], 1, 1000, &s.layers) != 0 ||
		num_parse_i64(argv[4], 1, 1 << 20, &s.hidden) != 0 ||
		num_parse_i64(argv[5], 1, 1 << 20, &s.intermediate) != 0)
		errx(64, "usage: bert_bench DIR THREADS LAYERS HIDDEN INTERMEDIATE");
	char words[2 * (TOKENS - 2) + 1];
	for (size_t i = 0; i < TOKENS - 2; i++)
		memcpy(words + 2 * i, "a ", 3);
	struct sentiment_text texts[TEXTS_MAX];
	for (size_t i = 0; i < TEXTS_MAX; i++)
		texts[i] = (struct sentiment_text){words, NULL};

	const struct sentiment_settings options = {
		.run = &run, .model = argv[1], .threads = (int)threads};
	struct error why = {0};
	struct sentiment_engine *engine;
	struct blas blas;
	struct cost start = cost_now();
	if (sentiment_finbert.open(&engine, &options, &why) != 0)
		errx(1, "%s", why.text);
	struct cost ready = cost_since(start), first = run_engine(engine, texts, 1);
	static struct costs warm;
	for (size_t i = 0; i < WARM; i++)
		costs_add(&warm, i, run_engine(engine, texts, 1));
	printf("{\"bench\":\"finbert\",\"threads\":%d,\"ready_ms\":%.2f,\"ready_cpu_ms\":%.2f,"
	       "\"first_ms\":%.1f,\"first_to_warm\":%.2f,\"cpu_first_to_warm\":%.2f}\n",
		(int)threads, ready.wall * 1e3, ready.cpu * 1e3, first.wall * 1e3,
		first.wall / median(warm.wall, WARM), first.cpu / median(warm.cpu, WARM));
	if (blas_open(&blas, "", &why) != 0)
		errx(1, "%s", why.text);
	float *memory = calloc(3 * (size_t)SIDE * SIDE, sizeof *memory);
	if (memory == NULL)
		err(1, "memory");
	for (size_t i = 0; i < 2 * (size_t)SIDE * SIDE; i++)
		memory[i] = (float)(i % 17) - 8.0f;
	static const size_t batches[] = {1, 8, 32};
	for (size_t i = 0; i < array_size(batches); i++)
		measure(engine, texts, batches[i], (int)threads, &s, &blas, memory);
	free(memory);
	sentiment_finbert.close(engine);
	return 0;
}

/*
 * lexicon ROWS UNIVERSE: measures how many headlines per second the lexicon engine classifies in
 * this process, with one thread, with the tickers of UNIVERSE (the SEC's file) and without. For
 * comparison it measures how many headlines per second can be hashed byte by byte (FNV-1a), which
 * shows the speed of the machine at the moment. Prints a JSON object; each figure is the best of
 * several rounds.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "classifier.h"
#include "labelled.h"
#include "universe_file.h"

enum { ROUNDS = 15 };

static double now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Takes the results, so that the compiler keeps the computation. */
static volatile double sink;

static void classify_all(const struct labelled *rows, const struct classifier *c)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct classification found;
		classifier_classify(c, rows->rows[i].text, NULL, &found);
		sink = found.sentiment.score;
	}
}

static void hash_all(const struct labelled *rows, const struct classifier *c)
{
	(void)c;
	for (size_t i = 0; i < rows->count; i++) {
		uint64_t hash = UINT64_C(14695981039346656037);
		for (const char *p = rows->rows[i].text; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
		sink = (double)hash;
	}
}

static double rate(const struct labelled *rows, const struct classifier *c,
	void (*work)(const struct labelled *, const struct classifier *))
{
	double best = 0;
	for (int round = 0; round < ROUNDS; round++) {
		double from = now_s();
		work(rows, c);
		double took = now_s() - from;
		double rounds_rate = took > 0 ? (double)rows->count / took : 0;
		best = rounds_rate > best ? rounds_rate : best;
	}
	return best;
}

int main(int argc, char **argv)
{
	struct labelled rows = LABELLED_INIT;
	struct universe universe = UNIVERSE_INIT;
	struct classifier *plain, *full;
	struct error err = {0};
	if (argc != 3 || labelled_load(&rows, argv[1], &err) != 0 ||
		universe_load(&universe, argv[2], &err) != 0 ||
		classifier_new(&plain, NULL, 0, NULL, &err) != 0 ||
		classifier_new(&full, universe.entries, universe.count, NULL, &err) != 0) {
		(void)fprintf(stderr, "lexicon ROWS UNIVERSE: %s\n", err.text);
		return 1;
	}
	double bytes = rate(&rows, NULL, hash_all), alone = rate(&rows, plain, classify_all),
	       both = rate(&rows, full, classify_all);
	printf("{\"bench\":\"lexicon\",\"headlines\":%zu,\"companies\":%zu,\"per_s\":%.0f,"
	       "\"with_tickers_per_s\":%.0f,\"bytes_hashed_per_s\":%.0f,\"ratio\":%.2f,"
	       "\"with_tickers_ratio\":%.2f}\n",
		rows.count, universe.count, alone, both, bytes, bytes / alone, bytes / both);
	classifier_free(plain);
	classifier_free(full);
	universe_free(&universe);
	labelled_free(&rows);
	return 0;
}

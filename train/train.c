/*
 * train [-k FOLDS -f FOLD -t HELD] [-m MORE] [-a OWN] -o WEIGHTS ROWS: computes weights for the
 * lexicon from label,text rows (labelled.h). ROWS are split into FOLDS by story; the rows of FOLD
 * are not used for training but written to HELD. MORE are rows of the same source that are never
 * held out; those that tell a story of FOLD are left out. OWN are sentences of our own, which weigh
 * less and are always used. The same input gives the same weights.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cluster.h"
#include "fit.h"
#include "labelled.h"
#include "num.h"

enum { INNER_FOLDS = 5, FOLDS_MAX = 100 };

static const double own_weight = 0.3, million = 1e6;

static _Noreturn void die(const char *what, const char *why)
{
	(void)fprintf(stderr, "train: %s: %s\n", what, why);
	exit(1);
}

static void *some(size_t count, size_t size)
{
	void *memory = calloc(count > 0 ? count : 1, size);
	if (memory == NULL)
		die("memory", strerror(errno));
	return memory;
}

static void load(struct labelled *rows, const char *name)
{
	struct error err = {0};
	if (labelled_load(rows, name, &err) != 0)
		die(name, err.text);
}

struct options {
	int64_t folds, fold; /* FOLD -1: none */
	const char *held, *weights;
};

struct corpus {
	struct labelled rows; /* ROWS, MORE, OWN, in this order */
	size_t main, source;  /* number of ROWS; number of ROWS and MORE */
	struct sample *samples;
};

/* A hash spreads the stories over the folds, so that the order of the rows does not matter. */
static int64_t fold_of(const struct sample *s, int64_t folds, uint64_t salt)
{
	uint64_t hash = (s->cluster + salt) * UINT64_C(0x9e3779b97f4a7c15);
	return (int64_t)((hash >> 40) % (uint64_t)folds);
}

static void read_samples(struct corpus *c)
{
	static struct lexicon_words words;
	size_t n = c->rows.count;
	c->samples = some(n, sizeof *c->samples);
	size_t *cluster = some(n, sizeof *cluster);
	lexicon_learn_words(&words);
	cluster_rows(&c->rows, cluster);
	for (size_t i = 0; i < n; i++) {
		struct sample *s = &c->samples[i];
		struct plain_words plain;
		struct lexicon_text text;
		plain_words_read(&plain, c->rows.rows[i].text, strlen(c->rows.rows[i].text));
		lexicon_read(&words, &plain, &text);
		struct lexicon_evidence evidence = lexicon_weigh(&text);
		s->label = c->rows.rows[i].label;
		s->weight = i < c->source ? 1 : own_weight;
		s->cluster = cluster[i];
		lexicon_features(&text, &evidence, &s->features);
	}
	free(cluster);
}

/*
 * Returns the sharpness that fits rows of ROWS that were not used for training: INNER_FOLDS fits,
 * each without one fold.
 */
static double sharpness(const struct corpus *c, const bool *use, struct lexicon_weights *w)
{
	enum { SALT = 77 }; /* so that the folds differ from those of train */
	double(*logit)[POLES] = some(c->main, sizeof *logit);
	enum sentiment_label *label = some(c->main, sizeof *label);
	bool *inner = some(c->rows.count, sizeof *inner);
	size_t n = 0;
	for (int64_t fold = 0; fold < INNER_FOLDS; fold++) {
		for (size_t i = 0; i < c->rows.count; i++)
			inner[i] = use[i] && fold_of(&c->samples[i], INNER_FOLDS, SALT) != fold;
		free(fit_weights(c->samples, c->rows.count, inner, w).key);
		for (size_t i = 0; i < c->main; i++) {
			if (!use[i] || inner[i])
				continue;
			lexicon_logits(w, &c->samples[i].features, logit[n]);
			label[n++] = c->samples[i].label;
		}
	}
	double sharp = fit_sharpness((const double(*)[POLES])logit, label, n);
	free(logit);
	free(label);
	free(inner);
	return sharp;
}

static long micro(double value)
{
	return lround(value * million);
}

static void write_weights(const struct lexicon_weights *w, const struct keys *keys, FILE *out)
{
	(void)fprintf(out, "# Made by train/train.c; lexicon.provenance lists the sources.\n");
	(void)fprintf(out, "lexicon-weights 1 %u\nstep %ld\nsharp %ld\n", w->keys,
		micro((double)w->step), micro((double)w->sharp));
	for (int style = 0; style <= STYLES; style++)
		for (int i = 0; i < RULE_FEATURES; i++)
			(void)fprintf(out, "rule %d %d %ld %ld\n", style, i,
				micro((double)w->rule[style][i][POLE_NEGATIVE]),
				micro((double)w->rule[style][i][POLE_POSITIVE]));
	uint32_t last = 0;
	for (size_t i = 0; i < keys->count; i++) {
		int weight[POLES];
		lexicon_weights_get(w, keys->key[i], weight);
		if (weight[POLE_NEGATIVE] == 0 && weight[POLE_POSITIVE] == 0)
			continue;
		(void)fprintf(out, "+ %u %d %d\n", keys->key[i] - last, weight[POLE_NEGATIVE],
			weight[POLE_POSITIVE]);
		last = keys->key[i];
	}
}

static FILE *create(const char *name)
{
	FILE *out = fopen(name, "we");
	if (out == NULL)
		die(name, strerror(errno));
	return out;
}

static void finish(FILE *out, const char *name)
{
	if (fclose(out) != 0)
		die(name, strerror(errno));
}

static void write_held(const struct corpus *c, const bool *use, FILE *out)
{
	(void)fprintf(out, "label,text\n");
	for (size_t i = 0; i < c->main; i++) {
		if (use[i])
			continue;
		(void)fprintf(out, "%s,\"", sentiment_label_name(c->samples[i].label));
		for (const char *p = c->rows.rows[i].text; *p != '\0'; p++)
			(void)fprintf(out, *p == '"' ? "\"\"" : "%c", *p);
		(void)fprintf(out, "\"\n");
	}
}

static void train(const struct options *o, struct corpus *c)
{
	static struct lexicon_weights w;
	bool *use = some(c->rows.count, sizeof *use);
	read_samples(c);
	for (size_t i = 0; i < c->rows.count; i++)
		use[i] = o->fold < 0 || i >= c->source ||
			 fold_of(&c->samples[i], o->folds, 0) != o->fold;
	double sharp = sharpness(c, use, &w);
	struct keys keys = fit_weights(c->samples, c->rows.count, use, &w);
	w.sharp = (float)sharp;
	FILE *out = create(o->weights);
	write_weights(&w, &keys, out);
	finish(out, o->weights);
	free(keys.key);
	if (o->held != NULL) {
		out = create(o->held);
		write_held(c, use, out);
		finish(out, o->held);
	}
	free(use);
}

int main(int argc, char **argv)
{
	struct options o = {.folds = 5, .fold = -1};
	struct corpus c = {.rows = LABELLED_INIT};
	const char *more = NULL, *own = NULL;
	int option;
	while ((option = getopt(argc, argv, "k:f:t:m:a:o:")) != -1) {
		if (option == 'k' ? num_parse_i64(optarg, 2, FOLDS_MAX, &o.folds) != 0
				  : option == 'f' &&
					    num_parse_i64(optarg, 0, FOLDS_MAX, &o.fold) != 0)
			die(optarg, "not a number in range");
		if (option == 't')
			o.held = optarg;
		else if (option == 'o')
			o.weights = optarg;
		else if (option == 'm')
			more = optarg;
		else if (option == 'a')
			own = optarg;
		else if (option == '?')
			return 64;
	}
	if (optind + 1 != argc || o.weights == NULL)
		die("usage", "train [-k FOLDS -f FOLD -t HELD] [-m MORE] [-a OWN] -o WEIGHTS ROWS");
	load(&c.rows, argv[optind]);
	c.main = c.rows.count;
	if (more != NULL)
		load(&c.rows, more);
	c.source = c.rows.count;
	if (own != NULL)
		load(&c.rows, own);
	train(&o, &c);
	free(c.samples);
	labelled_free(&c.rows);
	return 0;
}

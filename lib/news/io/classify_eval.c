#include "classify_eval.h"

#include <math.h>
#include <stdlib.h>

#include "labelled.h"

enum { LABELS = 3, BINS = 10, GATHER = 128, PLACES = 4 };

/* The rows of one tenth of probability. */
struct bin {
	size_t rows, right;
	double sum;
};

struct counts {
	size_t confusion[LABELS][LABELS]; /* [label by hand][label by the engine] */
	size_t not_judged;
	struct bin label_given[BINS], each[LABELS][BINS];
};

static void bin_add(struct bin bins[static BINS], double p, bool right)
{
	int i = (int)(p * BINS);
	struct bin *b = &bins[i < 0 ? 0 : i < BINS ? i : BINS - 1];
	b->rows++;
	b->right += right;
	b->sum += p;
}

static void count(struct counts *c, enum sentiment_label truth, const struct classification *found)
{
	if (found->engine == NULL) {
		c->not_judged++;
		return;
	}
	const struct sentiment *s = &found->sentiment;
	const double p[LABELS] = {s->p_negative, s->p_neutral, s->p_positive};
	c->confusion[truth][s->label]++;
	bin_add(c->label_given, p[s->label], s->label == truth);
	for (int i = 0; i < LABELS; i++)
		bin_add(c->each[i], p[i], i == (int)truth);
}

static int classify_rows(struct run *run, struct text_classifier *tc, const struct labelled *rows,
	struct counts *c, struct error *why, struct error *err)
{
	struct sentiment_text texts[GATHER];
	struct classification found[GATHER];
	for (size_t first = 0; first < rows->count; first += GATHER) {
		size_t n = rows->count - first < GATHER ? rows->count - first : GATHER;
		for (size_t i = 0; i < n; i++)
			texts[i] = (struct sentiment_text){rows->rows[first + i].text, NULL};
		if (run_should_stop(run))
			return run_stop(run, err);
		if (text_classifier_classify(tc, texts, n, found, why, err) != 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			count(c, rows->rows[first + i].label, &found[i]);
	}
	return 0;
}

static double share(size_t part, size_t of)
{
	return of > 0 ? (double)part / (double)of : (double)NAN;
}

static void write_reliability(
	struct jsonl *w, const char *error_name, const struct bin bins[static BINS])
{
	double error = 0;
	size_t rows = 0;
	for (int i = 0; i < BINS; i++) {
		rows += bins[i].rows;
		error += fabs(bins[i].sum - (double)bins[i].right);
	}
	jsonl_double(w, error_name, rows > 0 ? error / (double)rows : (double)NAN, PLACES);
	jsonl_open(w, "reliability", '[');
	for (int i = 0; i < BINS; i++) {
		if (bins[i].rows == 0)
			continue;
		jsonl_open(w, NULL, '{');
		jsonl_double(w, "from", (double)i / BINS, 1);
		jsonl_i64(w, "rows", (int64_t)bins[i].rows);
		jsonl_double(w, "confidence", bins[i].sum / (double)bins[i].rows, PLACES);
		jsonl_double(w, "accuracy", share(bins[i].right, bins[i].rows), PLACES);
		jsonl_close(w);
	}
	jsonl_close(w);
}

static const char *name_of(int label)
{
	return sentiment_label_name((enum sentiment_label)label);
}

/* Labels that occur neither by hand nor by the engine are left out of the mean. */
static double macro_f1(const struct counts *c)
{
	double sum = 0;
	int labels = 0;
	for (int i = 0; i < LABELS; i++) {
		size_t both = 0;
		for (int k = 0; k < LABELS; k++)
			both += c->confusion[i][k] + c->confusion[k][i];
		if (both == 0)
			continue;
		sum += 2 * share(c->confusion[i][i], both);
		labels++;
	}
	return labels > 0 ? sum / labels : (double)NAN;
}

static void write_counts(struct jsonl *w, const struct counts *c)
{
	size_t rows = 0, right = 0;
	for (int i = 0; i < LABELS; i++) {
		right += c->confusion[i][i];
		for (int k = 0; k < LABELS; k++)
			rows += c->confusion[i][k];
	}
	jsonl_i64(w, "rows", (int64_t)rows);
	jsonl_i64(w, "not_judged", (int64_t)c->not_judged);
	jsonl_double(w, "accuracy", share(right, rows), PLACES);
	jsonl_double(w, "macro_f1", macro_f1(c), PLACES);
	jsonl_open_map(w, "confusion");
	for (int i = 0; i < LABELS; i++) {
		jsonl_open_map(w, name_of(i));
		for (int k = 0; k < LABELS; k++)
			jsonl_i64(w, name_of(k), (int64_t)c->confusion[i][k]);
		jsonl_close(w);
	}
	jsonl_close(w);
	write_reliability(w, "calibration_error", c->label_given);
	jsonl_open_map(w, "calibration");
	for (int i = 0; i < LABELS; i++) {
		jsonl_open(w, name_of(i), '{');
		write_reliability(w, "error", c->each[i]);
		jsonl_close(w);
	}
	jsonl_close(w);
}

static void report(struct run *run, const struct counts *c)
{
	write_counts(run_row(run, &evaluation_row), c);
	run_row_end(run);
}

static void sample(struct run *run)
{
	report(run, &(struct counts){.label_given = {{.rows = 1}}, .each = {{{.rows = 1}}}});
}

const struct row_kind evaluation_row = {"evaluation", sample};

int classify_eval(struct run *run, const char *name, const struct classify_settings *options,
	struct error *err)
{
	struct labelled rows = LABELLED_INIT;
	struct text_classifier *tc = NULL;
	struct counts c = {.not_judged = 0};
	struct error why = {0};
	int result = labelled_load(&rows, name, err);
	if (result != 0 && run_should_stop(run)) /* a signal interrupts a read */
		result = run_stop(run, err);
	if (result == 0 && rows.count == 0)
		result = error_set(err, ERROR_DATA, "%.200s has no rows", name);
	if (result == 0)
		result = text_classifier_new(&tc, run, options, NULL, 0, err);
	if (result == 0)
		result = classify_rows(run, tc, &rows, &c, &why, err);
	if (result == 0)
		report(run, &c);
	if (result == 0 && c.not_judged > 0)
		result = error_set(err, ERROR_PARTIAL,
			"%zu of %zu texts were not classified: %.300s", c.not_judged, rows.count,
			why.text);
	text_classifier_free(tc);
	labelled_free(&rows);
	return result;
}

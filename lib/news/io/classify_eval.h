/*
 * Evaluates the engines on labelled texts for `opt-classify --eval`, without a database. The
 * program calls classify_eval once.
 */
#ifndef OPT_CLASSIFY_EVAL_H
#define OPT_CLASSIFY_EVAL_H

#include "classify.h"
#include "run.h"

/*
 * Classifies the rows of the file NAME ("-": standard input; labelled.h describes the format) and
 * writes one row: {rows, not_judged, accuracy, macro_f1, confusion {label: {label: count}},
 * calibration_error, reliability [{from, rows, confidence, accuracy}], calibration {label: {error,
 * reliability}}}. A text that no engine classified counts in not_judged and in nothing else.
 * Returns -1 with ERROR_PARTIAL when there is such a text, and with ERROR_DATA when there is no
 * row.
 *
 * The calibration error is the mean, over tenths of confidence weighted by their rows, of the
 * distance between the confidence (the probability of the chosen label) and the share of right
 * labels. The calibration of one label is the same for its probability, whichever label was chosen.
 */
int classify_eval(struct run *run, const char *name, const struct classify_settings *options,
	struct error *err);

/* The rows that these functions print. */
extern const struct row_kind evaluation_row;

#endif

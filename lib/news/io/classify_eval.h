/* `opt-classify --eval`: how right the engines are on texts somebody labelled; no database. */
#ifndef OPT_CLASSIFY_EVAL_H
#define OPT_CLASSIFY_EVAL_H

#include "classify.h"
#include "run.h"

/*
 * The rows of the file NAME ("-": standard input; labelled.h says how they are written),
 * judged, and one row out: {rows, not_judged, accuracy, macro_f1, confusion {label: {label:
 * count}}, calibration_error, reliability [{from, rows, confidence, accuracy}], calibration
 * {label: {error, reliability}}}. Texts no engine answered for are counted as not judged and in
 * nothing else; when there is one the answer is -1 with ERROR_PARTIAL, and ERROR_DATA when
 * there is no row.  Calibration error: the mean over tenths of confidence (the probability of
 * the label given), each weighed by its rows, of how far the confidence is from the share that
 * was right. The same for each label alone, of its probability, whichever label was given.
 */
int classify_eval(struct run *run, const char *name, const struct classify_settings *options,
	struct error *err);

#endif

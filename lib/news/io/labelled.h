/* Texts with the sentiment somebody gave them: what opt-classify --eval and the trainer read. */
#ifndef OPT_LABELLED_H
#define OPT_LABELLED_H

#include <stddef.h>
#include <stdio.h>

#include "error.h"
#include "lexicon.h"

struct labelled_row {
	enum sentiment_label label;
	char *text; /* not empty; as it was read: UTF-8 or not */
};

struct labelled {
	struct labelled_row *rows;
	size_t count, capacity;
};

#define LABELLED_INIT \
	{ \
		0 \
	}

/*
 * Appends the rows of IN, called NAME in errors: CSV (RFC 4180) of label,text, with or without that
 * line on top, or JSON Lines with members label and text. Labels are negative, neutral, positive in
 * any case. -1 with ERROR_DATA on the first row that is neither. Free with labelled_free.
 */
int labelled_read(struct labelled *out, FILE *in, const char *name, struct error *err);

/* The same of the file NAME, "-" standard input. */
int labelled_load(struct labelled *out, const char *name, struct error *err);

void labelled_free(struct labelled *rows);

#endif

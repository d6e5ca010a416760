/*
 * Reads texts with the sentiment that a person gave them, for opt-classify --eval and for the
 * trainer. Start with LABELLED_INIT, load one or more files, free at the end.
 */
#ifndef OPT_LABELLED_H
#define OPT_LABELLED_H

#include <stddef.h>
#include <stdio.h>

#include "error.h"
#include "lexicon.h"

struct labelled_row {
	enum sentiment_label label;
	char *text; /* owned, not empty, as in the file: UTF-8 or not */
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
 * heading, or JSON Lines with members label and text. Labels are negative, neutral, positive in
 * upper or lower case. Returns -1 with ERROR_DATA at the first row of another form; the rows before
 * it stay. Free OUT with labelled_free.
 */
int labelled_read(struct labelled *out, FILE *in, const char *name, struct error *err);

/* Does the same with the file NAME; "-": standard input. */
int labelled_load(struct labelled *out, const char *name, struct error *err);

void labelled_free(struct labelled *rows);

#endif

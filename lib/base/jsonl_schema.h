/*
 * The schema of what a writer of JSON lines (jsonl.h) writes, as JSON Schema, draft 2020-12. The
 * writer of a row is called once with a sample; each jsonl_* call then writes the schema of its
 * member instead of the value:
 *
 *	struct jsonl_schema schema = {.names = {{0}}};
 *	jsonl_init_schema(&w, &schema, &out);
 *	write_row(&w, &sample);
 *	jsonl_line(&w);
 *
 * Numbers, times and dates can be null. A text can be null when that of the sample is NULL. Of an
 * array and of a map the first item stands for all.
 */
#ifndef OPT_JSONL_SCHEMA_H
#define OPT_JSONL_SCHEMA_H

#include "jsonl.h"

enum jsonl_scope {
	JSONL_TOP,
	JSONL_OBJECT,
	JSONL_MAP, /* an object with any keys and values of one kind */
	JSONL_ARRAY,
};

struct jsonl_schema {
	enum jsonl_scope scope[JSONL_DEPTH_MAX + 1];
	bool has_member[JSONL_DEPTH_MAX + 1]; /* something was written in this scope */
	bool is_free[JSONL_DEPTH_MAX + 1];    /* jsonl_free was called in this scope */
	size_t required[JSONL_DEPTH_MAX + 1]; /* where the names of this scope begin in NAMES */
	char names[4096];		      /* the members that are always written, ended by \n */
	size_t names_length;
	int skipped;	/* open brackets that are left out, because an item stands for them */
	bool sometimes; /* the next member is not always written */
};

void jsonl_init_schema(struct jsonl *w, struct jsonl_schema *schema, struct buf *out);

/*
 * Only jsonl.c calls these: a member of TYPE, which is JSON without its braces; an opened bracket;
 * its end.
 */
void jsonl_schema_member(struct jsonl *w, const char *key, const char *type);
void jsonl_schema_words(struct jsonl *w, const char *key, const char *const *words, size_t count);
void jsonl_schema_open(struct jsonl *w, const char *key, enum jsonl_scope scope, bool nullable);
void jsonl_schema_close(struct jsonl *w);

#endif

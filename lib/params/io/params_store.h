/* The parameters as they are kept: one JSON object of name: value a version in trading_params. */
#ifndef OPT_PARAMS_STORE_H
#define OPT_PARAMS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "db.h"
#include "params.h"

enum { PARAMS_AUTHOR_SIZE = 128, PARAMS_REASON_SIZE = 1024 };

/*
 * A version: the parameters as they were, and who made it why. Version 0 is the defaults, of
 * nobody.
 */
struct params_version {
	int64_t version;
	char author[PARAMS_AUTHOR_SIZE];
	char reason[PARAMS_REASON_SIZE];
	struct instant created_at; /* unknown for version 0 */
	struct params params;
};

/*
 * Reads a stored object over *OUT: names left out keep their value, an unknown name, a value out of
 * range or relations that do not hold are ERROR_CONFIG with *OUT untouched.
 */
int params_store_parse(const char *json, struct params *out, struct error *err);
void params_store_format(const struct params *p, struct buf *out);

/* The newest version, version 0 when there is none yet. */
int params_store_newest(struct db *db, struct params_version *out, struct error *err);

/* VERSION, 0 included; ERROR_CONFIG when it never was. */
int params_store_find(
	struct db *db, int64_t version, struct params_version *out, struct error *err);

/* All versions, oldest first, version 0 not among them; the caller frees *OUT. */
int params_store_all(struct db *db, struct params_version **out, size_t *count, struct error *err);

/*
 * Changes *P, which starts as the newest parameters; may be called again when another version came
 * between.
 */
typedef int (*params_edit)(const void *context, struct params *p, struct error *err);

struct params_change {
	params_edit edit;
	const void *context;
	bool raise_risk; /* a change that risks more is allowed */
	bool dry_run;	 /* everything but the write */
	/* In: author, reason and created_at. Out: the whole new version. */
	struct params_version after;
	struct params before; /* out: the version before it */
};

/*
 * Makes the next version. Sets at the same time all take effect, one after another: each is an edit
 * of its predecessor. ERROR_PERMISSION where the change risks more and that is not allowed; what
 * the edit says; ERROR_CONFIG by params_check.
 */
int params_store_change(struct db *db, struct params_change *c, struct error *err);

#endif

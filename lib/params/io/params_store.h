/*
 * The versions of the parameters in the table trading_params. Each version is a JSON object of
 * name: value in the column params, and a second one in the column added: the values that the
 * release before cannot read (released.def), so that it can start on a version of this release. A
 * program takes its default for a parameter that neither object has. It skips a name in params that
 * this release has dropped, and in added what it does not know, which a later release stored.
 *
 * Runs read the newest version at their start (lease.h). opt-migrate stores version 1, the
 * defaults; only opt-params stores new versions, with params_store_change.
 */
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
 * One version: the parameters, the author and the reason of the change. Version 0 is the defaults
 * where none is stored; it has no author.
 */
struct params_version {
	int64_t version;
	char author[PARAMS_AUTHOR_SIZE];
	char reason[PARAMS_REASON_SIZE];
	struct instant created_at; /* INSTANT_UNKNOWN for version 0 */
	struct params params;
};

/*
 * Sets the parameters that the JSON object names in *OUT; the others keep their value. An unknown
 * name, a dropped one too, a value out of range, or a relation that does not hold (params_check) is
 * ERROR_CONFIG and leaves *OUT unchanged.
 */
int params_store_parse(const char *json, struct params *out, struct error *err);
/* The same from the two objects of a stored version; ADDED may be NULL. */
int params_store_read(const char *json, const char *added, struct params *out, struct error *err);
/* Writes all parameters to OUT as one JSON object. */
void params_store_format(const struct params *p, struct buf *out);

/* Stores version 1, the defaults, unless a version is stored. */
int params_store_first(struct db *db, struct instant now, struct error *err);

/* Reads the newest version; version 0 when none is stored. */
int params_store_newest(struct db *db, struct params_version *out, struct error *err);

/* Reads the version VERSION, which may be 0. ERROR_CONFIG when there is no such version. */
int params_store_find(
	struct db *db, int64_t version, struct params_version *out, struct error *err);

/* Reads all stored versions, oldest first. The caller frees *OUT. */
int params_store_all(struct db *db, struct params_version **out, size_t *count, struct error *err);

/*
 * Changes *P, which holds the newest parameters. Called again when another program has stored a
 * version meanwhile, so it must have no other effect.
 */
typedef int (*params_edit)(const void *context, struct params *p, struct error *err);

struct params_change {
	params_edit edit;
	const void *context;
	/* refuses a change with an error; NULL: nothing more is checked */
	int (*check)(const struct params *before, const struct params *after, struct error *err);
	bool raise_risk; /* a change that risks more is allowed */
	bool dry_run;	 /* check only, store nothing */
	/* the caller sets author, reason and created_at; the call sets the rest */
	struct params_version after;
	struct params before; /* set by the call: the parameters of the version before */
};

/*
 * Applies the edit to the newest version and stores the result as the next version. When several
 * programs do this at once, all edits take effect, each on the result of the one before. Fails with
 * ERROR_PERMISSION when the change risks more and raise_risk is not set, with the error of the
 * edit or of check, or with ERROR_CONFIG when a relation does not hold (params_check).
 */
int params_store_change(struct db *db, struct params_change *c, struct error *err);

#endif

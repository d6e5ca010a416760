/*
 * The schema of a database: which migrations it has, applying the missing ones, and whether what it
 * has is what they declare (sql/manifest.txt). A recorded version is not proof: the catalog is
 * compared in the transaction that applies the last one, and a difference undoes it.
 */
#ifndef OPT_SCHEMA_H
#define OPT_SCHEMA_H

#include <stddef.h>

#include "db.h"
#include "digest.h"
#include "error.h"
#include "instant.h"
#include "manifest.h"

enum migration_state {
	MIGRATION_MISSING, /* known here, not applied */
	MIGRATION_APPLIED, /* with the text known here */
	MIGRATION_EDITED,  /* applied with another text or name */
	MIGRATION_UNKNOWN, /* applied by a newer opt-migrate */
};

struct migration {
	int version;	  /* from 1, without gaps */
	const char *text; /* NULL when unknown */
	char name[64];
	char sha256[DIGEST_HEX_SIZE]; /* of the text here; of an unknown one, as recorded */
	enum migration_state state;
	struct instant applied_at; /* INSTANT_UNKNOWN while missing */
	int ms;			   /* it took; -1 while missing */
};

struct schema {
	struct migration *migrations; /* owned, by version */
	size_t count;
	size_t missing;
};
#define schema_auto __attribute__((cleanup(schema_clear)))
void schema_clear(struct schema *s);

const char *migration_state_name(
	enum migration_state state); /* "missing", "applied", "edited", "unknown" */

/* Reads the ledger, if there is one, beside the migrations compiled in. */
int schema_read(struct db *db, struct schema *out, struct error *err);

/*
 * ERROR_INTERNAL naming the first migration that is edited, unknown, or applied after a missing
 * one.
 */
int schema_check(const struct schema *s, struct error *err);

/*
 * Applies M, in a transaction of its own, unless somebody else has by now (M->state says applied
 * either way). The last one is compared with the manifest before it is committed: ERROR_INTERNAL,
 * and OUT names the differences.
 */
struct schema_comparison;
int schema_apply(struct db *db, struct migration *m, struct instant now,
	struct schema_comparison *out, struct error *err);

/* Differences between the manifest and the live catalog. Text is borrowed from the comparison. */
struct schema_comparison {
	struct manifest_difference *list; /* owned */
	size_t count;
	size_t failures; /* missing or different; what is undeclared does no harm */
	char *manifest;	 /* owned */
	struct rows rows;
};
#define comparison_auto __attribute__((cleanup(comparison_clear)))
void comparison_clear(struct schema_comparison *c);

/* Zero *OUT before the first time. 0 with failures counted, or -1 when it could not be compared. */
int schema_compare(struct db *db, struct schema_comparison *out, struct error *err);

/* ERROR_INTERNAL naming the first failures; 0 when there is none. */
int comparison_check(const struct schema_comparison *c, struct error *err);

/* sql/roles.sql, in one transaction. ERROR_PERMISSION when the user may not create roles. */
int schema_roles(struct db *db, struct error *err);
/*
 * Whether the tables belong to opt_owner: roles were made, and must be granted anew after a
 * migration.
 */
int schema_has_roles(struct db *db, bool *out, struct error *err);
/* The partitions of all series for this month and the two after it; *MADE were missing. */
int schema_partitions(struct db *db, struct instant now, int64_t *made, struct error *err);

#endif

/*
 * The schema of a database: lists its migrations, applies the missing ones and compares the result
 * with sql/manifest.txt, the list of objects that the migrations declare.
 *
 *	schema_auto struct schema s = {0};
 *	comparison_auto struct schema_comparison c = {0};
 *	if (schema_read(db, &s, err) != 0 || schema_check(&s, err) != 0)
 *		return -1;
 *	... schema_apply for each s.migrations[i] that is MIGRATION_MISSING, in order ...
 *
 * A row in schema_migrations does not prove that the schema is right. Therefore the transaction
 * that applies the last migration also compares the catalog, and rolls back when there is a
 * difference.
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
	MIGRATION_MISSING, /* compiled in, but not applied */
	MIGRATION_APPLIED, /* applied with the text that is compiled in */
	MIGRATION_EDITED,  /* applied with another text or name than the one compiled in */
	MIGRATION_UNKNOWN, /* applied, but not compiled in: by a newer opt-migrate */
};

struct migration {
	int version;	  /* from 1, without gaps */
	const char *text; /* NULL for MIGRATION_UNKNOWN */
	char name[64];
	char sha256[DIGEST_HEX_SIZE]; /* of TEXT; for MIGRATION_UNKNOWN the recorded one */
	enum migration_state state;
	struct instant applied_at; /* INSTANT_UNKNOWN while missing */
	int ms;			   /* time it took; -1 while missing */
};

struct schema {
	struct migration *migrations; /* owned, sorted by version */
	size_t count;
	size_t missing; /* how many of them are MIGRATION_MISSING */
};
#define schema_auto __attribute__((cleanup(schema_clear)))
void schema_clear(struct schema *s);

/* Returns "missing", "applied", "edited" or "unknown". */
const char *migration_state_name(enum migration_state state);

/*
 * Lists the migrations that are compiled in and those recorded in schema_migrations, if that table
 * exists.
 */
int schema_read(struct db *db, struct schema *out, struct error *err);

/*
 * Fails with ERROR_INTERNAL when a migration is edited, unknown, or applied after a missing one.
 * The message names the first such migration.
 */
int schema_check(const struct schema *s, struct error *err);

/*
 * Applies M in its own transaction and records it with the time NOW. When another
 * program has applied M meanwhile, M is not applied again. Afterwards M->state is MIGRATION_APPLIED
 * in both cases. After the
 * last migration the catalog is compared with the manifest: a difference is ERROR_INTERNAL, the
 * transaction is rolled back, and *OUT lists the differences.
 */
struct schema_comparison;
int schema_apply(struct db *db, struct migration *m, struct instant now,
	struct schema_comparison *out, struct error *err);

/* The differences between the manifest and the catalog of the database. */
struct schema_comparison {
	struct manifest_difference *list; /* owned; its texts belong to MANIFEST and ROWS */
	size_t count;
	size_t failures; /* missing and different objects; undeclared ones do no harm */
	char *manifest;	 /* owned */
	struct rows rows;
};
#define comparison_auto __attribute__((cleanup(comparison_clear)))
void comparison_clear(struct schema_comparison *c);

/*
 * Compares the catalog with the manifest. *OUT must be zero before the first call. Returns 0 also
 * when there are differences; -1 when the comparison was not possible.
 */
int schema_compare(struct db *db, struct schema_comparison *out, struct error *err);

/* Fails with ERROR_INTERNAL when C has failures; the message names the first three. */
int comparison_check(const struct schema_comparison *c, struct error *err);

/*
 * Runs sql/roles.sql in one transaction. ERROR_PERMISSION when the user is not allowed to create
 * roles.
 */
int schema_roles(struct db *db, struct error *err);
/*
 * *OUT: the tables belong to opt_owner. Then schema_roles has run before and must run again after
 * each migration.
 */
int schema_has_roles(struct db *db, bool *out, struct error *err);
/*
 * Creates the missing partitions of all series for the month of NOW and the two months after it.
 * *MADE is the number of partitions created.
 */
int schema_partitions(struct db *db, struct instant now, int64_t *made, struct error *err);

#endif

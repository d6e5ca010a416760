#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "clock.h"
#include "mem.h"
#include "migration.h"
#include "num.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum {
	MIGRATIONS_MAX = 999,	 /* three digits in a name */
	OBJECTS_MAX = 20000,	 /* far more than this schema has */
	PARTITIONS_AHEAD_D = 62, /* any two months in a row are at most this long */
	FAILURES_NAMED = 3,	 /* in one error message */
};

static const char *const state_names[] = {
	[MIGRATION_MISSING] = "missing",
	[MIGRATION_APPLIED] = "applied",
	[MIGRATION_EDITED] = "edited",
	[MIGRATION_UNKNOWN] = "unknown",
};

/* A row of schema_migrations. */
struct recorded {
	int version;
	char name[64];
	char sha256[DIGEST_HEX_SIZE];
	struct instant applied_at;
	int ms;
};

static const struct row_column recorded_columns[] = {
	ROW_FIELD(ROW_INT, struct recorded, version, false),
	ROW_FIELD(ROW_TEXT, struct recorded, name, false),
	ROW_FIELD(ROW_TEXT, struct recorded, sha256, false),
	ROW_FIELD(ROW_INSTANT, struct recorded, applied_at, false),
	ROW_FIELD(ROW_INT, struct recorded, ms, false),
};
enum { RECORDED_COLUMNS = array_size(recorded_columns) };

const char *migration_state_name(enum migration_state state)
{
	return state_names[state];
}

void schema_clear(struct schema *s)
{
	free(s->migrations);
	*s = (struct schema){0};
}

/* Reads the boolean column "present" of a query without arguments. */
static int read_present(struct db *db, const struct query *q, bool *out, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	struct {
		bool present;
	} answer;
	const struct row_column column = {"present", ROW_BOOL, 0, sizeof answer.present, false};
	if (db_row(db, q, NULL, &rows, err) != 0 ||
		row_read(&rows, 0, &column, 1, &answer, err) != 0)
		return -1;
	*out = answer.present;
	return 0;
}

/* Lists the migrations that are compiled in. Their names are NNN-name, numbered from 1. */
static int list_known(struct migration *list, struct error *err)
{
	for (int i = 0; i < migration_count; i++) {
		struct migration *m = &list[i];
		char number[16];
		(void)snprintf(number, sizeof number, "%03d-", i + 1);
		if (!text_starts(migration_table[i].name, number) ||
			!text_copy(m->name, sizeof m->name, migration_table[i].name))
			return error_set(err, ERROR_INTERNAL,
				"migration \"%s\" is out of order: expected %s",
				migration_table[i].name, number);
		m->version = i + 1;
		m->text = migration_table[i].text;
		m->applied_at = INSTANT_UNKNOWN;
		m->ms = -1;
		(void)digest_hex(m->text, strlen(m->text), m->sha256);
	}
	return 0;
}

static void take_recorded(struct migration *m, const struct recorded *r)
{
	bool same = text_equal(m->name, r->name) && text_equal(m->sha256, r->sha256);
	m->state = m->text == NULL ? MIGRATION_UNKNOWN
		   : same	   ? MIGRATION_APPLIED
				   : MIGRATION_EDITED;
	if (m->text == NULL) {
		m->version = r->version;
		(void)text_copy(m->name, sizeof m->name, r->name);
		(void)text_copy(m->sha256, sizeof m->sha256, r->sha256);
	}
	m->applied_at = r->applied_at;
	m->ms = r->ms;
}

/* Reads schema_migrations; a missing table counts as an empty one. */
static int read_ledger(struct db *db, struct recorded **out, size_t *count, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	bool present;
	*count = 0;
	if (read_present(db, &query_migration_ledger, &present, err) != 0)
		return -1;
	if (!present)
		return 0;
	if (db_rows(db, &query_migration_list, NULL, &rows, err) != 0)
		return -1;
	return rows_read(&rows, recorded_columns, RECORDED_COLUMNS, sizeof **out, out, count, err);
}

int schema_read(struct db *db, struct schema *out, struct error *err)
{
	mem_auto struct recorded *recorded = NULL;
	size_t recorded_count;
	if (read_ledger(db, &recorded, &recorded_count, err) != 0)
		return -1;
	schema_auto struct schema s = {0};
	size_t known = (size_t)migration_count;
	if (recorded_count > MIGRATIONS_MAX)
		return error_set(err, ERROR_INTERNAL, "schema_migrations has more than %d rows",
			MIGRATIONS_MAX);
	s.migrations = calloc(known + recorded_count, sizeof s.migrations[0]);
	if (s.migrations == NULL)
		return error_memory(err);
	if (list_known(s.migrations, err) != 0)
		return -1;
	s.count = s.missing = known;
	for (size_t i = 0; i < recorded_count; i++) {
		size_t version = (size_t)recorded[i].version;
		bool is_known = recorded[i].version >= 1 && version <= known;
		take_recorded(&s.migrations[is_known ? version - 1 : s.count++], &recorded[i]);
		if (is_known)
			s.missing--;
	}
	*out = s;
	s = (struct schema){0};
	return 0;
}

int schema_check(const struct schema *s, struct error *err)
{
	const struct migration *missing = NULL;
	for (size_t i = 0; i < s->count; i++) {
		const struct migration *m = &s->migrations[i];
		if (m->state == MIGRATION_EDITED)
			return error_set(err, ERROR_INTERNAL,
				"migration %s was applied with another text: applied migrations "
				"must never be edited",
				m->name);
		if (m->state == MIGRATION_UNKNOWN)
			return error_set(err, ERROR_INTERNAL,
				"the database has migration %d \"%s\", this program knows only "
				"%d: install the newer programs",
				m->version, m->name, migration_count);
		if (m->state == MIGRATION_APPLIED && missing != NULL)
			return error_set(err, ERROR_INTERNAL, "migration %s was applied without %s",
				m->name, missing->name);
		if (m->state == MIGRATION_MISSING && missing == NULL)
			missing = m;
	}
	return 0;
}

void comparison_clear(struct schema_comparison *c)
{
	free(c->list);
	free(c->manifest);
	rows_clear(&c->rows);
	*c = (struct schema_comparison){0};
}

/* The objects of the catalog as entries that point into ROWS. The caller frees *OUT. */
static int list_live(const struct rows *rows, struct manifest_entry **out, struct error *err)
{
	*out = calloc((size_t)rows->count + 1, sizeof **out);
	if (*out == NULL)
		return error_memory(err);
	for (int i = 0; i < rows->count; i++) {
		(*out)[i] = (struct manifest_entry){
			row_text(rows, i, "name"), row_text(rows, i, "definition")};
		if ((*out)[i].object == NULL || (*out)[i].definition == NULL)
			return error_set(err, ERROR_INTERNAL, "query %s returned a null",
				query_catalog.name);
	}
	return 0;
}

int schema_compare(struct db *db, struct schema_comparison *out, struct error *err)
{
	comparison_auto struct schema_comparison c = {0};
	mem_auto struct manifest_entry *declared = NULL, *live = NULL;
	c.manifest = strdup(query_manifest.text);
	declared = calloc(OBJECTS_MAX, sizeof declared[0]);
	if (c.manifest == NULL || declared == NULL)
		return error_memory(err);
	size_t declared_count = manifest_split(c.manifest, declared, OBJECTS_MAX);
	if (declared_count == 0)
		return error_set(err, ERROR_INTERNAL,
			"sql/manifest.txt is empty or not sorted: run make manifest");
	if (db_rows(db, &query_catalog, NULL, &c.rows, err) != 0 ||
		list_live(&c.rows, &live, err) != 0)
		return -1;
	size_t live_count = (size_t)c.rows.count;
	c.list = calloc(declared_count + live_count, sizeof c.list[0]);
	if (c.list == NULL)
		return error_memory(err);
	c.count = manifest_compare(declared, declared_count, live, live_count, c.list);
	for (size_t i = 0; i < c.count; i++)
		c.failures += c.list[i].problem != MANIFEST_UNDECLARED;
	comparison_clear(out);
	*out = c;
	c = (struct schema_comparison){0};
	return 0;
}

int comparison_check(const struct schema_comparison *c, struct error *err)
{
	if (c->failures == 0)
		return 0;
	buf_auto struct buf names = BUF_INIT(4096);
	size_t named = 0;
	for (size_t i = 0; i < c->count && named < FAILURES_NAMED; i++)
		if (c->list[i].problem != MANIFEST_UNDECLARED)
			buf_printf(&names, "%s%s %s", named++ == 0 ? "" : ", ", c->list[i].object,
				c->list[i].problem == MANIFEST_MISSING ? "is missing" : "differs");
	return error_set(err, ERROR_INTERNAL,
		"the schema differs from the migrations in %zu objects: %s%s", c->failures,
		buf_text(&names), c->failures > named ? ", ..." : "");
}

struct application {
	struct migration *migration;
	struct instant now;
	struct schema_comparison *comparison;
};

static int record(struct db *db, const struct migration *m, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, m->version);
	arg_text(&a, m->name);
	arg_text(&a, m->sha256);
	arg_instant(&a, m->applied_at);
	arg_i64(&a, m->ms);
	return db_none(db, &query_migration_insert, &a, NULL, err);
}

/* Takes the lock, then reads the state of M again: another program may have applied it. */
static int recheck(struct db *db, struct migration *m, struct error *err)
{
	rows_auto struct rows lock = ROWS_INIT;
	schema_auto struct schema s = {0};
	if (db_row(db, &query_migration_lock, NULL, &lock, err) != 0 ||
		schema_read(db, &s, err) != 0 || schema_check(&s, err) != 0)
		return -1;
	*m = s.migrations[m->version - 1];
	return 0;
}

static int apply_body(struct db *db, void *context, struct error *err)
{
	struct application *a = context;
	struct migration m = *a->migration;
	if (recheck(db, &m, err) != 0)
		return -1;
	if (m.state == MIGRATION_MISSING) {
		int64_t start_us = clock_monotonic_us();
		if (db_script(db, m.name, m.text, err) != 0)
			return -1;
		m.ms = (int)((clock_monotonic_us() - start_us) / 1000);
		m.applied_at = a->now;
		m.state = MIGRATION_APPLIED;
		if (record(db, &m, err) != 0)
			return -1;
	}
	if (m.version == migration_count && (schema_compare(db, a->comparison, err) != 0 ||
						    comparison_check(a->comparison, err) != 0))
		return -1;
	*a->migration = m;
	return 0;
}

int schema_apply(struct db *db, struct migration *m, struct instant now,
	struct schema_comparison *out, struct error *err)
{
	struct application a = {m, now, out};
	return db_transaction(db, apply_body, &a, err);
}

static int roles_body(struct db *db, void *context, struct error *err)
{
	(void)context;
	rows_auto struct rows lock = ROWS_INIT;
	if (db_row(db, &query_migration_lock, NULL, &lock, err) != 0)
		return -1;
	return db_script(db, query_roles.name, query_roles.text, err);
}

int schema_roles(struct db *db, struct error *err)
{
	return db_transaction(db, roles_body, NULL, err);
}

int schema_has_roles(struct db *db, bool *out, struct error *err)
{
	return read_present(db, &query_roles_present, out, err);
}

int schema_partitions(struct db *db, struct instant now, int64_t *made, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, now);
	arg_instant(&a, instant_add(now, PARTITIONS_AHEAD_D * DAY_US));
	if (db_row(db, &query_partition_ensure_all, &a, &rows, err) != 0)
		return -1;
	const struct row_column column = {"made", ROW_I64, 0, sizeof *made, false};
	return row_read(&rows, 0, &column, 1, made, err);
}

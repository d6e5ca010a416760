/* opt-migrate(1): brings a database to the schema of this release, and verifies it. */
#include <inttypes.h>

#include "log.h"
#include "params_store.h"
#include "progress.h"
#include "run.h"
#include "schema.h"

enum { CODE_STATUS = 256, CODE_VERIFY, CODE_ROLES };

static struct {
	bool status, verify, roles;
} options;

static const struct program_option own_options[] = {
	{CODE_STATUS, "status", NULL,
		"print every migration and whether it is applied; change nothing"},
	{CODE_VERIFY, "verify", NULL,
		"compare the database with what the migrations declare; change nothing"},
	{CODE_ROLES, "roles", NULL, "create the roles of the stages and grant them what they need"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	if (code == CODE_STATUS)
		options.status = true;
	else if (code == CODE_VERIFY)
		options.verify = true;
	else
		options.roles = true;
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	(void)run;
	if (options.status + options.verify + options.roles > 1)
		return error_set(
			err, ERROR_USAGE, "--status, --verify and --roles exclude each other");
	return 0;
}

static const struct row_kind migration_row, object_row;

static void print_migration(struct run *run, const struct migration *m)
{
	struct jsonl *w = run_row(run, &migration_row);
	jsonl_i64(w, "version", m->version);
	jsonl_text(w, "name", m->name);
	jsonl_text(w, "state", migration_state_name(m->state));
	jsonl_text(w, "sha256", m->sha256);
	jsonl_instant(w, "applied_at", m->applied_at);
	jsonl_i64_known(w, "wall_ms", m->ms >= 0, m->ms);
	run_row_end(run);
}

static void sample_migration(struct run *run)
{
	print_migration(run, &(struct migration){.name = "", .sha256 = ""});
}

static const struct row_kind migration_row = {"migration", sample_migration};

static void print_differences(struct run *run, const struct schema_comparison *c)
{
	for (size_t i = 0; i < c->count; i++) {
		struct jsonl *w = run_row(run, &object_row);
		jsonl_text(w, "object", c->list[i].object);
		jsonl_text(w, "problem", manifest_problem_name(c->list[i].problem));
		jsonl_text(w, "declared", c->list[i].declared);
		jsonl_text(w, "found", c->list[i].found);
		run_row_end(run);
	}
}

static void sample_object(struct run *run)
{
	struct manifest_difference difference = {.object = ""};
	print_differences(run, &(struct schema_comparison){.list = &difference, .count = 1});
}

static const struct row_kind object_row = {"object", sample_object};

static void print_status(struct run *run, const struct schema *s, bool missing_only)
{
	for (size_t i = 0; i < s->count; i++)
		if (!missing_only || s->migrations[i].state == MIGRATION_MISSING)
			print_migration(run, &s->migrations[i]);
}

static int verify(struct run *run, const struct schema *s, struct error *err)
{
	comparison_auto struct schema_comparison c = {0};
	if (schema_compare(run->db, &c, err) != 0)
		return -1;
	print_differences(run, &c);
	for (size_t i = 0; i < s->count; i++)
		if (s->migrations[i].state == MIGRATION_MISSING)
			return error_set(err, ERROR_INTERNAL, "migration %s is not applied",
				s->migrations[i].name);
	if (comparison_check(&c, err) != 0)
		return -1;
	run_say(run, "the schema has all %zu migrations and is as declared", s->count);
	return 0;
}

static int apply_missing(struct run *run, struct schema *s, struct error *err)
{
	comparison_auto struct schema_comparison c = {0};
	struct progress progress;
	int64_t done = 0;
	progress_begin(&progress, "migrations", (int64_t)s->missing);
	for (size_t i = 0; i < s->count; i++) {
		struct migration *m = &s->migrations[i];
		if (m->state != MIGRATION_MISSING)
			continue;
		if (run_should_stop(run))
			return run_stop(run, err);
		if (schema_apply(run->db, m, run->now, &c, err) != 0) {
			print_differences(run, &c);
			return error_prefix(err, "migration %s was not applied", m->name);
		}
		print_migration(run, m);
		run_flush(run);
		progress_show(&progress, ++done);
		log_info("applied %s in %d ms", m->name, m->ms);
	}
	return 0;
}

static int migrate(struct run *run, struct schema *s, struct error *err)
{
	bool has_roles;
	int64_t made;
	bool had_missing = s->missing > 0;
	if (apply_missing(run, s, err) != 0)
		return -1;
	if (!had_missing && verify(run, s, err) != 0)
		return -1;
	if (had_missing && schema_has_roles(run->db, &has_roles, err) != 0)
		return -1;
	if (had_missing && has_roles && schema_roles(run->db, err) != 0)
		return error_prefix(err, "the migrations are applied, but not the grants");
	if (params_store_first(run->db, run->now, err) != 0)
		return error_prefix(err, "could not store the first version of the parameters");
	if (schema_partitions(run->db, run->now, &made, err) != 0)
		return error_prefix(err, "could not make the partitions of the coming months");
	log_info("made %" PRId64 " partitions", made);
	return 0;
}

static int body(struct run *run, struct error *err)
{
	schema_auto struct schema s = {0};
	if (schema_read(run->db, &s, err) != 0)
		return -1;
	if (options.status) {
		print_status(run, &s, false);
		return schema_check(&s, err);
	}
	if (schema_check(&s, err) != 0)
		return -1;
	if (options.verify)
		return verify(run, &s, err);
	if (options.roles)
		return run->dry_run ? 0 : schema_roles(run->db, err);
	if (run->dry_run) {
		print_status(run, &s, true);
		return 0;
	}
	return migrate(run, &s, err);
}

static const struct view_column migration_columns[] = {
	{"version", "version", .kind = VIEW_NUMBER},
	{"name", "name", .kind = VIEW_TEXT},
	{"state", "state", .kind = VIEW_TEXT},
	{"applied_at", "applied", .kind = VIEW_TIME},
	{"wall_ms", "ms", .kind = VIEW_NUMBER},
	{"sha256", "SHA-256", .kind = VIEW_TEXT, .worth = -1},
	{0},
};

static const struct view_column difference_columns[] = {
	{"object", "object", .kind = VIEW_TEXT},
	{"problem", "problem", .kind = VIEW_TEXT},
	{"declared", "declared", .kind = VIEW_PROSE},
	{"found", "found", .kind = VIEW_PROSE},
	{0},
};

static const struct row_view views[] = {
	{.when = "state", .columns = migration_columns},
	{.when = "problem", .columns = difference_columns},
	{0},
};
static const struct row_kind *const rows[] = {&migration_row, &object_row, NULL};

static const struct program program = {
	.name = "opt-migrate",
	.summary = "bring the database to the schema of this release, and verify it",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.needs = NEEDS_DB | NEEDS_SCHEMA_OPTIONAL,
	.deadline_s = 300,
	.body = body,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

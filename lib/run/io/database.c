#include "database.h"

#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "private_cluster.h"
#include "query.h"
#include "row.h"
#include "text.h"

/* With one of these libpq knows the database, and dbname in opt.conf does not count. */
static const char *const libpq_names[] = {"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"};

static bool libpq_is_configured(void)
{
	for (size_t i = 0; i < array_size(libpq_names); i++) {
		const char *value = getenv(libpq_names[i]);
		if (value != NULL && value[0] != '\0')
			return true;
	}
	return false;
}

/* *HINT is the command that helps when the database cannot be reached; "" for a configured one. */
static int choose(struct run *run, const char **hint, struct error *err)
{
	const char *dbname = conf_get(&run->conf, CONF_DBNAME);
	const char *origin = run->conf.origin[CONF_DBNAME];
	*hint = "";
	if (text_equal(origin, "opt.conf") && libpq_is_configured())
		dbname = "";
	if (!text_copy(run->conninfo, sizeof run->conninfo, dbname))
		return error_memory(err);
	if (!text_equal(origin, "default") || libpq_is_configured())
		return 0;
	int found = private_cluster_find(run->conninfo, sizeof run->conninfo, err);
	*hint = found > 0 ? "; this is the private database: opt-db start"
			  : "; no database is configured: opt-db start makes and starts a private "
			    "one";
	return found < 0 ? -1 : 0;
}

int database_identity(struct run *run, char out[static DATABASE_IDENTITY_SIZE], struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_row(run->db, &query_database_identity, NULL, &rows, err) != 0)
		return -1;
	return text_copy(out, DATABASE_IDENTITY_SIZE, row_text(&rows, 0, "identity"))
		       ? 0
		       : error_set(err, ERROR_INTERNAL, "the database has no identity");
}

static const char *replay_database(void)
{
	const char *identity = getenv("OPT_REPLAY_DATABASE");
	return identity == NULL || identity[0] == '\0' ? NULL : identity;
}

bool database_is_replay(void)
{
	return replay_database() != NULL;
}

/* A job of a replay can be led to another database by its command line. */
static int check_replay(struct run *run, struct error *err)
{
	const char *wanted = replay_database();
	char identity[DATABASE_IDENTITY_SIZE];
	if (wanted == NULL)
		return 0;
	if (database_identity(run, identity, err) != 0)
		return -1;
	return text_equal(identity, wanted)
		       ? 0
		       : error_set(err, ERROR_CONFIG,
				 "this is a job of a replay, and the database is not that of the "
				 "replay: remove -d, -c and PG* from the crontab");
}

int database_open(struct run *run, struct error *err)
{
	if ((run->needs & (NEEDS_DB | NEEDS_DB_OPTIONAL | NEEDS_RUN | NEEDS_LEASE)) == 0)
		return 0;
	const char *hint;
	char name[64];
	if (choose(run, &hint, err) != 0)
		return -1;
	(void)snprintf(name, sizeof name, "%s/%.8s", run->program->name, run->run_id);
	struct db_settings settings = {
		.conninfo = run->conninfo,
		.password = run->conf.database_password,
		.application_name = name,
		.role = run->program->role,
		.read_only = run->dry_run || (run->needs & NEEDS_READ_ONLY) != 0,
		.deadline_us = run->deadline_us,
	};
	if (db_open(&run->db, &settings, err) == 0)
		return check_replay(run, err);
	if (err->kind == ERROR_UNAVAILABLE && hint[0] != '\0') {
		struct error reason = *err;
		(void)error_set(err, reason.kind, "%.400s%s", reason.text, hint);
	}
	return -1;
}

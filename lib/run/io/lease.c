#include "lease.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "digest.h"
#include "log.h"
#include "migration.h"
#include "num.h"
#include "params_store.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { SCHEMA_GENERATION = 100, END_LIMIT_S = 2 };

struct begun {
	int64_t schema_version, fence, params_version;
	char *params;
};

static const struct row_column begun_columns[] = {
	ROW_FIELD(ROW_I64, struct begun, schema_version, false),
	ROW_FIELD(ROW_I64, struct begun, fence, true),
	ROW_FIELD(ROW_I64, struct begun, params_version, true),
};

struct holder {
	char host[256];
	int pid;
	int64_t pid_start, fence;
};

static const struct row_column holder_columns[] = {
	ROW_FIELD(ROW_TEXT, struct holder, host, false),
	ROW_FIELD(ROW_INT, struct holder, pid, false),
	ROW_FIELD(ROW_I64, struct holder, pid_start, false),
	ROW_FIELD(ROW_I64, struct holder, fence, false),
};

static void host_name(char out[static 256])
{
	if (gethostname(out, 256) != 0)
		out[0] = '\0';
	out[255] = '\0';
}

/*
 * Returns the start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); 0
 * when there is no such process.
 */
static int64_t process_start(int pid)
{
	char path[64], line[1024] = "";
	(void)snprintf(path, sizeof path, "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	size_t length = fread(line, 1, sizeof line - 1, file);
	(void)fclose(file);
	line[length] = '\0';
	const char *p =
		strrchr(line, ')'); /* the name before it may contain spaces and parentheses */
	for (int field = 2; p != NULL && field < 22; field++) {
		p = strchr(p, ' ');
		p = p == NULL ? NULL : p + 1;
	}
	char digits[24] = "";
	if (p != NULL)
		(void)sscanf(p, "%23[0-9]", digits);
	int64_t ticks = 0;
	(void)num_parse_i64(digits, 0, INT64_MAX, &ticks);
	return ticks;
}

/* The holder ran on this host, and its process has ended. Its pid may be in use again. */
static bool is_dead(const struct holder *h)
{
	char here[256];
	host_name(here);
	if (h->pid <= 0 || !text_equal(here, h->host))
		return false;
	if (kill(h->pid, 0) != 0 && errno == ESRCH)
		return true;
	int64_t start = process_start(h->pid);
	return start != 0 && start != h->pid_start;
}

static int begin_once(struct run *run, int64_t dead_fence, struct rows *rows, struct error *err)
{
	char host[256];
	host_name(host);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, run->program->name);
	arg_text(&a, run->account);
	arg_text(&a, run->run_id);
	arg_text(&a, host);
	arg_i64(&a, getpid());
	arg_i64(&a, process_start(getpid()));
	arg_double(&a, (double)(run->deadline_us - clock_monotonic_us()) / 1e6);
	arg_text(&a, OPT_VERSION);
	arg_instant(&a, run->now);
	arg_bool(&a, (run->needs & NEEDS_LEASE) != 0);
	arg_i64(&a, dead_fence);
	return db_row(run->db, &query_run_begin, &a, rows, err);
}

static int read_holder(struct run *run, const char *account, struct holder *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, run->program->name);
	arg_text(&a, account);
	if (db_row(run->db, &query_lease_holder, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, holder_columns, 4, out, err);
}

static int peek(struct run *run, struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, run->now);
	return db_row(run->db, &query_run_peek, &a, rows, err);
}

/* Begins the run. A lease whose holder is dead is taken over at once. */
static int begin(struct run *run, struct rows *rows, struct error *err)
{
	if (run->dry_run || (run->needs & (NEEDS_RUN | NEEDS_LEASE)) == 0)
		return peek(run, rows, err);
	if (begin_once(run, -1, rows, err) != 0)
		return -1;
	if ((run->needs & NEEDS_LEASE) == 0 || row_text(rows, 0, "fence") != NULL)
		return 0;
	struct holder holder = {0};
	if (read_holder(run, run->account, &holder, err) != 0)
		return -1;
	if (is_dead(&holder)) {
		log_info("took over the lease of a dead run (pid %d)", holder.pid);
		if (begin_once(run, holder.fence, rows, err) != 0)
			return -1;
	}
	if (row_text(rows, 0, "fence") == NULL)
		return error_unfinished(
			err, "another run has the lease: pid %d on %s", holder.pid, holder.host);
	return 0;
}

/* *FENCE stays INT64_MIN when another run has the lease of NUMBER. */
static int take_once(struct run *run, const char *number, const char *key_digest,
	int64_t dead_fence, int64_t *fence, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*fence = INT64_MIN;
	arg_text(&a, run->program->name);
	arg_text(&a, number);
	arg_text(&a, run->run_id);
	arg_text(&a, run->account);
	arg_i64(&a, run->token);
	arg_i64(&a, dead_fence);
	arg_text(&a, key_digest);
	if (db_rows(run->db, &query_lease_take, &a, &rows, err) != 0)
		return -1;
	if (rows.count == 1 && num_parse_i64(row_text(&rows, 0, "fence"), 1, INT64_MAX, fence) != 0)
		return error_set(err, ERROR_INTERNAL, "a lease has no fence");
	return 0;
}

/* Names the keys of RUN without telling them. */
static const char *digest_of_keys(const struct run *run, char out[static DIGEST_HEX_SIZE])
{
	struct digest d;
	digest_init(&d);
	digest_add_field(&d, conf_get(&run->conf, CONF_BROKER_URL));
	digest_add_field(&d, run->conf.key_id);
	return digest_final_hex(&d, out);
}

int lease_take(struct run *run, const char *number, bool confirmed, struct error *err)
{
	struct holder holder = {0};
	char hex[DIGEST_HEX_SIZE];
	const char *keys = confirmed ? digest_of_keys(run, hex) : NULL;
	int64_t fence;
	if (run->dry_run || (run->needs & NEEDS_LEASE) == 0 || text_equal(number, run->account))
		return 0;
	if (take_once(run, number, keys, -1, &fence, err) != 0)
		return -1;
	if (fence == INT64_MIN && read_holder(run, number, &holder, err) != 0)
		return -1;
	if (fence == INT64_MIN && is_dead(&holder) &&
		take_once(run, number, keys, holder.fence, &fence, err) != 0)
		return -1;
	if (fence == INT64_MIN)
		return error_unfinished(err,
			"another run has the lease of account %s: pid %d on %s", number, holder.pid,
			holder.host);
	(void)text_copy(run->account_number, sizeof run->account_number, number);
	run->number_token = fence;
	return 0;
}

int lease_number(struct run *run, char out[static 64], struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, digest_of_keys(run, hex));
	if (db_rows(run->db, &query_lease_number, &a, &rows, err) != 0)
		return -1;
	(void)text_copy(out, 64, rows.count == 1 ? row_text(&rows, 0, "account") : "");
	return 0;
}

static int check_schema(int64_t version, struct error *err)
{
	int64_t end = (migration_count / SCHEMA_GENERATION + 1) * SCHEMA_GENERATION;
	if (version < migration_count)
		return error_set(err, ERROR_INTERNAL,
			"the schema has version %lld, but this program needs %d: run opt-migrate",
			(long long)version, migration_count);
	if (version >= end)
		return error_set(err, ERROR_INTERNAL,
			"the schema has version %lld, but this program knows only %d: install the "
			"newer programs",
			(long long)version, migration_count);
	return 0;
}

static int use_begun(struct run *run, const struct rows *rows, struct error *err)
{
	struct begun b = {0};
	if (row_read(rows, 0, begun_columns, 3, &b, err) != 0)
		return -1;
	run->token = b.fence;
	if (check_schema(b.schema_version, err) != 0)
		return -1;
	const char *params = row_text(rows, 0, "params");
	if (params == NULL)
		return 0;
	run->params_version = b.params_version;
	return params_store_read(params, row_text(rows, 0, "added"), &run->params, err);
}

/* The schema is missing, or the roles of the programs may not see it. */
static int tell_missing_schema(struct run *run, struct error *err)
{
	struct error ignored = {0};
	rows_auto struct rows rows = ROWS_INIT;
	bool present = db_row(run->db, &query_migration_ledger, NULL, &rows, &ignored) == 0 &&
		       text_equal(row_text(&rows, 0, "present"), "t");
	return error_set(err, ERROR_INTERNAL,
		present ? "the roles of the programs have no rights in this database: run "
			  "opt-migrate --roles"
			: "the database has no opt schema: run opt-migrate");
}

int lease_begin(struct run *run, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (begin(run, &rows, err) != 0) {
		if (text_equal(db_sqlstate(run->db), "42P01") ||
			text_equal(db_sqlstate(run->db), "3F000"))
			return tell_missing_schema(run, err);
		if (text_equal(db_sqlstate(run->db), "42883"))
			return error_set(err, ERROR_INTERNAL,
				"the schema is older than this program: run opt-migrate");
		if (text_equal(db_sqlstate(run->db), "42501"))
			return error_prefix(
				err, "role %s is not allowed to begin a run", run->program->role);
		return -1;
	}
	if (use_begun(run, &rows, err) == 0)
		return 0;
	struct error ignored = {0};
	(void)lease_end(run, err, &ignored);
	return -1;
}

static const char *status_name(const struct run *run, const struct error *why)
{
	if (why == NULL)
		return run->partial ? "partial" : "ok";
	return why->kind == ERROR_AGAIN ? "unfinished" : "failed";
}

int lease_end(struct run *run, const struct error *why, struct error *err)
{
	if (run->dry_run || (run->needs & (NEEDS_RUN | NEEDS_LEASE)) == 0)
		return 0;
	buf_auto struct buf counts = BUF_INIT(1 << 16);
	struct jsonl w;
	jsonl_init(&w, &counts);
	jsonl_open(&w, NULL, '{');
	for (int i = 0; i < run->count_count; i++)
		jsonl_i64(&w, run->counts[i].name, run->counts[i].value);
	jsonl_close(&w);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, run->run_id);
	arg_text(&a, status_name(run, why));
	arg_i64(&a, why != NULL ? (int)why->kind : run->partial ? ERROR_PARTIAL : 0);
	arg_text(&a, buf_text(&counts));
	arg_text(&a, why != NULL ? why->text : run->partial ? run->warnings : NULL);
	db_set_deadline(run->db, clock_monotonic_us() + END_LIMIT_S * SECOND_US);
	return db_row(run->db, &query_run_end, &a, &rows, err);
}

int lease_check(struct run *run, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, run->program->name);
	arg_text(&a, run->account);
	arg_text(&a, run->run_id);
	arg_i64(&a, run->token);
	bool numbered = run->account_number[0] != '\0';
	arg_text(&a, numbered ? run->account_number : NULL);
	arg_i64(&a, run->number_token);
	if (db_rows(run->db, &query_lease_check, &a, &rows, err) != 0)
		return -1;
	if (rows.count != 1 + (int)numbered)
		return error_unfinished(err, "another run has taken over the lease");
	return 0;
}

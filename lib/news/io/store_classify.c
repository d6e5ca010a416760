#include "store_classify.h"

#include <stdlib.h>

#include "array.h"
#include "clock.h"
#include "query.h"
#include "row.h"

enum {
	ATTEMPTS_MAX = 3,
	LEASE_GRACE_S = 10, /* after the run's deadline, for its last store */
	RELEASE_LIMIT_US = 2000000,
};

static const struct row_column event_columns[] = {
	ROW_FIELD(ROW_I64, struct raw_event, id, false),
	ROW_FIELD(ROW_STRING, struct raw_event, title, false),
	ROW_FIELD(ROW_STRING, struct raw_event, summary, true),
	ROW_FIELD(ROW_INSTANT, struct raw_event, published_at, false),
};

int store_classify_park(struct run *run, int64_t *parked, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	*parked = 0;
	if (run->dry_run)
		return 0;
	arg_instant(&a, run->now);
	arg_i64(&a, ATTEMPTS_MAX);
	return db_none(run->db, &query_classify_park, &a, parked, err);
}

int store_classify_claim(
	struct run *run, int64_t max, struct raw_event **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	if (!run->dry_run) {
		int64_t left_us = run->deadline_us - clock_monotonic_us();
		arg_text(&a, run->run_id);
		arg_double(&a, (double)left_us / (double)SECOND_US + LEASE_GRACE_S);
		arg_i64(&a, ATTEMPTS_MAX);
	}
	arg_i64(&a, max);
	const struct query *q = run->dry_run ? &query_classify_open : &query_classify_claim;
	if (db_rows(run->db, q, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, event_columns, array_size(event_columns), sizeof **out, out, count, err);
}

void store_classify_free(struct raw_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(events[i].title);
		free(events[i].summary);
	}
	free(events);
}

struct classified_save {
	const struct db_args *args;
	int64_t count;
};

static int save(struct db *db, void *context, struct error *err)
{
	const struct classified_save *s = context;
	int64_t stored;
	if (db_none(db, &query_classify_store, s->args, &stored, err) != 0)
		return -1;
	return stored == s->count
		       ? 0
		       : error_set(err, ERROR_AGAIN, "another run has taken some of the articles");
}

int store_classify_save(struct run *run, const char *json, size_t count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, json);
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	struct classified_save s = {&a, (int64_t)count};
	return run_store(run, save, &s, err);
}

int store_classify_fail(struct run *run, int64_t id, const char *why, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, id);
	arg_text(&a, run->run_id);
	arg_text(&a, why);
	arg_instant(&a, run->now);
	arg_i64(&a, ATTEMPTS_MAX);
	return db_none(run->db, &query_classify_fail, &a, NULL, err);
}

int store_classify_release(struct run *run, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (run->dry_run)
		return 0;
	db_set_deadline(
		/* the run's deadline may be over */
		run->db, clock_monotonic_us() + RELEASE_LIMIT_US);
	arg_text(&a, run->run_id);
	return db_none(run->db, &query_classify_release, &a, NULL, err);
}

/* The same as struct ticker_entry, owned. */
struct known {
	char *ticker, *name, *aliases;
};

static const struct row_column known_columns[] = {
	ROW_FIELD(ROW_STRING, struct known, ticker, false),
	ROW_FIELD(ROW_STRING, struct known, name, true),
	ROW_FIELD(ROW_STRING, struct known, aliases, true),
};

static void free_known(struct known *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(rows[i].ticker);
		free(rows[i].name);
		free(rows[i].aliases);
	}
	free(rows);
}

int store_classify_universe(struct run *run, struct universe_names *out, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	struct known *known = NULL;
	size_t count;
	if (db_rows(run->db, &query_classify_universe, NULL, &rows, err) != 0 ||
		rows_read(&rows, known_columns, array_size(known_columns), sizeof *known, &known,
			&count, err) != 0)
		return -1;
	struct ticker_entry *entries = calloc(count + 1, sizeof *entries);
	if (entries == NULL) {
		free_known(known, count);
		return error_memory(err);
	}
	for (size_t i = 0; i < count; i++)
		entries[i] =
			(struct ticker_entry){known[i].ticker, known[i].name, known[i].aliases};
	*out = (struct universe_names){entries, count, known};
	return 0;
}

void store_classify_universe_free(struct universe_names *names)
{
	free_known(names->owner, names->count);
	free(names->entries);
	*names = (struct universe_names){.count = 0};
}

#include "prune_rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "log.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { AHEAD_DAYS = 62, SLICE_ROWS = 5000 };

static void print(struct run *run, const struct pruned *p)
{
	struct jsonl *w = run_row(run, &pruned_row);
	jsonl_text(w, "table", p->table);
	jsonl_text(w, "action", p->action);
	jsonl_text(w, "object", p->object);
	jsonl_i64(w, "rows", p->rows);
	jsonl_i64(w, "bytes", p->bytes);
	jsonl_instant(w, "before", p->before);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print(run, &(struct pruned){.table = "", .action = ""});
}

const struct row_kind pruned_row = {"pruned", sample};

void pruned_report(struct run *run, const struct pruned *p)
{
	run_count(run, "rows", p->rows);
	run_count(run, "bytes", p->bytes);
	print(run, p);
}

/* ---- partitions ahead ---- */

struct ahead {
	struct run *run;
	int64_t made;
};

static int create_body(struct db *db, void *context, struct error *err)
{
	struct ahead *a = context;
	const struct row_column column = {"made", ROW_I64, 0, sizeof a->made, false};
	db_args_auto struct db_args args = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&args, a->run->now);
	arg_instant(&args, instant_add(a->run->now, AHEAD_DAYS * DAY_US));
	const struct query *q =
		a->run->dry_run ? &query_prune_missing : &query_partition_ensure_all;
	return db_row(db, q, &args, &rows, err) != 0
		       ? -1
		       : row_read(&rows, 0, &column, 1, &a->made, err);
}

int prune_create_ahead(struct run *run, struct error *err)
{
	struct ahead a = {.run = run};
	char object[64];
	struct pruned p = {.table = "all series", .action = "created", .before = INSTANT_UNKNOWN};
	if (run->dry_run ? create_body(run->db, &a, err) != 0
			 : run_store(run, create_body, &a, err) != 0)
		return -1;
	(void)snprintf(object, sizeof object, "%lld partitions", (long long)a.made);
	p.object = object;
	run_count(run, "partitions_created", a.made);
	if (a.made > 0)
		pruned_report(run, &p);
	return 0;
}

/* ---- one rule ---- */

struct pruning {
	struct run *run;
	const struct prune_rule *rule;
	struct instant before;
	struct pruned *out;
	struct instant from; /* unknown: the oldest row */
};

struct partition {
	char name[64];
	struct instant starts_at, ends_at;
};

static const struct row_column partition_columns[] = {
	ROW_FIELD(ROW_TEXT, struct partition, name, false),
	ROW_FIELD(ROW_INSTANT, struct partition, starts_at, false),
	ROW_FIELD(ROW_INSTANT, struct partition, ends_at, false),
};

struct dropped {
	struct pruning *pruning;
	const struct partition *partition;
	char outcome[16];
	int64_t row_count, bytes;
};

static const struct row_column dropped_columns[] = {
	ROW_FIELD(ROW_TEXT, struct dropped, outcome, false),
	ROW_FIELD(ROW_I64, struct dropped, row_count, false),
	ROW_FIELD(ROW_I64, struct dropped, bytes, false),
};

static int drop_body(struct db *db, void *context, struct error *err)
{
	struct dropped *d = context;
	const struct pruning *p = d->pruning;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, p->rule->name);
	arg_text(&a, d->partition->name);
	arg_instant(&a, p->before);
	arg_bool(&a, !p->run->dry_run);
	if (db_row(db, &query_prune_partition, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, dropped_columns, array_size(dropped_columns), d, err);
}

struct prune_slice {
	struct instant next_at;
	int64_t row_count, bytes;
};

/* Counts the rows from p->from to UNTIL, which are deleted row by row. */
static int count_rows(struct pruning *p, struct instant until, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_I64, struct prune_slice, row_count, false),
		ROW_FIELD(ROW_I64, struct prune_slice, bytes, false),
	};
	struct prune_slice s = {0};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, p->rule->name);
	arg_instant(&a, p->from);
	arg_instant(&a, until);
	if (db_row(p->run->db, &query_prune_count, &a, &rows, err) != 0 ||
		row_read(&rows, 0, columns, array_size(columns), &s, err) != 0)
		return -1;
	p->out->rows += s.row_count;
	p->out->bytes += s.bytes;
	return 0;
}

static int drop_partition(struct pruning *p, const struct partition *partition, struct error *err)
{
	struct dropped d = {.pruning = p, .partition = partition};
	struct run *run = p->run;
	if (run->dry_run ? drop_body(run->db, &d, err) != 0
			 : run_store(run, drop_body, &d, err) != 0)
		return -1;
	if (text_equal(d.outcome, "busy"))
		log_info("partition %s is in use; the next run drops it", partition->name);
	if (!text_equal(d.outcome, "dropped"))
		return 0;
	struct pruned dropped = {
		p->rule->table, "dropped", partition->name, d.row_count, d.bytes, p->before};
	/* a dry run counts the rows around the partition, which a real run finds gone */
	if (run->dry_run && count_rows(p, partition->starts_at, err) != 0)
		return -1;
	p->from = partition->ends_at;
	run_count(run, "partitions_dropped", 1);
	pruned_report(run, &dropped);
	return 0;
}

static int drop_partitions(struct pruning *p, struct error *err)
{
	struct partition *list = NULL;
	size_t count = 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, p->rule->table);
	arg_instant(&a, p->before);
	if (db_rows(p->run->db, &query_prune_partitions, &a, &rows, err) != 0 ||
		rows_read(&rows, partition_columns, array_size(partition_columns), sizeof *list,
			&list, &count, err) != 0)
		return -1;
	int result = 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = run_should_stop(p->run) ? run_stop(p->run, err)
						 : drop_partition(p, &list[i], err);
	free(list);
	return result;
}

struct slicing {
	const struct pruning *pruning;
	struct prune_slice slice;
};

static int slice_body(struct db *db, void *context, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_INSTANT, struct prune_slice, next_at, false),
		ROW_FIELD(ROW_I64, struct prune_slice, row_count, false),
		ROW_FIELD(ROW_I64, struct prune_slice, bytes, false),
	};
	struct slicing *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, s->pruning->rule->name);
	arg_instant(&a, s->pruning->from);
	arg_instant(&a, s->pruning->before);
	arg_i64(&a, SLICE_ROWS);
	if (db_row(db, &query_prune_slice, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, columns, array_size(columns), &s->slice, err);
}

static int delete_rows(struct pruning *p, struct error *err)
{
	struct slicing s = {.pruning = p};
	for (p->from = INSTANT_UNKNOWN; instant_compare(p->from, p->before) < 0;) {
		if (run_should_stop(p->run))
			return run_stop(p->run, err);
		if (run_store(p->run, slice_body, &s, err) != 0)
			return -1;
		p->from = s.slice.next_at;
		p->out->rows += s.slice.row_count;
		p->out->bytes += s.slice.bytes;
	}
	return 0;
}

int prune_rule_apply(
	struct run *run, const struct prune_rule *rule, struct pruned *out, struct error *err)
{
	struct instant before = prune_rule_before(rule, &run->params, run->now);
	struct pruning p = {run, rule, before, out, INSTANT_UNKNOWN};
	*out = (struct pruned){rule->table, "deleted", rule->object, 0, 0, before};
	if (rule->partitions && drop_partitions(&p, err) != 0)
		return -1;
	return run->dry_run ? count_rows(&p, before, err) : delete_rows(&p, err);
}

#include "store_halt.h"

#include <stdlib.h>

#include "array.h"
#include "query.h"
#include "row.h"

static const struct row_column columns[] = {
	ROW_FIELD(ROW_I64, struct stored_halt, id, false),
	ROW_FIELD(ROW_TEXT, struct stored_halt, scope, false),
	ROW_FIELD(ROW_TEXT, struct stored_halt, ticker, false),
	ROW_FIELD(ROW_TEXT, struct stored_halt, strategy_type, false),
	ROW_FIELD(ROW_TEXT, struct stored_halt, account, false),
	ROW_FIELD(ROW_TEXT, struct stored_halt, cause, false),
	ROW_FIELD(ROW_STRING, struct stored_halt, reason, false),
	ROW_FIELD(ROW_TEXT, struct stored_halt, set_by, false),
	ROW_FIELD(ROW_INSTANT, struct stored_halt, set_at, false),
	ROW_FIELD(ROW_INSTANT, struct stored_halt, expires_at, true),
};

static int read(struct run *run, const struct query *query, const struct db_args *args,
	struct stored_halt **out, size_t *count, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(run->db, query, args, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, array_size(columns), sizeof **out, out, count, err);
}

int store_halt_list(struct run *run, struct stored_halt **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, run->now);
	return read(run, &query_halts_in_force, &a, out, count, err);
}

int store_halt_set(struct run *run, const char *scope, const char *ticker, const char *why,
	const char *who, struct instant until, struct stored_halt **out, size_t *count,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, scope);
	arg_text(&a, ticker);
	arg_text(&a, why);
	arg_text(&a, who);
	arg_instant(&a, run->now);
	arg_instant(&a, until);
	return read(run, &query_halt_set, &a, out, count, err);
}

int store_halt_clear(struct run *run, const char *who, struct stored_halt **out, size_t *count,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, run->now);
	arg_text(&a, who);
	return read(run, &query_halts_clear, &a, out, count, err);
}

void stored_halts_free(struct stored_halt *halts, size_t count)
{
	for (size_t i = 0; halts != NULL && i < count; i++)
		free(halts[i].reason);
	free(halts);
}

#include "store_halt.h"

#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "halt_file.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"

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

/* ---- what they mean for an order ---- */

struct halt_row {
	char scope[16], ticker[TICKER_SIZE];
	char *reason; /* owned by the list */
	struct instant set_at, expires_at, cleared_at;
};

static const struct row_column halt_columns[] = {
	ROW_FIELD(ROW_TEXT, struct halt_row, scope, false),
	ROW_FIELD(ROW_TEXT, struct halt_row, ticker, false),
	ROW_FIELD(ROW_STRING, struct halt_row, reason, false),
	ROW_FIELD(ROW_INSTANT, struct halt_row, set_at, false),
	ROW_FIELD(ROW_INSTANT, struct halt_row, expires_at, true),
	ROW_FIELD(ROW_INSTANT, struct halt_row, cleared_at, true),
};

static int load_open(struct run *run, const struct halt_order *order, struct instant at,
	struct halt_row **out, size_t *count, struct error *err)
{
	const char *execution = order->execution_id;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, order->account);
	arg_instant(&a, at);
	arg_text(&a, order->strategy);
	arg_text(&a, execution != NULL && execution[0] != '\0' ? execution : NULL);
	if (db_rows(run->db, &query_halts_open, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, halt_columns, array_size(halt_columns), sizeof **out, out, count, err);
}

/* HALTS has room for COUNT. */
static int parse_open(
	const struct halt_row *rows, size_t count, struct halt *halts, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		halts[i] = (struct halt){.reason = rows[i].reason,
			.set_at = rows[i].set_at,
			.expires_at = rows[i].expires_at,
			.cleared_at = rows[i].cleared_at};
		(void)text_copy(halts[i].ticker, sizeof halts[i].ticker, rows[i].ticker);
		if (!halt_scope_parse(rows[i].scope, &halts[i].scope))
			return error_set(
				err, ERROR_INTERNAL, "a halt has the scope \"%s\"", rows[i].scope);
	}
	return 0;
}

struct halt_view store_halt_view(struct run *run, const struct halt_order *order, struct instant at,
	char reason[static HALT_REASON_SIZE], struct error *why)
{
	struct halt_row *rows = NULL;
	size_t count = 0;
	bool readable = load_open(run, order, at, &rows, &count, why) == 0;
	struct halt *halts mem_auto = calloc(count + 1, sizeof *halts);
	if (readable &&
		(halts == NULL ? error_memory(why) : parse_open(rows, count, halts, why)) != 0)
		readable = false;
	enum halt_file file = halt_file_read(conf_get(&run->conf, CONF_HALT_FILE), at, NULL);
	struct halt_view view =
		halt_decide(halts, readable ? count : 0, readable, file, order->ticker, at);
	(void)snprintf(reason, HALT_REASON_SIZE, "%s", view.reason);
	view.reason = reason;
	for (size_t i = 0; i < count; i++)
		free(rows[i].reason);
	free(rows);
	return view;
}

#include "rolls.h"

#include "position_row.h"
#include "query.h"
#include "row.h"

int roll_find(
	struct desk *desk, const struct recommendation *r, struct roll *out, struct error *err)
{
	const struct run *run = desk->run;
	int64_t wait_us = (int64_t)run->params.exit_roll_wait_min * MINUTE_US;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = (struct roll){0};
	if (run->params.exit_roll <= 0)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_text(&a, r->ticker);
	arg_text(&a, r->instrument_text);
	arg_text(&a, r->strategy_text);
	arg_instant(&a, run->now);
	arg_instant(&a, instant_add(run->now, -wait_us));
	if (db_rows(run->db, &query_roll_open, &a, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return 0;
	const char *id = row_text(&rows, 0, "id");
	if (id == NULL || num_parse_i64(id, 1, INT64_MAX, &out->position_id) != 0)
		return error_set(err, ERROR_INTERNAL, "the position that is rolled has no id");
	out->days = (int)run->params.exit_roll_days;
	return 0;
}

int roll_link(struct desk *desk, const struct execution *e, struct error *err)
{
	buf_auto struct buf data = BUF_INIT(512);
	struct jsonl w;
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_i64(&w, "recommendation_id", e->recommendation->id);
	jsonl_text(&w, "execution_id", e->execution_id);
	jsonl_text(&w, "option_symbol", e->order.symbol);
	jsonl_close(&w);
	return position_row_event(desk, e->rolled_from, "rolled", buf_text(&data), err);
}

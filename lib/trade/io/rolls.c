#include "rolls.h"

#include <math.h>
#include <stdio.h>

#include "alert.h"
#include "array.h"
#include "position_row.h"
#include "query.h"
#include "row.h"

struct closed_row {
	int64_t id;
	struct price exit_price;
};

static const struct row_column closed_columns[] = {
	ROW_FIELD(ROW_I64, struct closed_row, id, false),
	ROW_FIELD(ROW_PRICE, struct closed_row, exit_price, true),
};

static bool is_switched_on(const struct params *p, enum strategy strategy)
{
	return (strategy == STRATEGY_CREDIT_SPREAD ? p->exit_credit_roll : p->exit_roll) > 0;
}

/* A spread is not rolled to days at which rule 12 would close it at once. */
static struct roll roll_of(
	const struct params *p, enum strategy strategy, const struct closed_row *closed)
{
	struct roll roll = {.position_id = closed->id, .days = (int)p->exit_roll_days};
	if (strategy != STRATEGY_CREDIT_SPREAD)
		return roll;
	roll.days = (int)fmax(p->exit_roll_days, p->exit_credit_days_left + 1);
	if (p->exit_credit_roll_net > 0)
		roll.least_credit = closed->exit_price;
	return roll;
}

int roll_find(
	struct desk *desk, const struct recommendation *r, struct roll *out, struct error *err)
{
	const struct run *run = desk->run;
	int64_t wait_us = (int64_t)run->params.exit_roll_wait_min * MINUTE_US;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct closed_row closed;
	*out = (struct roll){0};
	if (!is_switched_on(&run->params, r->strategy))
		return 0;
	arg_text(&a, desk_account(desk));
	arg_text(&a, r->ticker);
	arg_text(&a, r->instrument_text);
	arg_text(&a, r->strategy_text);
	arg_instant(&a, run->now);
	arg_instant(&a, instant_add(run->now, -wait_us));
	arg_i64(&a, r->id);
	if (db_rows(run->db, &query_roll_open, &a, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return 0;
	if (row_read(&rows, 0, closed_columns, array_size(closed_columns), &closed, err) != 0)
		return -1;
	*out = roll_of(&run->params, r->strategy, &closed);
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

struct refusing {
	struct desk *desk;
	const struct roll *roll;
};

static int refuse_body(struct db *db, void *context, struct error *err)
{
	struct refusing *s = context;
	const struct roll *roll = s->roll;
	buf_auto struct buf text = BUF_INIT(256), data = BUF_INIT(128);
	struct jsonl w;
	char key[64];
	bool is_new = false;
	(void)db;
	(void)snprintf(key, sizeof key, "roll_refused:%lld", (long long)roll->position_id);
	buf_printf(&text, "position %lld stays closed: no new spread pays ",
		(long long)roll->position_id);
	if (price_known(roll->least_credit))
		buf_printf(&text, "the %.2f that closing it cost",
			price_to_double(roll->least_credit));
	else
		buf_printf(&text, "what closing it cost, which is not known");
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_price(&w, "least_credit", roll->least_credit, 4);
	jsonl_close(&w);
	if (alert_write(s->desk->run, ALERT_INFO, key, "a credit_spread is not rolled",
		    buf_text(&text), &is_new, err) != 0)
		return -1;
	return is_new ? position_row_event(s->desk, roll->position_id, "roll_refused",
				buf_text(&data), err)
		      : 0;
}

int roll_refuse(struct desk *desk, const struct roll *roll, struct error *err)
{
	struct refusing s = {desk, roll};
	return run_store(desk->run, refuse_body, &s, err);
}

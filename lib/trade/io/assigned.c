#include "assigned.h"

#include <stdio.h>

#include "leg_row.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { SHARES_PER_CONTRACT = 100 };

struct assignment {
	struct desk *desk;
	const struct assigned *what;
	struct option_contract contract;
	bool bought; /* the shares */
	int64_t shares;
	struct price spot; /* unknown: no quote */
	struct price share_price;
};

static const char *reason_of(const struct assigned *what)
{
	return what->is_long ? "exercised" : "assigned";
}

static int open_shares(struct assignment *s, int64_t *id, struct error *err)
{
	struct run *run = s->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_i64(&a, s->what->position_id);
	arg_text(&a, s->bought ? "long" : "short");
	arg_i64(&a, s->shares);
	arg_price(&a, s->share_price);
	arg_text(&a, reason_of(s->what));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_position_shares, &a, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return error_set(err, ERROR_DATA,
			"shares of %s are held already: the assignment is booked when they are "
			"sold",
			s->what->ticker);
	if (num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id) != 0)
		return error_set(err, ERROR_INTERNAL, "a new position has no id");
	run_count(run, "positions_opened", 1);
	return 0;
}

/* The cash moved by the strike. COUNT is the number of contracts of the leg that became shares. */
static int store_fill(struct assignment *s, int64_t count, int64_t shares_id, struct error *err)
{
	struct run *run = s->desk->run;
	char key[96];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	(void)snprintf(key, sizeof key, "%s:%lld:%s", reason_of(s->what),
		(long long)s->what->position_id, s->what->symbol);
	arg_text(&a, key);
	arg_i64(&a, count * SHARES_PER_CONTRACT);
	arg_text(&a, desk_account(s->desk));
	arg_i64(&a, shares_id);
	arg_text(&a, s->what->ticker);
	arg_text(&a, s->bought ? "buy" : "sell");
	arg_i64(&a, s->shares);
	arg_price(&a, s->contract.strike);
	arg_instant(&a, run->now);
	return db_none(run->db, &query_fill_shares, &a, NULL, err);
}

static int store_events(struct assignment *s, int64_t shares_id, struct error *err)
{
	buf_auto struct buf data = BUF_INIT(512);
	struct jsonl w;
	jsonl_init(&w, &data);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "symbol", s->what->symbol);
	jsonl_i64(&w, "contracts", s->what->contracts);
	jsonl_i64(&w, "shares", s->bought ? s->shares : -s->shares);
	jsonl_price(&w, "strike", s->contract.strike, 4);
	jsonl_price(&w, "share_price", s->share_price, 4);
	jsonl_i64(&w, "shares_position_id", shares_id);
	jsonl_close(&w);
	return position_row_event(
		       s->desk, s->what->position_id, reason_of(s->what), buf_text(&data), err) != 0
		       ? -1
		       : position_row_event(s->desk, shares_id, "opened", buf_text(&data), err);
}

static int store_body(struct db *db, void *context, struct error *err)
{
	struct assignment *s = context;
	const struct assigned *what = s->what;
	struct position_row p = {0};
	struct leg_rows rows;
	bool found;
	if (position_row_lock(db, what->position_id, "", &p, &found, err) != 0)
		return -1;
	if (!found || text_equal(p.status, "closed"))
		return error_set(err, ERROR_AGAIN, "position %lld changed meanwhile",
			(long long)what->position_id);
	if (leg_rows_read(db, &p, &rows, err) != 0)
		return -1;
	int leg = leg_rows_find(&rows, what->symbol);
	if (leg < 0)
		return error_set(err, ERROR_DATA, "position %lld has no leg %s",
			(long long)what->position_id, what->symbol);
	struct price spot = price_known(s->spot) ? s->spot : rows.underlying;
	struct price value = legs_exercise_value(&s->contract, spot);
	value = price_known(value) ? value : (struct price){0};
	s->share_price = legs_share_price(&s->contract, value);
	rows.assigned[leg] += what->contracts;
	if (leg_row_close(s->desk, &p, &rows, leg, what->contracts, value, (struct money){0},
		    reason_of(what), err) != 0 ||
		position_row_store(
			s->desk, &p, p.status, s->desk->run->now, reason_of(what), err) != 0 ||
		open_shares(s, what->shares_id, err) != 0)
		return -1;
	return store_fill(s, rows.assigned[leg], *what->shares_id, err) != 0
		       ? -1
		       : store_events(s, *what->shares_id, err);
}

/* The price of the underlying now: before the transaction, which never waits for the network. */
static struct price spot_now(const struct desk *desk, const char *ticker)
{
	struct quote quote;
	struct error ignored = {0};
	if (alpaca_stock_quotes(desk->broker, &ticker, 1, &quote, &ignored) != 0)
		return PRICE_UNKNOWN;
	bool sound = mark_stock_is_sound(quote, desk->run->now, &desk->run->params);
	return sound ? quote_mid(quote) : PRICE_UNKNOWN;
}

int assigned_store(struct desk *desk, const struct assigned *what, struct error *err)
{
	struct assignment s = {
		.desk = desk, .what = what, .shares = what->contracts * SHARES_PER_CONTRACT};
	if (occ_parse(what->symbol, &s.contract, err) != 0)
		return -1;
	/* The writer of a put and the holder of a call get the shares. */
	s.spot = spot_now(desk, what->ticker);
	s.bought = (s.contract.kind == OPTION_PUT) != what->is_long;
	return db_transaction(desk->run->db, store_body, &s, err);
}

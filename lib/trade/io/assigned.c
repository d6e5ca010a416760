#include "assigned.h"

#include <stdio.h>

#include "adoption.h"
#include "calendar.h"
#include "expired.h"
#include "leg_row.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { SHARES_PER_CONTRACT = 100, KEY_SIZE = 96 };

struct assignment {
	struct desk *desk;
	const struct assigned *what;
	struct option_contract contract;
	bool bought; /* the shares */
	int64_t shares;
	struct price value; /* of the option, per share */
	struct price share_price;
	int64_t booked; /* contracts that became shares so far, with these */
};

static const char *reason_of(const struct assigned *what)
{
	return what->is_long ? "exercised" : "assigned";
}

/* Names the shares of an option among the fills: the broker has no order for them. */
static const char *key_of(const struct assigned *what, char out[static KEY_SIZE])
{
	(void)snprintf(out, KEY_SIZE, "%s:%lld:%s", reason_of(what), (long long)what->position_id,
		what->symbol);
	return out;
}

/* ---- the shares ---- */

/* The open position in the stock that these shares close: *ID, INT64_MIN when there is none. */
static int find_delivery(const struct assignment *s, int64_t *id, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*id = INT64_MIN;
	arg_text(&a, desk_account(s->desk));
	arg_text(&a, s->what->ticker);
	arg_text(&a, s->bought ? "short" : "long");
	arg_i64(&a, s->shares);
	if (db_rows(s->desk->run->db, &query_position_delivered, &a, &rows, err) != 0)
		return -1;
	return rows.count == 0 ? 0 : num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id);
}

static int deliver(const struct assignment *s, int64_t id, struct error *err)
{
	struct position_row p = {0};
	bool found;
	if (position_row_lock(s->desk->run->db, id, "", &p, &found, err) != 0)
		return -1;
	if (!found || !holding_exit(&p.holding, s->shares, s->share_price, (struct money){0}))
		return error_set(
			err, ERROR_AGAIN, "position %lld changed meanwhile", (long long)id);
	return position_row_store(
		s->desk, &p, p.status, s->desk->run->now, reason_of(s->what), err);
}

static int open_shares(struct assignment *s, int64_t *id, struct error *err)
{
	struct run *run = s->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	if (find_delivery(s, id, err) != 0)
		return -1;
	if (*id != INT64_MIN)
		return deliver(s, *id, err);
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
			"shares of %s are held already: the %s is booked when they are sold",
			s->what->ticker, s->what->is_long ? "exercise" : "assignment");
	if (num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id) != 0)
		return error_set(err, ERROR_INTERNAL, "a new position has no id");
	run_count(run, "positions_opened", 1);
	return 0;
}

/* The cash moved by the strike. */
static int store_fill(const struct assignment *s, int64_t shares_id, struct error *err)
{
	struct run *run = s->desk->run;
	char key[KEY_SIZE];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, key_of(s->what, key));
	arg_i64(&a, s->booked * SHARES_PER_CONTRACT);
	arg_text(&a, desk_account(s->desk));
	arg_i64(&a, shares_id);
	arg_text(&a, s->what->ticker);
	arg_text(&a, s->bought ? "buy" : "sell");
	arg_i64(&a, s->shares);
	arg_price(&a, s->contract.strike);
	arg_instant(&a, run->now);
	return db_none(run->db, &query_fill_shares, &a, NULL, err);
}

/* ---- the option ---- */

static int close_leg(struct assignment *s, struct position_row *p, struct error *err)
{
	const struct assigned *what = s->what;
	struct leg_rows rows;
	if (leg_rows_read(s->desk->run->db, p, &rows, err) != 0)
		return -1;
	int leg = leg_rows_find(&rows, what->symbol);
	if (leg < 0)
		return error_set(err, ERROR_DATA, "position %lld has no leg %s",
			(long long)what->position_id, what->symbol);
	rows.assigned[leg] += what->contracts;
	s->booked = rows.assigned[leg];
	return leg_row_close(s->desk, p, &rows, leg, what->contracts, s->value, (struct money){0},
		reason_of(what), err);
}

/* The contracts that were booked before are counted by their fills. */
static int count_booked(struct assignment *s, struct error *err)
{
	char key[KEY_SIZE];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	int64_t shares;
	arg_text(&a, key_of(s->what, key));
	if (db_row(s->desk->run->db, &query_fill_shares_sum, &a, &rows, err) != 0)
		return -1;
	if (num_parse_i64(row_text(&rows, 0, "shares"), 0, INT64_MAX, &shares) != 0)
		return error_set(err, ERROR_INTERNAL, "the shares of %s are not a number", key);
	s->booked = shares / SHARES_PER_CONTRACT + s->what->contracts;
	return 0;
}

static int close_option(struct assignment *s, struct position_row *p, struct error *err)
{
	int64_t contracts = s->what->contracts;
	if (s->what->is_leg)
		return close_leg(s, p, err);
	if (!holding_exit(&p->holding, contracts, s->value, (struct money){0}))
		return error_set(err, ERROR_AGAIN, "position %lld changed meanwhile",
			(long long)s->what->position_id);
	return count_booked(s, err);
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

struct assignment_store {
	struct assignment *assignment;
	int64_t shares_id;
};

static int store_body(struct db *db, void *context, struct error *err)
{
	struct assignment_store *storing = context;
	struct assignment *s = storing->assignment;
	struct position_row p = {0};
	bool found;
	if (position_row_lock(db, s->what->position_id, "", &p, &found, err) != 0)
		return -1;
	if (!found || text_equal(p.status, "closed"))
		return error_set(err, ERROR_AGAIN, "position %lld changed meanwhile",
			(long long)s->what->position_id);
	if (close_option(s, &p, err) != 0 ||
		position_row_store(
			s->desk, &p, p.status, s->desk->run->now, reason_of(s->what), err) != 0 ||
		open_shares(s, &storing->shares_id, err) != 0 ||
		store_fill(s, storing->shares_id, err) != 0)
		return -1;
	return store_events(s, storing->shares_id, err);
}

/* ---- the value ---- */

/* The price of the underlying now. */
static struct price spot_now(const struct desk *desk, const char *ticker)
{
	struct quote quote;
	struct error ignored = {0};
	if (alpaca_stock_quotes(desk->broker, &ticker, 1, &quote, &ignored) != 0)
		return PRICE_UNKNOWN;
	bool sound = mark_stock_is_sound(quote, desk->run->now, &desk->run->params);
	return sound ? quote_mid(quote) : PRICE_UNKNOWN;
}

int assigned_value(
	struct desk *desk, const struct assigned *what, struct price *out, struct error *err)
{
	struct option_contract contract;
	struct price spot = PRICE_UNKNOWN;
	if (occ_parse(what->symbol, &contract, err) != 0)
		return -1;
	struct instant at = calendar_expiry_instant(contract.expiry);
	bool expired = instant_compare(desk->run->now, at) >= 0;
	if (expired && expired_last_close(desk, what->ticker, at, &spot, err) != 0)
		return -1;
	if (!price_known(spot))
		spot = spot_now(desk, what->ticker);
	if (!price_known(spot))
		spot = what->underlying;
	*out = legs_exercise_value(&contract, spot);
	if (!price_known(*out))
		*out = (struct price){0};
	return 0;
}

int assigned_store(
	struct desk *desk, const struct assigned *what, int64_t *shares_id, struct error *err)
{
	struct assignment s = {
		.desk = desk, .what = what, .shares = what->contracts * SHARES_PER_CONTRACT};
	struct assignment_store storing = {&s, INT64_MIN};
	/* the value comes before the transaction, which never waits for the network */
	if (occ_parse(what->symbol, &s.contract, err) != 0 ||
		assigned_value(desk, what, &s.value, err) != 0)
		return -1;
	s.share_price = legs_share_price(&s.contract, s.value);
	s.bought = shares_of(s.contract.kind, what->is_long, what->contracts) > 0;
	int result = db_transaction(desk->run->db, store_body, &storing, err);
	*shares_id = storing.shares_id;
	return result;
}

#include "leg_row.h"

#include "array.h"
#include "query.h"
#include "row.h"
#include "text.h"

struct read_row {
	int64_t quantity, original_quantity, assigned_qty;
	int leg;
	char symbol[OCC_SYMBOL_SIZE], side[8];
	struct price entry_price, exit_price, underlying;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_INT, struct read_row, leg, false),
	ROW_FIELD(ROW_TEXT, struct read_row, symbol, false),
	ROW_FIELD(ROW_TEXT, struct read_row, side, false),
	ROW_FIELD(ROW_I64, struct read_row, quantity, false),
	ROW_FIELD(ROW_I64, struct read_row, original_quantity, false),
	ROW_FIELD(ROW_PRICE, struct read_row, entry_price, true),
	ROW_FIELD(ROW_PRICE, struct read_row, exit_price, true),
	ROW_FIELD(ROW_I64, struct read_row, assigned_qty, false),
	ROW_FIELD(ROW_PRICE, struct read_row, underlying, true),
};

int leg_rows_read(struct db *db, struct position_row *p, struct leg_rows *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = (struct leg_rows){.underlying = PRICE_UNKNOWN};
	arg_i64(&a, p->id);
	if (db_rows(db, &query_position_legs_read, &a, &rows, err) != 0)
		return -1;
	if (rows.count != SPREAD_LEGS)
		return error_set(err, ERROR_DATA, "position %lld is a spread of %d legs",
			(long long)p->id, rows.count);
	for (int i = 0; i < SPREAD_LEGS; i++) {
		struct read_row r = {0};
		if (row_read(&rows, i, columns, array_size(columns), &r, err) != 0)
			return -1;
		out->legs[i] = (struct leg_holding){text_equal(r.side, "long"), r.quantity,
			r.original_quantity, r.entry_price, r.exit_price};
		(void)text_copy(out->symbols[i], sizeof out->symbols[i], r.symbol);
		out->assigned[i] = r.assigned_qty;
		out->underlying = r.underlying;
		if (r.quantity < r.original_quantity && !price_known(r.exit_price))
			p->holding.realised_pnl = MONEY_UNKNOWN;
	}
	return 0;
}

int leg_rows_find(const struct leg_rows *rows, const char *symbol)
{
	for (int i = 0; i < SPREAD_LEGS; i++)
		if (text_equal(rows->symbols[i], symbol))
			return i;
	return -1;
}

int leg_row_close(struct desk *desk, struct position_row *p, struct leg_rows *rows, int leg,
	int64_t quantity, struct price price, struct money fee, const char *why, struct error *err)
{
	if (!legs_close(&p->holding, rows->legs, leg, quantity, price, fee))
		return error_set(err, ERROR_DATA,
			"%lld contracts of %s ended, more than position %lld holds",
			(long long)quantity, rows->symbols[leg], (long long)p->id);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, p->id);
	arg_i64(&a, leg);
	arg_i64(&a, rows->legs[leg].quantity);
	arg_price(&a, rows->legs[leg].exit_price);
	arg_text(&a, why);
	arg_i64(&a, rows->assigned[leg]);
	return db_none(desk->run->db, &query_position_leg_ended, &a, NULL, err);
}

#include "trade_fees.h"

#include "array.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

struct booked {
	char symbol[OCC_SYMBOL_SIZE], side[8];
	int64_t qty;
	struct price price;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct booked, symbol, false),
	ROW_FIELD(ROW_TEXT, struct booked, side, false),
	ROW_FIELD(ROW_I64, struct booked, qty, false),
	ROW_FIELD(ROW_PRICE, struct booked, price, false),
};

static int lock(struct desk *desk, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	return db_row(desk->run->db, &query_fees_lock, &a, &rows, err);
}

int trade_fees_read(struct desk *desk, struct instant at, struct trade_fees *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = (struct trade_fees){.date = zone_new_york_date(at, NULL)};
	arg_text(&a, desk_account(desk));
	arg_instant(&a, zone_from_new_york(out->date, 0));
	arg_instant(&a, zone_from_new_york(date_add(out->date, 1), 0));
	if (lock(desk, err) != 0 || db_rows(desk->run->db, &query_fees_of_day, &a, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++) {
		struct booked b;
		if (row_read(&rows, i, columns, array_size(columns), &b, err) != 0)
			return -1;
		(void)trade_fees_add(out, b.symbol, text_equal(b.side, "sell"), b.qty, b.price);
	}
	return 0;
}

struct money trade_fees_add(struct trade_fees *fees, const char *symbol, bool is_sale,
	int64_t quantity, struct price price)
{
	const struct fee_trade trade = {
		fees->date, occ_is_symbol(symbol), is_sale, quantity, price};
	struct money fee = fee_add(&fees->day, &trade);
	return money_known(fee) ? fee : (struct money){0};
}

int trade_fees_note(struct desk *desk, const struct broker_activity *b, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, b->id);
	arg_text(&a, desk_account(desk));
	arg_text(&a, b->activity_type);
	arg_text(&a, b->symbol[0] == '\0' ? NULL : b->symbol);
	arg_money(&a, b->net_amount);
	arg_date(&a, b->date);
	arg_text(&a, b->data);
	arg_instant(&a, desk->run->now);
	arg_text(&a, b->activity_sub_type[0] == '\0' ? NULL : b->activity_sub_type);
	return db_none(desk->run->db, &query_activity_note, &a, NULL, err);
}

#include "store_lots.h"

#include <stdlib.h>

#include "array.h"
#include "fact.h"
#include "query.h"
#include "row.h"
#include "text.h"

struct event_row {
	char account[LOT_ACCOUNT_SIZE], ticker[TICKER_SIZE], symbol[OCC_SYMBOL_SIZE], kind[16],
		order_id[LOT_ORDER_SIZE];
	int64_t position_id, quantity;
	struct instant at;
	struct date day;
	bool buys;
	enum fact opens;
	struct price price;
	struct money fee;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct event_row, symbol, false),
	ROW_FIELD(ROW_TEXT, struct event_row, account, false),
	ROW_FIELD(ROW_TEXT, struct event_row, ticker, false),
	ROW_FIELD(ROW_TEXT, struct event_row, kind, false),
	ROW_FIELD(ROW_TEXT, struct event_row, order_id, true),
	ROW_FIELD(ROW_I64, struct event_row, position_id, true),
	ROW_FIELD(ROW_I64, struct event_row, quantity, false),
	ROW_FIELD(ROW_INSTANT, struct event_row, at, false),
	ROW_FIELD(ROW_DATE, struct event_row, day, false),
	ROW_FIELD(ROW_BOOL, struct event_row, buys, false),
	ROW_FIELD(ROW_FACT, struct event_row, opens, true),
	ROW_FIELD(ROW_PRICE, struct event_row, price, true),
	ROW_FIELD(ROW_MONEY, struct event_row, fee, false),
};

static enum lot_effect effect_of(enum fact opens)
{
	return opens == FACT_YES ? LOT_OPENS : opens == FACT_NO ? LOT_CLOSES : LOT_EITHER;
}

/* Makes an event of a row; NULL, or why there is none. */
static const char *read_event(const struct event_row *row, struct lot_event *out)
{
	*out = (struct lot_event){
		.position_id = row->position_id,
		.at = row->at,
		.day = row->day,
		.effect = effect_of(row->opens),
		.buys = row->buys,
		.quantity = row->quantity,
		.price = row->price,
		.fee = row->fee,
	};
	(void)text_copy(out->order_id, sizeof out->order_id, row->order_id);
	if (!text_copy(out->account, sizeof out->account, row->account) ||
		!text_copy(out->ticker, sizeof out->ticker, row->ticker) ||
		!text_copy(out->symbol, sizeof out->symbol, row->symbol) ||
		!lot_kind_parse(row->kind, &out->kind))
		return "its kind is unknown";
	return lot_event_odd(out);
}

static int read_events(
	struct lot_book *book, const struct event_row *rows, size_t count, struct error *err)
{
	book->events = calloc(count + 1, sizeof *book->events);
	if (book->events == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *odd = read_event(&rows[i], &book->events[book->count]);
		if (odd == NULL)
			book->count++;
		else
			odd_rows_add(&book->odd, "fills", rows[i].symbol, "%s", odd);
	}
	return 0;
}

int lot_book_load(struct run *run, const char *account, struct lot_book *out, struct error *err)
{
	struct event_row *list = NULL;
	size_t count = 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = (struct lot_book){0};
	arg_text(&a, account[0] == '\0' ? NULL : account);
	if (db_rows(run->db, &query_lot_events, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, columns, array_size(columns), sizeof *list, &list, &count,
			"fills", &out->odd, err) != 0)
		return -1;
	int read = read_events(out, list, count, err);
	free(list);
	if (read != 0 || lots_match(out->events, out->count, &out->lots, err) != 0)
		return -1;
	return lots_mark_wash_sales(&out->lots, err);
}

void lot_book_free(struct lot_book *book)
{
	lots_free(&book->lots);
	free(book->events);
	*book = (struct lot_book){0};
}

void lot_book_tell(struct run *run, const struct lot_book *book)
{
	for (size_t i = 0; i < book->odd.kept; i++)
		run_partial(run, "a row of the %s of %s is left out: %s", book->odd.row[i].list,
			book->odd.row[i].name, book->odd.row[i].text);
	if (book->odd.count > (int64_t)book->odd.kept)
		run_partial(run, "%lld rows of the fills are left out in all",
			(long long)book->odd.count);
}

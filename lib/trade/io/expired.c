#include "expired.h"

#include "adoption.h"
#include "array.h"
#include "calendar.h"
#include "closing.h"
#include "mem.h"
#include "query.h"
#include "row.h"

/* A price of the underlying counts as its last one when it is from this long before the expiry. */
#define CLOSE_SPAN_US (15 * MINUTE_US)

struct close {
	struct price close;
};

static const struct row_column close_columns[] = {
	ROW_FIELD(ROW_PRICE, struct close, close, false),
};

int expired_last_close(struct desk *desk, const char *ticker, struct instant at, struct price *out,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct close *closes mem_auto = NULL;
	size_t count = 0;
	*out = PRICE_UNKNOWN;
	arg_text(&a, ticker);
	arg_instant(&a, instant_add(at, -CLOSE_SPAN_US));
	arg_instant(&a, at);
	if (db_rows(desk->run->db, &query_ticker_closes, &a, &rows, err) != 0 ||
		rows_read(&rows, close_columns, array_size(close_columns), sizeof *closes, &closes,
			&count, err) != 0)
		return -1;
	if (count > 0)
		*out = closes[count - 1].close;
	return 0;
}

int expired_settle(struct desk *desk, const struct expired *gone, bool *settled, struct error *err)
{
	struct option_contract contract;
	struct price close;
	*settled = false;
	if (occ_parse(gone->symbol, &contract, err) != 0)
		return -1;
	struct instant at = calendar_expiry_instant(contract.expiry);
	if (expired_last_close(desk, gone->ticker, at, &close, err) != 0)
		return -1;
	if (!expired_worthless(&contract, gone->shares_change, close))
		return 0;
	struct closing closing = {
		.position_id = gone->position_id,
		.quantity = gone->contracts,
		.price = {0},
		.at = at,
		.reason = "expired",
		.event_json = "{\"source\": \"positions\"}",
	};
	*settled = true;
	return closing_store(desk, &closing, NULL, err);
}

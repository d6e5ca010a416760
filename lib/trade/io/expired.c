#include "expired.h"

#include <stdio.h>

#include "adoption.h"
#include "alert.h"
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

/* The close of the last bar before the expiry AT; unknown without one. */
static int last_close(struct desk *desk, const char *ticker, struct instant at, struct price *out,
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

static void tell_exercised(struct desk *desk, const struct expired *gone)
{
	char key[96];
	(void)snprintf(key, sizeof key, "position_exercised:%lld", (long long)gone->position_id);
	alert_partial(desk->run, ALERT_CRITICAL, key, "an option became shares",
		"position %lld (%s): %lld expired in the money and were exercised: %+.0f shares of "
		"%s came with them; close them by hand",
		(long long)gone->position_id, gone->symbol, (long long)gone->contracts,
		gone->shares_change, gone->ticker);
}

int expired_settle(
	struct desk *desk, const struct expired *gone, const char **reason, struct error *err)
{
	struct option_contract contract;
	struct price close;
	*reason = NULL;
	if (occ_parse(gone->symbol, &contract, err) != 0)
		return -1;
	struct instant at = calendar_expiry_instant(contract.expiry);
	if (last_close(desk, gone->ticker, at, &close, err) != 0)
		return -1;
	enum expiry_end end =
		expiry_conclude(&contract, gone->contracts, gone->shares_change, close);
	if (end == EXPIRY_UNKNOWN)
		return 0;
	bool exercised = end == EXPIRY_EXERCISED;
	struct closing closing = {
		.position_id = gone->position_id,
		.quantity = gone->contracts,
		.price = exercised ? PRICE_UNKNOWN : (struct price){0},
		.at = at,
		.reason = exercised ? "exercised" : "expired",
		.event_json = "{\"source\": \"positions\"}",
	};
	if (closing_store(desk, &closing, NULL, err) != 0)
		return -1;
	*reason = closing.reason;
	if (exercised)
		tell_exercised(desk, gone);
	return 0;
}

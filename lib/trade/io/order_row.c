#include "order_row.h"
#include "array.h"
#include "occ.h"

static const char *const changes[] = {
	[ORDER_ROW_SENT] = "sent",
	[ORDER_ROW_REPRICED] = "repriced",
	[ORDER_ROW_FILLED] = "filled",
	[ORDER_ROW_CANCEL] = "cancel_requested",
	[ORDER_ROW_ENDED] = "ended",
};

const struct view_column order_row_columns[] = {
	{"ts", "time", .kind = VIEW_TIME},
	{"change", "change", .kind = VIEW_TEXT},
	{"purpose", "for", .kind = VIEW_TEXT},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"option_symbol", "contract", .kind = VIEW_TEXT},
	{"side", "side", .kind = VIEW_TEXT},
	{"quantity", "qty", .kind = VIEW_NUMBER},
	{"limit_price", "limit", .kind = VIEW_NUMBER, .decimals = 2},
	{"filled_quantity", "filled", .kind = VIEW_NUMBER},
	{"filled_average_price", "price", .kind = VIEW_NUMBER, .decimals = 4},
	{"status", "status", .kind = VIEW_TEXT},
	{"reason", "reason", .kind = VIEW_PROSE},
	{0},
};

static void sample(struct run *run)
{
	struct desk desk = {.run = run};
	const struct ledger_order order = {.side = ""};
	order_row_write(&desk, &order, ORDER_ROW_FILLED, &(struct fill){.quantity = 0});
}

const struct row_kind order_row = {"order", sample};

void order_row_write(struct desk *desk, const struct ledger_order *o, enum order_event event,
	const struct fill *fill)
{
	struct jsonl *w = run_row(desk->run, &order_row);
	bool filled = o->filled_qty > 0;
	jsonl_word(w, "change", changes[event], changes, array_size(changes));
	jsonl_instant(w, "ts", desk->run->now);
	jsonl_text(w, "client_order_id", o->client_order_id);
	jsonl_text(w, "purpose", o->purpose);
	jsonl_text(w, "ticker", o->ticker);
	jsonl_text(w, "option_symbol", occ_option_symbol(ledger_order_symbol(o), o->ticker));
	jsonl_text(w, "side", o->side);
	jsonl_i64(w, "attempt", o->attempt);
	jsonl_i64(w, "quantity", o->qty);
	jsonl_price(w, "limit_price", o->limit_price, 4);
	jsonl_text(w, "status", o->status);
	if (jsonl_sometimes(w, fill != NULL))
		jsonl_i64(w, "fill_quantity", fill->quantity);
	if (jsonl_sometimes(w, fill != NULL))
		jsonl_price(w, "fill_price", fill->price, 4);
	jsonl_i64(w, "filled_quantity", o->filled_qty);
	jsonl_price(w, "filled_average_price", filled ? o->filled_avg_price : PRICE_UNKNOWN, 4);
	jsonl_text(w, "reason", o->reason[0] == '\0' ? NULL : o->reason);
	run_row_end(desk->run);
}

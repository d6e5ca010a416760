#include "trades_csv.h"

#include "array.h"
#include "csv_out.h"

static const char *const names[] = {"position_id", "account", "ticker", "instrument_type",
	"strategy_type", "option_symbol", "other_leg", "side", "quantity", "entry_time",
	"entry_price", "exit_time", "exit_price", "exit_reason", "fees", "pnl", "pnl_percent",
	"r_multiple", "mfe", "mae", "holding_minutes", "entry_delta", "entry_iv", "iv_rank",
	"days_to_expiry"};

static void write_trade(struct csv_out *csv, const char *account, const struct report_trade *t)
{
	csv_i64(csv, t->position_id);
	csv_text(csv, account);
	csv_text(csv, t->ticker);
	csv_text(csv, t->instrument_type);
	csv_text(csv, t->strategy_type);
	csv_text(csv, t->option_symbol);
	csv_text(csv, t->other_symbol);
	csv_text(csv, t->side);
	csv_i64(csv, t->quantity);
	csv_instant(csv, t->entry_time);
	csv_price(csv, t->entry_price);
	csv_instant(csv, t->exit_time);
	csv_price(csv, t->exit_price);
	csv_text(csv, t->exit_reason);
	csv_money(csv, t->fees);
	csv_money(csv, t->pnl);
	csv_double(csv, t->pnl_percent, 4);
	csv_double(csv, t->r_multiple, 4);
	csv_money(csv, t->mfe);
	csv_money(csv, t->mae);
	csv_i64(csv, t->holding_minutes);
	csv_double(csv, t->entry_delta, 4);
	csv_double(csv, t->entry_iv, 4);
	csv_double(csv, t->iv_rank, 4);
	csv_double(csv, t->days_to_expiry, 0);
	csv_end(csv);
}

void trades_csv(struct buf *out, const struct report *report)
{
	struct csv_out csv = {.out = out};
	csv_line(&csv, names, array_size(names));
	for (size_t i = 0; i < report->trade_count; i++)
		write_trade(&csv, report->request.account, &report->trades[i]);
}

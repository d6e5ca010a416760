#include "universe_list.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "universe.h"

enum { WORD_SIZE = 64 };

struct listed {
	char ticker[TICKER_SIZE], name[LISTING_NAME_SIZE], exchange[LISTING_EXCHANGE_SIZE];
	char sector[4 * WORD_SIZE], next_earnings_time[WORD_SIZE];
	bool tradable, options_enabled, tracked;
	struct money dollar_volume;
	struct date next_earnings;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct listed, ticker, false),
	ROW_FIELD(ROW_TEXT, struct listed, name, false),
	ROW_FIELD(ROW_TEXT, struct listed, exchange, false),
	ROW_FIELD(ROW_TEXT, struct listed, sector, true),
	ROW_FIELD(ROW_BOOL, struct listed, tradable, false),
	ROW_FIELD(ROW_BOOL, struct listed, options_enabled, false),
	ROW_FIELD(ROW_BOOL, struct listed, tracked, false),
	ROW_FIELD(ROW_MONEY, struct listed, dollar_volume, true),
	ROW_FIELD(ROW_DATE, struct listed, next_earnings, true),
	ROW_FIELD(ROW_TEXT, struct listed, next_earnings_time, true),
};

static const char *known(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static void print_object(struct run *run, const struct listed *l)
{
	struct jsonl *w = run_row(run, &ticker_row);
	jsonl_text(w, "ticker", l->ticker);
	jsonl_text(w, "name", known(l->name));
	jsonl_text(w, "exchange", known(l->exchange));
	jsonl_text(w, "sector", known(l->sector));
	jsonl_bool(w, "tradable", l->tradable);
	jsonl_bool(w, "options_enabled", l->options_enabled);
	jsonl_bool(w, "tracked", l->tracked);
	jsonl_money(w, "dollar_volume", l->dollar_volume);
	jsonl_date(w, "next_earnings", l->next_earnings);
	jsonl_text(w, "next_earnings_time", known(l->next_earnings_time));
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_object(run, &(struct listed){.ticker = ""});
}

const struct row_kind ticker_row = {"ticker", sample};

static const struct table_column text_columns[] = {
	{.heading = "ticker"},
	{.heading = "tracked", .worth = 1},
	{.heading = "trades", .worth = 1},
	{.heading = "dollar volume", .align = TABLE_RIGHT},
	{.heading = "earnings"},
	{.heading = "of the day", .worth = -1},
	{.heading = "sector", .least = 12, .worth = -2},
	{.heading = "name", .least = 16},
};

static void print_line(struct table *t, const struct listed *l)
{
	char day[DATE_TEXT_SIZE], dollars[NUM_TEXT_SIZE];
	table_text(t, l->ticker);
	table_text(t, l->tracked ? "yes" : NULL);
	table_text(t, !l->tradable ? "gone" : l->options_enabled ? "options" : "stock");
	table_text(t,
		money_known(l->dollar_volume) ? money_format(l->dollar_volume, 0, dollars) : NULL);
	table_text(t, date_known(l->next_earnings) ? date_format(l->next_earnings, day) : NULL);
	table_text(t, l->next_earnings_time);
	table_text(t, l->sector);
	table_text(t, l->name);
}

static void name_unknown(struct run *run, const struct listed *list, size_t count)
{
	for (int i = 0; i < run->operand_count; i++) {
		bool found = false;
		for (size_t k = 0; k < count && !found; k++)
			found = text_equal(list[k].ticker, run->operands[i]);
		if (!found)
			run_partial(run, "%s is not in the universe", run->operands[i]);
	}
}

int universe_list(struct run *run, struct error *err)
{
	struct listed *list mem_auto = NULL;
	size_t count;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	if (run->operand_count > 0)
		arg_text_array(&a, (const char *const *)run->operands, (size_t)run->operand_count);
	else
		arg_null(&a);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_universe_list, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, array_size(columns), sizeof *list, &list, &count, err) !=
			0)
		return -1;
	table_auto struct table table = TABLE_INIT(text_columns, array_size(text_columns));
	for (size_t i = 0; i < count; i++)
		if (run->json)
			print_object(run, &list[i]);
		else
			print_line(&table, &list[i]);
	if (!run->json && count > 0)
		table_write(&table, terminal_width(), &run->out);
	name_unknown(run, list, count);
	return 0;
}

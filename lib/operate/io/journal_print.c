#include "journal_print.h"

#include <stdlib.h>

#include "array.h"
#include "fee.h"
#include "journal.h"
#include "log.h"
#include "query.h"
#include "row.h"
#include "store_lots.h"

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct journal_cash, id, false),
	ROW_FIELD(ROW_TEXT, struct journal_cash, account, false),
	ROW_FIELD(ROW_TEXT, struct journal_cash, type, false),
	ROW_FIELD(ROW_TEXT, struct journal_cash, sub_type, false),
	ROW_FIELD(ROW_INSTANT, struct journal_cash, at, false),
	ROW_FIELD(ROW_DATE, struct journal_cash, day, false),
	ROW_FIELD(ROW_BOOL, struct journal_cash, is_balance, false),
	ROW_FIELD(ROW_MONEY, struct journal_cash, amount, false),
};

static int load_cash(struct run *run, const char *account, struct journal_cash **out, size_t *count,
	struct odd_rows *odd, struct error *err)
{
	const char *fees[FEE_KINDS];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	for (int kind = 0; kind < FEE_KINDS; kind++)
		fees[kind] = fee_name((enum fee_kind)kind);
	arg_text(&a, account[0] == '\0' ? NULL : account);
	arg_text_array(&a, fees, FEE_KINDS);
	if (db_rows(run->db, &query_journal_cash, &a, &rows, err) != 0)
		return -1;
	return rows_read_odd(&rows, columns, array_size(columns), sizeof **out, out, count,
		"activities", odd, err);
}

int journal_print(
	struct run *run, const char *account, struct buf *out, size_t *count, struct error *err)
{
	struct lot_book book;
	struct journal_cash *cash = NULL;
	struct journal_result written = {0};
	size_t moves = 0;
	int result = lot_book_load(run, account, &book, err);
	if (result == 0)
		result = load_cash(run, account, &cash, &moves, &book.odd, err);
	if (result == 0)
		result = journal_write(out, &book.lots, cash, moves, &written, err);
	if (result == 0)
		lot_book_tell(run, &book);
	if (written.unexplained > 0)
		log_warning("%zu of %zu transactions are not, or not all, explained: see "
			    "Equity:Unexplained",
			written.unexplained, written.transactions);
	*count = written.transactions;
	free(cash);
	lot_book_free(&book);
	return result;
}

#include "store_universe.h"

#include "array.h"
#include "query.h"
#include "row.h"

enum { COPY_MAX = 64 << 20 }; /* 11,000 tickers are 1 MB */

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct listing, ticker, false),
	ROW_FIELD(ROW_TEXT, struct listing, name, false),
	ROW_FIELD(ROW_TEXT, struct listing, exchange, false),
	ROW_FIELD(ROW_BOOL, struct listing, tradable, false),
	ROW_FIELD(ROW_BOOL, struct listing, options_enabled, false),
	ROW_FIELD(ROW_BOOL, struct listing, tracked, false),
	ROW_FIELD(ROW_MONEY, struct listing, dollar_volume, true),
};

int store_universe_load(struct db *db, struct listing **out, size_t *count, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(db, &query_universe_load, NULL, &rows, err) != 0)
		return -1;
	return rows_read(&rows, columns, array_size(columns), sizeof **out, out, count, err);
}

struct universe_save {
	const struct buf *copy;
	struct instant now;
};

static int save(struct db *db, void *context, struct error *err)
{
	const struct universe_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, s->now);
	if (db_none(db, &query_universe_stage, NULL, NULL, err) != 0 ||
		db_copy_in(db, &query_universe_copy, s->copy, NULL, err) != 0)
		return -1;
	return db_none(db, &query_universe_merge, &a, NULL, err);
}

int store_universe_save(
	struct run *run, const struct listing *rows, size_t count, struct error *err)
{
	buf_auto struct buf copy = BUF_INIT(COPY_MAX);
	for (const struct listing *l = rows; l < rows + count; l++) {
		if (l->change == LISTING_SAME)
			continue;
		char dollars[NUM_TEXT_SIZE];
		copy_text(&copy, l->ticker);
		copy_text(&copy, l->name);
		copy_text(&copy, l->exchange);
		copy_bool(&copy, l->tradable);
		copy_bool(&copy, l->options_enabled);
		copy_bool(&copy, l->tracked);
		copy_text(&copy, money_known(l->dollar_volume)
					 ? money_format(l->dollar_volume, 2, dollars)
					 : NULL);
		copy_end(&copy);
	}
	struct universe_save s = {&copy, run->now};
	return copy.length == 0 && buf_ok(&copy) ? 0 : run_store(run, save, &s, err);
}

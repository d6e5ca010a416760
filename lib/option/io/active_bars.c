#include "active_bars.h"

#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_option_bar.h"
#include "text.h"

enum { PICKS_MAX = 100000, OVERLAP_MIN = 5 };

void active_bars_free(struct active_bars *b)
{
	free(b->picks);
	*b = (struct active_bars){.picks = NULL};
}

static int compare_volume(const void *a, const void *b)
{
	const struct option_snapshot *x = *(const struct option_snapshot *const *)a,
				     *y = *(const struct option_snapshot *const *)b;
	if (x->volume != y->volume)
		return x->volume > y->volume ? -1 : 1;
	return strcmp(x->symbol, y->symbol);
}

int active_bars_pick(struct active_bars *b, const struct snapshot *s, size_t most)
{
	const struct option_snapshot **order mem_auto = calloc(s->count + 1, sizeof *order);
	size_t n = 0;
	if (order == NULL)
		return -1;
	for (size_t i = 0; i < s->count; i++)
		if (s->points[i].snapshot.volume > 0)
			order[n++] = &s->points[i].snapshot;
	qsort(order, n, sizeof *order, compare_volume);
	n = n < most ? n : most;
	if (mem_grow(&b->picks, &b->capacity, b->count + n + 1, sizeof *b->picks, PICKS_MAX) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		memcpy(b->picks[b->count++].symbol, order[i]->symbol, OCC_SYMBOL_SIZE);
	return 0;
}

struct last_bar {
	char symbol[OCC_SYMBOL_SIZE];
	struct instant last_ts;
};

/*
 * Where to begin: OVERLAP_MIN before the newest stored bar of the contract that is furthest behind,
 * and at the open when a contract has no bar yet.
 */
static int begin_of(struct run *run, const struct session *today, const char *const *symbols,
	size_t count, struct instant *out, struct error *err)
{
	static const struct row_column columns[] = {
		ROW_FIELD(ROW_TEXT, struct last_bar, symbol, false),
		ROW_FIELD(ROW_INSTANT, struct last_bar, last_ts, false),
	};
	struct last_bar *found mem_auto = NULL;
	size_t n;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text_array(&a, symbols, count);
	arg_instant(&a, today->open);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_option_bars_last, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, 2, sizeof *found, &found, &n, err) != 0)
		return -1;
	struct instant from = n < count ? today->open : run->now;
	for (size_t i = 0; i < n; i++)
		if (instant_compare(found[i].last_ts, from) < 0)
			from = found[i].last_ts;
	from = instant_add(from, -OVERLAP_MIN * MINUTE_US);
	*out = instant_compare(from, today->open) < 0 ? today->open : from;
	return 0;
}

int active_bars_fetch(
	struct active_bars *b, struct run *run, struct alpaca *broker, struct error *err)
{
	struct session today;
	struct instant from, end = instant_add(instant_floor(run->now, MINUTE_US), -MINUTE_US);
	const char **symbols mem_auto = calloc(b->count + 1, sizeof *symbols);
	struct option_bars bars;
	if (symbols == NULL)
		return error_memory(err);
	if (b->count == 0 || !calendar_session_at(run->now, &today))
		return 0;
	for (size_t i = 0; i < b->count; i++)
		symbols[i] = b->picks[i].symbol;
	option_bars_begin(&bars, run);
	int result = begin_of(run, &today, symbols, b->count, &from, err);
	if (result == 0 && instant_compare(from, end) <= 0)
		result = alpaca_option_bars(broker, symbols, b->count, "1Min", from, end,
			option_bars_take, &bars, NULL, err);
	if (result == 0)
		result = option_bars_flush(&bars, err);
	option_bars_end(&bars);
	run_count(run, "option_contracts", (int64_t)b->count);
	return result;
}

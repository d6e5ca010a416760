#include "capture.h"

#include <stdlib.h>

#include "calendar.h"
#include "clock.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_option_bar.h"
#include "text.h"
#include "zone.h"

enum {
	LATE_MIN = 30,	  /* bars of the last minutes may arrive this late after the close */
	EXPIRED_DAYS = 4, /* no bars arrive for a contract that expired longer ago (a weekend) */
};
#define GROUP_SPAN_US (30 * MINUTE_US) /* contracts whose start is this near share a request */

struct contract {
	char symbol[OCC_SYMBOL_SIZE];
	struct instant entry_time;
	struct instant last_ts; /* newest stored bar; unknown: none */
	struct instant from;	/* start of the request */
};

static const struct row_column due_columns[] = {
	ROW_FIELD(ROW_TEXT, struct contract, symbol, false),
	ROW_FIELD(ROW_INSTANT, struct contract, entry_time, false),
};

static const struct row_column last_columns[] = {
	ROW_FIELD(ROW_TEXT, struct contract, symbol, false),
	ROW_FIELD(ROW_INSTANT, struct contract, last_ts, false),
};

struct capture {
	struct desk *desk;
	struct contract *contracts;
	size_t count;
	const char **symbols; /* of contracts, in their order; borrowed */
	struct instant end;   /* start of the newest whole minute */
	int64_t until_us;     /* monotonic */
	bool done;
	struct option_bars bars;
};

static struct instant closed_since(const struct capture *c)
{
	const struct run *run = c->desk->run;
	return instant_add(run->now, -(int64_t)run->params.capture_days_after * DAY_US);
}

static int load_due(struct capture *c, struct error *err)
{
	struct run *run = c->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_instant(&a, closed_since(c));
	arg_date(&a, date_add(run_today(run), -EXPIRED_DAYS));
	if (db_rows(run->db, &query_capture_due, &a, &rows, err) != 0 ||
		rows_read(&rows, due_columns, 2, sizeof *c->contracts, &c->contracts, &c->count,
			err) != 0)
		return -1;
	c->symbols = calloc(c->count + 1, sizeof *c->symbols);
	return c->symbols == NULL ? error_memory(err) : 0;
}

static int compare_from(const void *a, const void *b)
{
	const struct contract *x = a, *y = b;
	return instant_compare(x->from, y->from);
}

static int load_last(struct capture *c, struct contract **found, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct instant oldest = c->contracts[0].entry_time;
	for (size_t i = 0; i < c->count; i++) {
		c->symbols[i] = c->contracts[i].symbol;
		if (instant_compare(c->contracts[i].entry_time, oldest) < 0)
			oldest = c->contracts[i].entry_time;
	}
	arg_text_array(&a, c->symbols, c->count);
	arg_instant(&a, instant_floor(oldest, MINUTE_US));
	arg_instant(&a, c->desk->run->now);
	if (db_rows(c->desk->run->db, &query_option_bars_last, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, last_columns, 2, sizeof **found, found, count, err);
}

/*
 * Sets the start of each request: some minutes before the newest stored bar, or the minute of the
 * entry when no bar is stored. Sorts by that start.
 */
static int plan(struct capture *c, struct error *err)
{
	struct contract *stored mem_auto = NULL;
	size_t n = 0;
	if (load_last(c, &stored, &n, err) != 0)
		return -1;
	int64_t overlap_us = (int64_t)c->desk->run->params.capture_overlap_min * MINUTE_US;
	for (size_t i = 0; i < c->count; i++) {
		struct contract *k = &c->contracts[i];
		k->from = instant_floor(k->entry_time, MINUTE_US);
		for (size_t s = 0; s < n; s++)
			if (text_equal(stored[s].symbol, k->symbol))
				k->from = instant_add(stored[s].last_ts, -overlap_us);
	}
	qsort(c->contracts, c->count, sizeof *c->contracts, compare_from);
	for (size_t i = 0; i < c->count; i++)
		c->symbols[i] = c->contracts[i].symbol;
	return 0;
}

/* Contracts whose bars begin near each other share a request. */
static int fetch(struct capture *c, struct error *err)
{
	for (size_t first = 0; first < c->count;) {
		struct instant from = c->contracts[first].from;
		size_t n = 1;
		while (first + n < c->count &&
			instant_diff_us(c->contracts[first + n].from, from) <= GROUP_SPAN_US)
			n++;
		if (run_should_stop(c->desk->run))
			return run_stop(c->desk->run, err);
		if (clock_monotonic_us() >= c->until_us) {
			c->done = false;
			return 0;
		}
		if (instant_compare(from, c->end) <= 0 &&
			alpaca_option_bars(c->desk->broker, c->symbols + first, n, "1Min", from,
				c->end, option_bars_take, &c->bars, err) != 0)
			return -1;
		if (option_bars_flush(&c->bars, err) != 0)
			return -1;
		first += n;
	}
	return 0;
}

static int store_progress(struct db *db, void *context, struct error *err)
{
	struct capture *c = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_text_array(&a, c->symbols, c->count);
	arg_instant(&a, closed_since(c));
	arg_i64(&a, (int64_t)c->desk->run->params.capture_days_after);
	return db_none(db, &query_capture_progress, &a, NULL, err);
}

static int capture(struct capture *c, struct error *err)
{
	if (load_due(c, err) != 0)
		return -1;
	if (c->count == 0)
		return 0;
	/* Bars that were stored before a failure count. */
	int result = plan(c, err) != 0 ? -1 : fetch(c, err);
	struct error why = {0};
	if (run_store(c->desk->run, store_progress, c, &why) != 0 && result == 0) {
		*err = why;
		result = -1;
	}
	return result;
}

int capture_run(struct desk *desk, int64_t until_us, bool *done, struct error *err)
{
	struct session session;
	struct instant now = desk->run->now;
	*done = true;
	if (desk->run->params.capture_enabled <= 0 || !calendar_session_at(now, &session) ||
		instant_compare(now, session.open) < 0 ||
		instant_compare(now, instant_add(session.close, LATE_MIN * MINUTE_US)) > 0)
		return 0;
	struct capture c = {
		.desk = desk,
		.end = instant_add(instant_floor(now, MINUTE_US), -MINUTE_US),
		.until_us = until_us,
		.done = true,
	};
	option_bars_begin(&c.bars, desk->run);
	int result = capture(&c, err);
	option_bars_end(&c.bars);
	*done = result != 0 || c.done;
	free(c.contracts);
	free(c.symbols);
	return result;
}

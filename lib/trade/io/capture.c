#include "capture.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "capture_plan.h"
#include "clock.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_option_bar.h"
#include "text.h"
#include "zone.h"

enum {
	LATE_MIN = 30,	  /* bars of the last minutes may arrive this late after the close */
	EXPIRED_DAYS = 4, /* no bars arrive for a contract that expired longer ago (a weekend) */
	FAILURES_MAX = 2, /* after so many requests in a row that failed, none works */
	JSON_MAX = 16 << 20,
	COUNT_EVERY_MIN = 5, /* the bars of an open position: it costs a read of all of them */
};

static const struct row_column due_columns[] = {
	ROW_FIELD(ROW_TEXT, struct capture_contract, symbol, false),
	ROW_FIELD(ROW_INSTANT, struct capture_contract, entry_time, false),
	ROW_FIELD(ROW_INSTANT, struct capture_contract, last_ts, true),
};

struct capture {
	struct desk *desk;
	struct capture_contract *contracts; /* owned */
	size_t count;
	const char **symbols; /* of contracts, in their order; the array is owned */
	struct instant end;   /* start of the newest whole minute */
	int64_t until_us;     /* monotonic */
	bool done;
	int failures; /* requests in a row */
	struct error first_failure;
	struct option_bars bars;
	struct capture_contract *batch; /* of the request under way; borrowed */
	size_t batch_count, found;	/* FOUND: where the last bar belonged */
};

static struct instant closed_since(const struct capture *c)
{
	const struct run *run = c->desk->run;
	return instant_add(run->now, -(int64_t)run->params.capture_days_after * DAY_US);
}

/* ---- plan ---- */

static int load_due(struct capture *c, struct error *err)
{
	struct run *run = c->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_instant(&a, closed_since(c));
	arg_date(&a, date_add(run_today(run), -EXPIRED_DAYS));
	if (db_rows(run->db, &query_capture_due, &a, &rows, err) != 0 ||
		rows_read(&rows, due_columns, array_size(due_columns), sizeof *c->contracts,
			&c->contracts, &c->count, err) != 0)
		return -1;
	c->symbols = calloc(c->count + 1, sizeof *c->symbols);
	return c->symbols == NULL ? error_memory(err) : 0;
}

/* Sets the start of each request and sorts the contracts by it. */
static void plan(struct capture *c)
{
	int overlap_min = (int)c->desk->run->params.capture_overlap_min;
	for (size_t i = 0; i < c->count; i++)
		c->contracts[i].from = capture_from(&c->contracts[i], overlap_min);
	capture_sort(c->contracts, c->count);
	for (size_t i = 0; i < c->count; i++)
		c->symbols[i] = c->contracts[i].symbol;
}

/* ---- ask ---- */

/* Counts a bar for its contract; the bars of a contract come one after another. */
static int take_bar(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct capture *c = context;
	for (size_t i = 0; i < c->batch_count; i++) {
		size_t at = (c->found + i) % c->batch_count;
		if (!text_equal(c->batch[at].symbol, symbol))
			continue;
		c->found = at;
		c->batch[at].bars++;
		c->batch[at].newest = bar->ts;
		return option_bars_take(&c->bars, symbol, bar, err);
	}
	return 0; /* nobody asked for it */
}

/* Requests the bars of the N contracts from FIRST on; *REFUSED as of alpaca_option_bars. */
static int request(struct capture *c, size_t first, size_t n, long *refused, struct error *err)
{
	c->batch = &c->contracts[first];
	c->batch_count = n;
	c->found = 0;
	for (size_t i = 0; i < n; i++) {
		c->batch[i].bars = 0;
		c->batch[i].newest = INSTANT_UNKNOWN;
	}
	int result = alpaca_option_bars(c->desk->broker, c->symbols + first, n, "1Min",
		c->batch[0].from, c->end, take_bar, c, refused, err);
	struct error why = {0};
	if (option_bars_flush(&c->bars, &why) != 0 && result == 0)
		return *err = why, -1;
	return result;
}

static void answer(struct capture *c, size_t first, size_t n, enum capture_answer how)
{
	for (size_t i = first; i < first + n; i++)
		c->contracts[i].answer = how;
}

/*
 * Requests the bars of N contracts, at most CAPTURE_BATCH_MAX. When the broker refuses the request,
 * it does so for one of them: halves are requested until that one is alone. -1 when no more can be
 * requested.
 */
static int ask(struct capture *c, size_t first, size_t n, struct error *err)
{
	struct error why = {0};
	long refused = 0;
	if (run_should_stop(c->desk->run))
		return run_stop(c->desk->run, err);
	int result = request(c, first, n, &refused, &why);
	if (result == 0) {
		c->failures = 0;
		answer(c, first, n, CAPTURE_ANSWERED);
		return 0;
	}
	if (why.kind == ERROR_AGAIN || why.kind == ERROR_PERMISSION)
		return *err = why, -1;
	bool is_refused = refused == 400 || refused == 404 || refused == 422;
	if (is_refused && n > 1)
		return ask(c, first, n / 2, err) != 0 || ask(c, first + n / 2, n - n / 2, err) != 0
			       ? -1
			       : 0;
	answer(c, first, n, refused == 404 ? CAPTURE_NOT_FOUND : CAPTURE_FAILED);
	if (refused == 404) {
		log_info("option bars: %s: the broker does not know the contract",
			c->symbols[first]);
		return 0;
	}
	if (c->first_failure.kind == ERROR_NONE)
		c->first_failure = why;
	if (is_refused || ++c->failures < FAILURES_MAX)
		return 0;
	*err = c->first_failure;
	return -1;
}

static int fetch(struct capture *c, struct error *err)
{
	size_t first = 0;
	/* from here on the entry is so new that no whole minute has passed */
	while (c->count > 0 && instant_compare(c->contracts[c->count - 1].from, c->end) > 0)
		c->count--;
	while (first < c->count) {
		size_t n = capture_batch(c->contracts + first, c->count - first);
		if (clock_monotonic_us() >= c->until_us) {
			c->done = false;
			return 0;
		}
		if (ask(c, first, n, err) != 0)
			return -1;
		first += n;
	}
	if (c->first_failure.kind == ERROR_NONE)
		return 0;
	*err = c->first_failure;
	return -1;
}

/* ---- store ---- */

static void write_answers(const struct capture *c, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < c->count; i++) {
		const struct capture_contract *k = &c->contracts[i];
		jsonl_open(&w, NULL, '{');
		jsonl_text(&w, "symbol", k->symbol);
		jsonl_instant(&w, "from", k->from);
		jsonl_text(&w, "answer", capture_answer_name(k->answer));
		jsonl_i64(&w, "bars", k->answer == CAPTURE_ANSWERED ? k->bars : 0);
		jsonl_instant(
			&w, "newest", k->answer == CAPTURE_ANSWERED ? k->newest : INSTANT_UNKNOWN);
		jsonl_text(&w, "error", k->answer == CAPTURE_FAILED ? c->first_failure.text : NULL);
		jsonl_close(&w);
	}
	jsonl_close(&w);
}

/* The sessions from the oldest request on; of an earlier one the capture of that day stored it. */
static void write_sessions(const struct capture *c, struct buf *out)
{
	struct jsonl w;
	struct session s;
	struct date day = zone_new_york_date(c->contracts[0].from, NULL), last;
	char text[DATE_TEXT_SIZE];
	last = zone_new_york_date(c->end, NULL);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '[');
	for (; date_compare(day, last) <= 0; day = date_add(day, 1)) {
		if (!calendar_session(day, &s))
			continue;
		jsonl_open(&w, NULL, '{');
		jsonl_text(&w, "day", date_format(day, text));
		jsonl_instant(&w, "opens_at", s.open);
		jsonl_instant(&w, "closes_at", s.close);
		jsonl_close(&w);
	}
	jsonl_close(&w);
}

/* Whether the bars of its open positions are to be counted again. */
static bool has_grown(const struct capture_contract *k)
{
	int64_t step_us = COUNT_EVERY_MIN * MINUTE_US;
	return k->answer == CAPTURE_ANSWERED && instant_known(k->newest) &&
	       (!instant_known(k->last_ts) || instant_compare(instant_floor(k->newest, step_us),
						      instant_floor(k->last_ts, step_us)) > 0);
}

/* Counts the bars of positions, each minute those of the positions that ended in the last day. */
static int count_bars(const struct capture *c, struct error *err)
{
	const char **grown mem_auto = calloc(c->count, sizeof *grown);
	size_t n = 0;
	if (grown == NULL)
		return error_memory(err);
	for (size_t i = 0; i < c->count; i++)
		if (has_grown(&c->contracts[i]))
			grown[n++] = c->contracts[i].symbol;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_text_array(&a, grown, n);
	arg_instant(&a, closed_since(c));
	arg_instant(&a, instant_add(c->desk->run->now, -DAY_US));
	return db_none(c->desk->run->db, &query_capture_count, &a, NULL, err);
}

static int store_answers(struct db *db, void *context, struct error *err)
{
	struct capture *c = context;
	buf_auto struct buf answers = BUF_INIT((size_t)JSON_MAX), days = BUF_INIT((size_t)JSON_MAX);
	write_answers(c, &answers);
	write_sessions(c, &days);
	if (!buf_ok(&answers) || !buf_ok(&days))
		return error_memory(err);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, buf_text(&answers));
	arg_instant(&a, instant_add(c->end, MINUTE_US));
	arg_instant(&a, c->desk->run->now);
	if (db_none(db, &query_capture_answers, &a, NULL, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_text(&a, buf_text(&days));
	if (db_none(db, &query_capture_sessions, &a, NULL, err) != 0)
		return -1;
	return count_bars(c, err);
}

static void count_answers(const struct capture *c)
{
	int64_t counts[CAPTURE_ANSWERED + 1] = {0}, empty = 0;
	struct run *run = c->desk->run;
	for (size_t i = 0; i < c->count; i++) {
		counts[c->contracts[i].answer]++;
		empty += c->contracts[i].answer == CAPTURE_ANSWERED && c->contracts[i].bars == 0;
	}
	run_count(run, "capture_contracts", (int64_t)c->count);
	run_count(run, "capture_empty", empty);
	run_count(run, "capture_not_found", counts[CAPTURE_NOT_FOUND]);
	run_count(run, "capture_unanswered", counts[CAPTURE_FAILED] + counts[CAPTURE_NOT_ASKED]);
}

static int capture(struct capture *c, struct error *err)
{
	if (load_due(c, err) != 0)
		return -1;
	if (c->count == 0)
		return 0;
	plan(c);
	int result = fetch(c, err);
	if (c->count == 0)
		return result;
	/* The answers before a failure count, and so does the failure. */
	struct error why = {0};
	count_answers(c);
	if (run_store(c->desk->run, store_answers, c, &why) != 0 && result == 0) {
		*err = why;
		result = -1;
	}
	return result;
}

bool capture_is_due(const struct run *run)
{
	struct session session;
	return calendar_session_at(run->now, &session) &&
	       instant_compare(run->now, session.open) >= 0 &&
	       instant_compare(run->now, instant_add(session.close, LATE_MIN * MINUTE_US)) <= 0;
}

int capture_run(struct desk *desk, int64_t until_us, bool *done, struct error *err)
{
	*done = true;
	if (desk->run->params.capture_enabled <= 0)
		return 0;
	struct capture c = {
		.desk = desk,
		.end = instant_add(instant_floor(desk->run->now, MINUTE_US), -MINUTE_US),
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

#include "bar_stream.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "store_bar.h"
#include "text.h"
#include "zone.h"

enum {
	SLICES_MAX = 64, /* times of a piece with a buffer each, so that rows are stored by time */
	ROWS_BYTES_MAX = 512 << 20,
	TRIES = 3,
	PARTS_MAX = 20000000,
};

static const struct {
	const struct query *is_empty, *fill, *merge;
	const char *partitioned;
	int64_t unit_us;
} kinds[] = {
	[BAR_MINUTE] = {&query_telemetry_is_empty, &query_telemetry_fill, &query_telemetry_merge,
		"lane_telemetry", MINUTE_US},
	[BAR_DAILY] = {NULL, NULL, &query_daily_merge, NULL, DAY_US},
};

/* Bars of one series in a piece that came one after the other. */
struct series_part {
	struct bar_request *request;
	int64_t count;
	struct instant first, last;
};

struct piece {
	struct instant from, end;
	struct buf rows[SLICES_MAX + 2]; /* the head, one buffer per slice, the tail */
	size_t slices, count;
	struct series_part *parts; /* a series may have several */
	size_t part_count, part_capacity;
	struct instant oldest, newest; /* bars in the piece */
};

struct bar_stream {
	struct run *run;
	enum bar_interval kind;
	struct bar_request *items;
	size_t item_count;
	struct piece pieces[2], *gathered, *stored;
	enum { IDLE, FILLING, STAGING, MERGING } state;
	bool once;    /* the piece has some bars twice: delete the earlier ones */
	bool no_fill; /* another run fills the same time: merge instead */
	int tries;
	int ensured; /* the month whose partition exists, counted from year 0; 0: none */
};

int bar_stream_open(struct bar_stream **out, struct run *run, enum bar_interval kind,
	struct bar_request *items, size_t count, struct error *err)
{
	struct bar_stream *s = calloc(1, sizeof *s);
	if (s == NULL)
		return error_memory(err);
	s->run = run;
	s->kind = kind;
	s->items = items;
	s->item_count = count;
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < SLICES_MAX + 2; k++)
			s->pieces[i].rows[k] = BUF_INIT((size_t)ROWS_BYTES_MAX);
	s->gathered = &s->pieces[0];
	s->stored = &s->pieces[1];
	*out = s;
	return 0;
}

void bar_stream_close(struct bar_stream *s)
{
	if (s == NULL)
		return;
	if (s->state != IDLE)
		db_abandon(s->run->db);
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < SLICES_MAX + 2; k++)
			buf_free(&s->pieces[i].rows[k]);
		free(s->pieces[i].parts);
	}
	free(s);
}

void bar_stream_begin(struct bar_stream *s, struct instant from, struct instant end)
{
	struct piece *p = s->gathered;
	int64_t units = instant_diff_us(end, from) / kinds[s->kind].unit_us + 1;
	p->from = from;
	p->end = end;
	p->slices = units > SLICES_MAX ? 1 : (size_t)units;
	p->count = p->part_count = 0;
	p->oldest = p->newest = INSTANT_UNKNOWN;
	for (size_t i = 0; i < p->slices + 2; i++)
		buf_clear(&p->rows[i]);
	binary_head(&p->rows[0]);
	binary_tail(&p->rows[p->slices + 1]);
}

size_t bar_stream_count(const struct bar_stream *s)
{
	return s->gathered->count;
}

static void note_part(struct piece *p, struct bar_request *f, struct instant ts)
{
	struct series_part *last = p->part_count == 0 ? NULL : &p->parts[p->part_count - 1];
	if (last == NULL || last->request != f) {
		if (mem_grow(&p->parts, &p->part_capacity, p->part_count + 1, sizeof *p->parts,
			    PARTS_MAX) != 0) {
			p->rows[0].failed = true; /* reported when the piece is sent */
			return;
		}
		last = &p->parts[p->part_count++];
		*last = (struct series_part){.request = f, .first = ts};
	}
	last->count++;
	last->last = ts;
	if (!instant_known(p->oldest) || instant_compare(ts, p->oldest) < 0)
		p->oldest = ts;
	if (!instant_known(p->newest) || instant_compare(ts, p->newest) > 0)
		p->newest = ts;
}

void bar_stream_add(struct bar_stream *s, struct bar_request *f, const struct bar *bar)
{
	struct piece *p = s->gathered;
	size_t slice =
		p->slices == 1
			? 0
			: (size_t)(instant_diff_us(bar->ts, p->from) / kinds[s->kind].unit_us);
	store_bar_put(&p->rows[1 + slice], f->ticker, bar, s->run->now);
	p->count++;
	note_part(p, f, bar->ts);
}

/* ---- storing ---- */

static int month_of(struct instant t)
{
	int year, month, day;
	date_to_ymd(instant_utc_date(t), &year, &month, &day);
	return year * 12 + month;
}

static int ensure_partitions(struct bar_stream *s, const struct piece *p, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	bool there = month_of(p->oldest) == s->ensured && month_of(p->newest) == s->ensured;
	if (there || kinds[s->kind].partitioned == NULL)
		return 0;
	arg_text(&a, kinds[s->kind].partitioned);
	arg_instant(&a, p->oldest);
	arg_instant(&a, p->newest);
	return db_row(s->run->db, &query_partition_ensure, &a, &rows, err);
}

static int is_empty(struct bar_stream *s, const struct piece *p, bool *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = false;
	if (kinds[s->kind].is_empty == NULL || s->no_fill || s->once)
		return 0;
	arg_instant(&a, p->oldest);
	arg_instant(&a, p->newest);
	if (db_row(s->run->db, kinds[s->kind].is_empty, &a, &rows, err) != 0)
		return -1;
	*out = text_equal(row_text(&rows, 0, "empty"), "t");
	return 0;
}

/*
 * Opens the transaction and starts the copy of the rows: straight into the table when its time has
 * no bar yet, else into a stage.
 */
static int begin_store(struct bar_stream *s, struct error *err)
{
	struct piece *p = s->stored;
	struct db *db = s->run->db;
	bool empty;
	if (db_script(db, "begin", "begin", err) != 0)
		return -1;
	s->state = STAGING; /* from here on a failure must roll back */
	if (run_fence(s->run, err) != 0 || ensure_partitions(s, p, err) != 0 ||
		is_empty(s, p, &empty, err) != 0 ||
		(!empty && db_none(db, &query_bars_stage, NULL, NULL, err) != 0))
		return -1;
	s->state = empty ? FILLING : STAGING;
	return db_start(db, empty ? kinds[s->kind].fill : &query_bars_copy, NULL, p->rows,
		p->slices + 2, err);
}

struct series_change {
	char ticker[TICKER_SIZE];
	int64_t added, corrected;
	struct instant first_ts, last_ts;
};

static const struct row_column change_columns[] = {
	ROW_FIELD(ROW_TEXT, struct series_change, ticker, false),
	ROW_FIELD(ROW_I64, struct series_change, added, false),
	ROW_FIELD(ROW_I64, struct series_change, corrected, false),
	ROW_FIELD(ROW_INSTANT, struct series_change, first_ts, false),
	ROW_FIELD(ROW_INSTANT, struct series_change, last_ts, false),
};

static void note_change(struct run *run, struct bar_request *f, const struct series_change *c)
{
	f->same -= c->added + c->corrected;
	f->added += c->added;
	f->corrected += c->corrected;
	if (!instant_known(f->first_ts))
		f->first_ts = c->first_ts;
	f->last_ts = c->last_ts;
	run_count(run, "new", c->added);
	run_count(run, "corrected", c->corrected);
}

/* Counts the bars of a committed piece. ROWS: the result of the merge; NULL: all bars are new. */
static int report(struct bar_stream *s, const struct rows *rows, struct error *err)
{
	struct piece *p = s->stored;
	struct series_change *changes mem_auto = NULL;
	size_t count = 0;
	if (rows != NULL && rows_read(rows, change_columns, array_size(change_columns),
				    sizeof *changes, &changes, &count, err) != 0)
		return -1;
	for (struct series_part *part = p->parts; part < p->parts + p->part_count; part++) {
		part->request->same += part->count;
		struct series_change all = {
			.added = part->count, .first_ts = part->first, .last_ts = part->last};
		if (rows == NULL)
			note_change(s->run, part->request, &all);
	}
	for (size_t i = 0; i < count; i++) {
		struct bar_request *f =
			bar_request_find(s->items, s->item_count, changes[i].ticker);
		if (f != NULL)
			note_change(s->run, f, &changes[i]);
	}
	return 0;
}

static int try_again(struct bar_stream *s, struct error *err);

/* Forgets the sums of features that include changed bars, or lack bars that were added. */
static int forget(struct bar_stream *s, const struct rows *rows, struct error *err)
{
	const char **tickers mem_auto = calloc((size_t)rows->count + 1, sizeof *tickers);
	const char **times mem_auto = calloc((size_t)rows->count + 1, sizeof *times);
	if (rows->count == 0)
		return 0;
	if (tickers == NULL || times == NULL)
		return error_memory(err);
	for (int i = 0; i < rows->count; i++) {
		tickers[i] = row_text(rows, i, "ticker");
		times[i] = row_text(rows, i, "first_ts");
	}
	return store_bar_forget(s->run->db, s->run->now, tickers, times, (size_t)rows->count, err);
}

/*
 * Whether sums may have been made without the bars of a time that was just filled. Not when the
 * time is the newest stored one, as in nearly every run; but always when it is of an earlier day,
 * since seeds are made of those.
 */
static int is_summed(struct bar_stream *s, bool *out, struct error *err)
{
	const struct piece *p = s->stored;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	*out = date_compare(zone_new_york_date(p->oldest, NULL), run_today(s->run)) < 0;
	if (*out)
		return 0;
	arg_instant(&a, p->newest);
	if (db_row(s->run->db, &query_telemetry_is_newest, &a, &rows, err) != 0)
		return -1;
	*out = !text_equal(row_text(&rows, 0, "newest"), "t");
	return 0;
}

/* Forgets the sums of features that were made before the time was filled. */
static int forget_filled(struct bar_stream *s, struct error *err)
{
	const struct piece *p = s->stored;
	const char **tickers mem_auto = calloc(p->part_count + 1, sizeof *tickers);
	const char **times mem_auto = calloc(p->part_count + 1, sizeof *times);
	char(*texts)[INSTANT_TEXT_SIZE] mem_auto = calloc(p->part_count + 1, sizeof *texts);
	bool summed;
	if (tickers == NULL || times == NULL || texts == NULL)
		return error_memory(err);
	if (is_summed(s, &summed, err) != 0)
		return -1;
	if (!summed)
		return 0;
	for (size_t i = 0; i < p->part_count; i++) {
		tickers[i] = p->parts[i].request->ticker;
		times[i] = instant_format(p->parts[i].first, texts[i]);
	}
	return store_bar_forget(s->run->db, s->run->now, tickers, times, p->part_count, err);
}

static int commit(struct bar_stream *s, const struct rows *rows, struct error *err)
{
	if (s->kind == BAR_MINUTE &&
		(rows == NULL ? forget_filled(s, err) : forget(s, rows, err)) != 0)
		return try_again(s, err);
	if (db_script(s->run->db, "commit", "commit", err) != 0)
		return -1;
	s->ensured = month_of(s->stored->newest);
	s->state = IDLE;
	s->tries = 0;
	s->once = false;
	return report(s, rows, err);
}

/*
 * Rolls back and stores the piece again, after an error that another way avoids: a bar twice in the
 * piece (21000), bars that another run stored meanwhile (23505, 40001), a deadlock (40P01).
 */
static int try_again(struct bar_stream *s, struct error *err)
{
	static const struct {
		const char *sqlstate;
		enum { PLAINLY, ONCE } how;
	} cures[] = {{"21000", ONCE}, {"23505", PLAINLY}, {"40001", PLAINLY}, {"40P01", PLAINLY}};
	const char *sqlstate = db_sqlstate(s->run->db);
	for (size_t i = 0; i < array_size(cures); i++) {
		if (!text_equal(sqlstate, cures[i].sqlstate) || ++s->tries >= TRIES + 1)
			continue;
		s->once = cures[i].how == ONCE;
		s->no_fill = s->no_fill || s->state == FILLING;
		if (db_script(s->run->db, "rollback", "rollback", err) != 0)
			return -1;
		return begin_store(s, err);
	}
	return -1;
}

/* Takes the result of the finished statement and starts the next one. */
static int advance(struct bar_stream *s, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	struct db *db = s->run->db;
	if (db_finish(db, &rows, err) != 0)
		return try_again(s, err);
	if (s->state == STAGING) {
		if (s->once && db_none(db, &query_bars_once, NULL, NULL, err) != 0)
			return -1;
		db_args_auto struct db_args a = DB_ARGS_INIT;
		arg_instant(&a, s->stored->oldest);
		arg_instant(&a, s->stored->newest);
		s->state = MERGING;
		return db_start(db, kinds[s->kind].merge, &a, NULL, 0, err);
	}
	return commit(s, s->state == FILLING ? NULL : &rows, err);
}

int bar_stream_descriptor(void *stream, bool *write)
{
	const struct bar_stream *s = stream;
	*write = false;
	return s->state == IDLE ? -1 : db_descriptor(s->run->db, write);
}

int bar_stream_step(void *stream, bool *hold, struct error *err)
{
	struct bar_stream *s = stream;
	bool done;
	*hold = false;
	if (run_should_stop(s->run))
		return run_stop(s->run, err);
	if (s->state == IDLE)
		return 0;
	if (db_progress(s->run->db, &done, err) != 0)
		return try_again(s, err);
	return done ? advance(s, err) : 0;
}

int bar_stream_settle(struct bar_stream *s, struct error *err)
{
	while (s->state != IDLE)
		if (advance(s, err) != 0)
			return -1;
	return 0;
}

int bar_stream_rescue(struct bar_stream *s)
{
	bool write;
	struct error ignored = {0};
	if (s->state != IDLE && db_descriptor(s->run->db, &write) < 0)
		return -1;
	return bar_stream_settle(s, &ignored);
}

int bar_stream_send(struct bar_stream *s, struct error *err)
{
	if (bar_stream_settle(s, err) != 0)
		return -1;
	struct piece *sent = s->gathered;
	if (sent->count == 0 && buf_ok(&sent->rows[0]))
		return 0;
	s->gathered = s->stored;
	s->stored = sent;
	return begin_store(s, err);
}

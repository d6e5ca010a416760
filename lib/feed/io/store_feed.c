#include "store_feed.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "clock.h"
#include "mem.h"
#include "query.h"
#include "row.h"

/* LEASE_GRACE_S: a claim outlasts the deadline by the time that the last store may take. */
enum { LEASE_GRACE_S = 10, RELEASE_LIMIT_US = 2000000, ITEMS_JSON_MAX = 200 << 20 };

static const struct row_column due_columns[] = {
	ROW_FIELD(ROW_STRING, struct feed_due, feed_url, false),
	ROW_FIELD(ROW_STRING, struct feed_due, fetch_url, false),
	ROW_FIELD(ROW_STRING, struct feed_due, name, true),
	ROW_FIELD(ROW_STRING, struct feed_due, etag, true),
	ROW_FIELD(ROW_STRING, struct feed_due, last_modified, true),
	ROW_FIELD(ROW_I64, struct feed_due, interval_s, false),
	ROW_FIELD(ROW_I64, struct feed_due, failures, false),
	ROW_FIELD(ROW_I64, struct feed_due, last_gap_s, false),
};

int store_feed_due(
	struct run *run, int64_t max, struct feed_due **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	if (!run->dry_run) {
		int64_t left_us = run->deadline_us - clock_monotonic_us();
		arg_text(&a, run->run_id);
		arg_double(&a, (double)left_us / (double)SECOND_US + LEASE_GRACE_S);
	}
	arg_i64(&a, max);
	const struct query *q = run->dry_run ? &query_feed_due : &query_feed_claim;
	if (db_rows(run->db, q, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, due_columns, array_size(due_columns), sizeof **out, out, count, err);
}

void store_feed_free(struct feed_due *feeds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(feeds[i].feed_url);
		free(feeds[i].fetch_url);
		free(feeds[i].name);
		free(feeds[i].etag);
		free(feeds[i].last_modified);
	}
	free(feeds);
}

static const char *or_null(const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : text;
}

static int store_answer(
	struct db *db, const struct run *run, const struct feed_result *r, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	int64_t affected;
	arg_text(&a, r->feed->feed_url);
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	arg_bool(&a, r->ok);
	if (r->status > 0)
		arg_i64(&a, r->status);
	else
		arg_null(&a);
	arg_text(&a, or_null(r->etag));
	arg_text(&a, or_null(r->last_modified));
	arg_text(&a, or_null(r->moved_to));
	arg_instant(&a, r->plan.next_due);
	arg_i64(&a, r->plan.failures);
	arg_bool(&a, r->plan.enabled);
	arg_text(&a, r->error);
	if (db_none(db, &query_feed_answer, &a, &affected, err) != 0)
		return -1;
	return affected == 1
		       ? 0
		       : error_set(err, ERROR_AGAIN, "another run has taken the feed \"%.200s\"",
				 r->feed->feed_url);
}

/* The index of the item that row INDEX is about, from its column position. */
static int read_position(
	const struct rows *rows, int index, size_t count, size_t *out, struct error *err)
{
	int64_t position;
	const char *text = row_text(rows, index, "position");
	if (text == NULL || num_parse_i64(text, 1, (int64_t)count, &position) != 0)
		return error_set(err, ERROR_INTERNAL, "a stored item has no position in its feed");
	*out = (size_t)position - 1;
	return 0;
}

static void print_article(
	struct run *run, const struct feed_news *n, size_t index, int64_t id, const char *story_uid)
{
	feed_news_write(n, index, id, story_uid, run_row(run, &article_row));
	run_row_end(run);
}

static void sample_article(struct run *run)
{
	struct news row = {.problems = 1};
	print_article(
		run, &(struct feed_news){.rows = &row, .count = 1, .feed_url = ""}, 0, 0, NULL);
}

const struct row_kind article_row = {"article", sample_article};

static int print_stored(
	struct run *run, const struct feed_news *n, const struct rows *rows, struct error *err)
{
	for (int i = 0; i < rows->count; i++) {
		size_t index = 0;
		int64_t id = 0;
		const char *text = row_text(rows, i, "id");
		if (read_position(rows, i, n->count, &index, err) != 0)
			return -1;
		if (text != NULL && num_parse_i64(text, 1, INT64_MAX, &id) != 0)
			return error_set(err, ERROR_INTERNAL, "a stored item has no id");
		print_article(run, n, index, id, row_text(rows, i, "story_uid"));
	}
	return 0;
}

static int add_items(struct db_args *a, const struct feed_news *n, struct error *err)
{
	buf_auto struct buf json = BUF_INIT(ITEMS_JSON_MAX);
	feed_news_json(n, &json);
	if (!buf_ok(&json))
		return error_memory(err);
	arg_text(a, buf_text(&json));
	return 0;
}

struct storing {
	struct run *run;
	const struct feed_result *result;
	const struct db_args *items;
	struct rows *stored;
};

static int store_body(struct db *db, void *context, struct error *err)
{
	const struct storing *s = context;
	rows_auto struct rows lock = ROWS_INIT;
	if (store_answer(db, s->run, s->result, err) != 0)
		return -1;
	if (s->items == NULL)
		return 0;
	if (db_row(db, &query_feed_lock, NULL, &lock, err) != 0)
		return -1;
	return db_rows(db, &query_feed_items_store, s->items, s->stored, err);
}

static int look_up(struct run *run, const struct feed_news *n, struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (add_items(&a, n, err) != 0)
		return -1;
	return db_rows(run->db, &query_feed_items_new, &a, rows, err);
}

int store_feed_result(struct run *run, const struct feed_result *r, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	const struct feed_news *n = r->news;
	bool any = n != NULL && n->count > 0;
	if (run->dry_run) {
		if (any && look_up(run, n, &rows, err) != 0)
			return -1;
	} else {
		struct storing s = {run, r, any ? &a : NULL, &rows};
		if (any) {
			if (add_items(&a, n, err) != 0)
				return -1;
			arg_text(&a, n->feed_url);
			arg_text(&a, n->source);
			arg_i64(&a, (int64_t)run->params.news_duplicate_window_h);
			arg_instant(&a, run->now);
		}
		if (run_store(run, store_body, &s, err) != 0)
			return -1;
	}
	run_count(run, "items", rows.count);
	return any ? print_stored(run, n, &rows, err) : 0;
}

int store_feed_release(struct run *run, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (run->dry_run)
		return 0;
	db_set_deadline(
		run->db, clock_monotonic_us() + RELEASE_LIMIT_US); /* the deadline may be past */
	arg_text(&a, run->run_id);
	return db_none(run->db, &query_feed_release, &a, NULL, err);
}

/* A row of feed_state. */
struct stored_feed {
	char *feed_url, *fetch_url, *name, *last_error;
	bool enabled;
	int64_t interval_s, last_status, failures;
	struct instant last_fetch, last_ok, next_due;
};

static const struct row_column listed_columns[] = {
	ROW_FIELD(ROW_STRING, struct stored_feed, feed_url, false),
	ROW_FIELD(ROW_STRING, struct stored_feed, fetch_url, false),
	ROW_FIELD(ROW_STRING, struct stored_feed, name, true),
	ROW_FIELD(ROW_STRING, struct stored_feed, last_error, true),
	ROW_FIELD(ROW_BOOL, struct stored_feed, enabled, false),
	ROW_FIELD(ROW_I64, struct stored_feed, interval_s, false),
	ROW_FIELD(ROW_I64, struct stored_feed, last_status, true),
	ROW_FIELD(ROW_I64, struct stored_feed, failures, false),
	ROW_FIELD(ROW_INSTANT, struct stored_feed, last_fetch, true),
	ROW_FIELD(ROW_INSTANT, struct stored_feed, last_ok, true),
	ROW_FIELD(ROW_INSTANT, struct stored_feed, next_due, true),
};

static void print_listed(struct run *run, const struct stored_feed *l)
{
	struct jsonl *w = run_row(run, &feed_row);
	jsonl_text(w, "feed_url", l->feed_url);
	jsonl_text(w, "fetch_url", l->fetch_url);
	jsonl_text(w, "name", l->name);
	jsonl_bool(w, "enabled", l->enabled);
	jsonl_i64(w, "interval_s", l->interval_s);
	jsonl_instant(w, "last_fetch", l->last_fetch);
	jsonl_instant(w, "last_ok", l->last_ok);
	jsonl_i64_known(w, "last_status", l->last_status != INT64_MIN, l->last_status);
	jsonl_instant(w, "next_due", l->next_due);
	jsonl_i64(w, "failures", l->failures);
	jsonl_text(w, "last_error", l->last_error);
	run_row_end(run);
}

static void sample_feed(struct run *run)
{
	static char url[1];
	print_listed(run, &(struct stored_feed){.feed_url = url, .fetch_url = url});
}

const struct row_kind feed_row = {"feed", sample_feed};

static int print_feeds(struct run *run, const struct rows *rows, struct error *err)
{
	for (int i = 0; i < rows->count; i++) {
		struct stored_feed l = {0};
		int result = row_read(rows, i, listed_columns, array_size(listed_columns), &l, err);
		if (result == 0)
			print_listed(run, &l);
		free(l.feed_url);
		free(l.fetch_url);
		free(l.name);
		free(l.last_error);
		if (result != 0)
			return -1;
	}
	return 0;
}

struct feed_statement {
	const struct query *query;
	const struct db_args *args;
	struct rows *rows;
};

static int change_body(struct db *db, void *context, struct error *err)
{
	const struct feed_statement *c = context;
	return db_rows(db, c->query, c->args, c->rows, err);
}

/* Prints the feed that a run that is not dry would add. */
static void print_added(struct run *run, const char *url, const char *name, int64_t interval_s)
{
	char *copy mem_auto = strdup(url);
	char *named mem_auto = or_null(name) == NULL ? NULL : strdup(name);
	print_listed(run, &(struct stored_feed){.feed_url = copy,
				  .fetch_url = copy,
				  .name = named,
				  .enabled = true,
				  .interval_s = interval_s,
				  .last_status = INT64_MIN,
				  .last_fetch = INSTANT_UNKNOWN,
				  .last_ok = INSTANT_UNKNOWN,
				  .next_due = INSTANT_UNKNOWN});
}

int store_feed_add(struct run *run, const char *const *urls, const char *const *names, size_t count,
	int64_t interval_s, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text_array(&a, urls, count);
	arg_text_array(&a, names, count);
	arg_i64(&a, interval_s);
	arg_instant(&a, run->now);
	struct feed_statement c = {&query_feed_add, &a, &rows};
	if (run_store(run, change_body, &c, err) != 0)
		return -1;
	for (size_t i = 0; i < count && run->dry_run; i++)
		print_added(run, urls[i], names[i], interval_s);
	run_count(run, "added", rows.count);
	return print_feeds(run, &rows, err);
}

int store_feed_remove(struct run *run, const char *url, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, url);
	struct feed_statement c = {&query_feed_remove, &a, &rows};
	if (run->dry_run ? db_rows(run->db, &query_feed_peek, &a, &rows, err) != 0
			 : run_store(run, change_body, &c, err) != 0)
		return -1;
	if (rows.count == 0)
		return error_set(err, ERROR_DATA, "no such feed: \"%.200s\"", url);
	run_count(run, "removed", rows.count);
	return print_feeds(run, &rows, err);
}

int store_feed_list(struct run *run, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(run->db, &query_feed_list, NULL, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		run_say(run, "no feeds; opt-rss --add URL adds one");
	return print_feeds(run, &rows, err);
}

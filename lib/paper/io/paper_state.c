/*
 * The books on disk: one JSON object, replaced as a whole. The file survives a restart of the
 * server, but it is not synced for a crash of the machine.
 */
#include "paper_server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "mem.h"
#include "text.h"

enum { STATE_MAX = 512 * 1024 * 1024, STATE_VERSION = 1, ROWS_MAX = 1000000 };

/* Fixed point as a whole number of 1/10000, which loses nothing; unknown is null. */
static void put_e4(struct jsonl *w, const char *key, int64_t e4)
{
	if (e4 == INT64_MIN)
		jsonl_null(w, key);
	else
		jsonl_i64(w, key, e4);
}

static void write_legs(struct jsonl *w, const struct paper_request *q)
{
	jsonl_open(w, "legs", '[');
	for (size_t i = 0; i < q->leg_count; i++) {
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "symbol", q->legs[i].symbol);
		jsonl_i64(w, "ratio", q->legs[i].ratio);
		jsonl_i64(w, "side", q->legs[i].side);
		jsonl_i64(w, "intent", (int64_t)q->legs[i].intent);
		jsonl_close(w);
	}
	jsonl_close(w);
}

static void write_order(struct jsonl *w, const struct paper_order *o)
{
	const struct paper_request *q = &o->want;
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "id", o->id);
	jsonl_text(w, "symbol", q->symbol);
	jsonl_text(w, "client_order_id", q->client_order_id);
	jsonl_i64(w, "qty", q->qty);
	jsonl_i64(w, "side", q->side);
	jsonl_i64(w, "type", (int64_t)q->type);
	jsonl_i64(w, "tif", (int64_t)q->tif);
	jsonl_i64(w, "intent", (int64_t)q->intent);
	put_e4(w, "limit", q->limit.e4);
	put_e4(w, "stop", q->stop.e4);
	jsonl_bool(w, "extended_hours", q->extended_hours);
	write_legs(w, q);
	jsonl_i64(w, "status", (int64_t)o->status);
	jsonl_i64(w, "filled_qty", o->filled_qty);
	put_e4(w, "filled_value", o->filled_value.e4);
	jsonl_instant(w, "created_at", o->created_at);
	jsonl_instant(w, "updated_at", o->updated_at);
	jsonl_instant(w, "filled_at", o->filled_at);
	jsonl_instant(w, "expires_at", o->expires_at);
	jsonl_instant(w, "expired_at", o->expired_at);
	jsonl_instant(w, "canceled_at", o->canceled_at);
	jsonl_instant(w, "failed_at", o->failed_at);
	jsonl_instant(w, "replaced_at", o->replaced_at);
	jsonl_i64(w, "parent", o->parent);
	jsonl_i64(w, "replaces", o->replaces);
	jsonl_i64(w, "replaced_by", o->replaced_by);
	jsonl_bool(w, "triggered", o->triggered);
	jsonl_bool(w, "doomed", o->doomed);
	jsonl_bool(w, "cancel_stuck", o->cancel_stuck);
	jsonl_double(w, "fill_share", o->fill_share, -1);
	jsonl_close(w);
}

static void write_position(struct jsonl *w, const struct paper_position *p)
{
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "symbol", p->symbol);
	jsonl_i64(w, "qty", p->qty);
	put_e4(w, "cost", p->cost.e4);
	put_e4(w, "day_cost", p->day_cost.e4);
	put_e4(w, "last_close", p->last_close.e4);
	jsonl_close(w);
}

static void write_activity(struct jsonl *w, const struct paper_activity *a)
{
	jsonl_open(w, NULL, '{');
	jsonl_i64(w, "serial", (int64_t)a->serial);
	jsonl_i64(w, "type", (int64_t)a->type);
	jsonl_text(w, "sub_type", a->sub_type);
	jsonl_i64(w, "order", a->order);
	jsonl_text(w, "symbol", a->symbol);
	jsonl_i64(w, "side", a->side);
	jsonl_i64(w, "qty", a->qty);
	jsonl_i64(w, "cum_qty", a->cum_qty);
	jsonl_i64(w, "leaves_qty", a->leaves_qty);
	put_e4(w, "price", a->price.e4);
	put_e4(w, "net_amount", a->net_amount.e4);
	jsonl_instant(w, "at", a->at);
	jsonl_instant(w, "visible_at", a->visible_at);
	jsonl_i64(w, "order_status", (int64_t)a->order_status);
	jsonl_close(w);
}

static void write_state(struct jsonl *w, const struct paper *p)
{
	const struct paper_book *b = &p->book;
	jsonl_open(w, NULL, '{');
	jsonl_i64(w, "version", STATE_VERSION);
	jsonl_text(w, "account", p->options.account);
	jsonl_i64(w, "seed", (int64_t)(b->seed & INT64_MAX));
	jsonl_instant(w, "now", b->now);
	put_e4(w, "cash", b->cash.e4);
	put_e4(w, "last_equity", b->last_equity.e4);
	put_e4(w, "close_equity", b->close_equity.e4);
	jsonl_i64(w, "serials", (int64_t)b->serials);
	jsonl_text(w, "lock_root", b->lock_root);
	jsonl_instant(w, "lock_until", b->lock_until);
	jsonl_open(w, "orders", '[');
	for (size_t i = 0; i < b->order_count; i++)
		write_order(w, &b->orders[i]);
	jsonl_close(w);
	jsonl_open(w, "positions", '[');
	for (size_t i = 0; i < b->position_count; i++)
		write_position(w, &b->positions[i]);
	jsonl_close(w);
	jsonl_open(w, "activities", '[');
	for (size_t i = 0; i < b->activity_count; i++)
		write_activity(w, &b->activities[i]);
	jsonl_close(w);
	jsonl_open(w, "posts", '[');
	for (size_t i = 0; i < p->stats.post_count; i++) {
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "client_order_id", p->stats.posts[i].client_order_id);
		jsonl_i64(w, "count", p->stats.posts[i].count);
		jsonl_close(w);
	}
	jsonl_close(w);
	jsonl_line(w);
}

static int replace_file(const char *path, const struct buf *text, struct error *err)
{
	char next[4096];
	int n = snprintf(next, sizeof next, "%s.%ld", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof next)
		return error_set(err, ERROR_CONFIG, "the name of the state file is too long");
	FILE *f = fopen(next, "we");
	if (f == NULL)
		return error_set(
			err, ERROR_OUTPUT, "could not create \"%s\": %s", next, strerror(errno));
	bool ok = fwrite(buf_text(text), 1, text->length, f) == text->length;
	ok = fclose(f) == 0 && ok;
	if (ok && rename(next, path) == 0)
		return 0;
	int code = errno;
	(void)unlink(next);
	return error_set(err, ERROR_OUTPUT, "could not write \"%s\": %s", path, strerror(code));
}

int paper_state_save(struct paper *p, struct error *err)
{
	if (p->options.state == NULL)
		return 0;
	struct buf text buf_auto = BUF_INIT(STATE_MAX);
	struct jsonl w;
	jsonl_init(&w, &text);
	write_state(&w, p);
	return buf_ok(&text) ? replace_file(p->options.state, &text, err) : error_memory(err);
}

/* Reading: *BAD becomes true when a member is missing, of another type or out of range. */

static int64_t get_i64(const json_t *o, const char *name, int64_t min, int64_t max, bool *bad)
{
	const json_t *v = json_object_get(o, name);
	int64_t n = json_is_integer(v) ? json_integer_value(v) : 0;
	*bad = *bad || !json_is_integer(v) || n < min || n > max;
	return n;
}

static int64_t get_e4(const json_t *o, const char *name, bool *bad)
{
	const json_t *v = json_object_get(o, name);
	*bad = *bad || !(json_is_integer(v) || json_is_null(v));
	return json_is_integer(v) ? json_integer_value(v) : INT64_MIN;
}

static struct instant get_instant(const json_t *o, const char *name, bool *bad)
{
	const json_t *v = json_object_get(o, name);
	struct instant t = INSTANT_UNKNOWN;
	bool ok = json_is_null(v) ||
		  (json_is_string(v) && instant_parse(json_string_value(v), &t) == 0);
	*bad = *bad || !ok;
	return t;
}

static bool get_bool(const json_t *o, const char *name, bool *bad)
{
	const json_t *v = json_object_get(o, name);
	*bad = *bad || !json_is_boolean(v);
	return json_is_true(v);
}

static void get_text(const json_t *o, const char *name, char *out, size_t size, bool *bad)
{
	const char *text = json_string_value(json_object_get(o, name));
	*bad = *bad || text == NULL || !text_copy(out, size, text);
}

static void read_legs(const json_t *row, struct paper_request *q, bool *bad)
{
	const json_t *legs = json_object_get(row, "legs"), *leg;
	size_t i;
	*bad = *bad || !json_is_array(legs) || json_array_size(legs) > PAPER_LEGS_MAX;
	if (*bad)
		return;
	json_array_foreach(legs, i, leg)
	{
		struct paper_leg *l = &q->legs[q->leg_count++];
		get_text(leg, "symbol", l->symbol, sizeof l->symbol, bad);
		l->ratio = get_i64(leg, "ratio", 1, INT32_MAX, bad);
		l->side = (enum paper_side)get_i64(leg, "side", PAPER_SELL, PAPER_BUY, bad);
		l->intent = (enum paper_intent)get_i64(leg, "intent", 0, PAPER_SELL_TO_CLOSE, bad);
	}
}

static bool read_order(const json_t *row, struct paper_order *o)
{
	struct paper_request *q = &o->want;
	bool bad = false;
	get_text(row, "id", o->id, sizeof o->id, &bad);
	get_text(row, "symbol", q->symbol, sizeof q->symbol, &bad);
	get_text(row, "client_order_id", q->client_order_id, sizeof q->client_order_id, &bad);
	q->qty = get_i64(row, "qty", 1, INT64_MAX, &bad);
	q->side = (enum paper_side)get_i64(row, "side", PAPER_SELL, PAPER_BUY, &bad);
	q->type = (enum paper_type)get_i64(row, "type", 0, PAPER_STOP_LIMIT, &bad);
	q->tif = (enum paper_tif)get_i64(row, "tif", 0, PAPER_FOK, &bad);
	q->intent = (enum paper_intent)get_i64(row, "intent", 0, PAPER_SELL_TO_CLOSE, &bad);
	q->limit.e4 = get_e4(row, "limit", &bad);
	q->stop.e4 = get_e4(row, "stop", &bad);
	q->extended_hours = get_bool(row, "extended_hours", &bad);
	read_legs(row, q, &bad);
	o->status = (enum paper_status)get_i64(row, "status", 0, PAPER_REPLACED, &bad);
	o->filled_qty = get_i64(row, "filled_qty", 0, q->qty, &bad);
	o->filled_value.e4 = get_e4(row, "filled_value", &bad);
	o->created_at = get_instant(row, "created_at", &bad);
	o->updated_at = get_instant(row, "updated_at", &bad);
	o->filled_at = get_instant(row, "filled_at", &bad);
	o->expires_at = get_instant(row, "expires_at", &bad);
	o->expired_at = get_instant(row, "expired_at", &bad);
	o->canceled_at = get_instant(row, "canceled_at", &bad);
	o->failed_at = get_instant(row, "failed_at", &bad);
	o->replaced_at = get_instant(row, "replaced_at", &bad);
	o->parent = get_i64(row, "parent", -1, INT32_MAX, &bad);
	o->replaces = get_i64(row, "replaces", -1, INT32_MAX, &bad);
	o->replaced_by = get_i64(row, "replaced_by", -1, INT32_MAX, &bad);
	o->triggered = get_bool(row, "triggered", &bad);
	o->doomed = get_bool(row, "doomed", &bad);
	o->cancel_stuck = get_bool(row, "cancel_stuck", &bad);
	o->fill_share = json_number_value(json_object_get(row, "fill_share"));
	return !bad;
}

static bool read_position(const json_t *row, struct paper_position *p)
{
	bool bad = false;
	get_text(row, "symbol", p->symbol, sizeof p->symbol, &bad);
	p->option = occ_is_symbol(p->symbol);
	p->qty = get_i64(row, "qty", INT32_MIN, INT32_MAX, &bad);
	p->cost.e4 = get_e4(row, "cost", &bad);
	p->day_cost.e4 = get_e4(row, "day_cost", &bad);
	p->last_close.e4 = get_e4(row, "last_close", &bad);
	return !bad && p->qty != 0;
}

static bool read_activity(const json_t *row, struct paper_activity *a)
{
	bool bad = false;
	const char *sub_type = json_string_value(json_object_get(row, "sub_type"));
	int kind = fee_find(sub_type);
	a->sub_type = kind < 0 ? NULL : fee_name((enum fee_kind)kind);
	a->serial = (uint64_t)get_i64(row, "serial", 0, INT64_MAX, &bad);
	a->type = (enum paper_activity_type)get_i64(row, "type", 0, PAPER_OPTRD, &bad);
	a->order = get_i64(row, "order", -1, INT32_MAX, &bad);
	get_text(row, "symbol", a->symbol, sizeof a->symbol, &bad);
	a->side = (enum paper_side)get_i64(row, "side", PAPER_SELL, PAPER_BUY, &bad);
	a->qty = get_i64(row, "qty", INT64_MIN, INT64_MAX, &bad);
	a->cum_qty = get_i64(row, "cum_qty", 0, INT64_MAX, &bad);
	a->leaves_qty = get_i64(row, "leaves_qty", 0, INT64_MAX, &bad);
	a->price.e4 = get_e4(row, "price", &bad);
	a->net_amount.e4 = get_e4(row, "net_amount", &bad);
	a->at = get_instant(row, "at", &bad);
	a->visible_at = get_instant(row, "visible_at", &bad);
	a->order_status = (enum paper_status)get_i64(row, "order_status", 0, PAPER_REPLACED, &bad);
	return !bad;
}

/* Makes room for one more zeroed element of ARRAY; false when memory is short. */
#define NEXT(array, count, capacity) \
	(mem_grow(&(array), &(capacity), (count) + 1, sizeof *(array), ROWS_MAX) == 0)

static bool read_rows(const json_t *root, struct paper *p)
{
	struct paper_book *b = &p->book;
	struct paper_stats *s = &p->stats;
	const json_t *row;
	size_t i;
	bool ok = true;
	json_array_foreach(json_object_get(root, "orders"), i, row) ok =
		ok && NEXT(b->orders, b->order_count, b->order_capacity) &&
		read_order(row, &b->orders[b->order_count++]);
	json_array_foreach(json_object_get(root, "positions"), i, row) ok =
		ok && NEXT(b->positions, b->position_count, b->position_capacity) &&
		read_position(row, &b->positions[b->position_count++]);
	json_array_foreach(json_object_get(root, "activities"), i, row) ok =
		ok && NEXT(b->activities, b->activity_count, b->activity_capacity) &&
		read_activity(row, &b->activities[b->activity_count++]);
	json_array_foreach(json_object_get(root, "posts"), i, row)
	{
		bool bad = !ok || !NEXT(s->posts, s->post_count, s->post_capacity);
		if (!bad) {
			struct paper_post *post = &s->posts[s->post_count++];
			get_text(row, "client_order_id", post->client_order_id,
				sizeof post->client_order_id, &bad);
			post->count = get_i64(row, "count", 1, INT64_MAX, &bad);
		}
		ok = !bad;
	}
	return ok;
}

/* Whether the indices in orders and activities are those of orders in the books. */
static bool links_hold(const struct paper_book *b)
{
	int64_t n = (int64_t)b->order_count;
	for (size_t i = 0; i < b->order_count; i++) {
		const struct paper_order *o = &b->orders[i];
		if (o->parent >= n || o->replaces >= n || o->replaced_by >= n ||
			i + o->want.leg_count >= b->order_count)
			return false;
	}
	for (size_t i = 0; i < b->activity_count; i++)
		if (b->activities[i].order >= n ||
			(b->activities[i].type == PAPER_FILL && b->activities[i].order < 0))
			return false;
	return true;
}

int paper_state_load(struct paper *p, struct error *err)
{
	const char *path = p->options.state;
	json_error_t why;
	if (path == NULL || access(path, F_OK) != 0)
		return 0;
	const char *reason;
	FILE *file = file_open_plain(path, &reason);
	if (file == NULL)
		return error_set(
			err, ERROR_DATA, "could not open state file \"%s\": %s", path, reason);
	json_auto_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &why);
	(void)fclose(file);
	if (root == NULL)
		return error_set(
			err, ERROR_DATA, "could not read state file \"%s\": %s", path, why.text);
	const char *account = json_string_value(json_object_get(root, "account"));
	struct paper_book *b = &p->book;
	bool bad = false;
	(void)get_i64(root, "version", STATE_VERSION, STATE_VERSION, &bad);
	if (bad || account == NULL || !text_equal(account, p->options.account))
		return error_set(err, ERROR_DATA,
			"state file \"%s\" is of another version or account", path);
	b->now = get_instant(root, "now", &bad);
	b->cash.e4 = get_e4(root, "cash", &bad);
	b->last_equity.e4 = get_e4(root, "last_equity", &bad);
	b->close_equity.e4 = get_e4(root, "close_equity", &bad);
	b->serials = (uint64_t)get_i64(root, "serials", 0, INT64_MAX, &bad);
	if (json_object_get(root, "lock_until") !=
		NULL) { /* absent in a file of a release before */
		b->lock_until = get_instant(root, "lock_until", &bad);
		get_text(root, "lock_root", b->lock_root, sizeof b->lock_root, &bad);
	}
	if (bad || !instant_known(b->now) || !read_rows(root, p) || !links_hold(b))
		return error_set(err, ERROR_DATA, "state file \"%s\" is damaged", path);
	return 0;
}

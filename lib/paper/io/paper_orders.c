/* Takes, shows, cancels and replaces the orders of the stand-in broker. */
#include "paper_server.h"

#include <string.h>

#include "mem.h"
#include "num.h"
#include "paper_asset.h"
#include "paper_text.h"
#include "paper_trade.h"
#include "text.h"

enum { POSTS_MAX = 100000, UUID_LENGTH = PAPER_UUID_SIZE - 1 };

static void put_link(struct jsonl *w, const char *key, const struct paper *p, int64_t index)
{
	jsonl_text(w, key, index >= 0 ? p->book.orders[index].id : NULL);
}

static void write_average(struct jsonl *w, const struct paper_order *o)
{
	if (o->filled_qty == 0)
		jsonl_null(w, "filled_avg_price");
	else
		paper_put_price_text(w, "filled_avg_price",
			price_from_double(
				money_to_double(o->filled_value) / (double)o->filled_qty));
}

static void write_legs(
	struct jsonl *w, const struct paper *p, const struct paper_order *o, bool nested)
{
	if (o->want.leg_count == 0 || !nested) {
		jsonl_null(w, "legs");
		return;
	}
	jsonl_open(w, "legs", '[');
	for (size_t i = 1; i <= o->want.leg_count; i++)
		paper_write_order(w, p, NULL, o + i, false);
	jsonl_close(w);
}

void paper_write_order(struct jsonl *w, const struct paper *p, const char *key,
	const struct paper_order *o, bool nested)
{
	const struct paper_request *q = &o->want;
	char id[PAPER_UUID_SIZE];
	bool spread = q->leg_count > 0, option = !spread && occ_is_symbol(q->symbol);
	const char *class = spread ? "" : option ? "us_option" : "us_equity";
	jsonl_open(w, key, '{');
	jsonl_text(w, "id", o->id);
	jsonl_text(w, "client_order_id", q->client_order_id);
	jsonl_instant(w, "created_at", o->created_at);
	jsonl_instant(w, "updated_at", o->updated_at);
	jsonl_instant(w, "submitted_at", o->created_at);
	jsonl_instant(w, "filled_at", o->status == PAPER_FILLED ? o->filled_at : INSTANT_UNKNOWN);
	jsonl_instant(w, "expired_at", o->expired_at);
	jsonl_instant(w, "expires_at", o->expires_at);
	jsonl_instant(w, "canceled_at", o->canceled_at);
	jsonl_instant(w, "failed_at", o->failed_at);
	jsonl_instant(w, "replaced_at", o->replaced_at);
	put_link(w, "replaced_by", p, o->replaced_by);
	put_link(w, "replaces", p, o->replaces);
	jsonl_text(w, "asset_id", spread ? "" : paper_asset_id(q->symbol, id));
	jsonl_text(w, "symbol", q->symbol);
	jsonl_text(w, "asset_class", class);
	jsonl_null(w, "notional");
	paper_put_count_text(w, "qty", q->qty);
	paper_put_count_text(w, "filled_qty", o->filled_qty);
	write_average(w, o);
	jsonl_text(w, "order_class", spread || o->parent >= 0 ? "mleg" : option ? "simple" : "");
	jsonl_text(w, "order_type", paper_type_name(q->type));
	jsonl_text(w, "type", paper_type_name(q->type));
	jsonl_text(w, "side", paper_side_name(q->side));
	jsonl_text(w, "position_intent",
		q->intent != PAPER_NO_INTENT ? paper_intent_name(q->intent) : NULL);
	jsonl_text(w, "time_in_force", paper_tif_name(q->tif));
	paper_put_price_text(w, "limit_price", q->limit);
	paper_put_price_text(w, "stop_price", q->stop);
	jsonl_text(w, "status", paper_status_name(o->status));
	jsonl_bool(w, "extended_hours", q->extended_hours);
	write_legs(w, p, o, nested);
	jsonl_null(w, "trail_percent");
	jsonl_null(w, "trail_price");
	jsonl_null(w, "hwm");
	jsonl_null(w, "subtag");
	jsonl_text(w, "source", o->status == PAPER_PENDING_NEW ? NULL : "access_key");
	if (o->parent >= 0)
		paper_put_count_text(w, "ratio_qty", q->qty / p->book.orders[o->parent].want.qty);
	jsonl_close(w);
}

/*
 * The text of a member that is a string or a number, as some clients send it. NULL when it is
 * absent, empty or of another type.
 */
static const char *member(const json_t *body, const char *name, char number[static NUM_TEXT_SIZE])
{
	const json_t *value = json_object_get(body, name);
	if (json_is_string(value))
		return *json_string_value(value) != '\0' ? json_string_value(value) : NULL;
	if (!json_is_number(value))
		return NULL;
	struct price p = price_from_double(json_number_value(value));
	return price_known(p) ? price_format(p, 4, number) : NULL;
}

static bool shape(struct paper_refusal *r, const char *message)
{
	return paper_refuse(r, 422, PAPER_CODE_SHAPE, "%s", message);
}

static bool rule(struct paper_refusal *r, const char *message)
{
	return paper_refuse(r, 422, PAPER_CODE_RULE, "%s", message);
}

static bool read_quantity(
	const json_t *body, const char *name, bool option, int64_t *out, struct paper_refusal *r)
{
	char number[NUM_TEXT_SIZE];
	const char *text = member(body, name, number);
	struct price p;
	if (text == NULL)
		return shape(r, "qty or notional is required");
	if (price_parse(text, &p) != 0 || p.e4 <= 0)
		return shape(r, "qty must be > 0");
	if (p.e4 % USD_E4 != 0)
		return rule(r, option ? "qty must be integer for options trading"
				      : "asset is not fractionable");
	*out = p.e4 / USD_E4;
	return true;
}

static bool read_price(
	const json_t *body, const char *name, struct price *out, struct paper_refusal *r)
{
	char number[NUM_TEXT_SIZE];
	const char *text = member(body, name, number);
	*out = PRICE_UNKNOWN;
	if (text == NULL || price_parse(text, out) == 0)
		return true;
	return paper_refuse(r, 422, PAPER_CODE_SHAPE, "invalid %s", name);
}

static bool read_leg(const json_t *row, struct paper_leg *leg, struct paper_refusal *r)
{
	const char *symbol = json_string_value(json_object_get(row, "symbol"));
	const char *side = json_string_value(json_object_get(row, "side"));
	const char *intent = json_string_value(json_object_get(row, "position_intent"));
	if (symbol == NULL || !text_copy(leg->symbol, sizeof leg->symbol, symbol))
		return shape(r, "leg symbol is required");
	if (intent != NULL && !paper_intent_parse(intent, &leg->intent))
		return shape(r, "invalid position_intent");
	bool buys = leg->intent == PAPER_BUY_TO_OPEN || leg->intent == PAPER_BUY_TO_CLOSE;
	leg->side = buys ? PAPER_BUY : PAPER_SELL;
	if (side != NULL && !paper_side_parse(side, &leg->side))
		return shape(r, "invalid side");
	return read_quantity(row, "ratio_qty", true, &leg->ratio, r);
}

static bool read_legs(const json_t *body, struct paper_request *q, struct paper_refusal *r)
{
	const json_t *legs = json_object_get(body, "legs");
	if (json_array_size(legs) < 2 || json_array_size(legs) > PAPER_LEGS_MAX)
		return rule(r, "mleg orders must have at least 2 legs and at most 4 legs");
	for (size_t i = 0; i < json_array_size(legs); i++)
		if (!read_leg(json_array_get(legs, i), &q->legs[q->leg_count++], r))
			return false;
	return true;
}

/* Reads the words of the request: side, type, time in force, intent, client order id. */
static bool read_words(
	const json_t *body, bool spread, struct paper_request *q, struct paper_refusal *r)
{
	const char *side = json_string_value(json_object_get(body, "side"));
	const char *type = json_string_value(json_object_get(body, "type"));
	const char *tif = json_string_value(json_object_get(body, "time_in_force"));
	const char *intent = json_string_value(json_object_get(body, "position_intent"));
	const char *id = json_string_value(json_object_get(body, "client_order_id"));
	if (!spread && (side == NULL || !paper_side_parse(side, &q->side)))
		return shape(r, "invalid side");
	if (type != NULL && text_equal(type, "trailing_stop"))
		return rule(r, "invalid order type for options trading");
	if (type == NULL || !paper_type_parse(type, &q->type))
		return shape(r, "invalid order type");
	if (tif != NULL && (text_equal(tif, "opg") || text_equal(tif, "cls")))
		return rule(r, "order_time_in_force provided not supported for options trading");
	if (tif == NULL || !paper_tif_parse(tif, &q->tif))
		return shape(r, "invalid time_in_force");
	if (intent != NULL && *intent != '\0' && !paper_intent_parse(intent, &q->intent))
		return shape(r, "invalid position_intent");
	if (id != NULL && !text_copy(q->client_order_id, sizeof q->client_order_id, id))
		return shape(r, "client_order_id must be no more than 128 characters");
	return true;
}

static bool read_request(const json_t *body, struct paper_request *q, struct paper_refusal *r)
{
	const char *class = json_string_value(json_object_get(body, "order_class"));
	const char *symbol = json_string_value(json_object_get(body, "symbol"));
	const json_t *notional = json_object_get(body, "notional");
	bool spread = class != NULL && text_equal(class, "mleg");
	*q = (struct paper_request){.limit = PRICE_UNKNOWN, .stop = PRICE_UNKNOWN};
	if (!json_is_object(body))
		return shape(r, "request body format is invalid");
	if (class != NULL && *class != '\0' && !spread && !text_equal(class, "simple"))
		return rule(r, "complex orders not supported for options trading");
	if (!spread && (symbol == NULL || *symbol == '\0'))
		return shape(r, "symbol is required");
	if (!spread && !text_copy(q->symbol, sizeof q->symbol, symbol))
		return paper_refuse(r, 422, PAPER_CODE_RULE, "asset \"%.60s\" not found", symbol);
	bool option = spread || occ_is_symbol(q->symbol);
	if (notional != NULL && !json_is_null(notional))
		return rule(r, option ? "notional orders are not supported for options trading"
				      : "asset is not fractionable");
	q->extended_hours = json_is_true(json_object_get(body, "extended_hours"));
	return read_words(body, spread, q, r) && read_quantity(body, "qty", option, &q->qty, r) &&
	       read_price(body, "limit_price", &q->limit, r) &&
	       read_price(body, "stop_price", &q->stop, r) && (!spread || read_legs(body, q, r));
}

/*
 * Counts each order request that is carried out by its client order id, also when it is refused or
 * its reply is lost.
 */
static void count_post(struct paper *p, const char *client_order_id)
{
	struct paper_stats *s = &p->stats;
	p->book.changed = true;
	for (size_t i = s->post_count; i > 0; i--) {
		if (text_equal(s->posts[i - 1].client_order_id, client_order_id)) {
			s->posts[i - 1].count++;
			return;
		}
	}
	if (mem_grow(&s->posts, &s->post_capacity, s->post_count + 1, sizeof *s->posts,
		    POSTS_MAX) != 0) {
		p->book.failed = true;
		return;
	}
	(void)text_copy(
		s->posts[s->post_count].client_order_id, PAPER_CLIENT_ID_SIZE, client_order_id);
	s->posts[s->post_count++].count = 1;
}

/* Marks the order with the armed faults that act inside the books. */
static void arm_order(struct paper *p, const struct paper_call *c, struct paper_order *o)
{
	struct paper_fault *f =
		paper_fault_fire(&p->faults, 1U << FAULT_REJECT, c->method, c->path);
	if (f != NULL)
		o->doomed = true;
	if (paper_fault_fire(&p->faults, 1U << FAULT_PENDING_CANCEL, c->method, c->path) != NULL)
		o->cancel_stuck = true;
	f = paper_fault_fire(&p->faults, 1U << FAULT_PARTIAL_FILL, c->method, c->path);
	if (f != NULL)
		o->fill_share = f->fraction;
}

void paper_post_order(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct paper_env e = paper_env(p);
	struct paper_request q;
	struct paper_refusal refusal;
	struct paper_order *order;
	json_auto_t *body = json_loadb(c->body, c->body_length, JSON_REJECT_DUPLICATES, NULL);
	bool ok = read_request(body, &q, &refusal);
	if (q.client_order_id[0] != '\0')
		count_post(p, q.client_order_id);
	if (!ok || !paper_submit(&p->book, &e, &q, &order, &refusal)) {
		paper_reply_refusal(r, &refusal);
		return;
	}
	arm_order(p, c, order);
	paper_write_order(&r->json, p, NULL, order, true);
	paper_match(&p->book, &e); /* at the broker some milliseconds after the reply */
}

static struct paper_order *order_by_id(struct paper_call *c, struct paper_reply *r)
{
	if (strlen(c->rest) != UUID_LENGTH) {
		paper_reply_error(r, 422, PAPER_CODE_SHAPE, "order_id is missing");
		return NULL;
	}
	struct paper_order *o = paper_order_find(&c->server->book, c->rest);
	if (o == NULL)
		paper_reply_error(
			r, 404, PAPER_CODE_NOT_FOUND, "order not found for %.40s", c->rest);
	return o;
}

void paper_get_order(struct paper_call *c, struct paper_reply *r)
{
	const struct paper_order *o = order_by_id(c, r);
	if (o != NULL)
		paper_write_order(&r->json, c->server, NULL, o, true);
}

void paper_get_order_by_client(struct paper_call *c, struct paper_reply *r)
{
	const char *id = paper_argument(c, "client_order_id");
	const struct paper_order *o =
		id != NULL ? paper_order_find_client(&c->server->book, id) : NULL;
	if (id == NULL)
		paper_reply_error(r, 422, PAPER_CODE_SHAPE, "client_order_id is required");
	else if (o == NULL)
		paper_reply_error(r, 404, PAPER_CODE_NOT_FOUND, "order not found for %.130s", id);
	else
		paper_write_order(&r->json, c->server, NULL, o, true);
}

struct order_filter {
	enum { SHOW_OPEN, SHOW_CLOSED, SHOW_ALL } status;
	const char *symbols, *side, *class;
	struct instant after, until;
	const char *before_id, *after_id;
	int64_t limit;
	bool ascending, nested;
};

static int read_order_filter(struct paper_call *c, struct paper_reply *r, struct order_filter *f)
{
	const char *status = paper_argument(c, "status"),
		   *direction = paper_argument(c, "direction");
	const char *nested = paper_argument(c, "nested");
	*f = (struct order_filter){
		.symbols = paper_argument(c, "symbols"),
		.side = paper_argument(c, "side"),
		.class = paper_argument(c, "asset_class"),
		.before_id = c->repeat_page ? NULL : paper_argument(c, "before_order_id"),
		.after_id = c->repeat_page ? NULL : paper_argument(c, "after_order_id"),
		.after = INSTANT_UNKNOWN,
		.until = INSTANT_UNKNOWN,
		.limit = 50,
		.ascending = direction != NULL && text_equal(direction, "asc"),
		.nested = nested != NULL && text_equal(nested, "true"),
	};
	if (status != NULL && !text_equal(status, "open") && !text_equal(status, "closed") &&
		!text_equal(status, "all")) {
		paper_reply_error(r, 422, PAPER_CODE_SHAPE, "invalid status: %.40s", status);
		return -1;
	}
	f->status = status == NULL || text_equal(status, "open") ? SHOW_OPEN
		    : text_equal(status, "closed")		 ? SHOW_CLOSED
								 : SHOW_ALL;
	return paper_argument_instant(c, r, "after", &f->after) != 0 ||
			       paper_argument_instant(c, r, "until", &f->until) != 0 ||
			       paper_argument_i64(c, r, "limit", 1, 500, &f->limit) != 0
		       ? -1
		       : 0;
}

/* An option order is also found by the symbol of its underlying. */
static bool symbol_wanted(const char *symbols, const char *symbol)
{
	struct option_contract occ;
	if (symbols == NULL || paper_list_has(symbols, symbol))
		return true;
	return occ_parse(symbol, &occ, NULL) == 0 && paper_list_has(symbols, occ.root);
}

static bool order_wanted(const struct paper_order *o, const struct order_filter *f)
{
	bool terminal = paper_is_terminal(o->status);
	if ((f->status == SHOW_OPEN && terminal) || (f->status == SHOW_CLOSED && !terminal))
		return false;
	if (f->nested && o->parent >= 0)
		return false; /* shown inside its parent */
	if (!symbol_wanted(f->symbols, o->want.symbol))
		return false;
	if (f->side != NULL && !text_equal(f->side, paper_side_name(o->want.side)))
		return false;
	if (f->class != NULL && text_equal(f->class, "us_option") != occ_is_symbol(o->want.symbol))
		return false;
	bool early = instant_known(f->after) && instant_compare(o->created_at, f->after) <= 0;
	bool late = instant_known(f->until) && instant_compare(o->created_at, f->until) >= 0;
	return !early && !late;
}

void paper_get_orders(struct paper_call *c, struct paper_reply *r)
{
	const struct paper *p = c->server;
	struct order_filter f;
	if (read_order_filter(c, r, &f) != 0)
		return;
	size_t n = p->book.order_count, begin = 0, end = n;
	const struct paper_order *before =
		f.before_id != NULL ? paper_order_find(&p->book, f.before_id) : NULL;
	const struct paper_order *after =
		f.after_id != NULL ? paper_order_find(&p->book, f.after_id) : NULL;
	if (before != NULL)
		end = (size_t)(before - p->book.orders);
	if (after != NULL)
		begin = (size_t)(after - p->book.orders) + 1;
	int64_t shown = 0;
	jsonl_open(&r->json, NULL, '[');
	for (size_t k = begin; k < end && shown < f.limit; k++) {
		const struct paper_order *o =
			&p->book.orders[f.ascending ? k : begin + end - 1 - k];
		if (!order_wanted(o, &f))
			continue;
		paper_write_order(&r->json, p, NULL, o, f.nested);
		shown++;
	}
	jsonl_close(&r->json);
}

void paper_delete_order(struct paper_call *c, struct paper_reply *r)
{
	struct paper_refusal refusal;
	struct paper_order *o = order_by_id(c, r);
	if (o == NULL)
		return;
	if (paper_cancel(&c->server->book, o, &refusal))
		r->status = 204;
	else
		paper_reply_refusal(r, &refusal);
}

void paper_delete_orders(struct paper_call *c, struct paper_reply *r)
{
	struct paper_book *b = &c->server->book;
	struct jsonl *w = &r->json;
	struct paper_refusal refusal;
	r->status = 207;
	jsonl_open(w, NULL, '[');
	for (size_t i = 0; i < b->order_count; i++) {
		struct paper_order *o = &b->orders[i];
		if (paper_is_terminal(o->status) || o->parent >= 0)
			continue;
		bool ok = paper_cancel(b, o, &refusal);
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "id", o->id);
		jsonl_i64(w, "status", ok ? 200 : refusal.status);
		jsonl_close(w);
	}
	jsonl_close(w);
}

void paper_patch_order(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct paper_env e = paper_env(p);
	struct paper_refusal refusal;
	struct paper_order *o = order_by_id(c, r), *fresh;
	struct paper_request q = {.limit = PRICE_UNKNOWN, .stop = PRICE_UNKNOWN};
	if (o == NULL)
		return;
	json_auto_t *body = json_loadb(c->body, c->body_length, JSON_REJECT_DUPLICATES, NULL);
	const char *id = json_string_value(json_object_get(body, "client_order_id"));
	bool ok = json_is_object(body) || shape(&refusal, "request body format is invalid");
	ok = ok && (json_object_get(body, "qty") == NULL ||
			   read_quantity(body, "qty", true, &q.qty, &refusal));
	ok = ok && read_price(body, "limit_price", &q.limit, &refusal) &&
	     read_price(body, "stop_price", &q.stop, &refusal);
	if (ok && id != NULL && !text_copy(q.client_order_id, sizeof q.client_order_id, id))
		ok = shape(&refusal, "client_order_id must be no more than 128 characters");
	if (!ok || !paper_replace(&p->book, &e, o, &q, &fresh, &refusal)) {
		paper_reply_refusal(r, &refusal);
		return;
	}
	paper_write_order(&r->json, p, NULL, fresh, true);
	paper_match(&p->book, &e);
}

/*
 * Orders and activities. An order is sent once, on a connection of its own. This file never guesses
 * whether the order arrived: the reply states what is known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alpaca_request.h"
#include "array.h"
#include "digest.h"
#include "mem.h"
#include "text.h"

enum { PAGE_ORDERS = 500, PAGE_ACTIVITIES = 100, PAGES_MAX = 1000, ROWS_MAX = 1000000 };

static const struct json_field order_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, id, "id", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, client_order_id, "client_order_id", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, symbol, "symbol", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, side, "side", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, type, "type", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, status, "status", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, replaced_by, "replaced_by", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_order, replaces, "replaces", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_order, qty, "qty", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_order, filled_qty, "filled_qty", true),
	JSON_FIELD(JSON_FIELD_PRICE, struct broker_order, limit_price, "limit_price", false),
	JSON_FIELD(JSON_FIELD_PRICE, struct broker_order, stop_price, "stop_price", false),
	JSON_FIELD(
		JSON_FIELD_PRICE, struct broker_order, filled_avg_price, "filled_avg_price", false),
	JSON_FIELD(JSON_FIELD_INSTANT, struct broker_order, submitted_at, "submitted_at", false),
	JSON_FIELD(JSON_FIELD_INSTANT, struct broker_order, filled_at, "filled_at", false),
};
enum { ORDER_FIELDS = array_size(order_fields) };

static const struct json_field leg_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_leg, id, "id", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_leg, symbol, "symbol", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_leg, side, "side", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_leg, status, "status", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_leg, replaced_by, "replaced_by", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_leg, qty, "qty", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_leg, filled_qty, "filled_qty", true),
	JSON_FIELD(
		JSON_FIELD_PRICE, struct broker_leg, filled_avg_price, "filled_avg_price", false),
};

/*
 * Reads the legs of ORDER, which only a multi-leg order has. Legs that cannot be read make their
 * count -1: the order is there, but nothing may be concluded about what it filled.
 */
static void read_legs(const json_t *order, struct broker_order *out)
{
	const json_t *legs = json_object_get(order, "legs"), *leg;
	struct error ignored = {0};
	size_t i;
	out->leg_count = 0;
	if (!json_is_array(legs))
		return;
	out->leg_count = (int)json_array_size(legs);
	json_array_foreach(
		legs, i, leg) if (i < BROKER_LEGS_MAX &&
				  json_object_read(leg, leg_fields, array_size(leg_fields),
					  &out->legs[i], &ignored) != 0) out->leg_count = -1;
}

/* The same for a row of a list. */
static void complete_order(struct alpaca *a, const json_t *row, void *out)
{
	(void)a;
	read_legs(row, out);
}

static void read_reply(const struct http_response *r, struct broker_reply *reply)
{
	*reply = (struct broker_reply){
		.outcome = r->outcome, .status = r->status, .code = INT64_MIN};
	(void)digest_hex(buf_text(&r->body), r->body.length, reply->body_sha256);
	if (r->outcome != HTTP_ANSWERED) {
		(void)text_copy(reply->message, sizeof reply->message, r->reason);
		return;
	}
	json_auto_t *body = NULL;
	struct error why = {0};
	if (json_parse(buf_text(&r->body), r->body.length, &body, &why) != 0) {
		(void)snprintf(reply->message, sizeof reply->message, "%.200s", why.text);
		return;
	}
	reply->is_json = true;
	if (r->status >= 200 && r->status <= 299) {
		reply->has_order = json_object_read(body, order_fields, ORDER_FIELDS, &reply->order,
					   &why) == 0;
		if (!reply->has_order)
			(void)snprintf(reply->message, sizeof reply->message,
				"the response is not an order: %.180s", why.text);
		else
			read_legs(body, &reply->order);
		return;
	}
	const json_t *code = json_object_get(body, "code");
	const char *message = json_string_value(json_object_get(body, "message"));
	if (json_is_integer(code))
		reply->code = json_integer_value(code);
	if (message != NULL)
		(void)snprintf(reply->message, sizeof reply->message, "%.250s", message);
}

void alpaca_order_post(struct alpaca *a, const char *body, struct broker_reply *reply)
{
	struct http_response r;
	struct error held_back = {0};
	if (alpaca_pace_check(alpaca_pace(a), ALPACA_TRADING, "/v2/orders", &held_back) != 0) {
		*reply = (struct broker_reply){.outcome = HTTP_NOT_SENT, .code = INT64_MIN};
		(void)text_copy(reply->message, sizeof reply->message, held_back.text);
		return;
	}
	alpaca_exchange(a, "POST", ALPACA_TRADING, "/v2/orders", body, &r);
	read_reply(&r, reply);
	buf_free(&r.body);
}

void alpaca_order_cancel(struct alpaca *a, const char *order_id, struct broker_reply *reply)
{
	struct http_response r;
	buf_auto struct buf path = BUF_INIT(256);
	buf_puts(&path, "/v2/orders/");
	alpaca_escape(&path, order_id);
	alpaca_exchange(a, "DELETE", ALPACA_TRADING, buf_text(&path), NULL, &r);
	read_reply(&r, reply);
	buf_free(&r.body);
}

void alpaca_position_close(struct alpaca *a, const char *symbol, struct broker_reply *reply)
{
	struct http_response r;
	buf_auto struct buf path = BUF_INIT(256);
	buf_puts(&path, "/v2/positions/");
	alpaca_escape(&path, symbol);
	alpaca_exchange(a, "DELETE", ALPACA_TRADING, buf_text(&path), NULL, &r);
	read_reply(&r, reply);
	buf_free(&r.body);
}

/* Looks up PATH, the path of the order WANTED. BY_CLIENT_ID tells which of its ids WANTED is. */
static int find_order(struct alpaca *a, const char *path, const char *wanted, bool by_client_id,
	bool *found, struct broker_order *out, struct error *err)
{
	struct http_response r;
	struct broker_reply reply;
	int result = 0;
	if (alpaca_pace_check(alpaca_pace(a), ALPACA_TRADING, path, err) != 0)
		return -1;
	alpaca_exchange(a, "GET", ALPACA_TRADING, path, NULL, &r);
	read_reply(&r, &reply);
	if (reply.has_order &&
		text_equal(by_client_id ? reply.order.client_order_id : reply.order.id, wanted)) {
		*found = true;
		*out = reply.order;
	} else if (r.outcome == HTTP_ANSWERED && r.status == 404 && reply.code == 40410000) {
		*found = false;
	} else if (r.outcome == HTTP_ANSWERED && r.status >= 200 && r.status <= 299) {
		result = error_set(err, ERROR_DATA, "broker order %s: %s", wanted,
			reply.has_order ? "the response is another order" : reply.message);
	} else {
		result = alpaca_fail(&r, path, err);
	}
	buf_free(&r.body);
	return result;
}

int alpaca_order_find(struct alpaca *a, const char *client_order_id, bool *found,
	struct broker_order *out, struct error *err)
{
	buf_auto struct buf path = BUF_INIT(512);
	buf_puts(&path, "/v2/orders:by_client_order_id?client_order_id=");
	alpaca_escape(&path, client_order_id);
	return find_order(a, buf_text(&path), client_order_id, true, found, out, err);
}

int alpaca_order_get(struct alpaca *a, const char *order_id, bool *found, struct broker_order *out,
	struct error *err)
{
	buf_auto struct buf path = BUF_INIT(256);
	buf_puts(&path, "/v2/orders/");
	alpaca_escape(&path, order_id);
	buf_puts(&path, "?nested=true"); /* with the legs */
	return find_order(a, buf_text(&path), order_id, false, found, out, err);
}

/* Appends a page. Pages may overlap: orders that the page before had are left out. */
static int append_orders(struct broker_order **all, size_t *count, size_t *capacity,
	const struct broker_order *page, size_t page_count, struct error *err)
{
	for (size_t i = 0; i < page_count; i++) {
		bool seen = false;
		for (size_t k = *count; k > 0 && k + PAGE_ORDERS > *count && !seen; k--)
			seen = text_equal((*all)[k - 1].id, page[i].id);
		if (seen)
			continue;
		if (mem_grow(all, capacity, *count + 1, sizeof **all, ROWS_MAX) != 0)
			return error_memory(err);
		(*all)[(*count)++] = page[i];
	}
	return 0;
}

int alpaca_orders(struct alpaca *a, const char *status, struct instant after,
	struct broker_order **out, size_t *count, struct error *err)
{
	struct broker_order *all mem_auto = NULL;
	size_t n = 0, capacity = 0;
	static const struct alpaca_list list = {
		"orders", "id", order_fields, ORDER_FIELDS, sizeof **out, complete_order};
	for (int page_number = 0; page_number < PAGES_MAX; page_number++) {
		char path[256], time[INSTANT_TEXT_SIZE];
		/*
		 * The broker's `after` is exclusive: start a microsecond earlier, or orders of
		 * the same instant would be lost between two pages.
		 */
		(void)snprintf(path, sizeof path,
			"/v2/orders?status=%s&limit=%d&direction=asc&nested=true&after=%s", status,
			PAGE_ORDERS, instant_format(instant_add(after, -1), time));
		json_auto_t *body = NULL;
		struct broker_order *page mem_auto = NULL;
		size_t page_count = 0, before = n;
		if (alpaca_get(a, ALPACA_TRADING, path, &body, err) != 0 ||
			alpaca_read_array(a, body, &list, &page, &page_count, err) != 0 ||
			append_orders(&all, &n, &capacity, page, page_count, err) != 0)
			return -1;
		if (json_array_size(body) < PAGE_ORDERS) {
			*out = all;
			all = NULL;
			*count = n;
			return 0;
		}
		while (page_count > 0 && !instant_known(page[page_count - 1].submitted_at))
			page_count--;
		if (n == before || page_count == 0)
			return error_set(
				err, ERROR_DATA, "broker orders: the pages do not advance");
		after = page[page_count - 1].submitted_at;
	}
	return error_set(err, ERROR_DATA, "broker orders: more than %d pages", PAGES_MAX);
}

static const struct json_field activity_fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_activity, id, "id", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_activity, activity_type, "activity_type", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_activity, activity_sub_type, "activity_sub_type",
		false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_activity, order_id, "order_id", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_activity, symbol, "symbol", false),
	JSON_FIELD(JSON_FIELD_TEXT, struct broker_activity, side, "side", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_activity, qty, "qty", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_activity, cum_qty, "cum_qty", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct broker_activity, leaves_qty, "leaves_qty", false),
	JSON_FIELD(JSON_FIELD_PRICE, struct broker_activity, price, "price", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct broker_activity, net_amount, "net_amount", false),
	JSON_FIELD(JSON_FIELD_INSTANT, struct broker_activity, transaction_time, "transaction_time",
		false),
	JSON_FIELD(JSON_FIELD_DATE, struct broker_activity, date, "date", false),
};

void alpaca_activities_free(struct broker_activity *activities, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(activities[i].data);
	free(activities);
}

static int append_activity(struct broker_activity **all, size_t *count, size_t *capacity,
	const struct broker_activity *activity, const json_t *record, struct error *err)
{
	if (mem_grow(all, capacity, *count + 1, sizeof **all, ROWS_MAX) != 0)
		return error_memory(err);
	(*all)[*count] = *activity;
	(*all)[*count].data = json_dumps(record, JSON_COMPACT | JSON_SORT_KEYS);
	if ((*all)[*count].data == NULL)
		return error_memory(err);
	(*count)++;
	return 0;
}

/* Appends the records of PAGE. LAST becomes the id of the last record that has one. */
static int append_activities(struct alpaca *a, struct broker_activity **all, size_t *count,
	size_t *capacity, const json_t *page, struct buf *last, struct error *err)
{
	size_t i;
	json_t *record;
	json_array_foreach(page, i, record)
	{
		struct broker_activity activity = {0};
		struct error why = {0};
		const char *id = json_string_value(json_object_get(record, "id"));
		char name[64];
		(void)snprintf(name, sizeof name, "%.60s", id == NULL ? "without an id" : id);
		if (id != NULL) {
			buf_clear(last);
			alpaca_escape(last, id);
		}
		if (json_row_read(record, activity_fields, array_size(activity_fields), &activity,
			    alpaca_odd_rows(a), "activities", name, &why) != 0)
			odd_rows_add(alpaca_odd_rows(a), "activities", name, "%s", why.text);
		else if (append_activity(all, count, capacity, &activity, record, err) != 0)
			return -1;
	}
	return 0;
}

int alpaca_activities(struct alpaca *a, const char *types, struct date from,
	struct broker_activity **out, size_t *count, struct error *err)
{
	struct broker_activity *all = NULL;
	size_t n = 0, capacity = 0;
	char day[DATE_TEXT_SIZE], path[512], token[160] = "";
	(void)date_format(date_add(from, -1), day); /* the broker's `after` is exclusive */
	for (int page_number = 0; page_number < PAGES_MAX; page_number++) {
		(void)snprintf(path, sizeof path,
			"/v2/account/activities?direction=asc&page_size=%d&after=%s%s%s%s%s",
			PAGE_ACTIVITIES, day,
			types == NULL ? "" : "&activity_types=", types == NULL ? "" : types,
			token[0] == '\0' ? "" : "&page_token=", token);
		json_auto_t *body = NULL;
		buf_auto struct buf last = BUF_INIT(sizeof token - 1);
		if (alpaca_get(a, ALPACA_TRADING, path, &body, err) != 0)
			break;
		if (!json_is_array(body)) {
			(void)error_set(
				err, ERROR_DATA, "broker: the activities are not a JSON array");
			break;
		}
		if (append_activities(a, &all, &n, &capacity, body, &last, err) != 0)
			break;
		if (json_array_size(body) < PAGE_ACTIVITIES) {
			*out = all;
			*count = n;
			return 0;
		}
		if (!buf_ok(&last) || text_equal(token, buf_text(&last))) {
			(void)error_set(
				err, ERROR_DATA, "broker activities: the pages do not advance");
			break;
		}
		(void)text_copy(token, sizeof token, buf_text(&last));
	}
	alpaca_activities_free(all, n);
	return -1;
}

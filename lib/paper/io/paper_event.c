/* POST /sim/event: the broker closes a position, or the holder of an option exercises it. */
#include "paper_server.h"

#include "paper_trade.h"
#include "text.h"

enum { LOCK_MIN_MAX = 10000 };

static bool read_count(const json_t *body, const char *name, int64_t most, int64_t *out)
{
	const json_t *value = json_object_get(body, name);
	if (value == NULL)
		return true;
	*out = json_integer_value(value);
	return json_is_integer(value) && *out >= 0 && *out <= most;
}

void paper_post_sim_event(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct paper_env e = paper_env(p);
	struct paper_refusal refusal;
	int64_t qty = 1, lock_min = 0;
	json_auto_t *body = json_loadb(c->body, c->body_length, JSON_REJECT_DUPLICATES, NULL);
	const char *event = json_string_value(json_object_get(body, "event"));
	const char *symbol = json_string_value(json_object_get(body, "symbol"));
	bool assign = event != NULL && text_equal(event, "assign");
	bool close = event != NULL && text_equal(event, "close");
	if ((!assign && !close) || symbol == NULL || !read_count(body, "qty", INT32_MAX, &qty) ||
		!read_count(body, "lock_min", LOCK_MIN_MAX, &lock_min)) {
		paper_reply_error(r, 400, 0,
			"expected {\"event\": \"assign\" or \"close\", \"symbol\": TEXT, \"qty\": "
			"1}, "
			"with assign also \"lock_min\": 0");
		return;
	}
	struct instant lock =
		lock_min > 0 ? instant_add(p->book.now, lock_min * MINUTE_US) : INSTANT_UNKNOWN;
	bool done = assign ? paper_assign(&p->book, &e, symbol, qty, lock, &refusal)
			   : paper_close_out(&p->book, &e, symbol, qty, &refusal);
	if (!done) {
		paper_reply_refusal(r, &refusal);
		return;
	}
	jsonl_open(&r->json, NULL, '{');
	jsonl_text(&r->json, "event", event);
	jsonl_text(&r->json, "symbol", symbol);
	jsonl_i64(&r->json, "qty", qty);
	jsonl_close(&r->json);
}

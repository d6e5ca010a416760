/* Corporate actions of the stand-in broker: of the recording, and those added by /sim/action. */
#include "paper_bars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "num.h"
#include "paper_asset.h"
#include "paper_text.h"
#include "text.h"
#include "zone.h"

/* A dividend is paid this many days after its ex-date; then the broker processes it. */
enum { PAYMENT_DAYS = 14 };

/* The lists of the response, and the word of each for the parameter types. */
static const struct action_kind_list {
	const char *name, *type;
	enum action_kind kind;
	bool reverse; /* of splits: fewer shares than before */
} lists[] = {
	{"cash_dividends", "cash_dividend", ACTION_DIVIDEND, false},
	{"forward_splits", "forward_split", ACTION_SPLIT, false},
	{"reverse_splits", "reverse_split", ACTION_SPLIT, true},
	{"name_changes", "name_change", ACTION_RENAME, false},
};

struct action_query {
	const char *types; /* NULL: all */
	struct paper_symbols symbols;
	struct date start, end;
	int64_t limit, skip;
};

static struct date process_date(const struct corporate_action *a)
{
	return a->kind == ACTION_DIVIDEND ? date_add(a->ex_date, PAYMENT_DAYS) : a->ex_date;
}

static bool is_in(const struct action_kind_list *list, const struct corporate_action *a)
{
	return a->kind == list->kind &&
	       (a->kind != ACTION_SPLIT || list->reverse == (a->new_shares < a->old_shares));
}

static bool is_asked(
	const struct paper *p, const struct action_query *q, const struct paper_market_action *row)
{
	const struct corporate_action *a = &row->action;
	struct date day = process_date(a);
	bool named = false;
	for (size_t i = 0; i < q->symbols.count && !named; i++)
		named = text_equal(q->symbols.names[i], a->ticker) ||
			text_equal(q->symbols.names[i], a->new_ticker);
	return named && instant_compare(row->shown_at, p->book.now) <= 0 &&
	       date_compare(day, q->start) >= 0 && date_compare(day, q->end) <= 0;
}

static void write_action(struct jsonl *w, const struct corporate_action *a)
{
	char id[PAPER_UUID_SIZE], name[64], day[DATE_TEXT_SIZE];
	(void)snprintf(name, sizeof name, "%s %s %s", action_kind_name(a->kind), a->ticker,
		date_format(a->ex_date, day));
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "id", paper_asset_id(name, id));
	jsonl_date(w, "process_date", process_date(a));
	if (a->kind == ACTION_RENAME) {
		jsonl_text(w, "old_symbol", a->ticker);
		jsonl_text(w, "new_symbol", a->new_ticker);
		jsonl_close(w);
		return;
	}
	jsonl_text(w, "symbol", a->ticker);
	jsonl_date(w, "ex_date", a->ex_date);
	if (a->kind == ACTION_DIVIDEND) {
		jsonl_double(w, "rate", a->amount, -1);
		jsonl_bool(w, "special", false);
		jsonl_bool(w, "foreign", false);
	} else {
		jsonl_double(w, "new_rate", a->new_shares, -1);
		jsonl_double(w, "old_rate", a->old_shares, -1);
	}
	jsonl_close(w);
}

/* Writes the actions of LIST that are on the page; *SEEN counts all of them. */
static void write_list(struct jsonl *w, const struct paper *p, const struct action_query *q,
	const struct action_kind_list *list, int64_t *seen)
{
	bool any = false;
	if (q->types != NULL && !paper_list_has(q->types, list->type))
		return;
	for (size_t i = 0; i < p->market.action_count; i++) {
		const struct paper_market_action *row = &p->market.actions[i];
		if (!is_in(list, &row->action) || !is_asked(p, q, row))
			continue;
		if (*seen >= q->skip && *seen < q->skip + q->limit) {
			if (!any)
				jsonl_open(w, list->name, '[');
			any = true;
			write_action(w, &row->action);
		}
		(*seen)++;
	}
	if (any)
		jsonl_close(w);
}

static int read_query(struct paper_call *c, struct paper_reply *r, struct action_query *q)
{
	struct date today = zone_new_york_date(c->server->book.now, NULL);
	char text[PAPER_TOKEN_SIZE];
	const char *page = c->repeat_page ? NULL : paper_argument(c, "page_token");
	*q = (struct action_query){
		.types = paper_argument(c, "types"), .start = today, .end = today, .limit = 100};
	if (paper_argument_date(c, r, "start", &q->start) != 0 ||
		paper_argument_date(c, r, "end", &q->end) != 0 ||
		paper_argument_i64(c, r, "limit", 1, 1000, &q->limit) != 0)
		return -1;
	/* The token is the number of actions on the previous pages. */
	if (page != NULL && (paper_token_decode(page, text) != 0 ||
				    num_parse_i64(text, 0, INT32_MAX, &q->skip) != 0)) {
		paper_reply_error(r, 400, 0, "invalid page_token: %.40s", page);
		return -1;
	}
	return paper_read_symbols(c, r, false, &q->symbols);
}

void paper_get_actions(struct paper_call *c, struct paper_reply *r)
{
	struct action_query q;
	int64_t seen = 0;
	char text[PAPER_TOKEN_SIZE], token[PAPER_TOKEN_SIZE];
	if (read_query(c, r, &q) != 0)
		return;
	jsonl_open(&r->json, NULL, '{');
	jsonl_open(&r->json, "corporate_actions", '{');
	for (size_t i = 0; i < array_size(lists); i++)
		write_list(&r->json, c->server, &q, &lists[i], &seen);
	jsonl_close(&r->json);
	(void)snprintf(text, sizeof text, "%lld", (long long)(q.skip + q.limit));
	jsonl_text(&r->json, "next_page_token",
		seen > q.skip + q.limit ? paper_token(text, token) : NULL);
	jsonl_close(&r->json);
	paper_symbols_free(&q.symbols);
}

/*
 * Reads the text NAME of BODY into OUT, "" when it is absent. False when it is not a text, or too
 * long.
 */
static bool take_text(const json_t *body, const char *name, char *out, size_t size)
{
	const json_t *value = json_object_get(body, name);
	return value == NULL ||
	       (json_is_string(value) && text_copy(out, size, json_string_value(value)));
}

void paper_post_sim_action(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct corporate_action a = {.ex_date = DATE_UNKNOWN};
	struct error why = {0};
	char kind[16] = "", day[DATE_TEXT_SIZE] = "";
	json_auto_t *body = json_loadb(c->body, c->body_length, JSON_REJECT_DUPLICATES, NULL);
	bool ok = take_text(body, "kind", kind, sizeof kind) &&
		  take_text(body, "symbol", a.ticker, sizeof a.ticker) &&
		  take_text(body, "ex_date", day, sizeof day) &&
		  take_text(body, "to", a.new_ticker, sizeof a.new_ticker) &&
		  paper_market_action_kind(kind, &a.kind) && date_parse(day, &a.ex_date) == 0;
	a.amount = json_number_value(json_object_get(body, "amount"));
	a.new_shares = json_number_value(json_object_get(body, "new_shares"));
	a.old_shares = json_number_value(json_object_get(body, "old_shares"));
	if (!ok)
		paper_reply_error(r, 400, 0,
			"expected {\"kind\": \"dividend\", \"symbol\": \"AAPL\", \"ex_date\": "
			"\"2026-02-06\", \"amount\": 0.26}, a split with new_shares and "
			"old_shares, or a rename with to");
	else if (corporate_action_check(&a, &why) != 0)
		paper_reply_error(r, 400, 0, "%s", why.text);
	else if (paper_market_add_action(&p->market, &a, p->book.now) != 0)
		paper_reply_error(r, 500, 0, "out of memory");
	else
		write_action(&r->json, &a);
}

/* The account, the clock, the calendar and the activities of the stand-in broker. */
#include "paper_server.h"

#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "paper_fee.h"
#include "paper_text.h"
#include "text.h"
#include "zone.h"

enum { OPTIONS_LEVEL = 3, CALENDAR_SESSIONS_MAX = 15000 };

void paper_get_account(struct paper_call *c, struct paper_reply *r)
{
	struct paper *p = c->server;
	struct jsonl *w = &r->json;
	struct paper_env e = paper_env(p);
	struct paper_account a;
	char id[PAPER_UUID_SIZE];
	paper_account(&p->book, &e, &a);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "id", paper_uuid(p->options.seed, UINT64_MAX, id));
	jsonl_text(w, "account_number", p->options.account);
	jsonl_text(w, "status", "ACTIVE");
	jsonl_text(w, "crypto_status", "ACTIVE");
	jsonl_text(w, "currency", "USD");
	paper_put_money_text(w, "cash", p->book.cash);
	paper_put_money_text(w, "equity", a.equity);
	paper_put_money_text(w, "last_equity", p->book.last_equity);
	paper_put_money_text(w, "portfolio_value", a.equity);
	paper_put_money_text(w, "buying_power", a.buying_power);
	paper_put_money_text(w, "effective_buying_power", a.buying_power);
	paper_put_money_text(w, "regt_buying_power", a.regt_buying_power);
	paper_put_money_text(w, "non_marginable_buying_power", a.options_buying_power);
	paper_put_money_text(w, "options_buying_power", a.options_buying_power);
	jsonl_i64(w, "options_approved_level", OPTIONS_LEVEL);
	jsonl_i64(w, "options_trading_level", OPTIONS_LEVEL);
	jsonl_text(w, "multiplier", "4");
	paper_put_money_text(w, "initial_margin", money_add(a.held, a.collateral));
	paper_put_money_text(w, "maintenance_margin", a.collateral);
	paper_put_money_text(w, "last_maintenance_margin", a.collateral);
	paper_put_money_text(w, "long_market_value", a.long_value);
	paper_put_money_text(w, "short_market_value", a.short_value);
	paper_put_money_text(w, "position_market_value", money_add(a.long_value, a.short_value));
	paper_put_money_text(w, "sma", p->book.cash);
	paper_put_money_text(w, "accrued_fees", paper_fee_accrued(&p->book));
	jsonl_text(w, "pending_reg_taf_fees", "0");
	jsonl_text(w, "intraday_adjustments", "0");
	struct session before;
	struct date today = zone_new_york_date(p->book.now, NULL);
	jsonl_date(
		w, "balance_asof", calendar_previous(today, &before) ? before.day : DATE_UNKNOWN);
	jsonl_text(w, "created_at", "2020-01-02T14:30:00Z");
	jsonl_bool(w, "shorting_enabled", false);
	jsonl_bool(w, "trading_blocked", false);
	jsonl_bool(w, "transfers_blocked", false);
	jsonl_bool(w, "account_blocked", false);
	jsonl_bool(w, "trade_suspended_by_user", false);
	jsonl_i64(w, "crypto_tier", 1);
	jsonl_raw(w, "admin_configurations", "{}");
	jsonl_null(w, "user_configurations");
	jsonl_close(w);
}

void paper_get_clock(struct paper_call *c, struct paper_reply *r)
{
	struct instant now = c->server->book.now;
	struct date today = zone_new_york_date(now, NULL);
	struct session s, next;
	bool here = calendar_session(today, &s);
	bool after = !here || instant_compare(now, s.close) >= 0;
	/*
	 * S is the session that closes next. NEXT, which opens next, is S or the session after S.
	 */
	if (after)
		here = calendar_next(today, &s);
	next = s;
	if (here && instant_compare(now, s.open) >= 0)
		here = calendar_next(s.day, &next);
	if (!here) {
		paper_reply_error(r, 500, 50010000, "the calendar ends");
		return;
	}
	struct jsonl *w = &r->json;
	jsonl_open(w, NULL, '{');
	paper_put_new_york(w, "timestamp", now);
	jsonl_bool(w, "is_open", calendar_is_open(now));
	paper_put_new_york(w, "next_open", next.open);
	paper_put_new_york(w, "next_close", s.close);
	jsonl_close(w);
}

static void put_wall_clock(struct jsonl *w, const char *key, struct instant t)
{
	int second;
	char text[16];
	(void)zone_new_york_date(t, &second);
	(void)snprintf(text, sizeof text, "%02d:%02d", second / 3600, second / 60 % 60);
	jsonl_text(w, key, text);
}

void paper_get_calendar(struct paper_call *c, struct paper_reply *r)
{
	struct date start = date_from_ymd(CALENDAR_FIRST_YEAR, 1, 1),
		    end = date_from_ymd(CALENDAR_LAST_YEAR, 12, 31);
	struct session s, settled;
	struct jsonl *w = &r->json;
	if (paper_argument_date(c, r, "start", &start) != 0 ||
		paper_argument_date(c, r, "end", &end) != 0)
		return;
	jsonl_open(w, NULL, '[');
	bool more = calendar_session(start, &s) || calendar_next(start, &s);
	for (int n = 0; more && date_compare(s.day, end) <= 0 && n < CALENDAR_SESSIONS_MAX; n++) {
		more = calendar_next(s.day, &settled); /* trades settle in the next session */
		jsonl_open(w, NULL, '{');
		jsonl_date(w, "date", s.day);
		put_wall_clock(w, "open", s.open);
		put_wall_clock(w, "close", s.close);
		jsonl_text(w, "session_open", "0400");
		jsonl_text(w, "session_close", s.early_close ? "1700" : "2000");
		jsonl_date(w, "settlement_date", more ? settled.day : DATE_UNKNOWN);
		jsonl_close(w);
		s = settled;
	}
	jsonl_close(w);
}

static const char *const activity_names[] = {"FILL", "FEE", "OPEXP", "OPEXC", "OPASN", "OPTRD"};

/* The time of New York to the millisecond, then a UUID. Clients must not parse it as a time. */
static void activity_id(const struct paper *p, const struct paper_activity *a, char out[static 64])
{
	int second, y, m, d;
	struct date day = zone_new_york_date(a->at, &second);
	char uuid[PAPER_UUID_SIZE];
	date_to_ymd(day, &y, &m, &d);
	(void)snprintf(out, 64, "%04d%02d%02d%02d%02d%02d%03d::%s", y, m, d, second / 3600,
		second / 60 % 60, second % 60, (int)(a->at.us / 1000 % 1000),
		paper_uuid(p->options.seed ^ 0xac, a->serial, uuid));
}

static void write_activity(struct jsonl *w, const struct paper *p, const struct paper_activity *a)
{
	char id[64], day[DATE_TEXT_SIZE];
	activity_id(p, a, id);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "id", id);
	jsonl_text(w, "activity_type", activity_names[a->type]);
	if (a->type == PAPER_FILL) {
		jsonl_text(w, "order_id", p->book.orders[a->order].id);
		jsonl_text(w, "symbol", a->symbol);
		jsonl_text(w, "side", paper_side_name(a->side));
		paper_put_count_text(w, "qty", a->qty);
		paper_put_price_text(w, "price", a->price);
		paper_put_count_text(w, "cum_qty", a->cum_qty);
		paper_put_count_text(w, "leaves_qty", a->leaves_qty);
		jsonl_text(w, "order_status", paper_status_name(a->order_status));
		jsonl_instant(w, "transaction_time", a->at);
		jsonl_text(w, "type", a->leaves_qty > 0 ? "partial_fill" : "fill");
		jsonl_close(w);
		return;
	}
	if (a->sub_type != NULL)
		jsonl_text(w, "activity_sub_type", a->sub_type);
	jsonl_text(w, "date", date_format(zone_new_york_date(a->at, NULL), day));
	paper_put_money_text(w, "net_amount", a->net_amount);
	jsonl_text(w, "status", "executed");
	jsonl_text(w, "description", a->type == PAPER_FEE ? "fees of the day" : "option event");
	jsonl_instant(w, "created_at", a->visible_at);
	jsonl_text(w, "currency", "USD");
	if (a->type != PAPER_FEE) {
		jsonl_text(w, "symbol", a->symbol);
		paper_put_count_text(w, "qty", a->qty);
	}
	if (price_known(a->price))
		paper_put_price_text(w, "price", a->price);
	jsonl_close(w);
}

struct activity_filter {
	const char *types; /* comma list; NULL: all */
	const char *category, *order_id, *page_token;
	struct instant after, until;
	struct date date;
	bool ascending;
	int64_t page_size;
};

static bool activity_wanted(
	const struct paper *p, const struct paper_activity *a, const struct activity_filter *f)
{
	bool trade = a->type == PAPER_FILL;
	if (instant_compare(a->visible_at, p->book.now) > 0)
		return false;
	if (f->types != NULL && !paper_list_has(f->types, activity_names[a->type]))
		return false;
	if (f->category != NULL && text_equal(f->category, "trade_activity") != trade)
		return false;
	if (f->order_id != NULL &&
		(a->order < 0 || !text_equal_nocase(p->book.orders[a->order].id, f->order_id)))
		return false;
	if (date_known(f->date) && date_compare(zone_new_york_date(a->at, NULL), f->date) != 0)
		return false;
	bool late = instant_known(f->after) && instant_compare(a->at, f->after) <= 0;
	bool early = instant_known(f->until) && instant_compare(a->at, f->until) >= 0;
	return !late && !early;
}

static int read_filter(struct paper_call *c, struct paper_reply *r, struct activity_filter *f)
{
	*f = (struct activity_filter){
		.types = *c->rest != '\0' ? c->rest : paper_argument(c, "activity_types"),
		.category = paper_argument(c, "category"),
		.order_id = paper_argument(c, "order_id"),
		.page_token = c->repeat_page ? NULL : paper_argument(c, "page_token"),
		.after = INSTANT_UNKNOWN,
		.until = INSTANT_UNKNOWN,
		.date = DATE_UNKNOWN,
		.page_size = 100,
	};
	const char *direction = paper_argument(c, "direction");
	f->ascending = direction != NULL && text_equal(direction, "asc");
	if (paper_argument_date(c, r, "date", &f->date) != 0 ||
		paper_argument_instant(c, r, "after", &f->after) != 0 ||
		paper_argument_instant(c, r, "until", &f->until) != 0 ||
		paper_argument_i64(c, r, "page_size", 1, 100, &f->page_size) != 0)
		return -1;
	if (date_known(f->date))
		f->page_size = INT64_MAX;
	return 0;
}

void paper_get_activities(struct paper_call *c, struct paper_reply *r)
{
	const struct paper *p = c->server;
	struct activity_filter f;
	if (read_filter(c, r, &f) != 0)
		return;
	size_t n = p->book.activity_count;
	int64_t shown = 0;
	bool begun = f.page_token == NULL;
	jsonl_open(&r->json, NULL, '[');
	for (size_t k = 0; k < n && shown < f.page_size; k++) {
		const struct paper_activity *a = &p->book.activities[f.ascending ? k : n - 1 - k];
		char id[64];
		if (!begun) { /* the token is the last id of the previous page */
			activity_id(p, a, id);
			begun = text_equal(id, f.page_token);
			continue;
		}
		if (!activity_wanted(p, a, &f))
			continue;
		write_activity(&r->json, p, a);
		shown++;
	}
	jsonl_close(&r->json);
}

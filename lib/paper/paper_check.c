#include "paper_check.h"

#include <stdarg.h>
#include <stdio.h>

#include "array.h"
#include "calendar.h"
#include "text.h"
#include "zone.h"

enum { CENT_E4 = 100, EXPIRES_SOON_MINUTES = 30 };

bool paper_refuse(struct paper_refusal *r, int status, int code, const char *format, ...)
{
	*r = (struct paper_refusal){.status = status, .code = code};
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(r->message, sizeof r->message, format, arguments);
	va_end(arguments);
	return false;
}

static void add_extra(struct paper_refusal *r, const char *name, const char *value)
{
	if (r->extra_count == PAPER_EXTRAS_MAX)
		return;
	r->extras[r->extra_count].name = name;
	(void)text_copy(r->extras[r->extra_count++].value, PAPER_EXTRA_SIZE, value);
}

static void add_extra_money(struct paper_refusal *r, const char *name, struct money m)
{
	char text[NUM_TEXT_SIZE];
	add_extra(r, name, money_format(m, 2, text));
}

static void add_extra_quantity(struct paper_refusal *r, const char *name, int64_t n)
{
	char text[NUM_TEXT_SIZE];
	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	add_extra(r, name, text);
}

/* An order that is being checked. */
struct inquiry {
	const struct paper_book *book;
	const struct paper_env *env;
	struct paper_request *want;
	bool option;
	int64_t held; /* quantity of the symbol in the books, signed */
};

typedef bool check_fn(struct inquiry *i, struct paper_refusal *r);

static bool check_identity(struct inquiry *i, struct paper_refusal *r)
{
	const char *id = i->want->client_order_id;
	if (id[0] != '\0' && paper_order_find_client(i->book, id) != NULL)
		return paper_refuse(r, 422, PAPER_CODE_SHAPE, "client_order_id must be unique");
	return true;
}

static bool check_prices(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	bool limit = w->type == PAPER_LIMIT || w->type == PAPER_STOP_LIMIT;
	bool stop = w->type == PAPER_STOP || w->type == PAPER_STOP_LIMIT;
	char text[NUM_TEXT_SIZE];
	if (limit && !price_known(w->limit))
		return paper_refuse(r, 422, PAPER_CODE_SHAPE, "limit orders require a limit price");
	if (!limit && price_known(w->limit))
		return paper_refuse(r, 422, PAPER_CODE_SHAPE,
			"%s orders must not have a limit price", paper_type_name(w->type));
	if (stop && !price_positive(w->stop))
		return paper_refuse(r, 422, PAPER_CODE_SHAPE, "stop orders require a stop price");
	if (limit && w->leg_count == 0 && w->limit.e4 <= 0)
		return paper_refuse(r, 422, PAPER_CODE_SHAPE, "limit price must be > 0");
	if (limit && (i->option || w->leg_count > 0) && w->limit.e4 % CENT_E4 != 0)
		return paper_refuse(
			r, 422, PAPER_CODE_RULE, "limit price must be limited to 2 decimal places");
	if (limit && !i->option && w->limit.e4 >= USD_E4 && w->limit.e4 % CENT_E4 != 0)
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"invalid limit_price %s. sub-penny increment does not fulfill minimum "
			"pricing criteria",
			price_format(w->limit, 4, text));
	return true;
}

static bool check_option_terms(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	if (!i->option && w->leg_count == 0)
		return true;
	if (w->extended_hours)
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"extended hours is not supported for options trading");
	if (w->tif != PAPER_DAY && w->tif != PAPER_GTC)
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"order_time_in_force provided not supported for options trading");
	if (w->leg_count > 0 && w->type != PAPER_MARKET && w->type != PAPER_LIMIT)
		return paper_refuse(
			r, 422, PAPER_CODE_RULE, "invalid order type for options trading");
	if (w->type == PAPER_MARKET && !calendar_is_open(i->book->now))
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"options market orders are only allowed during market hours");
	return true;
}

static bool opens(enum paper_intent intent)
{
	return intent == PAPER_BUY_TO_OPEN || intent == PAPER_SELL_TO_OPEN;
}

static bool check_contract(
	const struct inquiry *i, const char *symbol, bool opening, struct paper_refusal *r)
{
	const struct paper_market_contract *c = paper_market_contract_find(i->env->market, symbol);
	if (c == NULL)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "contract \"%s\" not found", symbol);
	if (!paper_market_contract_active(c, i->book->now))
		return paper_refuse(r, 422, PAPER_CODE_RULE, "contract \"%s\" is expired", symbol);
	bool soon = instant_diff_us(c->expires, i->book->now) <= EXPIRES_SOON_MINUTES * MINUTE_US;
	if (opening && soon)
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"contract \"%s\" expires soon, unable to open new positions", symbol);
	return true;
}

/* A buy closes a short position and a sell closes a long one; otherwise the order opens one. */
static bool check_intent(struct inquiry *i, struct paper_refusal *r)
{
	struct paper_request *w = i->want;
	if (!i->option)
		return true;
	enum paper_intent inferred =
		w->side == PAPER_BUY ? (i->held < 0 ? PAPER_BUY_TO_CLOSE : PAPER_BUY_TO_OPEN)
				     : (i->held > 0 ? PAPER_SELL_TO_CLOSE : PAPER_SELL_TO_OPEN);
	if (w->intent != PAPER_NO_INTENT && w->intent != inferred)
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"position intent mismatch, inferred: %s, specified: %s",
			paper_intent_name(inferred), paper_intent_name(w->intent));
	w->intent = inferred;
	return true;
}

static bool check_asset(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	if (w->leg_count > 0)
		return true;
	if (i->option)
		return check_contract(i, w->symbol, opens(w->intent), r);
	if (paper_market_stock_find(i->env->market, w->symbol) == NULL)
		return paper_refuse(r, 422, PAPER_CODE_RULE, "asset \"%s\" not found", w->symbol);
	return true;
}

/* Refuses an order that could trade with an open order of the other side. */
static bool check_wash(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	for (size_t k = 0; k < i->book->order_count && w->leg_count == 0; k++) {
		const struct paper_order *o = &i->book->orders[k];
		if (paper_is_terminal(o->status) || o->want.side + w->side != 0 || o->parent >= 0 ||
			!text_equal(o->want.symbol, w->symbol))
			continue;
		const struct paper_request *buy = w->side == PAPER_BUY ? w : &o->want;
		const struct paper_request *sell = w->side == PAPER_BUY ? &o->want : w;
		bool no_trade = price_known(buy->limit) && price_known(sell->limit) &&
				buy->limit.e4 < sell->limit.e4;
		if (no_trade || price_known(buy->stop) || price_known(sell->stop))
			continue;
		(void)paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
			"potential wash trade detected. use complex orders");
		add_extra(r, "existing_order_id", o->id);
		add_extra(r, "reject_reason", "opposite side market/stop order exists");
		return false;
	}
	return true;
}

static bool refuse_quantity(const struct inquiry *i, const char *symbol, int64_t wanted,
	int64_t available, struct paper_refusal *r)
{
	const struct paper_position *p = paper_position_find(i->book, symbol);
	int64_t existing = p != NULL ? p->qty : 0;
	(void)paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
		"insufficient qty available for order (requested: %lld, available: %lld)",
		(long long)wanted, (long long)available);
	add_extra_quantity(r, "available", available);
	add_extra_quantity(r, "existing_qty", existing);
	add_extra_quantity(r, "held_for_orders", (existing < 0 ? -existing : existing) - available);
	add_extra(r, "symbol", symbol);
	return false;
}

/* An order closes no more than is available, and a stock is not sold short. */
static bool check_quantity(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	if (w->leg_count > 0)
		return true;
	bool closing = i->option ? !opens(w->intent) : w->side == PAPER_SELL;
	int64_t available = paper_available(i->book, w->symbol);
	if (!i->option && closing && i->held <= 0)
		return paper_refuse(
			r, 403, PAPER_CODE_FORBIDDEN, "account is not allowed to short");
	if (closing && w->qty > available)
		return refuse_quantity(i, w->symbol, w->qty, available, r);
	return true;
}

/* The quantity of SYMBOL that W, a single order or one with legs, sells to close. */
static int64_t sold_by(const struct paper_request *w, const char *symbol)
{
	int64_t sold = 0;
	if (w->leg_count == 0 && w->intent == PAPER_SELL_TO_CLOSE && text_equal(w->symbol, symbol))
		return w->qty;
	for (size_t n = 0; n < w->leg_count; n++)
		if (w->legs[n].intent == PAPER_SELL_TO_CLOSE &&
			text_equal(w->legs[n].symbol, symbol))
			sold += w->legs[n].ratio * w->qty;
	return sold;
}

/* While an assignment is worked on, a part of the long options must stay. */
static bool check_lock(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_book *b = i->book;
	int64_t sold = 0, held = 0;
	if (!instant_known(b->lock_until) || instant_compare(b->now, b->lock_until) >= 0)
		return true;
	for (size_t k = 0; k < b->position_count; k++) {
		const struct paper_position *p = &b->positions[k];
		struct option_contract occ;
		if (p->qty <= 0 || occ_parse(p->symbol, &occ, NULL) != 0 ||
			!text_equal(occ.root, b->lock_root))
			continue;
		held += p->qty;
		sold += sold_by(i->want, p->symbol);
	}
	if (sold == 0 || sold < held)
		return true;
	return paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
		"active assignment lock on %s, cannot close all long options", b->lock_root);
}

static bool refuse_money(
	bool option, struct money required, struct money available, struct paper_refusal *r)
{
	char a[NUM_TEXT_SIZE], b[NUM_TEXT_SIZE];
	if (!option) {
		(void)paper_refuse(r, 403, PAPER_CODE_FORBIDDEN, "insufficient buying power");
		add_extra_money(r, "buying_power", available);
		add_extra_money(r, "cost_basis", required);
		return false;
	}
	(void)paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
		"insufficient options buying power (required: %s, available: %s)",
		money_format(required, 2, a), money_format(available, 2, b));
	add_extra_money(r, "options_buying_power", available);
	add_extra_money(r, "required_options_buying_power", required);
	return false;
}

/* A single short option needs shares (call) or the strike in cash (put). */
static bool check_uncovered(
	const struct inquiry *i, const struct paper_account *a, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	const struct paper_market_contract *c =
		paper_market_contract_find(i->env->market, w->symbol);
	char required[NUM_TEXT_SIZE], available[NUM_TEXT_SIZE];
	if (c->occ.kind == OPTION_PUT) {
		struct money cash = occ_value(c->occ.strike, w->qty);
		if (money_compare(cash, a->options_buying_power) <= 0)
			return true;
		return paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
			"insufficient options buying power for cash-secured put (required: %s, "
			"available: %s)",
			money_format(cash, 2, required),
			money_format(a->options_buying_power, 2, available));
	}
	enum { SHARES = 100 };
	int64_t shares = paper_available(i->book, i->env->market->stocks[c->stock].symbol);
	if (shares >= w->qty * SHARES)
		return true;
	return paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
		"insufficient underlying qty available for covered call (required: %lld, "
		"available: %lld)",
		(long long)w->qty * SHARES, (long long)shares);
}

static bool check_money(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	struct paper_account a;
	paper_account(i->book, i->env, &a);
	if (w->leg_count > 0) {
		struct money cost =
			price_known(w->limit) ? occ_value(w->limit, w->qty) : (struct money){0};
		struct money more = money_sub(paper_collateral(i->book, w), a.collateral);
		struct money required = money_add(cost, more);
		if (money_compare(required, a.options_buying_power) > 0)
			return refuse_money(true, required, a.options_buying_power, r);
		return true;
	}
	if (i->option && w->intent == PAPER_SELL_TO_OPEN)
		return check_uncovered(i, &a, r);
	if (w->side != PAPER_BUY)
		return true;
	struct quote q;
	struct price each = w->limit;
	if (!price_known(each))
		each = paper_quote(i->env, w->symbol, i->book->now, &q) ? q.ask : (struct price){0};
	struct money required = paper_value(i->option, each, w->qty);
	/* what is short is bought back with all of the cash: its collateral becomes free */
	struct money available = i->held < 0 ? i->book->cash
				 : i->option ? a.options_buying_power
					     : a.buying_power;
	if (!money_known(required) || money_compare(required, available) > 0)
		return refuse_money(i->option, required, available, r);
	return true;
}

static bool check_leg(
	struct inquiry *i, size_t n, const struct option_contract *first, struct paper_refusal *r)
{
	const struct paper_leg *leg = &i->want->legs[n];
	struct option_contract occ;
	if (leg->intent == PAPER_NO_INTENT)
		return paper_refuse(
			r, 422, PAPER_CODE_RULE, "leg.%zu position intent is required", n);
	if (occ_parse(leg->symbol, &occ, NULL) != 0)
		return paper_refuse(r, 422, PAPER_CODE_RULE,
			"equity legs are allowed only with a corresponding amount of call "
			"contracts");
	if (!text_equal(occ.root, first->root))
		return paper_refuse(r, 422, PAPER_CODE_RULE, "underlying asset mismatch: %s, %s",
			first->root, occ.root);
	if (!check_contract(i, leg->symbol, opens(leg->intent), r))
		return false;
	const struct paper_position *p = paper_position_find(i->book, leg->symbol);
	int64_t needed = leg->ratio * i->want->qty;
	bool right = p != NULL && (p->qty > 0) == (leg->side == PAPER_SELL);
	if (!opens(leg->intent) && (!right || needed > paper_available(i->book, leg->symbol)))
		return refuse_quantity(i, leg->symbol, needed,
			right ? paper_available(i->book, leg->symbol) : 0, r);
	return true;
}

/* Each short leg that opens needs a long leg of its kind (call or put) in the same order. */
static bool check_legs(struct inquiry *i, struct paper_refusal *r)
{
	const struct paper_request *w = i->want;
	if (w->leg_count == 0)
		return true;
	struct option_contract first = {.root = ""};
	int64_t net[2] = {0, 0}; /* of calls, of puts */
	(void)occ_parse(w->legs[0].symbol, &first, NULL);
	for (size_t n = 0; n < w->leg_count; n++) {
		struct option_contract occ;
		if (!check_leg(i, n, &first, r))
			return false;
		(void)occ_parse(w->legs[n].symbol, &occ, NULL);
		if (opens(w->legs[n].intent))
			net[occ.kind == OPTION_PUT] += (int64_t)w->legs[n].side * w->legs[n].ratio;
	}
	if (net[0] < 0 || net[1] < 0)
		return paper_refuse(r, 403, PAPER_CODE_FORBIDDEN,
			"account not eligible to trade uncovered option contracts");
	return true;
}

bool paper_check(const struct paper_book *b, const struct paper_env *e, struct paper_request *q,
	struct paper_refusal *r)
{
	static check_fn *const checks[] = {
		check_identity,
		check_intent,
		check_asset,
		check_prices,
		check_option_terms,
		check_legs,
		check_wash,
		check_quantity,
		check_lock,
		check_money,
	};
	const struct paper_position *p = paper_position_find(b, q->symbol);
	struct inquiry i = {
		.book = b,
		.env = e,
		.want = q,
		.option = q->leg_count == 0 && occ_is_symbol(q->symbol),
		.held = p != NULL ? p->qty : 0,
	};
	for (size_t k = 0; k < array_size(checks); k++)
		if (!checks[k](&i, r))
			return false;
	return true;
}

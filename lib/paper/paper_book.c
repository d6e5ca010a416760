#include "paper_book.h"

#include <stdio.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "rng.h"
#include "text.h"

/* Far above the needs of a month of trading; a larger number means a loop without end. */
enum { POSITIONS_MAX = 10000, ACTIVITIES_MAX = 1000000 };

static const char *const status_names[] = {"pending_new", "accepted", "new", "partially_filled",
	"pending_cancel", "filled", "canceled", "expired", "rejected", "replaced"};
static const char *const type_names[] = {"market", "limit", "stop", "stop_limit"};
static const char *const tif_names[] = {"day", "gtc", "ioc", "fok"};
static const char *const intent_names[] = {
	"", "buy_to_open", "buy_to_close", "sell_to_open", "sell_to_close"};

static int word_index(const char *word, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(word, names[i]))
			return (int)i;
	return -1;
}

const char *paper_status_name(enum paper_status s)
{
	return status_names[s];
}

const char *paper_side_name(enum paper_side s)
{
	return s == PAPER_BUY ? "buy" : s == PAPER_SELL ? "sell" : "";
}

const char *paper_type_name(enum paper_type t)
{
	return type_names[t];
}

const char *paper_tif_name(enum paper_tif t)
{
	return tif_names[t];
}

const char *paper_intent_name(enum paper_intent i)
{
	return intent_names[i];
}

bool paper_side_parse(const char *word, enum paper_side *out)
{
	bool buy = text_equal(word, "buy"), sell = text_equal(word, "sell");
	if (buy || sell)
		*out = buy ? PAPER_BUY : PAPER_SELL;
	return buy || sell;
}

bool paper_type_parse(const char *word, enum paper_type *out)
{
	int i = word_index(word, type_names, array_size(type_names));
	if (i >= 0)
		*out = (enum paper_type)i;
	return i >= 0;
}

bool paper_tif_parse(const char *word, enum paper_tif *out)
{
	int i = word_index(word, tif_names, array_size(tif_names));
	if (i >= 0)
		*out = (enum paper_tif)i;
	return i >= 0;
}

bool paper_intent_parse(const char *word, enum paper_intent *out)
{
	int i = word_index(word, intent_names, array_size(intent_names));
	if (i > 0)
		*out = (enum paper_intent)i;
	return i > 0;
}

bool paper_is_terminal(enum paper_status s)
{
	return s >= PAPER_FILLED;
}

void paper_book_init(struct paper_book *b, uint64_t seed, struct money cash, struct instant now)
{
	*b = (struct paper_book){.seed = seed,
		.now = now,
		.cash = cash,
		.last_equity = cash,
		.close_equity = cash,
		.fee_date = DATE_UNKNOWN,
		.lock_until = INSTANT_UNKNOWN};
}

void paper_book_free(struct paper_book *b)
{
	mem_free(&b->orders);
	mem_free(&b->positions);
	mem_free(&b->activities);
	*b = (struct paper_book){.orders = NULL};
}

const char *paper_uuid(uint64_t seed, uint64_t serial, char out[static PAPER_UUID_SIZE])
{
	unsigned long long a = rng_hash(seed, 41, serial), b = rng_hash(seed, 42, serial);
	/* Marked as version 4, variant 1, as random UUIDs are. */
	(void)snprintf(out, PAPER_UUID_SIZE, "%08llx-%04llx-4%03llx-%04llx-%012llx", a >> 32,
		(a >> 16) & 0xffff, a & 0xfff, 0x8000 | ((b >> 48) & 0x3fff), b & 0xffffffffffff);
	return out;
}

struct paper_order *paper_order_find(const struct paper_book *b, const char *id)
{
	for (size_t i = 0; i < b->order_count; i++)
		if (text_equal_nocase(b->orders[i].id, id))
			return &b->orders[i];
	return NULL;
}

struct paper_order *paper_order_find_client(const struct paper_book *b, const char *client_order_id)
{
	for (size_t i = b->order_count; i > 0; i--) /* clients mostly look for the newest */
		if (text_equal(b->orders[i - 1].want.client_order_id, client_order_id))
			return &b->orders[i - 1];
	return NULL;
}

/* The index of SYMBOL, or when it is not FOUND the index to insert it at. */
static size_t position_index(const struct paper_book *b, const char *symbol, bool *found)
{
	size_t low = 0, high = b->position_count;
	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(b->positions[middle].symbol, symbol);
		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct paper_position *paper_position_find(const struct paper_book *b, const char *symbol)
{
	bool found;
	size_t i = position_index(b, symbol, &found);
	return found ? &b->positions[i] : NULL;
}

bool paper_quote(const struct paper_env *e, const char *symbol, struct instant t, struct quote *out)
{
	for (size_t i = 0; i < e->override_count; i++) {
		if (text_equal(e->overrides[i].symbol, symbol)) {
			*out = e->overrides[i].quote;
			out->ts = t;
			return true;
		}
	}
	const struct paper_market_stock *s = paper_market_stock_find(e->market, symbol);
	if (s != NULL)
		return paper_market_stock_quote(e->market, s, t, out);
	const struct paper_market_contract *c = paper_market_contract_find(e->market, symbol);
	return c != NULL && paper_market_option_quote(e->market, c, t, out);
}

struct price paper_mark(const struct paper_env *e, const char *symbol, struct instant t)
{
	struct quote q;
	return paper_quote(e, symbol, t, &q) ? price_mid(q.bid, q.ask) : PRICE_UNKNOWN;
}

struct money paper_value(bool option, struct price price, int64_t qty)
{
	return option ? occ_value(price, qty) : money_of_shares(price, qty);
}

static struct money known_or_zero(struct money m)
{
	return money_known(m) ? m : (struct money){0};
}

static struct money at_least_zero(struct money m)
{
	return m.e4 > 0 ? m : (struct money){0};
}

/* The money that the open rest of an order would spend; a market order would pay the ask. */
static struct money order_hold(
	const struct paper_order *o, const struct paper_env *e, struct instant now)
{
	const struct paper_request *w = &o->want;
	if (paper_is_terminal(o->status) || o->parent >= 0)
		return (struct money){0};
	int64_t left = w->qty - o->filled_qty;
	if (w->leg_count > 0)
		return price_positive(w->limit) ? occ_value(w->limit, left) : (struct money){0};
	if (w->side != PAPER_BUY)
		return (struct money){0};
	struct quote q = {.ask = {0}};
	struct price each = price_known(w->limit)		 ? w->limit
			    : paper_quote(e, w->symbol, now, &q) ? q.ask
								 : (struct price){0};
	return known_or_zero(paper_value(occ_is_symbol(w->symbol), each, left));
}

void paper_account(const struct paper_book *b, const struct paper_env *e, struct paper_account *out)
{
	struct paper_account a = {.equity = b->cash};
	struct money initial = {0};
	for (size_t i = 0; i < b->position_count; i++) {
		const struct paper_position *p = &b->positions[i];
		struct money value = known_or_zero(
			paper_value(p->option, paper_mark(e, p->symbol, b->now), p->qty));
		struct money *sum = p->qty > 0 ? &a.long_value : &a.short_value;
		*sum = money_add(*sum, value);
		a.equity = money_add(a.equity, value);
		/* The initial margin is half the value of a stock, the whole value of an option. */
		if (p->qty > 0)
			initial = money_add(initial, p->option ? value : money_scale(value, .5));
	}
	for (size_t i = 0; i < b->order_count; i++)
		a.held = money_add(a.held, order_hold(&b->orders[i], e, b->now));
	a.collateral = paper_collateral(b, NULL);
	struct money used = money_add(money_add(initial, a.held), a.collateral);
	struct money free_margin = at_least_zero(money_sub(a.equity, used));
	a.buying_power = money_times(free_margin, 4);
	a.regt_buying_power = money_times(free_margin, 2);
	a.options_buying_power = at_least_zero(money_sub(money_sub(b->cash, a.held), a.collateral));
	*out = a;
}

/* The quantity of SYMBOL in open single orders of SIDE. */
static int64_t held_quantity(const struct paper_book *b, const char *symbol, enum paper_side side)
{
	int64_t held = 0;
	for (size_t i = 0; i < b->order_count; i++) {
		const struct paper_order *o = &b->orders[i];
		bool single = o->want.leg_count == 0;
		if (single && !paper_is_terminal(o->status) && o->want.side == side &&
			text_equal(o->want.symbol, symbol))
			held += o->want.qty - o->filled_qty;
	}
	return held;
}

int64_t paper_available(const struct paper_book *b, const char *symbol)
{
	const struct paper_position *p = paper_position_find(b, symbol);
	if (p == NULL)
		return 0;
	int64_t size = p->qty > 0 ? p->qty : -p->qty;
	int64_t held = held_quantity(b, symbol, p->qty > 0 ? PAPER_SELL : PAPER_BUY);
	return held < size ? size - held : 0;
}

/* An option that is held or ordered; a quantity > 0 is long. */
struct line {
	struct option_contract occ;
	int64_t qty;
};

enum { LINES_MAX = 256 };

static void add_line(
	struct line lines[static LINES_MAX], size_t *n, const char *symbol, int64_t qty)
{
	struct option_contract occ;
	if (occ_parse(symbol, &occ, NULL) != 0 || qty == 0)
		return;
	for (size_t i = 0; i < *n; i++) {
		if (text_equal(lines[i].occ.root, occ.root) && lines[i].occ.kind == occ.kind &&
			date_compare(lines[i].occ.expiry, occ.expiry) == 0 &&
			price_compare(lines[i].occ.strike, occ.strike) == 0) {
			lines[i].qty += qty;
			return;
		}
	}
	if (*n < LINES_MAX)
		lines[(*n)++] = (struct line){occ, qty};
}

/*
 * Per share: the most a short option can cost beyond the value of the long option that covers it.
 */
static struct price uncovered_width(
	const struct option_contract *short_leg, const struct option_contract *long_leg)
{
	int64_t width = (short_leg->strike.e4 - long_leg->strike.e4) *
			(short_leg->kind == OPTION_PUT ? 1 : -1);
	return (struct price){width > 0 ? width : 0};
}

/*
 * The collateral of SHORT_LINE. Uses up the long options among LINES that cover it, each time the
 * one that leaves the smallest width.
 */
static struct money cover(struct line *short_line, struct line *lines, size_t n)
{
	struct money sum = {0};
	while (short_line->qty < 0) {
		struct line *best = NULL;
		for (size_t i = 0; i < n; i++) {
			struct line *l = &lines[i];
			bool covers = l->qty > 0 && l->occ.kind == short_line->occ.kind &&
				      text_equal(l->occ.root, short_line->occ.root) &&
				      date_compare(l->occ.expiry, short_line->occ.expiry) >= 0;
			if (covers &&
				(best == NULL ||
					uncovered_width(&short_line->occ, &l->occ).e4 <
						uncovered_width(&short_line->occ, &best->occ).e4))
				best = l;
		}
		int64_t take = -short_line->qty;
		if (best == NULL) { /* a put needs the strike in cash, a call the shares */
			struct money all = occ_value(short_line->occ.strike, take);
			short_line->qty = 0;
			return money_add(
				sum, short_line->occ.kind == OPTION_PUT ? all : (struct money){0});
		}
		if (take > best->qty)
			take = best->qty;
		sum = money_add(
			sum, occ_value(uncovered_width(&short_line->occ, &best->occ), take));
		best->qty -= take;
		short_line->qty += take;
	}
	return sum;
}

struct money paper_collateral(const struct paper_book *b, const struct paper_request *q)
{
	struct line lines[LINES_MAX];
	size_t n = 0;
	for (size_t i = 0; i < b->position_count; i++)
		if (b->positions[i].option)
			add_line(lines, &n, b->positions[i].symbol, b->positions[i].qty);
	for (size_t i = 0; q != NULL && i < q->leg_count; i++)
		add_line(lines, &n, q->legs[i].symbol,
			(int64_t)q->legs[i].side * q->legs[i].ratio * q->qty);
	struct money sum = {0};
	for (size_t i = 0; i < n; i++)
		sum = money_add(sum, cover(&lines[i], lines, n));
	return sum;
}

void paper_activity_add(struct paper_book *b, const struct paper_activity *a)
{
	if (mem_grow(&b->activities, &b->activity_capacity, b->activity_count + 1,
		    sizeof *b->activities, ACTIVITIES_MAX) != 0) {
		b->failed = true;
		return;
	}
	struct paper_activity *row = &b->activities[b->activity_count++];
	*row = *a;
	row->serial = b->serials++;
	b->changed = true;
}

/* COST * QTY / HELD, rounded to the nearest 1/10000. */
static struct money share_of(struct money cost, int64_t qty, int64_t held)
{
	return money_scale(cost, (double)qty / (double)held);
}

void paper_position_change(
	struct paper_book *b, const char *symbol, int64_t qty, struct price price)
{
	bool found;
	size_t i = position_index(b, symbol, &found);
	if (!found) {
		if (mem_grow(&b->positions, &b->position_capacity, b->position_count + 1,
			    sizeof *b->positions, POSITIONS_MAX) != 0) {
			b->failed = true;
			return;
		}
		memmove(&b->positions[i + 1], &b->positions[i],
			(b->position_count - i) * sizeof *b->positions);
		b->positions[i] = (struct paper_position){.last_close = PRICE_UNKNOWN};
		(void)text_copy(b->positions[i].symbol, sizeof b->positions[i].symbol, symbol);
		b->positions[i].option = occ_is_symbol(symbol);
		b->position_count++;
	}
	struct paper_position *p = &b->positions[i];
	bool closing = (p->qty > 0 && qty < 0) || (p->qty < 0 && qty > 0);
	int64_t closed = 0;
	if (closing) {
		int64_t held = p->qty > 0 ? p->qty : -p->qty, wanted = qty > 0 ? qty : -qty;
		closed = wanted < held ? wanted : held;
		p->cost = money_sub(p->cost, share_of(p->cost, closed, held));
		p->day_cost = money_sub(p->day_cost, share_of(p->day_cost, closed, held));
	}
	int64_t opened = qty > 0 ? qty - closed : qty + closed;
	struct money spent = paper_value(p->option, price, opened);
	p->cost = money_add(p->cost, spent);
	p->day_cost = money_add(p->day_cost, spent);
	p->qty += qty;
	b->changed = true;
	if (p->qty == 0) {
		memmove(p, p + 1, (b->position_count - i - 1) * sizeof *p);
		b->position_count--;
	}
}

#include "lot.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "text.h"

enum { LOTS_MAX = 100000000, CENT_E4 = USD_E4 / 100 };

static const char *const kind_names[LOT_KINDS] = {
	[LOT_TRADED] = "traded",
	[LOT_EXPIRED] = "expired",
	[LOT_EXERCISED] = "exercised",
	[LOT_ASSIGNED] = "assigned",
	[LOT_GONE] = "gone",
};

const char *lot_kind_name(enum lot_kind kind)
{
	return kind_names[kind];
}

bool lot_kind_parse(const char *text, enum lot_kind *out)
{
	int found = text_find(kind_names, array_size(kind_names), text);
	if (found < 0)
		return false;
	*out = (enum lot_kind)found;
	return true;
}

/* ---- money in cents ---- */

struct money lot_share(struct money total, int64_t part, int64_t quantity)
{
	int64_t cents = total.e4 / CENT_E4;
	return (struct money){
		(cents / quantity * part + cents % quantity * part / quantity) * CENT_E4};
}

/* Takes PART of QUANTITY out of *TOTAL: the last part takes the rest, so that the parts add up. */
static struct money take_share(struct money *total, int64_t part, int64_t quantity)
{
	if (!money_known(*total))
		return *total;
	struct money share = part == quantity ? *total : lot_share(*total, part, quantity);
	total->e4 -= share.e4;
	return share;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ---- days ---- */

/*
 * The holding period begins on the day after the purchase; on the same date a year later it has
 * been a year, and one more day is more than that. The day after counts, and not the day itself:
 * so the last day of February leads to the first of March.
 */
bool lot_is_long_term(struct date acquired, struct date sold)
{
	int year, month, day;
	if (!date_known(acquired) || !date_known(sold))
		return false;
	date_to_ymd(date_add(acquired, 1), &year, &month, &day);
	bool leap_day = month == 2 && day == 29;
	struct date first =
		leap_day ? date_from_ymd(year + 1, 3, 1) : date_from_ymd(year + 1, month, day);
	return date_compare(sold, first) >= 0;
}

struct date lot_day(const struct lot_part *part)
{
	return part->event->day;
}

struct money lot_gain(const struct lot_part *part)
{
	return money_sub(part->proceeds, part->cost);
}

/* ---- matching ---- */

/* A purchase or sale to be matched: a trade, or the shares of an option. */
struct deal {
	const struct lot_event *event;
	const char *symbol, *from_option;
	enum lot_effect effect;
	bool buys;
	bool is_unknown;   /* VALUE is not known: 0 stands for it */
	bool is_converted; /* of an option: what it closes is taken over by shares */
	int64_t quantity;
	struct money value;   /* without fees, with the premium of an option that became shares */
	struct money cash;    /* without fees and premium, >= 0 */
	struct money fee;     /* of the event: moves cash */
	struct money carried; /* fees of the option that became these shares: moved it before */
};

static int add_lot(struct lots *l, const struct deal *d, struct error *err)
{
	if (mem_grow(&l->lots, &l->room, l->count + 1, sizeof *l->lots, LOTS_MAX) != 0 ||
		mem_grow(&l->open, &l->open_room, l->open_count + 1, sizeof *l->open, LOTS_MAX) !=
			0)
		return error_memory(err);
	l->lots[l->count] = (struct lot){
		.event = d->event,
		.symbol = d->symbol,
		.from_option = d->from_option,
		.is_short = !d->buys,
		.is_unknown = d->is_unknown,
		.quantity = d->quantity,
		.left = d->quantity,
		.value = d->value,
		.fees = money_add(d->fee, d->carried),
		.first_part = SIZE_MAX,
	};
	l->open[l->open_count++] = l->count++;
	return 0;
}

static int add_part(struct lots *l, const struct lot_part *part, struct error *err)
{
	if (mem_grow(&l->parts, &l->part_room, l->part_count + 1, sizeof *l->parts, LOTS_MAX) != 0)
		return error_memory(err);
	l->parts[l->part_count] = *part;
	if (part->lot != SIZE_MAX) {
		l->parts[l->part_count].next_part = l->lots[part->lot].first_part;
		l->lots[part->lot].first_part = l->part_count;
	}
	l->part_count++;
	return 0;
}

static int add_step(struct lots *l, const struct lot_step *step, struct error *err)
{
	if (mem_grow(&l->steps, &l->step_room, l->step_count + 1, sizeof *l->steps, LOTS_MAX) != 0)
		return error_memory(err);
	l->steps[l->step_count++] = *step;
	return 0;
}

/* The first open lot that D closes; SIZE_MAX when there is none. */
static size_t find_open(const struct lots *l, const struct deal *d)
{
	for (size_t i = 0; i < l->open_count; i++) {
		const struct lot *lot = &l->lots[l->open[i]];
		if (lot->is_short == d->buys && text_equal(lot->symbol, d->symbol) &&
			text_equal(lot->event->account, d->event->account))
			return i;
	}
	return SIZE_MAX;
}

static void drop_open(struct lots *l, size_t i)
{
	l->open_count--;
	memmove(&l->open[i], &l->open[i + 1], (l->open_count - i) * sizeof *l->open);
}

static struct money signed_cash(const struct deal *d, struct money amount)
{
	return d->buys ? money_sub((struct money){0}, amount) : amount;
}

/* The share of the money of a deal that a part of it takes. */
struct taken {
	int64_t quantity;
	struct money value, cash, fee, carried;
};

static struct taken take_deal(struct deal *d, int64_t quantity)
{
	struct taken t = {
		.quantity = quantity,
		.value = take_share(&d->value, quantity, d->quantity),
		.cash = take_share(&d->cash, quantity, d->quantity),
		.fee = take_share(&d->fee, quantity, d->quantity),
		.carried = take_share(&d->carried, quantity, d->quantity),
	};
	d->quantity -= quantity;
	return t;
}

/* The columns (b) to (e) of a part; BASIS and OPENED_FEES are of the lot, unknown without one. */
static void fill_columns(struct lot_part *part, const struct deal *d, const struct lot *lot,
	const struct taken *t, struct money basis, struct money opened_fees)
{
	struct date opened = lot == NULL ? DATE_UNKNOWN : lot->event->day;
	struct money closed_fees = money_add(t->fee, t->carried);
	struct money value = d->is_unknown ? MONEY_UNKNOWN : t->value;
	if (lot == NULL || lot->is_unknown)
		basis = MONEY_UNKNOWN;
	part->fees = money_add(opened_fees, closed_fees);
	if (part->is_short) {
		part->proceeds = money_sub(basis, opened_fees);
		part->cost = money_add(value, closed_fees);
		part->acquired = d->event->day;
		part->sold = opened;
	} else {
		part->proceeds = money_sub(value, closed_fees);
		part->cost = money_add(basis, opened_fees);
		part->acquired = opened;
		part->sold = d->event->day;
		part->is_long_term = lot_is_long_term(part->acquired, part->sold);
	}
}

static struct money gain_of(const struct lot_part *part, const struct deal *d,
	const struct taken *t, struct money basis)
{
	if (part->is_converted)
		return (struct money){0};
	if (d->is_unknown)
		return MONEY_UNKNOWN;
	return part->is_short ? money_sub(basis, t->value) : money_sub(t->value, basis);
}

/* Closes a part of the lot number INDEX of those that are open, or of none. */
static int close_one(struct lots *l, struct deal *d, size_t index, struct taken *t,
	struct money *basis, struct money *fees, struct error *err)
{
	size_t number = index == SIZE_MAX ? SIZE_MAX : l->open[index];
	struct lot *lot = number == SIZE_MAX ? NULL : &l->lots[number];
	int64_t quantity = lot == NULL ? d->quantity : smaller(d->quantity, lot->left);
	*t = take_deal(d, quantity);
	*basis = lot == NULL ? (struct money){0} : take_share(&lot->value, quantity, lot->left);
	*fees = lot == NULL ? (struct money){0} : take_share(&lot->fees, quantity, lot->left);
	struct lot_part part = {
		.lot = number,
		.event = d->event,
		.symbol = d->symbol,
		.is_short = d->buys,
		.from_option =
			d->from_option == NULL && lot != NULL ? lot->from_option : d->from_option,
		.is_converted = d->is_converted,
		.quantity = quantity,
		.replacement = SIZE_MAX,
		.next_part = SIZE_MAX,
	};
	fill_columns(&part, d, lot, t, *basis, *fees);
	const struct lot_step step = {
		.event = d->event,
		.symbol = d->symbol,
		.is_short = d->buys,
		.is_unopened = lot == NULL,
		.quantity = quantity,
		.basis = *basis,
		.gain = gain_of(&part, d, t, *basis),
		.cash = signed_cash(d, t->cash),
		.fee = t->fee,
	};
	if (lot != NULL) {
		lot->left -= quantity;
		if (lot->left == 0)
			drop_open(l, index);
	}
	return add_part(l, &part, err) != 0 ? -1 : add_step(l, &step, err);
}

static int open_rest(struct lots *l, const struct deal *d, struct error *err)
{
	const struct lot_step step = {
		.event = d->event,
		.symbol = d->symbol,
		.opens = true,
		.is_short = !d->buys,
		.quantity = d->quantity,
		.basis = d->value,
		.cash = signed_cash(d, d->cash),
		.fee = d->fee,
	};
	return add_lot(l, d, err) != 0 ? -1 : add_step(l, &step, err);
}

static int match(struct lots *l, struct deal *d, struct error *err)
{
	struct taken t;
	struct money basis, fees;
	while (d->quantity > 0 && d->effect != LOT_OPENS) {
		size_t index = find_open(l, d);
		if (index == SIZE_MAX && d->effect == LOT_EITHER)
			break;
		if (close_one(l, d, index, &t, &basis, &fees, err) != 0)
			return -1;
	}
	return d->quantity > 0 ? open_rest(l, d, err) : 0;
}

/* ---- events ---- */

static struct money value_of(const char *symbol, struct price price, int64_t quantity)
{
	return money_to_cents(occ_is_symbol(symbol) ? occ_value(price, quantity)
						    : money_of_shares(price, quantity));
}

/*
 * Matches the shares that QUANTITY contracts became. VALUE and FEES are the premium of the lot that
 * they were: what was paid for a long option makes the shares dearer or brings less for them, what
 * was received for a short one the other way round.
 */
static int match_shares(struct lots *l, const struct lot_event *e,
	const struct option_contract *contract, const struct lot_part *option, struct money premium,
	struct money fees, struct money fee, struct error *err)
{
	bool is_long = !option->is_short;
	bool buys = (contract->kind == OPTION_CALL) == is_long;
	int64_t shares = option->quantity * LOT_CONTRACT_SHARES;
	struct money strike = money_to_cents(money_of_shares(contract->strike, shares));
	struct deal d = {
		.event = e,
		.symbol = e->ticker,
		.from_option = e->symbol,
		.effect = LOT_EITHER,
		.buys = buys,
		.is_unknown = option->lot == SIZE_MAX || l->lots[option->lot].is_unknown ||
			      !money_known(strike),
		.quantity = shares,
		.value = buys == is_long ? money_add(strike, premium) : money_sub(strike, premium),
		.cash = strike,
		.fee = fee,
		.carried = fees,
	};
	if (!money_known(strike))
		d.value = d.cash = (struct money){0};
	return match(l, &d, err);
}

/* An option became shares: each lot of it, its own shares. */
static int convert(struct lots *l, const struct lot_event *e, struct error *err)
{
	struct option_contract contract;
	struct money fee = e->fee;
	int64_t left = e->quantity;
	struct deal d = {
		.event = e,
		.symbol = e->symbol,
		.effect = LOT_CLOSES,
		.buys = e->kind == LOT_ASSIGNED,
		.is_converted = true,
		.quantity = e->quantity,
	};
	if (occ_parse(e->symbol, &contract, err) != 0)
		return -1;
	while (d.quantity > 0) {
		struct taken t;
		struct money premium, fees;
		if (close_one(l, &d, find_open(l, &d), &t, &premium, &fees, err) != 0)
			return -1;
		struct lot_part option = l->parts[l->part_count - 1];
		struct money part_fee = take_share(&fee, t.quantity, left);
		left -= t.quantity;
		if (match_shares(l, e, &contract, &option, premium, fees, part_fee, err) != 0)
			return -1;
	}
	return 0;
}

const char *lot_event_odd(const struct lot_event *e)
{
	bool becomes_shares = e->kind == LOT_EXERCISED || e->kind == LOT_ASSIGNED;
	struct money value = value_of(e->symbol, e->price, e->quantity);
	if (e->quantity <= 0 || e->quantity > LOT_QUANTITY_MAX)
		return "its quantity is out of range";
	if (!money_known(e->fee) || e->fee.e4 < 0)
		return "its fee is unknown or negative";
	if (becomes_shares && !occ_is_symbol(e->symbol))
		return "shares cannot be exercised";
	if (!date_known(e->day))
		return "its day is unknown";
	if (price_known(e->price) && (e->price.e4 < 0 || !money_known(value)))
		return "its price is out of range";
	return NULL;
}

static int take_event(struct lots *l, const struct lot_event *e, struct error *err)
{
	if (e->kind == LOT_EXERCISED || e->kind == LOT_ASSIGNED)
		return convert(l, e, err);
	struct deal d = {
		.event = e,
		.symbol = e->symbol,
		.effect = e->kind == LOT_TRADED ? e->effect : LOT_CLOSES,
		.buys = e->buys,
		.quantity = e->quantity,
		.fee = money_to_cents(e->fee),
	};
	if (e->kind == LOT_TRADED)
		d.value = d.cash = value_of(e->symbol, e->price, e->quantity);
	d.is_unknown = e->kind == LOT_GONE || !money_known(d.value);
	if (d.is_unknown)
		d.value = d.cash = (struct money){0};
	return match(l, &d, err);
}

int lots_match(const struct lot_event *events, size_t count, struct lots *l, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (take_event(l, &events[i], err) != 0)
			return -1;
	return 0;
}

void lots_free(struct lots *l)
{
	free(l->lots);
	free(l->parts);
	free(l->steps);
	free(l->open);
	*l = (struct lots){0};
}

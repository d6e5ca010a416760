#include "adoption_spread.h"

#include <math.h>

#include "text.h"

static int64_t whole(double qty)
{
	return isnan(qty) || qty < 0 || qty > 1e15 ? 0 : (int64_t)floor(qty + 1e-9);
}

static const char *root_id(const struct adoption_order *orders, size_t i)
{
	return orders[orders[i].root].client_order_id;
}

static bool is_entry(const struct adoption_order *orders, size_t i)
{
	enum order_purpose purpose;
	return orders[i].is_ours && order_id_parse(root_id(orders, i), &purpose, NULL) &&
	       purpose == ORDER_ENTRY;
}

/* The leg of L in SYMBOL; -1: none. */
static int leg_in(const struct adoption_legs *l, const char *symbol)
{
	for (int i = 0; i < l->count; i++)
		if (text_equal(l->leg[i].symbol, symbol))
			return i;
	return -1;
}

/* Takes the legs of L as a spread of STRATEGY whose main leg is FIRST. False: they are not one. */
static bool take_pair(const struct adoption_legs *l, int first, enum strategy strategy,
	struct adoption_spread *out)
{
	struct spread s = {.strategy = strategy};
	for (int i = 0; i < SPREAD_LEGS; i++) {
		int leg = i == 0 ? first : 1 - first;
		if (occ_parse(l->leg[leg].symbol, &s.legs[i], NULL) != 0 ||
			l->leg[leg].is_buy != spread_leg_is_long(strategy, i))
			return false;
		out->symbols[i] = l->leg[leg].symbol;
		out->contracts[i] = s.legs[i];
	}
	out->strategy = strategy;
	return price_known(spread_width(&s));
}

bool adoption_spread_find(const struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, const char *symbol, struct adoption_spread *out)
{
	*out = (struct adoption_spread){.entry_time = INSTANT_UNKNOWN};
	for (size_t i = count; i-- > 0;) {
		const struct adoption_legs *l = &legs[i];
		if (l->count != SPREAD_LEGS || whole(orders[i].filled) == 0 ||
			!is_entry(orders, i) || leg_in(l, symbol) < 0)
			continue;
		for (int first = 0; first < SPREAD_LEGS; first++)
			if (take_pair(l, first, STRATEGY_CREDIT_SPREAD, out) ||
				take_pair(l, first, STRATEGY_DEBIT_SPREAD, out))
				return true;
	}
	return false;
}

/* Whether order I is an entry into the spread of S. */
static bool enters(const struct adoption_order *orders, const struct adoption_legs *legs, size_t i,
	const struct adoption_spread *s)
{
	const struct adoption_legs *l = &legs[i];
	if (l->count != SPREAD_LEGS || whole(orders[i].filled) == 0 || !is_entry(orders, i))
		return false;
	for (int k = 0; k < SPREAD_LEGS; k++) {
		int leg = leg_in(l, s->symbols[k]);
		if (leg < 0 || l->leg[leg].is_buy != spread_leg_is_long(s->strategy, k))
			return false;
	}
	return true;
}

/* Whether order I closed a part of what an entry into S opened. */
static bool closes(const struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, size_t i, const struct adoption_spread *s)
{
	if (!orders[i].is_ours || is_entry(orders, i))
		return false;
	for (size_t k = 0; k < count; k++)
		if (enters(orders, legs, k, s) &&
			adoption_sold(root_id(orders, i), root_id(orders, k)))
			return true;
	return false;
}

/* The purchases and sales of one leg by the orders. */
struct leg_sum {
	int64_t opened, closed;
};

static const char *check_entry(const struct adoption_order *o, const struct adoption_legs *l)
{
	for (int k = 0; k < SPREAD_LEGS; k++) {
		if (!(fabs(l->leg[k].filled - o->filled) < 1e-9))
			return "a leg filled more or less than the spread";
		if (!price_known(l->leg[k].average))
			return "a leg is filled, but its filled_avg_price is missing";
	}
	return NULL;
}

static const char *add_up(const struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, const struct adoption_spread *s, struct leg_sum sums[static SPREAD_LEGS])
{
	sums[0] = sums[1] = (struct leg_sum){0};
	for (size_t i = 0; i < count; i++) {
		bool entry = enters(orders, legs, i, s);
		const char *why = entry ? check_entry(&orders[i], &legs[i]) : NULL;
		if (why != NULL)
			return why;
		bool exit = !entry && closes(orders, legs, count, i, s);
		for (int k = 0; k < SPREAD_LEGS; k++) {
			int leg = leg_in(&legs[i], s->symbols[k]);
			int64_t filled = leg < 0 ? 0 : whole(legs[i].leg[leg].filled);
			sums[k].opened += entry ? filled : 0;
			sums[k].closed += exit ? filled : 0;
		}
	}
	return NULL;
}

/* Averages the COUNT of parts of a leg that are taken, newest first. */
struct average {
	int64_t quantity, sum_e4;
	bool unknown;
};

static void average_add(struct average *a, struct price price, int64_t quantity)
{
	a->quantity += quantity;
	a->unknown = a->unknown || !price_known(price);
	a->sum_e4 += a->unknown ? 0 : price.e4 * quantity;
}

static struct price average_of(const struct average *a)
{
	return a->unknown || a->quantity == 0
		       ? PRICE_UNKNOWN
		       : (struct price){(a->sum_e4 + a->quantity / 2) / a->quantity};
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The WANTED spreads are the latest ones: the earlier ones were closed. */
static void take_entries(struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, int64_t wanted, struct adoption_spread *s)
{
	struct average prices[SPREAD_LEGS] = {{0}};
	int64_t left = wanted;
	s->entry = count;
	for (size_t i = count; i-- > 0 && left > 0;) {
		struct adoption_order *o = &orders[i];
		if (!enters(orders, legs, i, s))
			continue;
		o->adopted = smaller(whole(o->filled), left);
		left -= o->adopted;
		s->entry = s->entry == count ? o->root : s->entry;
		for (int k = 0; k < SPREAD_LEGS; k++)
			average_add(&prices[k],
				legs[i].leg[leg_in(&legs[i], s->symbols[k])].average, o->adopted);
		if (instant_known(o->filled_at) &&
			(!instant_known(s->entry_time) ||
				instant_compare(o->filled_at, s->entry_time) < 0))
			s->entry_time = o->filled_at;
	}
	for (int k = 0; k < SPREAD_LEGS; k++)
		s->legs[k] = (struct leg_holding){spread_leg_is_long(s->strategy, k), wanted,
			wanted, average_of(&prices[k]), PRICE_UNKNOWN};
}

/* The price at which the latest GONE contracts of leg K were closed. */
static struct price closed_at(const struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, const struct adoption_spread *s, int k, int64_t gone)
{
	struct average price = {0};
	for (size_t i = count; i-- > 0 && price.quantity < gone;) {
		int leg = leg_in(&legs[i], s->symbols[k]);
		if (leg < 0 || !closes(orders, legs, count, i, s))
			continue;
		average_add(&price, legs[i].leg[leg].average,
			smaller(whole(legs[i].leg[leg].filled), gone - price.quantity));
	}
	return average_of(&price);
}

bool adoption_spread_decide(struct adoption_order *orders, const struct adoption_legs *legs,
	size_t count, const double held[static SPREAD_LEGS], struct adoption_spread *out,
	const char **why)
{
	struct leg_sum sums[SPREAD_LEGS];
	int64_t net[SPREAD_LEGS], most = 0, listed = 0;
	*why = add_up(orders, legs, count, out, sums);
	for (int k = 0; k < SPREAD_LEGS; k++) {
		net[k] = sums[k].opened - sums[k].closed;
		most = net[k] > most ? net[k] : most;
		listed = whole(held[k]) > listed ? whole(held[k]) : listed;
	}
	int64_t wanted = smaller(most, listed);
	if (*why != NULL || wanted < 1)
		return false;
	take_entries(orders, legs, count, wanted, out);
	struct price value = price_sub(out->legs[0].entry_price, out->legs[1].entry_price);
	if (!price_positive(value))
		*why = "the legs filled at prices that give the spread no value";
	if (*why != NULL)
		return false;
	out->holding = (struct holding){.instrument = out->contracts[0].kind == OPTION_PUT
							      ? INSTRUMENT_PUT
							      : INSTRUMENT_CALL,
		.strategy = out->strategy,
		.exit_price = PRICE_UNKNOWN};
	holding_enter(&out->holding, wanted, value, (struct money){0});
	for (int k = 0; k < SPREAD_LEGS; k++) {
		int64_t gone = wanted - (net[k] > 0 ? net[k] : 0);
		if (gone > 0)
			(void)legs_close(&out->holding, out->legs, k, gone,
				closed_at(orders, legs, count, out, k, gone), (struct money){0});
	}
	return true;
}

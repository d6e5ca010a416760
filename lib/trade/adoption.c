#include "adoption.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "array.h"
#include "text.h"

enum { SHARES_PER_CONTRACT = 100, EXITS_SEARCHED = 200 };

/* ---- a holding that is gone ---- */

/*
 * The activities that end a position: it expires worthless, or becomes shares. The price of the
 * shares is not that of the option.
 */
static const struct {
	const char *type, *reason;
	bool worthless;
} endings[] = {
	{"OPEXP", "expired", true},
	{"OPASN", "assigned", false},
	{"OPEXC", "exercised", false},
};

static int64_t whole(double qty)
{
	return isnan(qty) || fabs(qty) > 1e15 ? 0 : (int64_t)floor(fabs(qty) + 1e-9);
}

/* Whether the fact ended a part; then sets quantity, price and reason. */
static bool explains(const struct closing_fact *f, int64_t missing, struct closing_part *part)
{
	if (f->is_used)
		return false;
	part->quantity = whole(f->qty);
	for (size_t i = 0; i < array_size(endings); i++)
		if (text_equal(f->type, endings[i].type)) {
			part->reason = endings[i].reason;
			part->price = endings[i].worthless ? (struct price){0} : PRICE_UNKNOWN;
			/* It concerns the whole position when the broker reports no quantity. */
			if (isnan(f->qty))
				part->quantity = missing;
			return part->quantity > 0;
		}
	bool delivered = text_equal(f->type, "OPTRD"); /* by the option of somebody else */
	part->reason = delivered ? "delivered" : "liquidated";
	part->price = f->price;
	return (delivered || text_equal(f->type, "FILL")) && f->is_closing && part->quantity > 0;
}

size_t closing_explain(
	const struct closing_fact *facts, size_t count, int64_t missing, struct closing_part *parts)
{
	size_t used = 0;
	for (size_t i = 0; i < count && missing > 0; i++) {
		struct closing_part part = {.fact = i};
		if (!explains(&facts[i], missing, &part))
			continue;
		if (part.quantity > missing)
			part.quantity = missing;
		missing -= part.quantity;
		parts[used++] = part;
	}
	return used;
}

void closing_use_shares(struct closing_fact *facts, size_t count, int64_t contracts)
{
	for (size_t i = 0; i < count && contracts > 0; i++) {
		struct closing_fact *f = &facts[i];
		if (f->is_used || !(text_equal(f->type, "OPASN") || text_equal(f->type, "OPEXC")))
			continue;
		int64_t quantity = isnan(f->qty) ? contracts : whole(f->qty);
		if (quantity <= contracts)
			f->is_used = true;
		else
			f->qty = (double)(quantity - contracts);
		contracts -= quantity;
	}
}

/* ---- a holding that the ledger does not have ---- */

/* Whether A took the place of B, or B that of A. */
static bool linked(const struct adoption_order *a, const struct adoption_order *b)
{
	return (a->replaces[0] != '\0' && text_equal(a->replaces, b->id)) ||
	       (b->replaced_by[0] != '\0' && text_equal(b->replaced_by, a->id));
}

void adoption_own(struct adoption_order *orders, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		orders[i].root = i;
		orders[i].is_ours = order_id_parse(orders[i].client_order_id, NULL, NULL);
	}
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < count && !orders[i].is_ours; k++)
				if (orders[k].is_ours && linked(&orders[i], &orders[k])) {
					orders[i].is_ours = true;
					orders[i].root = orders[k].root;
					more = true;
				}
	}
}

/* The price of N more shares or contracts in an average; unknown when either price is. */
static void add_purchase(
	struct adoption *out, int64_t *sum_e4, const struct adoption_order *o, int64_t quantity)
{
	out->quantity += quantity;
	out->entry = o->root;
	if (!price_known(o->average) || *sum_e4 == INT64_MIN)
		*sum_e4 = INT64_MIN;
	else
		*sum_e4 += o->average.e4 * quantity;
	if (instant_known(o->filled_at) &&
		(!instant_known(out->entry_time) ||
			instant_compare(o->filled_at, out->entry_time) < 0))
		out->entry_time = o->filled_at;
}

/* Whether the chain of order I began with an entry of ours. */
static bool is_entry(const struct adoption_order *orders, size_t i)
{
	enum order_purpose purpose;
	return orders[i].is_ours &&
	       order_id_parse(orders[orders[i].root].client_order_id, &purpose, NULL) &&
	       purpose == ORDER_ENTRY;
}

/*
 * Whether order I sold what an entry among ORDERS bought. An exit of another position in the symbol
 * does not count: it closed the leg of a spread, or the shares of an assignment.
 */
static bool is_exit_of_these(const struct adoption_order *orders, size_t count, size_t i)
{
	if (!orders[i].is_ours || orders[i].is_buy || is_entry(orders, i))
		return false;
	const char *id = orders[orders[i].root].client_order_id;
	for (size_t k = 0; k < count; k++)
		if (is_entry(orders, k) && orders[k].root == k &&
			adoption_sold(id, orders[k].client_order_id))
			return true;
	return false;
}

static int64_t net_of_ours(const struct adoption_order *orders, size_t count)
{
	int64_t net = 0;
	for (size_t i = 0; i < count; i++)
		if (is_entry(orders, i) && orders[i].is_buy)
			net += whole(orders[i].filled);
		else if (is_exit_of_these(orders, count, i))
			net -= whole(orders[i].filled);
	return net;
}

bool adoption_decide(struct adoption_order *orders, size_t count, double held, struct adoption *out)
{
	int64_t sum_e4 = 0, net = net_of_ours(orders, count);
	*out = (struct adoption){.price = PRICE_UNKNOWN, .entry_time = INSTANT_UNKNOWN};
	if (isnan(held) || held < 1 || net < 1)
		return false;
	int64_t left = net < whole(held) ? net : whole(held);
	size_t entry = count;
	/* The holding consists of the latest purchases: the earlier ones were sold. */
	for (size_t i = count; i-- > 0 && left > 0;) {
		struct adoption_order *o = &orders[i];
		int64_t quantity = is_entry(orders, i) && o->is_buy ? whole(o->filled) : 0;
		if (quantity == 0)
			continue;
		quantity = quantity < left ? quantity : left;
		add_purchase(out, &sum_e4, o, quantity);
		entry = entry == count ? o->root : entry;
		o->adopted = quantity;
		left -= quantity;
	}
	out->entry = entry;
	if (sum_e4 != INT64_MIN && out->quantity > 0)
		out->price.e4 = (sum_e4 + out->quantity / 2) / out->quantity;
	return out->quantity > 0;
}

int adoption_exit_number(const char *id, const char *entry_id, int leg)
{
	enum order_purpose purpose;
	int attempt;
	char exit_id[ORDER_ID_SIZE];
	if (!order_id_parse(id, &purpose, &attempt) || purpose != ORDER_EXIT)
		return 0;
	for (int n = 1; n <= EXITS_SEARCHED; n++)
		if (order_exit_id(entry_id, leg, n, attempt, exit_id, NULL) == 0 &&
			text_equal(exit_id, id))
			return n;
	return 0;
}

bool adoption_sold(const char *id, const char *entry_id)
{
	char stop_id[ORDER_ID_SIZE];
	if (adoption_exit_number(id, entry_id, 0) > 0)
		return true;
	for (int n = 1; n <= EXITS_SEARCHED; n++)
		if (order_stop_id(entry_id, n, stop_id, NULL) == 0 && text_equal(stop_id, id))
			return true;
	return false;
}

enum strategy adoption_strategy(int days_to_expiry)
{
	return days_to_expiry <= 1    ? STRATEGY_DAY_TRADE
	       : days_to_expiry <= 30 ? STRATEGY_SWING_TRADE
				      : STRATEGY_CONSERVATIVE;
}

/* ---- other classes ---- */

static bool is_renamed_root(const char *old, const char *new)
{
	size_t n = strlen(old);
	return strncmp(old, new, n) == 0 && isdigit((unsigned char)new[n]) && new[n + 1] == '\0' &&
	       (n == 0 || !isdigit((unsigned char)old[n - 1]));
}

bool symbols_adjusted(
	const char *old_symbol, int64_t old_qty, const char *new_symbol, double new_qty)
{
	struct option_contract old, new;
	if (occ_parse(old_symbol, &old, NULL) != 0 || occ_parse(new_symbol, &new, NULL) != 0 ||
		text_equal(old_symbol, new_symbol) || old.kind != new.kind ||
		date_compare(old.expiry, new.expiry) != 0)
		return false;
	if (is_renamed_root(old.root, new.root))
		return true;
	double was = (double)old.strike.e4 * (double)old_qty;
	double is = (double)new.strike.e4 *new_qty;
	/* strikes are rounded to a tenth of a cent */
	return text_equal(old.root, new.root) && was > 0 && fabs(is - was) <= 1e-3 * was;
}

bool symbols_renamed(
	const char *old_symbol, int64_t old_qty, const char *new_symbol, double new_qty)
{
	struct option_contract old, new;
	return occ_parse(old_symbol, &old, NULL) == 0 && occ_parse(new_symbol, &new, NULL) == 0 &&
	       !text_equal(old.root, new.root) &&
	       old.kind == new.kind &&date_compare(old.expiry, new.expiry) == 0 &&
	       price_compare(old.strike, new.strike) == 0 && fabs(new_qty - (double)old_qty) < 1e-9;
}

bool expired_worthless(
	const struct option_contract *contract, double shares_change, struct price close)
{
	enum { CENT_E4 = 100 };
	int sign = contract->kind == OPTION_CALL ? 1 : -1;
	if (isnan(shares_change) || fabs(shares_change) > 1e-6 || !price_positive(close))
		return false;
	return sign * (close.e4 - contract->strike.e4) < CENT_E4;
}

double shares_of(enum option_kind kind, bool is_long, int64_t contracts)
{
	double shares = (double)(contracts * SHARES_PER_CONTRACT);
	return (kind == OPTION_CALL) == is_long ? shares : -shares;
}

bool shares_confirmed(double wanted, double told, double change)
{
	bool room = wanted > 0 ? change >= wanted - 1e-6 : change <= wanted + 1e-6;
	return fabs(wanted) > 0 && fabs(told - wanted) < 1e-6 && room;
}

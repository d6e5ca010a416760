#include "legs.h"

#include "text.h"

bool legs_known(const struct position *p)
{
	return instrument_is_option(p->instrument) && trade_is_spread(p->strategy) &&
	       p->legs[0].symbol[0] != '\0' && p->legs[1].symbol[0] != '\0';
}

int64_t legs_whole(const struct position *p)
{
	int64_t a = p->legs[0].quantity, b = p->legs[1].quantity;
	return !legs_known(p) ? 0 : a < b ? a : b;
}

int legs_alone(const struct position *p, int64_t *contracts)
{
	int64_t more = p->legs[0].quantity - p->legs[1].quantity;
	*contracts = 0;
	if (!legs_known(p) || more == 0)
		return -1;
	*contracts = more > 0 ? more : -more;
	return more > 0 ? 0 : 1;
}

const char *legs_why(const struct position *p, int alone)
{
	const char *why = p->legs[1 - alone].gone_for;
	return why[0] != '\0' ? why : "one_leg";
}

struct price legs_width(const struct position *p)
{
	struct spread s = {.strategy = p->strategy};
	if (!legs_known(p) || occ_parse(p->legs[0].symbol, &s.legs[0], NULL) != 0 ||
		occ_parse(p->legs[1].symbol, &s.legs[1], NULL) != 0)
		return PRICE_UNKNOWN;
	return spread_width(&s);
}

/* The gain of one share of a leg between two prices. */
static struct price gain(bool is_long, struct price entry, struct price now)
{
	return is_long ? price_sub(now, entry) : price_sub(entry, now);
}

struct money legs_pnl(const struct position *p, const struct price values[static 2])
{
	struct money sum = {0};
	for (int i = 0; i < SPREAD_LEGS; i++) {
		const struct position_leg *leg = &p->legs[i];
		if (leg->quantity > 0)
			sum = money_add(
				sum, occ_value(gain(leg->is_long, leg->entry_price, values[i]),
					     leg->quantity));
	}
	return sum;
}

/* ---- the end of a leg ---- */

/* (A * N + B * M) / (N + M), rounded half up. */
static struct price average(struct price a, int64_t n, struct price b, int64_t m)
{
	struct money total = money_add(money_of_shares(a, n), money_of_shares(b, m));
	return money_known(total) ? (struct price){(total.e4 + (n + m) / 2) / (n + m)}
				  : PRICE_UNKNOWN;
}

bool legs_close(struct holding *h, struct leg_holding legs[static SPREAD_LEGS], int leg,
	int64_t quantity, struct price price, struct money fee)
{
	struct leg_holding *l = &legs[leg];
	if (quantity <= 0 || quantity > l->quantity)
		return false;
	int64_t before = l->original_quantity - l->quantity;
	int64_t contracts = legs[0].quantity + legs[1].quantity;
	struct money won = occ_value(gain(l->is_long, l->entry_price, price), quantity);
	l->exit_price = before == 0 ? price : average(l->exit_price, before, price, quantity);
	l->quantity -= quantity;
	holding_realise(h, won, fee, quantity, contracts);
	h->exit_price = price_sub(legs[0].exit_price, legs[1].exit_price);
	h->quantity = legs[0].quantity > legs[1].quantity ? legs[0].quantity : legs[1].quantity;
	return true;
}

struct price legs_settled_value(const struct option_contract *contract, struct price spot)
{
	return contract->kind == OPTION_PUT ? price_sub(contract->strike, spot)
					    : price_sub(spot, contract->strike);
}

struct price legs_exercise_value(const struct option_contract *contract, struct price spot)
{
	struct price value = legs_settled_value(contract, spot);
	return price_known(value) && value.e4 < 0 ? (struct price){0} : value;
}

struct price legs_share_price(const struct option_contract *contract, struct price value)
{
	return contract->kind == OPTION_PUT ? price_sub(contract->strike, value)
					    : price_add(contract->strike, value);
}

#include "paper_fee.h"

#include "text.h"
#include "zone.h"

static void add(struct fee_day *day, struct date date, const char *symbol, enum paper_side side,
	int64_t qty, struct price price)
{
	const struct fee_trade trade = {
		date, occ_is_symbol(symbol), side == PAPER_SELL, qty, price};
	(void)fee_add(day, &trade);
}

/* Makes b->fees those of today's fills: they are added up on a new day and after a restart. */
static void refresh(struct paper_book *b)
{
	struct date today = zone_new_york_date(b->now, NULL);
	if (date_known(b->fee_date) && date_compare(b->fee_date, today) == 0)
		return;
	b->fees = (struct fee_day){0};
	b->fee_date = today;
	for (size_t i = b->activity_count; i > 0; i--) {
		const struct paper_activity *a = &b->activities[i - 1];
		if (date_compare(zone_new_york_date(a->at, NULL), today) != 0)
			break;
		if (a->type == PAPER_FILL)
			add(&b->fees, today, a->symbol, a->side, a->qty, a->price);
	}
}

void paper_fee_charge(struct paper_book *b, const char *symbol, enum paper_side side, int64_t qty,
	struct price price)
{
	refresh(b);
	struct money before = fee_total(&b->fees);
	add(&b->fees, b->fee_date, symbol, side, qty, price);
	b->cash = money_sub(b->cash, money_sub(fee_total(&b->fees), before));
}

/* Returns the part of today's fees of KIND that is not booked. */
static struct money unbooked(const struct paper_book *b, enum fee_kind kind)
{
	struct money due = fee_of_kind(&b->fees, kind);
	for (size_t i = b->activity_count; i > 0; i--) {
		const struct paper_activity *a = &b->activities[i - 1];
		if (date_compare(zone_new_york_date(a->at, NULL), b->fee_date) != 0)
			break;
		if (a->type == PAPER_FEE && text_equal(a->sub_type, fee_name(kind)))
			due = money_add(due, a->net_amount);
	}
	return due;
}

struct money paper_fee_accrued(struct paper_book *b)
{
	struct money sum = {0};
	refresh(b);
	for (int kind = 0; kind < FEE_KINDS; kind++)
		sum = money_add(sum, unbooked(b, (enum fee_kind)kind));
	return sum;
}

void paper_fee_book(struct paper_book *b)
{
	refresh(b);
	for (int kind = 0; kind < FEE_KINDS; kind++) {
		struct money due = unbooked(b, (enum fee_kind)kind);
		const struct paper_activity a = {
			.type = PAPER_FEE,
			.sub_type = fee_name((enum fee_kind)kind),
			.order = -1,
			.price = PRICE_UNKNOWN,
			.net_amount = money_sub((struct money){0}, due),
			.at = b->now,
			.visible_at = b->now,
		};
		if (due.e4 > 0)
			paper_activity_add(b, &a);
	}
}

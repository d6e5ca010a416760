#include "fee.h"

#include <math.h>

#include "array.h"
#include "occ.h"
#include "text.h"

enum asset { ASSET_ANY, ASSET_OPTION, ASSET_STOCK };
enum base { BASE_UNIT, BASE_SHARE, BASE_DOLLAR };
enum side { SIDE_BOTH, SIDE_SALE };

static const int64_t cent_e12 = 10000000000;
static const double usd_e12 = 1e12;
enum { CENT_E4 = 100, NANO_E12 = 1000, SHARES_PER_CONTRACT = 100 };

static const struct rate {
	int year, month, day;
	enum fee_kind kind;
	enum asset asset;
	enum base base;
	enum side side;
	int64_t nano, cap_cents;
} rates[] = {
#define FEE(year, month, day, kind, asset, base, side, rate, cap) \
	{year, month, day, FEE_##kind, ASSET_##asset, BASE_##base, SIDE_##side, rate, cap},
#include "fee.def"
#undef FEE
};

static const char *const names[FEE_KINDS] = {"REG", "TAF", "OCC", "ORF", "CAT"};

const char *fee_name(enum fee_kind kind)
{
	return names[kind];
}

int fee_find(const char *name)
{
	return text_find(names, array_size(names), name);
}

/*
 * The rate of KIND that applies to TRADE: the newest that has begun, else the oldest. NULL: its
 * asset does not pay this kind.
 */
static const struct rate *rate_of(enum fee_kind kind, const struct fee_trade *trade)
{
	const struct rate *found = NULL;
	for (const struct rate *r = rates; r < rates + array_size(rates); r++) {
		bool asset = r->asset == ASSET_ANY || (r->asset == ASSET_OPTION) == trade->option;
		struct date from = date_from_ymd(r->year, r->month, r->day);
		if (r->kind == kind && asset &&
			(found == NULL || date_compare(from, trade->day) <= 0))
			found = r;
	}
	return found;
}

/* The exact fee of TRADE by R; false: an overflow. */
static bool amount(const struct rate *r, const struct fee_trade *trade, int64_t *e12)
{
	struct money value = {0};
	bool over = false;
	*e12 = 0;
	if (r->side == SIDE_SALE && !trade->sale)
		return true;
	if (r->base == BASE_DOLLAR) {
		if (price_positive(trade->price))
			value = trade->option ? occ_value(trade->price, trade->quantity)
					      : money_of_shares(trade->price, trade->quantity);
		/* 1e-4 USD times 1e-9 is a tenth of 1e-12 */
		over = !money_known(value) || __builtin_mul_overflow(value.e4, r->nano, e12);
		*e12 /= 10;
	} else {
		over = __builtin_mul_overflow(trade->quantity, r->nano * NANO_E12, e12) ||
		       (r->base == BASE_SHARE && trade->option &&
			       __builtin_mul_overflow(*e12, SHARES_PER_CONTRACT, e12));
	}
	if (!over && r->cap_cents > 0 && *e12 > r->cap_cents * cent_e12)
		*e12 = r->cap_cents * cent_e12;
	return !over;
}

/* Adds the exact fees of TRADE to DAY; false: they are not known, DAY is half changed. */
static bool add(struct fee_day *day, const struct fee_trade *trade)
{
	if (!date_known(trade->day) || trade->quantity <= 0)
		return false;
	for (int kind = 0; kind < FEE_KINDS; kind++) {
		const struct rate *r = rate_of((enum fee_kind)kind, trade);
		int64_t e12 = 0;
		if ((r != NULL && !amount(r, trade, &e12)) ||
			__builtin_add_overflow(day->e12[kind], e12, &day->e12[kind]))
			return false;
	}
	return true;
}

struct money fee_add(struct fee_day *day, const struct fee_trade *trade)
{
	struct fee_day after = *day;
	if (!add(&after, trade))
		return MONEY_UNKNOWN;
	struct money rise = money_sub(fee_total(&after), fee_total(day));
	*day = after;
	return rise;
}

struct money fee_of_kind(const struct fee_day *day, enum fee_kind kind)
{
	int64_t e12 = day->e12[kind];
	return (struct money){(e12 / cent_e12 + (e12 % cent_e12 > 0)) * CENT_E4};
}

struct money fee_total(const struct fee_day *day)
{
	struct money sum = {0};
	for (int kind = 0; kind < FEE_KINDS; kind++)
		sum = money_add(sum, fee_of_kind(day, (enum fee_kind)kind));
	return sum;
}

void fee_divide(struct money total, const struct money *estimates, size_t count, struct money *out)
{
	struct money sum = {0}, given = {0};
	int64_t cents = total.e4 / CENT_E4, until = 0;
	for (size_t i = 0; i < count; i++)
		sum = money_add(sum, estimates[i]);
	bool evenly = sum.e4 <= 0;
	int64_t whole = evenly ? (int64_t)count : sum.e4;
	for (size_t i = 0; i < count; i++) {
		until += evenly ? 1 : estimates[i].e4;
		struct money due = {cents * until / whole * CENT_E4};
		out[i] = money_sub(i + 1 == count ? total : due, given);
		given = money_add(given, out[i]);
	}
}

double fee_exact(const struct fee_trade *trade)
{
	struct fee_day day = {0};
	double sum = 0;
	if (!add(&day, trade))
		return (double)NAN;
	for (int kind = 0; kind < FEE_KINDS; kind++)
		sum += (double)day.e12[kind];
	return sum / usd_e12;
}

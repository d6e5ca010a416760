#include "cost.h"

#include <math.h>

#include "fee.h"
#include "occ.h"

enum { SESSION_DAYS = 5, WEEK_DAYS = 7 };

double cost_hold_days(const struct params *p, const struct cost_terms *t)
{
	double a = t->stop / t->atr14, b = a * p->exit_target_ratio;
	if (!(t->stop > 0) || !(t->atr14 > 0))
		return (double)NAN;
	double bars = a * b * p->cost_atr_sigmas * p->cost_atr_sigmas;
	if (trade_is_short_term(t->instrument, t->strategy))
		return fmin(bars * p->atr_bucket_min, p->exit_max_hold_min) / (24 * 60);
	return fmin(bars, p->exit_max_hold_sessions) * WEEK_DAYS / SESSION_DAYS;
}

/* OPTION after YEARS; the dividends that are still to come go to LIST. */
static struct american_terms after(const struct american_terms *option, double years,
	struct cash_dividend list[static CASH_DIVIDENDS_MAX])
{
	struct american_terms later = {.option = option->option, .dividends = list};
	later.option.years = fmax(0, option->option.years - years);
	for (size_t i = 0; i < option->dividend_count; i++) {
		struct cash_dividend d = option->dividends[i];
		if (d.years >= option->option.years)
			continue;
		if (d.years <= years)
			later.option.spot -= d.amount;
		else
			list[later.dividend_count++] =
				(struct cash_dividend){d.years - years, d.amount};
	}
	return later;
}

double cost_decay(const struct american_terms *option, double volatility, double days)
{
	struct cash_dividend list[CASH_DIVIDENDS_MAX];
	if (isnan(days) || !(volatility > 0) || option->dividend_count > CASH_DIVIDENDS_MAX)
		return (double)NAN;
	struct american_terms later = after(option, days / 365, list);
	double lost = american_price(option, volatility) - american_price(&later, volatility);
	return isnan(lost) ? lost : fmax(0, lost);
}

struct money cost_entry_fee(const struct risk_terms *t, struct date day)
{
	bool option = instrument_is_option(t->instrument);
	struct fee_trade entry = {day, option, false, 1, t->premium};
	double fee = fee_exact(&entry);
	if (option && trade_is_spread(t->strategy)) {
		entry.sale = true;
		fee += fee_exact(&entry);
	}
	return money_from_double(ceil(fee * USD_E4) / USD_E4);
}

double cost_fees(const struct cost_terms *t)
{
	bool option = instrument_is_option(t->instrument);
	struct fee_trade entry = {t->day, option, false, 1, price_from_double(t->premium)};
	struct fee_trade exit = entry;
	exit.sale = true;
	double fees = fee_exact(&entry) + fee_exact(&exit);
	double shares = option ? money_to_double(occ_value((struct price){USD_E4}, 1)) : 1;
	return (option && trade_is_spread(t->strategy) ? 2 : 1) * fees / shares;
}

double cost_pct(const struct params *p, const struct cost_terms *t)
{
	double cost = t->spread + t->decay + cost_fees(t);
	double move = t->stop * p->exit_target_ratio;
	double gain = fabs(t->delta) * move + t->gamma * move * move / 2;
	return gain > 0 && t->spread >= 0 ? 100 * cost / gain : (double)NAN;
}

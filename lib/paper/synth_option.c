#include "synth_option.h"

#include <math.h>

#include "array.h"
#include "boundary.h"
#include "calendar.h"
#include "rng.h"
#include "synth_story.h"
#include "zone.h"

enum { CENT_E4 = 100 };

#define YEAR_US (365.0 * (double)DAY_US)

/*
 * Per liquidity class: the days of the week on which options expire besides Fridays, for how many
 * days ahead, the number of weeks with a weekly expiration, and the volume of the busiest contract
 * per session.
 */
static const struct {
	unsigned weekdays; /* bits of enum weekday */
	int near_days, weeks;
	double volume;
	double spread_pct, spread_usd; /* the spread: a fraction of the middle, plus USD */
} liquidity[] = {
	[SYNTH_QUIET] = {0, 0, 5, 900, .040, .030},
	[SYNTH_ACTIVE] = {0, 0, 7, 2600, .020, .015},
	[SYNTH_BUSIEST] = {1U << MONDAY | 1U << WEDNESDAY, 11, 10, 9000, .010, .005},
	[SYNTH_DAILY] = {~0U, 13, 10, 12000, .008, .005},
};

/* A weekly expiration is on Friday, or the session before a Friday that is a holiday. */
static struct date weekly_expiry(struct date any_day)
{
	struct date friday = date_add(any_day, (int)FRIDAY - (int)date_weekday(any_day));
	struct session s;
	if (calendar_session(friday, &s))
		return friday;
	return calendar_previous(friday, &s) ? s.day : friday;
}

static bool is_monthly(struct date expiry)
{
	int y, m, d;
	struct date friday = date_add(expiry, (int)FRIDAY - (int)date_weekday(expiry));
	date_to_ymd(friday, &y, &m, &d);
	return d >= 15 && d <= 21;
}

/* True when options of C expire on DAY, LEFT days ahead. */
static bool expires_on(const struct synth_company *c, struct date day, int left)
{
	/* Before this day, single stocks had no expirations on Mondays and Wednesdays. */
	struct date began = date_from_ymd(2026, 1, 26);
	struct session s;
	if (!calendar_session(day, &s))
		return false;
	if (date_compare(weekly_expiry(day), day) == 0)
		return left < liquidity[c->liquidity].weeks * 7 || is_monthly(day);
	return left <= liquidity[c->liquidity].near_days &&
	       (liquidity[c->liquidity].weekdays >> date_weekday(day) & 1U) != 0 &&
	       (c->liquidity == SYNTH_DAILY || date_compare(day, began) >= 0);
}

size_t synth_expiries(
	const struct synth_company *c, struct date day, struct date out[static SYNTH_EXPIRIES_MAX])
{
	size_t n = 0;
	for (int left = 0; left <= SYNTH_EXPIRY_DAYS && n < SYNTH_EXPIRIES_MAX; left++)
		if (expires_on(c, date_add(day, left), left))
			out[n++] = date_add(day, left);
	return n;
}

static double strike_step(double spot)
{
	static const struct {
		double below, step;
	} steps[] = {{25, .5}, {75, 1}, {250, 2.5}, {700, 5}};
	for (size_t i = 0; i < array_size(steps); i++)
		if (spot < steps[i].below)
			return steps[i].step;
	return 10;
}

size_t synth_strikes(const struct synth_company *c, double spot, int days_to_expiry,
	struct price out[static SYNTH_STRIKES_MAX])
{
	enum { NEAR_EXPIRY_DAYS = 10 };
	double wide = strike_step(spot);
	bool finer =
		c->liquidity >= SYNTH_BUSIEST && days_to_expiry <= NEAR_EXPIRY_DAYS && wide > 2.5;
	double fine = c->product == NULL ? 1 : finer ? 2.5 : wide;
	size_t n = 0;
	/* In whole tenths of a dollar, so that the loop is exact. */
	long step = lround(fine * 10), coarse = lround(wide * 10);
	long first = (long)ceil(spot * 8.0 / (double)step) * step;
	for (long k = first; (double)k <= spot * 12.0 && n < SYNTH_STRIKES_MAX; k += step) {
		bool near_money = fabs((double)k / 10 - spot) <= .06 * spot;
		if (near_money || k % coarse == 0)
			out[n++] = price_from_double((double)k / 10);
	}
	return n;
}

static double years_left(const struct synth_option *o, struct instant t)
{
	double left = (double)instant_diff_us(o->expires, t) / YEAR_US;
	return left > 0 ? left : 0;
}

/* The days from Monday to Friday after FROM, up to TO. Holidays count: that is near enough. */
static int weekdays_between(struct date from, struct date to)
{
	int days = date_diff(to, from), count = days / 7 * 5;
	for (int k = 0; k < days % 7; k++) {
		enum weekday w = date_weekday(date_add(to, -k));
		count += w != SATURDAY && w != SUNDAY;
	}
	return count;
}

/*
 * The time to expiry in years of 252 sessions. Prices move while the exchange is open: a night
 * counts for as much as they gap on average, and the sessions to come count for their news, too. An
 * option that was priced by the calendar would be too cheap in the morning of its last day.
 */
static double sessions_left(const struct synth_option *o, struct instant t)
{
	const double session_s = SYNTH_SESSION_MINUTES * 60., night = .0625;
	const double news = o->company->product == NULL ? 0 : .15;
	int second;
	struct date today = zone_new_york_date(t, &second),
		    last = zone_new_york_date(o->expires, NULL);
	int days = weekdays_between(today, last);
	double now_s = fmax(second, CALENDAR_REGULAR_OPEN_S);
	double today_s = days == 0 ? (double)instant_diff_us(o->expires, t) / (double)SECOND_US
				   : CALENDAR_REGULAR_CLOSE_S - now_s;
	double today_part = fmin(fmax(today_s, 0) / session_s, 1);
	bool weekend = date_weekday(today) == SATURDAY || date_weekday(today) == SUNDAY;
	return ((weekend ? 0 : today_part) + days * (1 + night + news)) / 252;
}

/* The value at T of the volatility VOLATILITY. */
static double value_at(
	const struct synth_option *o, double volatility, double spot, struct instant t)
{
	double years = years_left(o, t);
	double scaled = years > 0 ? volatility * sqrt(sessions_left(o, t) / years) : 0;
	return synth_fair(o, scaled, spot, years);
}

/* Log-moneyness in standard deviations, limited to +-3; less than a week counts as a week. */
static double standardised(const struct synth_option *o, double spot, double years, double atm)
{
	double x = log(o->strike / spot) / (atm * sqrt(fmax(years, 7.0 / 365)));
	return fmin(fmax(x, -3), 3);
}

static double at_the_money(const struct synth_option *o, double level, double years)
{
	double long_run = o->company->volatility;
	return long_run * (1 + (level - 1) / (1 + years / .37));
}

static double smile_volatility(
	const struct synth_option *o, double level, double spot, double years)
{
	double atm = at_the_money(o, level, years);
	double x = standardised(o, spot, years, atm);
	return atm * (1 - .09 * x + .035 * x * x);
}

static double normal_cdf(double x)
{
	double t = 1 / (1 + .2316419 * fabs(x));
	double poly =
		t * (.319381530 +
			    t * (-.356563782 +
					t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	double tail = .398942280401432678 * exp(-.5 * x * x) * poly;
	return x < 0 ? tail : 1 - tail;
}

double synth_fair(const struct synth_option *o, double volatility, double spot, double years)
{
	double exercise = fmax((double)o->kind * (spot - o->strike), 0);
	if (years <= 0)
		return exercise;
	double deviation = volatility * sqrt(years);
	if (o->kind == OPTION_PUT)
		return fmax(exercise, o->strike * boundary_put_quickly(SYNTH_RATE * years, 0,
							  deviation, spot / o->strike));
	double discounted = o->strike * exp(-SYNTH_RATE * years);
	double d1 = log(spot / discounted) / deviation + .5 * deviation;
	return spot * normal_cdf(d1) - discounted * normal_cdf(d1 - deviation);
}

/* Options of funds are quoted in cents, other options in 5 cents from 3.00 on. */
static int64_t tick_e4(const struct synth_option *o, double usd)
{
	return o->company->product == NULL ? CENT_E4 : occ_tick_e4(price_from_double(usd));
}

static double half_spread(const struct synth_option *o, double fair, double x, double jitter)
{
	double total = liquidity[o->company->liquidity].spread_pct * fair +
		       liquidity[o->company->liquidity].spread_usd;
	return .5 * total * (1 + .35 * fabs(x)) * (.8 + .5 * jitter);
}

static void quote_around(const struct synth_option *o, double fair, double half, struct quote *out)
{
	struct price bid = price_from_double(fmax(fair - half, 0));
	out->bid = price_round_down(bid, tick_e4(o, fmax(fair - half, 0)));
	out->ask = price_round_up(price_from_double(fair + half), tick_e4(o, fair + half));
	if (out->ask.e4 <= out->bid.e4)
		out->ask =
			price_add(out->bid, (struct price){tick_e4(o, price_to_double(out->bid))});
}

void synth_option_quote(const struct synth_option *o, double level, double spot, struct instant t,
	struct quote *out)
{
	double years = years_left(o, t);
	double volatility = smile_volatility(o, level, spot, years);
	double fair = value_at(o, volatility, spot, t);
	double x = standardised(o, spot, years, at_the_money(o, level, years));
	uint64_t word = rng_hash(o->hash, 1, (uint64_t)(t.us / MINUTE_US));
	struct quote quote = {.ts = t};
	quote_around(o, fair, half_spread(o, fair, x, rng_unit_of(word)), &quote);
	double depth = 20 + liquidity[o->company->liquidity].volume / 40 * exp(-.5 * x * x);
	quote.bid_size = quote.bid.e4 == 0 ? 0 : 1 + (int64_t)(depth * rng_unit_of(rng_mix(word)));
	quote.ask_size = 1 + (int64_t)(depth * rng_unit_of(rng_mix(word + 1)));
	*out = quote;
}

/*
 * The expected number of contracts per session: most at the money and just out of it, and more the
 * nearer the expiry is.
 */
static double session_volume(const struct synth_option *o, double level, double spot, double years)
{
	static const struct {
		double days, share;
	} tenors[] = {{1.5, 1}, {8, .65}, {31, .40}, {1000, .22}};
	size_t i = 0;
	while (years * 365 > tenors[i].days)
		i++;
	double atm = at_the_money(o, level, years);
	double x = log(o->strike / spot) / (atm * sqrt(fmax(years, 3.0 / 365)));
	double out_of_money = (double)o->kind * x; /* options in the money trade less */
	double shape = exp(-.5 * x * x / (out_of_money > 0 ? 1.2 : .5));
	double taste = .5 + rng_unit_of(rng_hash(o->hash, 2, 0));
	return liquidity[o->company->liquidity].volume * tenors[i].share * shape * taste;
}

static struct price dearer(struct price a, struct price b)
{
	return a.e4 > b.e4 ? a : b;
}

static struct price cheaper(struct price a, struct price b)
{
	return a.e4 < b.e4 ? a : b;
}

static struct price trade_price(const struct synth_option *o, double level, double spot,
	struct instant t, double x_in_spread)
{
	double years = years_left(o, t);
	double fair = value_at(o, smile_volatility(o, level, spot, years), spot, t);
	double half = half_spread(o, fair, 0, .4);
	int64_t tick = tick_e4(o, fair);
	struct price p = price_from_double(fair + .7 * half * x_in_spread);
	p = price_round_down(price_add(p, (struct price){tick / 2}), tick);
	if (p.e4 < tick)
		p.e4 = tick;
	return p;
}

bool synth_option_minute(
	const struct synth_option *o, double level, const struct bar *underlying, struct bar *out)
{
	struct instant begin = underlying->ts, end = instant_add(begin, MINUTE_US);
	if (instant_compare(end, o->expires) > 0)
		return false;
	uint64_t word = rng_hash(o->hash, 3, (uint64_t)(begin.us / MINUTE_US));
	double open = price_to_double(underlying->open), close = price_to_double(underlying->close);
	double share = (double)underlying->volume / o->company->volume;
	double expected = session_volume(o, level, open, years_left(o, begin)) * share;
	double chance = rng_unit_of(word), whim = rng_unit_of(rng_mix(word + 1));
	int64_t volume = (int64_t)(expected * (.3 + 1.4 * chance) + whim);
	if (volume < 1)
		return false;
	struct bar bar = {.ts = begin, .volume = volume};
	bar.open = trade_price(o, level, open, begin, 2 * rng_unit_of(rng_mix(word + 2)) - 1);
	bar.close = volume == 1 ? bar.open
				: trade_price(o, level, close, end,
					  2 * rng_unit_of(rng_mix(word + 3)) - 1);
	bar.high = dearer(bar.open, bar.close);
	bar.low = cheaper(bar.open, bar.close);
	bar.vwap = price_mid(bar.open, bar.close);
	bar.trade_count = 1 + volume / 4;
	*out = bar;
	return true;
}

bool synth_option_day(const struct synth_option *o, double level, const struct bar *underlying,
	const struct session *s, struct bar *out)
{
	uint64_t word = rng_hash(o->hash, 5, (uint64_t)(s->open.us / MINUTE_US));
	double close = price_to_double(underlying->close);
	struct instant last = instant_add(s->close, -SECOND_US);
	double expected = session_volume(o, level, close, years_left(o, last)) *
			  (double)underlying->volume / o->company->volume;
	int64_t volume = (int64_t)(expected * (.6 + .8 * rng_unit_of(word)));
	if (volume < 1)
		return false;
	bool call = o->kind == OPTION_CALL;
	struct price best = call ? underlying->high : underlying->low,
		     worst = call ? underlying->low : underlying->high;
	struct bar bar = {.ts = underlying->ts, .volume = volume, .trade_count = 1 + volume / 4};
	bar.open = trade_price(o, level, price_to_double(underlying->open), s->open, 0);
	bar.close = trade_price(o, level, close, last, 2 * rng_unit_of(rng_mix(word)) - 1);
	bar.high = trade_price(o, level, price_to_double(best), s->open, 1);
	bar.low = trade_price(o, level, price_to_double(worst), last, -1);
	bar.high = dearer(bar.high, dearer(bar.open, bar.close));
	bar.low = cheaper(bar.low, cheaper(bar.open, bar.close));
	bar.vwap = price_mid(bar.high, bar.low);
	*out = bar;
	return true;
}

int64_t synth_open_interest(
	const struct synth_option *o, double level, double spot, struct instant t)
{
	double taste = 1.5 + 5 * rng_unit_of(rng_hash(o->hash, 4, 0));
	return (int64_t)(taste * (20 + session_volume(o, level, spot, years_left(o, t))));
}

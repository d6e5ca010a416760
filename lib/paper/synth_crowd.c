#include "synth_crowd.h"

#include <stdio.h>
#include <string.h>

#include "array.h"
#include "paper_market.h"
#include "rng.h"
#include "synth.h"
#include "text.h"
#include "zone.h"

enum { LETTERS = 26, CENT_E4 = 100, SAMPLES = 13 };

/* The fraction of the price that moves over a number of minutes: two weeks, a day, an hour ... */
static const struct noise {
	int64_t minutes;
	double share;
} noises[] = {{20160, .08}, {1440, .02}, {60, .004}, {8, .0015}, {1, .0005}};

/* The value of noise N at its knot K, -1 to 1. */
static double knot(uint64_t seed, uint64_t n, int64_t k)
{
	return 2 * rng_unit_of(rng_mix(seed + n * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)k)) - 1;
}

/* The price in USD at the start of a minute: the symbol's base of 5 to 300, moved by the noises. */
static double level(uint64_t seed, int64_t minute)
{
	double base = rng_unit_of(rng_mix(seed)), sum = 1;
	for (size_t i = 0; i < array_size(noises); i++) {
		const struct noise *n = &noises[i];
		int64_t k = minute / n->minutes;
		double into = (double)(minute % n->minutes) / (double)n->minutes;
		double from = knot(seed, i + 1, k);
		sum += n->share * (from + (knot(seed, i + 1, k + 1) - from) * into);
	}
	return (5 + 295 * base * base * base) * sum;
}

static struct price cents(double usd)
{
	return (struct price){(int64_t)(usd * USD_E4 / CENT_E4 + .5) * CENT_E4};
}

/* The bar of the minute that starts at TS. */
static void crowd_minute(uint64_t seed, struct instant ts, struct bar *out)
{
	int64_t minute = ts.us / MINUTE_US;
	uint64_t word = rng_mix(seed ^ (uint64_t)minute << 20);
	struct price open = cents(level(seed, minute)), close = cents(level(seed, minute + 1));
	/* The high and the low are a few cents beyond open and close. */
	int64_t above = (int64_t)(word & 7) * CENT_E4, below = (int64_t)(word >> 3 & 7) * CENT_E4;
	struct price high = {(open.e4 > close.e4 ? open.e4 : close.e4) + above},
		     low = {(open.e4 < close.e4 ? open.e4 : close.e4) - below};
	int64_t volume = 100 + (int64_t)(word >> 6 & 0xfff) * (1 + (int64_t)(seed & 15));
	*out = (struct bar){
		.ts = ts,
		.open = open,
		.high = high,
		.low = low,
		.close = close,
		.vwap = {(high.e4 + low.e4 + close.e4) / 3},
		.volume = volume,
		.trade_count = 1 + volume / 90,
	};
}

static struct instant later(struct instant a, struct instant b)
{
	return instant_compare(a, b) > 0 ? a : b;
}

/* The first session at or after both DAY and FIRST. */
static bool first_session(struct date day, struct date first, struct session *out)
{
	struct date from = date_compare(day, first) > 0 ? day : first;
	return calendar_session(from, out) || calendar_next(from, out);
}

int synth_crowd_minutes(const struct synth_crowd *c, struct instant from, struct instant to,
	struct instant now, struct tape_bars *out)
{
	struct session s;
	struct instant over = instant_add(now, -MINUTE_US);
	struct instant end = instant_compare(to, over) < 0 ? to : over;
	bool more = first_session(zone_new_york_date(from, NULL), c->minutes_from, &s);
	for (; more && date_compare(s.day, c->last) <= 0 && instant_compare(s.open, end) <= 0;
		more = calendar_next(s.day, &s)) {
		struct instant ts = later(s.open, from);
		ts = instant_floor(instant_add(ts, MINUTE_US - 1), MINUTE_US);
		for (; instant_compare(ts, s.close) < 0 && instant_compare(ts, end) <= 0;
			ts = instant_add(ts, MINUTE_US)) {
			struct bar bar;
			crowd_minute(c->seed, ts, &bar);
			if (tape_bars_add(out, &bar) != 0)
				return -1;
		}
	}
	return 0;
}

bool synth_crowd_session(
	const struct synth_crowd *c, const struct session *s, struct instant now, struct bar *out)
{
	struct instant over = instant_add(now, -MINUTE_US);
	struct instant midnight = zone_from_new_york(s->day, 0);
	struct bar bar, sum;
	if (instant_compare(s->open, over) > 0)
		return false;
	int64_t step_us = MINUTE_US;
	/* The minutes of these sessions are not served: some samples of the session are enough. */
	if (date_compare(s->day, c->minutes_from) < 0)
		step_us = instant_diff_us(s->close, s->open) / SAMPLES / MINUTE_US * MINUTE_US;
	crowd_minute(c->seed, s->open, &bar);
	tape_bar_begin(&sum, &bar, midnight);
	for (struct instant ts = instant_add(s->open, step_us);
		instant_compare(ts, s->close) < 0 && instant_compare(ts, over) <= 0;
		ts = instant_add(ts, step_us)) {
		crowd_minute(c->seed, ts, &bar);
		tape_bar_extend(&sum, &bar);
	}
	sum.volume *= step_us / MINUTE_US;
	sum.trade_count *= step_us / MINUTE_US;
	*out = sum;
	return true;
}

int synth_crowd_days(const struct synth_crowd *c, struct instant from, struct instant to,
	struct instant now, struct tape_bars *out)
{
	struct session s;
	bool more = first_session(zone_new_york_date(from, NULL), c->first, &s);
	for (; more && date_compare(s.day, c->last) <= 0; more = calendar_next(s.day, &s)) {
		struct instant midnight = zone_from_new_york(s.day, 0);
		struct bar bar;
		if (instant_compare(midnight, to) > 0)
			break;
		if (instant_compare(midnight, from) < 0 || !synth_crowd_session(c, &s, now, &bar))
			continue;
		if (tape_bars_add(out, &bar) != 0)
			return -1;
	}
	return 0;
}

bool synth_crowd_last(const struct synth_crowd *c, struct instant now, struct bar *out)
{
	struct instant over = instant_floor(instant_add(now, -MINUTE_US), MINUTE_US);
	struct date day = zone_new_york_date(over, NULL);
	struct session s;
	if (date_compare(day, c->last) > 0)
		day = c->last;
	if ((!calendar_session(day, &s) || instant_compare(over, s.open) < 0) &&
		!calendar_previous(day, &s))
		return false;
	if (date_compare(s.day, c->minutes_from) < 0)
		return false;
	if (instant_compare(over, s.close) >= 0)
		over = instant_add(s.close, -MINUTE_US);
	crowd_minute(c->seed, over, out);
	return true;
}

/* AAAA, BAAA ... ZAAA, AAAB ...: 26 symbols already have all initials. */
static void symbol_of(size_t number, char out[static 5])
{
	for (size_t i = 0; i < 4; i++) {
		size_t at = i == 0 ? 0 : 4 - i;
		out[at] = (char)('A' + number % LETTERS);
		number /= LETTERS;
	}
	out[4] = '\0';
}

static bool is_taken(const struct paper_market *m, const char *symbol, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(m->stocks[i].symbol, symbol))
			return true;
	return false;
}

int synth_crowd_add(struct paper_market *m, size_t total)
{
	static const char *const exchanges[] = {"NASDAQ", "NYSE", "ARCA"};
	size_t companies = m->stock_count;
	for (size_t number = 0; m->stock_count < total; number++) {
		char symbol[5];
		symbol_of(number, symbol);
		if (is_taken(m, symbol, companies))
			continue;
		struct paper_market_stock *s = paper_market_add_stock(m, symbol);
		if (s == NULL)
			return -1;
		(void)snprintf(s->name, sizeof s->name, "%s Generated Holdings", symbol);
		(void)text_copy(s->exchange, sizeof s->exchange, exchanges[number % 3]);
		s->crowd = (struct synth_crowd){
			.seed = rng_hash_text(m->seed, symbol) | 1,
			.first = m->sessions[0],
			.minutes_from = m->sessions[SYNTH_PLAIN_SESSIONS],
			.last = m->sessions[m->session_count - 1],
		};
	}
	return 0;
}

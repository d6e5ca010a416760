#include "paper_market.h"

#include "calendar.h"
#include "rng.h"
#include "synth.h"
#include "synth_option.h"
#include "zone.h"

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int add_range(const struct tape_bars *t, struct instant from, struct instant to,
	size_t known, struct tape_bars *out)
{
	size_t end = smaller(known, tape_bars_before(t, instant_add(to, 1)));
	for (size_t i = tape_bars_before(t, from); i < end; i++)
		if (tape_bars_add(out, &t->rows[i]) != 0)
			return -1;
	return 0;
}

int paper_market_stock_minutes(const struct paper_market_stock *s, struct instant from,
	struct instant to, struct instant now, struct tape_bars *out)
{
	if (s->crowd.seed != 0)
		return synth_crowd_minutes(&s->crowd, from, to, now, out);
	return add_range(&s->minutes, from, to, tape_minutes_known(&s->minutes, now), out);
}

/* The minutes of session S that are over at NOW: indices [*first, *end). */
static void session_range(const struct tape_bars *t, const struct session *s, struct instant now,
	size_t *first, size_t *end)
{
	*first = tape_bars_before(t, s->open);
	*end = smaller(tape_bars_before(t, s->close), tape_minutes_known(t, now));
	if (*end < *first)
		*end = *first;
}

static bool session_so_far(
	const struct tape_bars *t, const struct session *s, struct instant now, struct bar *out)
{
	size_t first, end;
	session_range(t, s, now, &first, &end);
	if (first == end)
		return false;
	tape_bar_sum(&t->rows[first], end - first, zone_from_new_york(s->day, 0), out);
	return true;
}

/* The daily bar DAY as known at NOW; false when no part of it was known. */
static bool day_so_far(const struct paper_market_stock *s, const struct bar *day,
	struct instant now, struct bar *out)
{
	if (instant_diff_us(now, day->ts) > DAY_US + HOUR_US) { /* the longest day has 25 hours */
		*out = *day;
		return true;
	}
	struct session session;
	if (!calendar_session(zone_new_york_date(day->ts, NULL), &session) ||
		instant_compare(now, session.open) < 0)
		return false;
	if (instant_compare(now, session.close) >= 0) {
		*out = *day;
		return true;
	}
	return session_so_far(&s->minutes, &session, now, out);
}

int paper_market_stock_days(const struct paper_market_stock *s, struct instant from,
	struct instant to, struct instant now, struct tape_bars *out)
{
	if (s->crowd.seed != 0)
		return synth_crowd_days(&s->crowd, from, to, now, out);
	size_t end = tape_bars_before(&s->days, instant_add(to, 1));
	for (size_t i = tape_bars_before(&s->days, from); i < end; i++) {
		struct bar day;
		if (day_so_far(s, &s->days.rows[i], now, &day) && tape_bars_add(out, &day) != 0)
			return -1;
	}
	return 0;
}

bool paper_market_stock_last(
	const struct paper_market_stock *s, struct instant now, struct bar *out)
{
	if (s->crowd.seed != 0)
		return synth_crowd_last(&s->crowd, now, out);
	size_t known = tape_minutes_known(&s->minutes, now);
	if (known == 0)
		return false;
	*out = s->minutes.rows[known - 1];
	return true;
}

static bool crowd_today(const struct paper_market_stock *s, struct instant now, struct bar *today,
	struct bar *previous, bool *has_previous)
{
	struct bar last;
	struct session session, before;
	if (!synth_crowd_last(&s->crowd, now, &last) || !calendar_session_at(last.ts, &session) ||
		!synth_crowd_session(&s->crowd, &session, now, today))
		return false;
	*has_previous = calendar_previous(session.day, &before) &&
			date_compare(before.day, s->crowd.first) >= 0 &&
			synth_crowd_session(&s->crowd, &before, now, previous);
	return true;
}

bool paper_market_stock_today(const struct paper_market_stock *s, struct instant now,
	struct bar *today, struct bar *previous, bool *has_previous)
{
	if (s->crowd.seed != 0)
		return crowd_today(s, now, today, previous, has_previous);
	size_t i = tape_bars_before(&s->days, instant_add(now, 1));
	while (i > 0 && !day_so_far(s, &s->days.rows[i - 1], now, today))
		i--;
	if (i == 0)
		return false;
	*has_previous = i > 1;
	if (i > 1)
		*previous = s->days.rows[i - 2];
	return true;
}

/*
 * The generated price at T, between the open and the close of its minute; outside sessions the last
 * close. *AT is the time of that price.
 */
static bool generated_spot(
	const struct paper_market_stock *s, struct instant t, double *spot, struct instant *at)
{
	size_t n = tape_bars_before(&s->minutes, instant_add(t, 1));
	if (n == 0)
		return false;
	const struct bar *bar = &s->minutes.rows[n - 1];
	int64_t into = instant_diff_us(t, bar->ts);
	double open = price_to_double(bar->open), close = price_to_double(bar->close);
	double share = into >= MINUTE_US ? 1 : (double)into / (double)MINUTE_US;
	*spot = open + (close - open) * share;
	*at = into >= MINUTE_US ? instant_add(bar->ts, MINUTE_US) : t;
	return true;
}

static bool generated_quote(const struct paper_market *m, const struct paper_market_stock *s,
	struct instant now, struct quote *out)
{
	enum { CENT_E4 = 100 };
	double spot;
	struct quote q;
	if (!generated_spot(s, now, &spot, &q.ts))
		return false;
	uint64_t word =
		rng_hash(rng_hash_text(m->seed, s->symbol), 31, (uint64_t)(q.ts.us / MINUTE_US));
	/* One cent, one more for each 200 dollars, and one more in a quarter of the minutes. */
	int64_t spread = (1 + (int64_t)(spot / 200) + (rng_unit_of(word) < .25)) * CENT_E4;
	q.bid = price_round_down(price_from_double(spot), CENT_E4);
	q.ask = price_add(q.bid, (struct price){spread});
	q.bid_size = 100 * (1 + (int64_t)(9 * rng_unit_of(rng_mix(word + 1))));
	q.ask_size = 100 * (1 + (int64_t)(9 * rng_unit_of(rng_mix(word + 2))));
	*out = q;
	return true;
}

bool paper_market_stock_quote(const struct paper_market *m, const struct paper_market_stock *s,
	struct instant now, struct quote *out)
{
	enum { CENT_E4 = 100, ROUND_LOT = 100 };
	if (s->company != NULL)
		return generated_quote(m, s, now, out);
	const struct quote *q = tape_quote_at(&s->quotes, now);
	struct date today = zone_new_york_date(now, NULL);
	struct bar last;
	bool traded = paper_market_stock_last(s, now, &last);
	if (q != NULL && (!traded || date_compare(zone_new_york_date(q->ts, NULL), today) == 0)) {
		*out = *q;
		return true;
	}
	if (!traded)
		return false;
	/* No quote was recorded on that day: one cent on each side of the last trade. */
	*out = (struct quote){
		.ts = instant_add(last.ts, MINUTE_US),
		.bid = price_sub(last.close, (struct price){CENT_E4}),
		.ask = price_add(last.close, (struct price){CENT_E4}),
		.bid_size = ROUND_LOT,
		.ask_size = ROUND_LOT,
	};
	return true;
}

struct price paper_market_underlying(
	const struct paper_market *m, const struct paper_market_stock *s, struct instant now)
{
	struct quote q;
	return paper_market_stock_quote(m, s, now, &q) ? price_mid(q.bid, q.ask) : PRICE_UNKNOWN;
}

bool paper_market_option_quote(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant now, struct quote *out)
{
	if (c->hash == 0) {
		const struct quote *q = tape_quote_at(&c->quotes, now);
		if (q != NULL)
			*out = *q;
		return q != NULL;
	}
	const struct paper_market_stock *s = &m->stocks[c->stock];
	double spot;
	struct instant at;
	struct instant end =
		instant_compare(now, c->expires) < 0 ? now : instant_add(c->expires, -SECOND_US);
	if (!generated_spot(s, end, &spot, &at))
		return false;
	struct synth_option o = synth_option_of(m, c);
	synth_option_quote(&o, synth_level(m, s, zone_new_york_date(at, NULL)), spot, at, out);
	return true;
}

int paper_market_option_minutes(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct tape_bars *out)
{
	if (c->hash == 0)
		return add_range(&c->minutes, from, to, tape_minutes_known(&c->minutes, now), out);
	const struct paper_market_stock *s = &m->stocks[c->stock];
	struct synth_option o = synth_option_of(m, c);
	size_t end = smaller(tape_minutes_known(&s->minutes, now),
		tape_bars_before(&s->minutes, instant_add(to, 1)));
	struct date day = DATE_UNKNOWN;
	double level = 1;
	for (size_t i = tape_bars_before(&s->minutes, from); i < end; i++) {
		const struct bar *minute = &s->minutes.rows[i];
		struct date today = zone_new_york_date(minute->ts, NULL);
		if (!date_known(day) || date_compare(today, day) != 0)
			level = synth_level(m, s, day = today);
		struct bar bar;
		if (synth_option_minute(&o, level, minute, &bar) && tape_bars_add(out, &bar) != 0)
			return -1;
	}
	return 0;
}

static bool recorded_session(const struct paper_market_contract *c, const struct session *s,
	struct instant now, struct bar *sum, struct bar *last)
{
	size_t first, end;
	session_range(&c->minutes, s, now, &first, &end);
	if (first == end)
		return false;
	tape_bar_sum(&c->minutes.rows[first], end - first, zone_from_new_york(s->day, 0), sum);
	*last = c->minutes.rows[end - 1];
	return true;
}

/* The slot of DAY, otherwise the slot with the older day. */
static struct paper_market_option_day *cache_of(struct paper_market_contract *c, struct date day)
{
	for (size_t i = 0; i < 2; i++)
		if (date_compare(c->cache[i].day, day) == 0)
			return &c->cache[i];
	return &c->cache[date_compare(c->cache[0].day, c->cache[1].day) > 0];
}

/* Continues where the last call ended: the clock only moves forward, so a minute is priced once. */
static bool generated_session(const struct paper_market *m, struct paper_market_contract *c,
	const struct session *s, struct instant now, struct bar *sum, struct bar *last)
{
	const struct paper_market_stock *stock = &m->stocks[c->stock];
	struct paper_market_option_day *cache = cache_of(c, s->day);
	size_t first, end;
	session_range(&stock->minutes, s, now, &first, &end);
	if (date_compare(cache->day, s->day) != 0 || cache->upto > end || cache->upto < first)
		*cache = (struct paper_market_option_day){.day = s->day, .upto = first};
	struct synth_option o = synth_option_of(m, c);
	double level = cache->upto < end ? synth_level(m, stock, s->day) : 1;
	for (; cache->upto < end; cache->upto++) {
		if (!synth_option_minute(
			    &o, level, &stock->minutes.rows[cache->upto], &cache->last))
			continue;
		if (cache->traded)
			tape_bar_extend(&cache->sum, &cache->last);
		else
			tape_bar_begin(&cache->sum, &cache->last, zone_from_new_york(s->day, 0));
		cache->traded = true;
	}
	if (cache->traded) {
		*sum = cache->sum;
		*last = cache->last;
	}
	return cache->traded;
}

bool paper_market_option_session(const struct paper_market *m, struct paper_market_contract *c,
	struct date day, struct instant now, struct bar *sum, struct bar *last)
{
	struct session s;
	if (!calendar_session(day, &s))
		return false;
	return c->hash == 0 ? recorded_session(c, &s, now, sum, last)
			    : generated_session(m, c, &s, now, sum, last);
}

/*
 * The daily bars of a generated contract before the first generated day. The last session before it
 * has minutes that clients compare with, so it is left to the caller.
 */
static int past_days(const struct paper_market *m, const struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct instant *minutes_from,
	struct tape_bars *out)
{
	const struct tape_bars *days = &m->stocks[c->stock].days;
	size_t day = tape_bars_before(days, zone_from_new_york(m->day, 0));
	*minutes_from = from;
	if (day <= SYNTH_OPTION_SESSIONS)
		return 0;
	struct instant minutes = days->rows[day - 1].ts;
	size_t i = tape_bars_before(days, from);
	if (i < day - SYNTH_OPTION_SESSIONS)
		i = day - SYNTH_OPTION_SESSIONS;
	for (; i + 1 < day && instant_compare(days->rows[i].ts, to) <= 0; i++) {
		struct bar known, bar;
		if (day_so_far(&m->stocks[c->stock], &days->rows[i], now, &known) &&
			synth_past_session(m, c, &known, &bar) && tape_bars_add(out, &bar) != 0)
			return -1;
	}
	if (instant_compare(minutes, from) > 0)
		*minutes_from = minutes;
	return 0;
}

int paper_market_option_days(const struct paper_market *m, struct paper_market_contract *c,
	struct instant from, struct instant to, struct instant now, struct tape_bars *out)
{
	const struct tape_bars *minutes = c->hash == 0 ? &c->minutes : &m->stocks[c->stock].minutes;
	struct date last_day = zone_new_york_date(instant_compare(to, now) < 0 ? to : now, NULL);
	if (c->hash != 0 && past_days(m, c, from, to, now, &from, out) != 0)
		return -1;
	size_t i = tape_bars_before(minutes, from);
	while (i < minutes->count) {
		struct date day = zone_new_york_date(minutes->rows[i].ts, NULL);
		struct bar sum, last;
		struct instant midnight = zone_from_new_york(day, 0);
		if (date_compare(day, last_day) > 0)
			break;
		if (instant_compare(midnight, from) >= 0 &&
			paper_market_option_session(m, c, day, now, &sum, &last) &&
			tape_bars_add(out, &sum) != 0)
			return -1;
		i = tape_bars_before(minutes, zone_from_new_york(date_add(day, 1), 0));
	}
	return 0;
}

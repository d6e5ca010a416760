#include "synth.h"

#include <string.h>

#include "calendar.h"
#include "mem.h"
#include "rng.h"
#include "synth_option.h"
#include "synth_path.h"
#include "synth_story.h"
#include "text.h"
#include "zone.h"

enum {
	HISTORY = SYNTH_PLAIN_SESSIONS + SYNTH_MINUTE_SESSIONS,
	SESSIONS_MAX = HISTORY + SYNTH_DAYS_MAX
};

struct world {
	uint64_t seed;
	struct session sessions[SESSIONS_MAX];
	struct synth_calendar calendar;
	double fear[SESSIONS_MAX];
	double news_edge;
	double factor_sessions[SESSIONS_MAX];
	double factor_minutes[(SESSIONS_MAX - SYNTH_PLAIN_SESSIONS) * SYNTH_SESSION_MINUTES];
	struct synth_push push[SYNTH_DAYS_MAX];
	struct synth_story stories[SYNTH_DAYS_MAX][SYNTH_STORIES_MAX];
	size_t story_count[SYNTH_DAYS_MAX];
};

/* The multiple of the usual volatility that the market of SEED reaches on its first day. */
static double mood_of(uint64_t seed)
{
	static const double moods[10] = {1, 1, 1, 1, 2.2, 1, 1, 1, 2.2, 3.1};
	return moods[seed % 10];
}

/* The volatility rises within RISE sessions before the first generated day. */
static void world_fear(struct world *w, double mood)
{
	enum { RISE = 10 };
	for (size_t i = 0; i < SESSIONS_MAX; i++) {
		double risen = i + RISE < HISTORY ? 0 : (double)(i + RISE - HISTORY + 1) / RISE;
		w->fear[i] = 1 + (mood - 1) * (risen > 1 ? 1 : risen);
	}
}

/* Fills the calendar with HISTORY sessions before DAY and COUNT (may be 0) from DAY on. */
static int world_calendar(struct world *w, struct date day, int count, struct error *err)
{
	struct session s;
	if (!calendar_sessions_back(day, HISTORY, &s))
		return error_set(err, ERROR_USAGE,
			"the calendar has fewer than %d sessions before that day", (int)HISTORY);
	size_t n = 0;
	for (; n < (size_t)(HISTORY + count); n++) {
		w->sessions[n] = s;
		if (!calendar_next(s.day, &s) && n + 1 < (size_t)(HISTORY + count))
			return error_set(
				err, ERROR_USAGE, "the calendar ends before the generated days do");
	}
	world_fear(w, count > 0 ? mood_of(w->seed) : 1);
	w->calendar = (struct synth_calendar){w->sessions, n, SYNTH_PLAIN_SESSIONS, w->fear};
	synth_factor(w->seed, &w->calendar, w->factor_sessions, w->factor_minutes);
	return 0;
}

static void world_push(struct world *w, size_t company, size_t days)
{
	for (size_t d = 0; d < days; d++) {
		synth_push_init(&w->push[d]);
		for (size_t i = 0; i < w->story_count[d]; i++)
			if (w->stories[d][i].company == company)
				synth_push_add(&w->push[d], &w->stories[d][i],
					&w->sessions[HISTORY + d], w->news_edge);
	}
}

static int add_company(struct world *w, struct paper_market *m, size_t index, size_t days)
{
	const struct synth_company *c = &synth_company_table[index];
	struct paper_market_stock *s = paper_market_add_stock(m, c->symbol);
	if (s == NULL)
		return -1;
	(void)text_copy(s->name, sizeof s->name, c->name);
	(void)text_copy(s->exchange, sizeof s->exchange, c->exchange);
	s->options_enabled = true;
	s->company = c;
	size_t capacity = 0;
	if (mem_grow(&s->levels, &capacity, w->calendar.count, sizeof *s->levels, SESSIONS_MAX) !=
		0)
		return -1;
	uint64_t own = rng_hash_text(w->seed, c->symbol);
	world_push(w, index, days);
	struct synth_path path = {
		.calendar = &w->calendar,
		.company = c,
		.seed = own,
		.trend = .0014 * synth_regime(w->seed, index),
		.factor_sessions = w->factor_sessions,
		.factor_minutes = w->factor_minutes,
		.push = w->push,
		.push_from = HISTORY,
		.join = HISTORY - 1,
		.join_price = c->price * (.94 + .12 * rng_unit_of(rng_mix(own))),
	};
	if (synth_path_make(&path, &s->days, &s->minutes, s->levels) != 0)
		return -1;
	s->generated = s->days.count + s->minutes.count;
	return 0;
}

static int add_contract(struct paper_market *m, const struct synth_company *c, struct date expiry,
	struct price strike)
{
	static const enum option_kind kinds[] = {OPTION_CALL, OPTION_PUT};
	for (size_t k = 0; k < 2; k++) {
		struct option_contract occ = {.expiry = expiry, .kind = kinds[k], .strike = strike};
		char symbol[OCC_SYMBOL_SIZE];
		(void)occ_root_of_ticker(c->symbol, occ.root);
		struct paper_market_contract *contract =
			paper_market_add_contract(m, occ_format(&occ, symbol), &occ);
		if (contract == NULL)
			return -1;
		contract->hash = rng_hash_text(m->seed, symbol) | 1; /* 0 means recorded */
	}
	return 0;
}

/*
 * Adds the contracts of one expiry, LEFT days ahead: with the strikes around SPOT when LOW is HIGH,
 * otherwise with those near the prices from LOW to HIGH.
 */
static int list_strikes(struct paper_market *m, const struct synth_company *c, struct date expiry,
	double low, double high, int left)
{
	struct price strikes[SYNTH_STRIKES_MAX];
	size_t count = synth_strikes(c, (low + high) / 2, left, strikes);
	for (size_t k = 0; k < count; k++) {
		double strike = price_to_double(strikes[k]);
		bool near = strike >= low * .95 && strike <= high * 1.05;
		if ((near || high <= low) && add_contract(m, c, expiry, strikes[k]) != 0)
			return -1;
	}
	return 0;
}

/* Adds the open interest of C, counted on the evening before the first day. */
static int count_interest(
	struct paper_market *m, struct paper_market_contract *c, struct date evening, double spot)
{
	struct synth_option o = synth_option_of(m, c);
	struct paper_market_interest count = {.as_of = evening};
	count.contracts = synth_open_interest(&o, synth_level(m, &m->stocks[c->stock], evening),
		spot, zone_from_new_york(evening, CALENDAR_REGULAR_CLOSE_S));
	if (mem_grow(&c->interest, &c->interest_capacity, 1, sizeof *c->interest, 1) != 0)
		return -1;
	c->interest[c->interest_count++] = count;
	return 0;
}

/*
 * Adds each contract that is listed on one of the generated days, with strikes around the close
 * before the first day.
 */
static int list_company(
	struct world *w, struct paper_market *m, const struct paper_market_stock *s, size_t days)
{
	struct instant open = w->sessions[HISTORY].open;
	size_t known = tape_bars_before(&s->minutes, open);
	if (known == 0)
		return 0;
	double spot = price_to_double(s->minutes.rows[known - 1].close);
	const struct synth_company *c = s->company;
	struct date listed = DATE_UNKNOWN;
	for (size_t d = 0; d < days; d++) {
		struct date expiries[SYNTH_EXPIRIES_MAX];
		size_t n = synth_expiries(c, w->sessions[HISTORY + d].day, expiries);
		for (size_t i = 0; i < n; i++) {
			if (date_known(listed) && date_compare(expiries[i], listed) <= 0)
				continue;
			listed = expiries[i];
			int left = date_diff(listed, w->sessions[HISTORY].day);
			if (list_strikes(m, c, listed, spot, spot, left) != 0)
				return -1;
		}
	}
	return 0;
}

/*
 * Adds the contracts that expired in the last SYNTH_OPTION_SESSIONS sessions: those with a month or
 * two to expiry, which give the volatility of the sessions before, near the closes of that time.
 */
static int list_expired(struct world *w, struct paper_market *m, const struct paper_market_stock *s)
{
	enum { FIRST = HISTORY - SYNTH_OPTION_SESSIONS, SPAN = 30 };
	struct date previous = DATE_UNKNOWN, day = w->sessions[HISTORY].day;
	for (size_t i = FIRST; i < HISTORY; i++) {
		struct date expiries[SYNTH_EXPIRIES_MAX];
		size_t n = synth_expiries(s->company, w->sessions[i].day, expiries);
		for (size_t k = 0; k < n; k++) {
			bool past = date_compare(expiries[k], day) < 0;
			if (!past || date_diff(expiries[k], w->sessions[i].day) < SPAN / 2 ||
				(date_known(previous) && date_compare(expiries[k], previous) <= 0))
				continue;
			previous = expiries[k];
			double low = price_to_double(s->days.rows[i].close), high = low;
			for (size_t b = i; b < i + SPAN && b < HISTORY; b++) {
				double close = price_to_double(s->days.rows[b].close);
				low = close < low ? close : low;
				high = close > high ? close : high;
			}
			if (list_strikes(m, s->company, previous, low, high, SPAN) != 0)
				return -1;
		}
	}
	return 0;
}

static int count_all_interest(struct world *w, struct paper_market *m)
{
	struct date evening = w->sessions[HISTORY - 1].day;
	for (size_t i = 0; i < m->contract_count; i++) {
		struct paper_market_contract *c = &m->contracts[i];
		const struct paper_market_stock *s = &m->stocks[c->stock];
		size_t known = tape_bars_before(&s->minutes, w->sessions[HISTORY].open);
		if (known > 0 && count_interest(m, c, evening,
					 price_to_double(s->minutes.rows[known - 1].close)) != 0)
			return -1;
	}
	return 0;
}

/* Fills the calendar of W and M and writes the stories of the generated days. */
static int world_begin(struct world *w, const struct synth_settings *settings,
	struct paper_market *m, struct error *err)
{
	size_t capacity = 0;
	w->seed = m->seed = settings->seed;
	w->news_edge = settings->news_edge;
	m->day = settings->day;
	if (world_calendar(w, settings->day, settings->days, err) != 0)
		return -1;
	if (mem_grow(&m->sessions, &capacity, w->calendar.count, sizeof *m->sessions,
		    SESSIONS_MAX) != 0)
		return error_memory(err);
	for (size_t i = 0; i < w->calendar.count; i++)
		m->sessions[m->session_count++] = w->sessions[i].day;
	for (size_t d = 0; d < (size_t)settings->days; d++)
		w->story_count[d] =
			synth_stories(w->seed, &w->sessions[HISTORY + d], d, w->stories[d]);
	return 0;
}

/* The daily bars of the sessions with minutes are needed before the expired contracts. */
static int list_all(struct world *w, struct paper_market *m, size_t days, struct error *err)
{
	if (paper_market_finish(m, err) != 0)
		return -1;
	for (size_t i = 0; i < m->stock_count; i++)
		if (list_company(w, m, &m->stocks[i], days) != 0 ||
			list_expired(w, m, &m->stocks[i]) != 0)
			return error_memory(err);
	if (paper_market_finish(m, err) != 0)
		return -1;
	return count_all_interest(w, m) == 0 ? 0 : error_memory(err);
}

int synth_market(const struct synth_settings *settings, struct paper_market *m, struct error *err)
{
	struct session s;
	char text[DATE_TEXT_SIZE];
	if (!calendar_session(settings->day, &s))
		return error_set(err, ERROR_USAGE, "not a trading day: %s",
			date_format(settings->day, text));
	struct world *w mem_auto = NULL;
	size_t capacity = 0, days = (size_t)settings->days;
	if (mem_grow(&w, &capacity, 1, sizeof *w, 1) != 0)
		return error_memory(err);
	if (world_begin(w, settings, m, err) != 0)
		return -1;
	for (size_t i = 0; i < synth_company_count; i++)
		if (add_company(w, m, i, days) != 0)
			return error_memory(err);
	return list_all(w, m, days, err);
}

struct synth_option synth_option_of(
	const struct paper_market *m, const struct paper_market_contract *c)
{
	return (struct synth_option){
		.company = m->stocks[c->stock].company,
		.kind = c->occ.kind,
		.strike = price_to_double(c->occ.strike),
		.expires = c->expires,
		.hash = c->hash,
	};
}

bool synth_past_session(const struct paper_market *m, const struct paper_market_contract *c,
	const struct bar *day, struct bar *out)
{
	const struct paper_market_stock *s = &m->stocks[c->stock];
	struct session session;
	struct date date = zone_new_york_date(day->ts, NULL);
	int left = date_diff(c->occ.expiry, date);
	if (left < 0 || left > SYNTH_EXPIRY_DAYS || !calendar_session(date, &session))
		return false;
	struct synth_option o = synth_option_of(m, c);
	return synth_option_day(&o, synth_level(m, s, date), day, &session, out);
}

double synth_level(
	const struct paper_market *m, const struct paper_market_stock *s, struct date day)
{
	if (s->levels == NULL || m->session_count == 0)
		return 1;
	size_t low = 0, high = m->session_count - 1;
	while (low < high) { /* the last session at or before DAY */
		size_t middle = low + (high - low + 1) / 2;
		if (date_compare(m->sessions[middle], day) <= 0)
			low = middle;
		else
			high = middle - 1;
	}
	return s->levels[low];
}

/* A company that is like the recorded stock: its mean volume, and a common volatility and beta. */
static struct synth_company resembling(const struct paper_market_stock *s)
{
	double volume = 0;
	for (size_t i = 0; i < s->minutes.count; i++)
		volume += (double)s->minutes.rows[i].volume;
	double a_minute = s->minutes.count > 0 ? volume / (double)s->minutes.count : 1;
	return (struct synth_company){
		.symbol = s->symbol,
		.volatility = .25,
		.beta = 1,
		.volume = a_minute * SYNTH_SESSION_MINUTES,
	};
}

static int warm_stock(struct world *w, struct paper_market_stock *s)
{
	struct synth_company like = resembling(s);
	struct tape_bars days = {.rows = NULL}, minutes = {.rows = NULL};
	double *levels mem_auto = NULL;
	size_t capacity = 0;
	struct synth_path path = {
		.calendar = &w->calendar,
		.company = &like,
		.seed = rng_hash_text(w->seed, s->symbol),
		.trend = .001,
		.factor_sessions = w->factor_sessions,
		.factor_minutes = w->factor_minutes,
		.join = HISTORY - 1,
		.join_price = price_to_double(s->minutes.rows[0].open),
	};
	int result = mem_grow(&levels, &capacity, w->calendar.count, sizeof *levels, SESSIONS_MAX);
	if (result == 0)
		result = synth_path_make(&path, &days, &minutes, levels);
	for (size_t i = 0; i < days.count && result == 0; i++)
		result = tape_bars_add(&s->days, &days.rows[i]);
	/*
	 * The generated minutes come before the recorded ones: append the recorded ones to them and
	 * swap the two arrays.
	 */
	for (size_t i = 0; i < s->minutes.count && result == 0; i++)
		result = tape_bars_add(&minutes, &s->minutes.rows[i]);
	if (result == 0) {
		s->generated += days.count + minutes.count - s->minutes.count;
		struct tape_bars recorded = s->minutes;
		s->minutes = minutes;
		minutes = recorded;
	}
	tape_bars_free(&days);
	tape_bars_free(&minutes);
	return result;
}

int synth_warmup(uint64_t seed, struct paper_market *m, struct error *err)
{
	struct instant first = INSTANT_UNKNOWN;
	for (size_t i = 0; i < m->stock_count; i++) {
		const struct tape_bars *t = &m->stocks[i].minutes;
		if (t->count > 0 &&
			(!instant_known(first) || instant_compare(t->rows[0].ts, first) < 0))
			first = t->rows[0].ts;
	}
	if (!instant_known(first))
		return error_set(
			err, ERROR_DATA, "no history before the recording: it has no stock bars");
	struct world *w mem_auto = NULL;
	size_t capacity = 0;
	if (mem_grow(&w, &capacity, 1, sizeof *w, 1) != 0)
		return error_memory(err);
	w->seed = seed;
	if (world_calendar(w, zone_new_york_date(first, NULL), 0, err) != 0)
		return -1;
	for (size_t i = 0; i < m->stock_count; i++)
		if (m->stocks[i].minutes.count > 0 && warm_stock(w, &m->stocks[i]) != 0)
			return error_memory(err);
	return 0;
}

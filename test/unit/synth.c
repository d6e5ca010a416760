#include "check.h"

#include "american.h"
#include "calendar.h"
#include "synth.h"
#include "array.h"
#include "synth_option.h"
#include "synth_story.h"
#include "surface.h"
#include "zone.h"

static struct date day_of_test(void)
{
	return date_from_ymd(2026, 1, 26);
}

static struct paper_market generated;

static int make(uint64_t seed, struct date day, struct paper_market *out, struct error *err)
{
	struct synth_settings settings = {.seed = seed, .day = day, .days = 1};
	return synth_market(&settings, out, err);
}

static int make_market(void **state)
{
	(void)state;
	return make(7, day_of_test(), &generated, NULL);
}

static int drop_market(void **state)
{
	(void)state;
	paper_market_free(&generated);
	return 0;
}

static struct instant at(int hour, int minute)
{
	return zone_from_new_york(day_of_test(), hour * 3600 + minute * 60);
}

static void test_history(void **state)
{
	(void)state;
	check("companies", generated.stock_count == synth_company_count);
	for (size_t i = 0; i < generated.stock_count; i++) {
		const struct paper_market_stock *s = &generated.stocks[i];
		check(s->symbol, s->days.count == SYNTH_PLAIN_SESSIONS + SYNTH_MINUTE_SESSIONS + 1);
		check(s->symbol, s->minutes.count <= 21 * SYNTH_SESSION_MINUTES &&
					 s->minutes.count > 20 * 200);
		for (size_t k = 0; k < s->minutes.count; k++) {
			const struct bar *b = &s->minutes.rows[k];
			check(s->symbol, b->low.e4 > 0 && b->low.e4 <= b->open.e4 &&
						 b->low.e4 <= b->close.e4);
			check(s->symbol, b->high.e4 >= b->open.e4 && b->high.e4 >= b->close.e4);
			check(s->symbol, b->volume > 0 && b->ts.us % MINUTE_US == 0);
			check(s->symbol,
				k == 0 || instant_compare(b->ts, s->minutes.rows[k - 1].ts) > 0);
			check(s->symbol, calendar_is_open(b->ts));
		}
	}
}

/*
 * The last close before the day is near the price of the table, and the day starts near this
 * close.
 */
static void test_join(void **state)
{
	(void)state;
	for (size_t i = 0; i < generated.stock_count; i++) {
		const struct paper_market_stock *s = &generated.stocks[i];
		size_t before = tape_bars_before(&s->minutes, at(9, 30));
		double close = price_to_double(s->minutes.rows[before - 1].close);
		check(s->symbol,
			close > s->company->price * .93 && close < s->company->price * 1.07);
		double open = price_to_double(s->minutes.rows[before].open);
		check(s->symbol, open > close * .9 && open < close * 1.1);
	}
}

static void test_same_again(void **state)
{
	(void)state;
	struct paper_market again = {.stocks = NULL}, other = {.stocks = NULL};
	check("the same seed", make(7, day_of_test(), &again, NULL) == 0);
	check("another seed", make(8, day_of_test(), &other, NULL) == 0);
	bool differs = false;
	for (size_t i = 0; i < again.stock_count; i++) {
		const struct tape_bars *a = &generated.stocks[i].minutes,
				       *b = &again.stocks[i].minutes;
		check("the same number of bars", a->count == b->count);
		check("the same bars", memcmp(a->rows, b->rows, a->count * sizeof *a->rows) == 0);
		const struct tape_bars *o = &other.stocks[i].minutes;
		differs = differs || o->rows[5].close.e4 != a->rows[5].close.e4;
	}
	check("another seed gives another market", differs);
	check("the same contracts", again.contract_count == generated.contract_count);
	paper_market_free(&again);
	paper_market_free(&other);
}

static void test_errors(void **state)
{
	(void)state;
	struct paper_market m = {.stocks = NULL};
	struct error err;
	check("a Sunday", make(1, date_from_ymd(2026, 1, 25), &m, &err) == -1);
	check("is a usage error", err.kind == ERROR_USAGE);
	paper_market_free(&m);
	check("before the calendar", make(1, date_from_ymd(1990, 1, 3), &m, &err) == -1);
	paper_market_free(&m);
}

/* No minute is visible before it is over, and no daily bar before its first minute is over. */
static void test_nothing_early(void **state)
{
	(void)state;
	const struct paper_market_stock *s = paper_market_stock_find(&generated, "AAPL");
	struct instant open = at(9, 30), far = at(23, 0);
	static const struct {
		const char *name;
		int64_t after_open_s;
		size_t minutes;
	} cases[] = {
		{"before the open", -1, 0},
		{"at the open", 0, 0},
		{"a second before the first minute is over", 59, 0},
		{"after one minute", 60, 1},
		{"a second before two minutes", 119, 1},
		{"after an hour", 3600, 60},
		{"at night", 50000, 390},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct tape_bars got = {.rows = NULL};
		struct instant now = instant_add(open, cases[i].after_open_s * SECOND_US);
		check(cases[i].name, paper_market_stock_minutes(s, open, far, now, &got) == 0);
		check(cases[i].name, got.count == cases[i].minutes);
		got.count = 0;
		struct instant midnight = at(0, 0);
		check(cases[i].name, paper_market_stock_days(s, midnight, far, now, &got) == 0);
		check(cases[i].name, got.count == (cases[i].minutes > 0));
		tape_bars_free(&got);
	}
}

/* Reads in steps or at once give the same daily bar, which is the sum of the minutes. */
static void test_option_session(void **state)
{
	(void)state;
	const struct paper_market_stock *s = paper_market_stock_find(&generated, "NVDA");
	struct date day = day_of_test();
	for (size_t i = s->contract_first; i < s->contract_first + s->contract_count; i += 37) {
		struct paper_market_contract *c = &generated.contracts[i];
		struct bar sum, last, total;
		struct tape_bars minutes = {.rows = NULL};
		(void)paper_market_option_session(&generated, c, day, at(10, 0), &sum, &last);
		(void)paper_market_option_session(&generated, c, day, at(10, 1), &sum, &last);
		bool traded =
			paper_market_option_session(&generated, c, day, at(15, 0), &sum, &last);
		check(c->symbol, paper_market_option_minutes(&generated, c, at(9, 30), at(16, 0),
					 at(15, 0), &minutes) == 0);
		check(c->symbol, traded == (minutes.count > 0));
		if (traded) {
			tape_bar_sum(minutes.rows, minutes.count, sum.ts, &total);
			check(c->symbol, total.volume == sum.volume &&
						 total.high.e4 == sum.high.e4 &&
						 total.low.e4 == sum.low.e4 &&
						 total.close.e4 == sum.close.e4);
			check(c->symbol, last.ts.us == minutes.rows[minutes.count - 1].ts.us);
		}
		tape_bars_free(&minutes);
	}
}

static void test_quotes(void **state)
{
	(void)state;
	size_t tight = 0, near = 0;
	for (size_t i = 0; i < generated.contract_count; i += 11) {
		const struct paper_market_contract *c = &generated.contracts[i];
		const struct paper_market_stock *s = &generated.stocks[c->stock];
		struct quote q;
		if (!paper_market_contract_active(c, at(11, 7)))
			continue;
		check(c->symbol, paper_market_option_quote(&generated, c, at(11, 7), &q));
		check(c->symbol, q.bid.e4 >= 0 && q.ask.e4 > q.bid.e4 && q.ask.e4 % 100 == 0);
		check(c->symbol, instant_compare(q.ts, at(11, 7)) <= 0);
		double spot = price_to_double(paper_market_underlying(&generated, s, at(11, 7)));
		double ask = price_to_double(q.ask), bid = price_to_double(q.bid);
		double strike = price_to_double(c->occ.strike);
		double within = (double)c->occ.kind * (spot - strike);
		check(c->symbol, ask >= within - .02); /* not below the intrinsic value */
		if (fabs(strike / spot - 1) < .01 && s->company->liquidity == SYNTH_BUSIEST &&
			bid > .3) {
			near++;
			tight += (ask - bid) / (ask + bid) * 2 < .03;
		}
	}
	check("most quotes near the money are tight", near > 20 && tight * 10 > near * 7);
}

static void test_fair_value(void **state)
{
	(void)state;
	struct synth_option o = {
		.company = &synth_company_table[0], .kind = OPTION_CALL, .strike = 100};
	/* S = K = 100, one year, 20 %, rate 4 %: 100 N(.3) - 96.0789 N(.1) */
	check_near("call", synth_fair(&o, .2, 100, 1), 9.925053717274437, 1e-4);
	/* from QdFpAmericanEngine of QuantLib 1.29 */
	o.kind = OPTION_PUT;
	check_near("put", synth_fair(&o, .2, 100, 60 / 365.), 2.95688, .01);
	for (double spot = 60; spot < 140; spot++) {
		struct american_terms t = {{OPTION_PUT, spot, 100, .1, SYNTH_RATE, 0}, NULL, 0};
		check_near(
			"American put", synth_fair(&o, .3, spot, .1), american_price(&t, .3), .01);
		check("not below an exercise", synth_fair(&o, .3, spot, .1) >= 100 - spot);
	}
	check_near("expired", synth_fair(&o, .2, 90, 0), 10, 0);
}

/* The volatility of 30 days that opt-chain finds for SPY, whose price and level do not move. */
static double thirty_days(struct date day, int hour, int minute)
{
	static struct surface_point points[SYNTH_EXPIRIES_MAX * SYNTH_STRIKES_MAX];
	const struct synth_company *spy = &synth_company_table[SYNTH_INDEX];
	struct instant t = zone_from_new_york(day, hour * 3600 + minute * 60);
	struct date expiries[SYNTH_EXPIRIES_MAX];
	struct price strikes[SYNTH_STRIKES_MAX];
	struct params p;
	struct surface_summary s;
	size_t n = 0, count = synth_expiries(spy, day, expiries);
	for (size_t i = 0; i < count; i++) {
		int left = date_diff(expiries[i], day);
		size_t listed = left < 15 ? 0 : synth_strikes(spy, 688, left, strikes);
		for (size_t k = 0; k < listed; k++) {
			if (fabs(price_to_double(strikes[k]) - 688) > 20)
				continue;
			struct surface_point *point = &points[n++];
			*point = (struct surface_point){
				.contract = {"SPY", expiries[i], OPTION_CALL, strikes[k]}};
			struct synth_option o = {spy, OPTION_CALL, price_to_double(strikes[k]),
				calendar_expiry_instant(expiries[i]), 1};
			synth_option_quote(&o, 1, 688, t, &point->snapshot.quote);
			point->snapshot.implied_volatility = (double)NAN;
		}
	}
	params_init(&p);
	p.rate = SYNTH_RATE;
	surface_solve(&p, price_from_double(688), NULL, t, points, n, &s);
	return s.implied_volatility;
}

/* By the calendar it would be 4 % higher on Monday, and 1 % higher each morning. */
static void test_weekend(void **state)
{
	(void)state;
	struct date friday = date_from_ymd(2026, 1, 23);
	double evening = thirty_days(friday, 15, 59);
	check_near("Friday morning", thirty_days(friday, 9, 45) / evening, 1, .01);
	check_near("Monday morning", thirty_days(date_add(friday, 3), 9, 45) / evening, 1, .01);
	check_near("Monday evening", thirty_days(date_add(friday, 3), 15, 59) / evening, 1, .01);
	check_near("Wednesday noon", thirty_days(date_add(friday, 5), 12, 0) / evening, 1, .01);
}

static void test_expiries(void **state)
{
	(void)state;
	struct date days[SYNTH_EXPIRIES_MAX];
	/* Good Friday 2026-04-03 is a holiday: options of that week expire on Thursday. */
	size_t n = synth_expiries(&synth_company_table[20], date_from_ymd(2026, 3, 30), days);
	check("at least five", n >= 5);
	check("Thursday before Good Friday",
		date_compare(days[1], date_from_ymd(2026, 4, 2)) == 0 ||
			date_compare(days[0], date_from_ymd(2026, 4, 2)) == 0);
	n = synth_expiries(&synth_company_table[0], day_of_test(), days);
	check("the day itself", n > 12 && date_compare(days[0], day_of_test()) == 0);
	for (size_t i = 1; i < n; i++)
		check("ascending", date_compare(days[i], days[i - 1]) > 0);
	check("more than 45 days ahead", date_diff(days[n - 1], day_of_test()) > 45);
}

/* Every tracked company is in the news, and there is good and bad news. */
static void test_stories(void **state)
{
	(void)state;
	struct session s;
	struct synth_story stories[SYNTH_STORIES_MAX];
	check("session", calendar_session(day_of_test(), &s));
	for (uint64_t seed = 1; seed <= 20; seed++) {
		size_t n = synth_stories(seed, &s, 0, stories), good = 0, bad = 0;
		bool tracked[SYNTH_TRACKED] = {false};
		for (size_t i = 0; i < n; i++) {
			const struct synth_story *t = &stories[i];
			check("by time", i == 0 || instant_compare(stories[i - 1].published,
							   t->published) <= 0);
			check("text", t->title[0] != '\0' && strchr(t->title, '{') == NULL);
			good += t->moves && t->sign > 0;
			bad += t->moves && t->sign < 0;
			if (t->moves && t->company < SYNTH_TRACKED)
				tracked[t->company] = true;
		}
		check("good and bad news", good >= 2 && bad >= 2);
		for (size_t i = 0; i < SYNTH_TRACKED; i++)
			check("a tracked company", tracked[i]);
	}
}

/* The mood of a seed: how many stories move a price, and how long before the close the last is. */
static void test_moods(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint64_t seed;
		size_t least, most;
		double last_from_min, last_to_min;
	} cases[] = {
		{"a calm day", 7, 15, 25, 40, 80},
		{"a busy day", 5, 40, 60, 40, 80},
		{"a busy day until the close", 6, 40, 60, 1, 20},
		{"another one", 16, 40, 60, 1, 20},
	};
	struct session s;
	struct synth_story stories[SYNTH_STORIES_MAX];
	check("session", calendar_session(day_of_test(), &s));
	for (size_t k = 0; k < array_size(cases); k++) {
		size_t n = synth_stories(cases[k].seed, &s, 0, stories), movers = 0;
		double left = 0;
		for (size_t i = 0; i < n; i++)
			if (stories[i].moves) {
				movers++;
				left = instant_age_s(s.close, stories[i].published) / 60;
			}
		check(cases[k].name, movers >= cases[k].least && movers <= cases[k].most);
		check(cases[k].name,
			left >= cases[k].last_from_min && left <= cases[k].last_to_min);
	}
}

static void test_push(void **state)
{
	(void)state;
	struct session s;
	struct synth_push p;
	check("session", calendar_session(day_of_test(), &s));
	struct synth_story story = {
		.published = instant_add(s.open, 60 * MINUTE_US + 5 * SECOND_US),
		.sign = -1,
		.moves = true,
		.move = .01,
		.shape = SYNTH_STAYS,
	};
	synth_push_init(&p);
	synth_push_add(&p, &story, &s, 0);
	check_near("the move in the minute of the report", p.drift[60], -.01, 1e-12);
	check_near("nothing after it", p.drift[61], 0, 0);
	check("the volume follows", p.volume[61] > 3 && p.volume[59] < 1.01 && p.volume[60] < 2);
	synth_push_init(&p);
	story.moves = false;
	synth_push_add(&p, &story, &s, 0);
	check_near("a copy has no effect", p.drift[60], 0, 0);
	story.moves = true;
	synth_push_add(&p, &story, &s, 2);
	double later = 0;
	for (size_t m = 61; m < SYNTH_SESSION_MINUTES; m++)
		later += p.drift[m];
	check_near("a news edge of two moves", later, -.02, 1e-12);
}

/*
 * What follows the stories of many days is zero in the mean in the direction of the story, and each
 * shape occurs: a story tells nothing about later.
 */
static void test_no_edge(void **state)
{
	(void)state;
	struct session s;
	struct synth_story stories[SYNTH_STORIES_MAX];
	size_t shapes[SYNTH_GAPS + 1] = {0}, n = 0;
	double sum = 0, squares = 0;
	check("session", calendar_session(day_of_test(), &s));
	for (uint64_t seed = 1; seed <= 200; seed++) {
		size_t count = synth_stories(seed, &s, 1, stories);
		for (size_t i = 0; i < count; i++) {
			struct synth_push p;
			synth_push_init(&p);
			synth_push_add(&p, &stories[i], &s, 0);
			int64_t at = instant_diff_us(stories[i].published, s.open) / MINUTE_US;
			double later = 0;
			if (!stories[i].moves || at < 0 || at > 260)
				continue;
			for (int64_t m = at + 1; m < SYNTH_SESSION_MINUTES; m++)
				later += p.drift[m] * stories[i].sign / stories[i].move;
			sum += later;
			squares += later * later;
			shapes[stories[i].shape]++;
			n++;
		}
	}
	double mean = sum / (double)n, error = sqrt(squares / (double)n / (double)n);
	check("stories", n > 1000);
	check("no mean effect", fabs(mean) < 3 * error && error < .02);
	for (size_t i = 0; i <= SYNTH_GAPS; i++)
		check("each shape occurs", shapes[i] > n / 30);
}

/*
 * The sign of a company's second story is as likely that of its first one as the other one: nobody
 * can hold for it.
 */
static void test_second_story(void **state)
{
	(void)state;
	struct session s;
	struct synth_story stories[SYNTH_STORIES_MAX];
	double same = 0, n = 0;
	check("session", calendar_session(day_of_test(), &s));
	for (uint64_t seed = 1; seed <= 400; seed++) {
		size_t count = synth_stories(seed, &s, 0, stories);
		for (size_t i = 0; i < count; i++)
			for (size_t k = i + 1; k < count && stories[i].moves; k++)
				if (stories[k].moves && stories[k].company == stories[i].company) {
					same += stories[k].sign == stories[i].sign;
					n++;
					break;
				}
	}
	check("stories", n > 500);
	check("as often the other sign", fabs(same / n - .5) < 1.5 / sqrt(n)); /* 3 sigma */
}

/* Options of the last 60 sessions have daily bars near what they were worth, expired ones too. */
static void test_past_options(void **state)
{
	(void)state;
	struct instant from = zone_from_new_york(date_from_ymd(2025, 9, 1), 0), now = at(9, 20);
	size_t expired = 0, with_bars = 0;
	struct tape_bars got = {.rows = NULL};
	for (size_t i = 0; i < generated.contract_count; i++) {
		struct paper_market_contract *c = &generated.contracts[i];
		const struct paper_market_stock *s = &generated.stocks[c->stock];
		expired += !paper_market_contract_active(c, now);
		if (s->company != &synth_company_table[0])
			continue;
		got.count = 0;
		check(c->symbol,
			paper_market_option_days(&generated, c, from, now, now, &got) == 0);
		check(c->symbol, got.count <= SYNTH_OPTION_SESSIONS);
		with_bars += got.count > 0;
		for (size_t k = 0; k < got.count; k++) {
			const struct bar *b = &got.rows[k];
			check(c->symbol, b->low.e4 > 0 && b->low.e4 <= b->open.e4 &&
						 b->low.e4 <= b->close.e4 &&
						 b->high.e4 >= b->open.e4 &&
						 b->high.e4 >= b->close.e4 && b->volume > 0);
			check(c->symbol, k == 0 || instant_compare(b->ts, got.rows[k - 1].ts) > 0);
			check(c->symbol, instant_compare(b->ts, c->expires) < 0);
		}
	}
	check("contracts expired", expired > 1000);
	check("most have bars", with_bars > 500);
	tape_bars_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_nothing_early),
		cmocka_unit_test(test_option_session),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_fair_value),
		cmocka_unit_test(test_weekend),
		cmocka_unit_test(test_expiries),
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_moods),
		cmocka_unit_test(test_push),
		cmocka_unit_test(test_no_edge),
		cmocka_unit_test(test_second_story),
		cmocka_unit_test(test_past_options),
	};
	return cmocka_run_group_tests_name("synth", tests, make_market, drop_market);
}

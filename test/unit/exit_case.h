/*
 * A case of the exit rules in one row: a position, the time, the looks at the market, what is set
 * otherwise, and what follows.
 *
 *	{"half is lost", SWING_CALL, "15:00", "0 1.22/1.28@100", "", "premium_stop 4 1.19"}
 *
 * The looks are "SECONDS BID/ASK@UNDERLYING", oldest first, separated by commas, - for unknown. The
 * seconds are relative to the time of the case. A letter may follow: m=VALUE (not sound, our
 * model's value counts), z (not sound, nothing is bid), n (no value), h (the underlying is halted),
 * o (the quote is ten minutes old).
 * What follows is "RULE QUANTITY LIMIT", with "market" for no limit; that of a spread is its value,
 * and the width is 5. Or "none"; or "RULE VERDICT" for a rule that does not close, with "waits" for
 * one that needs a second look.
 */
#ifndef OPT_TEST_EXIT_CASE_H
#define OPT_TEST_EXIT_CASE_H

#include <stdio.h>
#include <stdlib.h>

#include "array.h"
#include "calendar.h"
#include "check.h"
#include "exit.h"
#include "text.h"
#include "zone.h"

/* Opened on Monday 2026-01-26 or Thursday 2026-01-22, with the underlying at 100. */
enum case_position {
	DAY_CALL,     /* 4 at 2.50, Monday 14:08, stop 98.40, target 103.20, expires 2026-02-20 */
	DAY_PUT,      /* the same, stop 101.60, target 96.80 */
	SWING_CALL,   /* 4 at 2.50, Thursday 10:00, stop 95, target 110, expires 2026-02-20 */
	SWING_PUT,    /* the same, stop 105, target 90 */
	CONSERVATIVE, /* as SWING_CALL */
	SHARES,	      /* 100 at 100.00, as DAY_CALL */
	BULL_PUT,     /* 2 for a credit of 1.20, short strike 95, expires 2026-03-06 */
	BEAR_CALL,    /* the same, short strike 105, stop 105, target 90 */
	DEBIT_CALL,   /* 2 for a debit of 2.50, short strike 105, otherwise as SWING_CALL */
};

struct exit_case {
	const char *name;
	enum case_position position;
	const char *now; /* New York: "15:00" of 2026-01-26, or "2026-01-27 15:00:00" */
	const char *looks;
	const char *set; /* "KEY=VALUE ...": parameters, and the keys of case_set */
	const char *want;
};

/* A look at which no rule of price closes the position, a call or put and a credit spread. */
#define CALM "0 2.48/2.52@100"
#define CALM_SPREAD "0 1.18/1.22@100"

enum { CASE_LOOKS = 12 };

struct case_state {
	struct position position;
	struct mark marks[CASE_LOOKS];
	struct params params;
	struct exit_facts facts;
	struct dividends dividends;
	struct exit_input in;
};

/* A time of New York: "15:00" is of Monday 2026-01-26. */
static struct instant case_time(const char *text)
{
	struct date day = date_from_ymd(2026, 1, 26);
	char day_text[11];
	int hour = 0, minute = 0, second = 0;
	bool has_day = strlen(text) > 8;
	if (has_day) {
		(void)snprintf(day_text, sizeof day_text, "%.10s", text);
		check(text, date_parse(day_text, &day) == 0);
	}
	int read = sscanf(has_day ? text + 11 : text, "%d:%d:%d", &hour, &minute, &second);
	check(text, read >= 2);
	return zone_from_new_york(day, hour * 3600 + minute * 60 + second);
}

static struct price case_price(const char *text)
{
	return text[0] == '-' ? PRICE_UNKNOWN : price_from_double(strtod(text, NULL));
}

static void case_position(enum case_position which, struct position *out)
{
	static const struct {
		enum instrument instrument;
		enum strategy strategy;
		double stop, target;
		int64_t quantity;
		const char *symbol;
	} rows[] = {
		[DAY_CALL] = {INSTRUMENT_CALL, STRATEGY_DAY_TRADE, 98.4, 103.2, 4, "AAPL"},
		[DAY_PUT] = {INSTRUMENT_PUT, STRATEGY_DAY_TRADE, 101.6, 96.8, 4, "AAPL"},
		[SWING_CALL] = {INSTRUMENT_CALL, STRATEGY_SWING_TRADE, 95, 110, 4, "AAPL"},
		[SWING_PUT] = {INSTRUMENT_PUT, STRATEGY_SWING_TRADE, 105, 90, 4, "AAPL"},
		[CONSERVATIVE] = {INSTRUMENT_CALL, STRATEGY_CONSERVATIVE, 95, 110, 4, "AAPL"},
		[SHARES] = {INSTRUMENT_STOCK, STRATEGY_DAY_TRADE, 98.4, 103.2, 100, "AAPL"},
		[BULL_PUT] = {INSTRUMENT_PUT, STRATEGY_CREDIT_SPREAD, 95, 110, 2,
			"AAPL260306P00095000"},
		[BEAR_CALL] = {INSTRUMENT_CALL, STRATEGY_CREDIT_SPREAD, 105, 90, 2,
			"AAPL260306C00105000"},
		[DEBIT_CALL] = {INSTRUMENT_CALL, STRATEGY_DEBIT_SPREAD, 95, 110, 2,
			"AAPL260220C00100000"},
	};
	bool spread = which == BULL_PUT || which == BEAR_CALL;
	bool day = which == DAY_CALL || which == DAY_PUT || which == SHARES;
	*out = (struct position){
		.instrument = rows[which].instrument,
		.strategy = rows[which].strategy,
		.ticker = "AAPL",
		.expiry = which == SHARES ? DATE_UNKNOWN
			  : spread	  ? date_from_ymd(2026, 3, 6)
					  : date_from_ymd(2026, 2, 20),
		.quantity = rows[which].quantity,
		.original_quantity = rows[which].quantity,
		.entry_price = price_from_double(spread		   ? 1.2
						 : which == SHARES ? 100
								   : 2.5),
		.entry_underlying = price_from_double(100),
		.entry_spread = price_from_double(0.04),
		.entered_at = case_time(day ? "14:08" : "2026-01-22 10:00"),
		.stop = price_from_double(rows[which].stop),
		.target = price_from_double(rows[which].target),
		.peak = PRICE_UNKNOWN,
		.lowest = PRICE_UNKNOWN,
		.delta = (double)NAN,
		.atr5 = (double)NAN,
	};
	(void)text_copy(out->symbol, sizeof out->symbol, rows[which].symbol);
	if (which == DEBIT_CALL)
		(void)text_copy(
			out->legs[1].symbol, sizeof out->legs[1].symbol, "AAPL260220C00105000");
}

static struct date case_date(const char *text)
{
	struct date day = DATE_UNKNOWN;
	char first[11];
	(void)snprintf(first, sizeof first, "%.10s", text);
	check(text, text[0] == '-' || date_parse(first, &day) == 0);
	return day;
}

/* What a case sets besides parameters. False for another KEY. */
static bool case_set_fact(struct case_state *s, const char *key, const char *value)
{
	struct exit_facts *f = &s->facts;
	if (text_equal(key, "report")) { /* 2026-01-27/before_open */
		f->report_day = case_date(value);
		f->report_time = report_time_parse(strchr(value, '/') + 1);
	} else if (text_equal(key, "ex")) { /* 2026-01-27/0.26 */
		s->dividends.list[0] =
			(struct dividend){case_date(value), strtod(strchr(value, '/') + 1, NULL)};
		s->dividends.count = 1;
	} else if (text_equal(key, "bars")) { /* SECONDS/RECENT/FIRST: answered, volumes */
		const char *recent = strchr(value, '/') + 1, *first = strchr(recent, '/') + 1;
		f->bars.until =
			instant_add(s->in.now, -(int64_t)(strtod(value, NULL) * (double)SECOND_US));
		f->bars.recent = recent[0] == '-' ? (double)NAN : strtod(recent, NULL);
		f->bars.first = first[0] == '-' ? (double)NAN : strtod(first, NULL);
	} else if (text_equal(key, "dividends"))
		f->dividends_known = value[0] != '-';
	else if (text_equal(key, "short"))
		f->short_leg = case_price(value);
	else if (text_equal(key, "facts"))
		s->in.facts = NULL;
	else if (text_equal(key, "looks"))
		s->in.looks_missing = true;
	else
		return false;
	return true;
}

static bool case_set_position(struct position *p, const char *key, const char *value)
{
	double number = strtod(value, NULL);
	if (text_equal(key, "expiry"))
		p->expiry = case_date(value);
	else if (text_equal(key, "entered"))
		p->entered_at = value[0] == '-' ? INSTANT_UNKNOWN : case_time(value);
	else if (text_equal(key, "quantity"))
		p->quantity = (int64_t)number;
	else if (text_equal(key, "peak"))
		p->peak = case_price(value), p->trailing_armed = true;
	else if (text_equal(key, "taken"))
		p->target_taken = p->trailing_armed = true;
	else if (text_equal(key, "spread"))
		p->entry_spread = case_price(value);
	else if (text_equal(key, "stop"))
		p->stop = case_price(value);
	else if (text_equal(key, "target"))
		p->target = case_price(value);
	else if (text_equal(key, "delta"))
		p->delta = number;
	else if (text_equal(key, "atr5"))
		p->atr5 = number;
	else
		return false;
	return true;
}

static void case_set(struct case_state *s, const char *text)
{
	char copy[256], *rest = copy;
	check(text, text_copy(copy, sizeof copy, text));
	for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL;) {
		char *value = strchr(word, '=');
		check(word, value != NULL);
		*value++ = '\0';
		struct error err = {0};
		if (!case_set_position(&s->position, word, value) && !case_set_fact(s, word, value))
			check(word, params_set(&s->params, word, strtod(value, NULL), &err) == 0);
	}
}

static struct mark case_mark(const char *text, struct instant now)
{
	double seconds = 0;
	char bid[16], ask[16], underlying[16], kind[16] = "";
	int read =
		sscanf(text, "%lf %15[^/]/%15[^@]@%15s %15s", &seconds, bid, ask, underlying, kind);
	check(text, read >= 4);
	struct instant ts = instant_add(now, (int64_t)(seconds * (double)SECOND_US));
	struct mark m = {
		.ts = ts,
		.bid = case_price(bid),
		.ask = case_price(ask),
		.underlying = case_price(underlying),
		.underlying_ts = INSTANT_UNKNOWN,
		.quote_ts = kind[0] == 'o' ? instant_add(ts, -10 * MINUTE_US) : ts,
		.model = kind[0] == 'm' ? case_price(kind + 2) : PRICE_UNKNOWN,
		.source = kind[0] == 'm'   ? MARK_MODEL
			  : kind[0] == 'z' ? MARK_BID_ZERO
			  : kind[0] == 'n' ? MARK_NONE
			  : kind[0] == 'h' ? MARK_HALT
					   : MARK_QUOTE,
	};
	return m;
}

static void case_begin(const struct exit_case *c, struct case_state *s)
{
	char copy[512], *rest = copy;
	struct instant now = case_time(c->now);
	*s = (struct case_state){
		.facts = {.bars = {INSTANT_UNKNOWN, (double)NAN, (double)NAN},
			.report_day = DATE_UNKNOWN,
			.dividends_known = true,
			.short_leg = PRICE_UNKNOWN},
	};
	params_init(&s->params);
	case_position(c->position, &s->position);
	s->in = (struct exit_input){
		.position = &s->position, .marks = s->marks, .now = now, .facts = &s->facts};
	s->facts.dividends = &s->dividends;
	check(c->name, text_copy(copy, sizeof copy, c->looks));
	for (char *look; (look = strtok_r(rest, ",", &rest)) != NULL;) {
		check(c->name, s->in.mark_count < CASE_LOOKS);
		s->marks[s->in.mark_count++] = case_mark(look, now);
	}
	case_set(s, c->set);
}

#endif

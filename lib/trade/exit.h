/*
 * The exits: a table of rules decides whether a position is closed (exit.c; the rules are in
 * exit_time.c, exit_underlying.c, exit_premium.c and exit_volume.c), and a plan says which exit
 * order is sent next (exit_order.c).
 *
 *	position_observe(&position, &mark, params);    for each new mark, oldest first
 *	closes = exit_decide(&in, params, records);    the rule that closes, or NULL
 *	if (exit_plan(&last, closes, today, &step))    which exit order comes next
 *		order = exit_order(params, ..., step.quantity, ...);    limit or market
 *
 * exit_decide evaluates every rule; the first rule of the table that holds decides. A rule that
 * lacks a fact returns EXIT_NOT_EVALUABLE with the reason, never EXIT_HOLD. The rules of time (1,
 * 2, 10, the days of 12, the reports of 13) need no quote.
 */
#ifndef OPT_EXIT_H
#define OPT_EXIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dividends.h"
#include "earnings.h"
#include "fact.h"
#include "instant.h"
#include "jsonl.h"
#include "limit.h"
#include "order.h"
#include "params.h"
#include "position.h"

enum exit_verdict {
	EXIT_HOLD,
	EXIT_CLOSE,
	EXIT_TELL,	     /* nothing is sold, but whoever watches is told */
	EXIT_NOT_EVALUABLE,  /* a fact is missing: alert */
	EXIT_NOT_APPLICABLE, /* the rule is not for this kind of position */
	EXIT_OFF,	     /* switched off by its parameter */
};

/* The one-minute bars of the contract. */
struct exit_bars {
	struct instant until; /* end of the minutes that the broker answered for; unknown: none */
	double recent;	      /* volume of the exit_volume_min minutes before UNTIL */
	double first;	      /* volume of the exit_volume_span; NAN unknown, as RECENT */
};

/* The facts about the ticker and the contract that marks do not have. */
struct exit_facts {
	struct exit_bars bars;
	struct date
		report_day; /* of the earnings; unknown: the calendar does not list the ticker */
	enum report_time report_time;
	const struct dividends *dividends; /* borrowed; NULL: none is known */
	bool dividends_known;		   /* false: they could not be read */
	struct price short_leg;		   /* of a spread: the value of its short leg; unknown */
};

struct exit_input {
	const struct position *position;
	const struct mark *marks; /* since entry, oldest first; the last is of this pass */
	size_t mark_count;
	bool looks_missing; /* the marks before that of this pass could not be read */
	struct instant now;
	const struct exit_facts *facts; /* NULL: they could not be read */
};

struct exit_record {
	int number; /* of the rule, in the table of the specification */
	const char *name;
	enum exit_verdict verdict;
	double observed, threshold; /* NAN: the rule has none */
	const char *unit;  /* of both: "usd", "pct", "min", "sessions", "days", "contracts" */
	int64_t quantity;  /* to close; of EXIT_CLOSE */
	bool rolls;	   /* of EXIT_CLOSE: opened again when the signal still stands */
	double confidence; /* NAN for a rule that has none */
	const char *reason;
};

struct exit_rule {
	int number;
	const char *name; /* close_reason */
	size_t enabled;	  /* offset of its switch in struct params */
	struct exit_record (*ask)(const struct exit_input *in, const struct params *params);
	bool is_urgent;	 /* sold below the bid at once, not patiently */
	bool is_stop;	 /* counts as a stop for the stop-loss guard */
	bool takes_half; /* closes a part: the rest trails */
	bool trails;	 /* its threshold is the trailing stop of the position */
	/* for opt-posmon(1); `make pages` writes them there */
	const char *condition;	/* a sentence: when the rule closes */
	const char *parameters; /* those the rule reads besides its switch, separated by spaces */
};

extern const struct exit_rule exit_table[];
extern const size_t exit_count;
enum { EXIT_RULES_MAX = 16 };

/* The rule named NAME; NULL when there is none. */
const struct exit_rule *exit_find(const char *name);

/* Writes the names of the rules that are stops, and of the protective stop; returns how many. */
size_t exit_stops(const char *names[static EXIT_RULES_MAX]);

const char *exit_verdict_name(enum exit_verdict verdict);

/*
 * Evaluates every rule, after position_observe of the newest mark. Writes exit_count RECORDS, in
 * the order of the table. Returns the first record that closes, NULL when none does.
 */
const struct exit_record *exit_decide(const struct exit_input *in, const struct params *params,
	struct exit_record records[static EXIT_RULES_MAX]);
/*
 * The minutes that rule 8 compares with the newest: the first half of the trade, by the time that
 * the market was open. Both are unknown while that half is shorter than exit_volume_min.
 */
struct exit_volume_span {
	struct instant from, half;
};
struct exit_volume_span exit_volume_span(
	const struct position *position, struct instant now, const struct params *params);

/* Writes {rule, name, verdict, observed, threshold, unit, quantity, confidence, reason}. */
void exit_write(struct jsonl *w, const struct exit_record *record);

/* ---- the next exit order ---- */

/* The last exit order of a position, as it is after a look-up at the broker. */
struct exit_history {
	int number;  /* of the exit; 0: the position never had one */
	int attempt; /* of that order */
	int seen;    /* attempts of that exit that the broker has seen */
	enum order_status status;
	int64_t quantity, filled;
	struct date day; /* the session in which the exit was decided */
};

struct exit_step {
	int number, attempt;
	int attempts_before; /* of this exit, seen by the broker: decides limit or market */
	int64_t quantity;    /* wanted */
	bool carried;	     /* no rule closes now: an earlier decision is carried through */
};

/*
 * Chooses the next step: a new exit, or the next attempt of an exit that did not sell everything.
 * An exit that the broker has seen is carried through that session, even when its rule no longer
 * holds: after a limit order that did not fill comes a market order, not a new decision. DECISION
 * is the rule that closes, NULL when none does. False when there is nothing to do: no decision and
 * no unfinished exit, or the last order may still be open.
 */
bool exit_plan(const struct exit_history *last, const struct exit_record *decision,
	struct date today, struct exit_step *out);

enum exit_order_kind { EXIT_LIMIT, EXIT_MARKET };
struct exit_order {
	enum exit_order_kind kind;
	struct price limit; /* of EXIT_LIMIT */
	int64_t quantity;   /* 0: nothing may be sold */
};

/* Whether the session of NOW is less than exit_open_guard_min old. */
bool exit_is_opening(const struct params *params, struct instant now);

/*
 * How POSITION is sold at NOW for REASON, the name of a rule or of a request. What expires today is
 * sold at the market from exit_expiry_gone_min before the close, what may not stay overnight from
 * exit_end_of_day_gone_min before it. A request is urgent.
 */
enum sale_pace exit_pace(const struct params *params, const struct position *position,
	const char *reason, struct instant now);

/*
 * Whether POSITION should be gone by NOW: an option that expires today from exit_expiry_flat_min
 * before the close, a position of the day from exit_end_of_day_flat_min before it.
 */
bool exit_should_be_gone(
	const struct params *params, const struct position *position, struct instant now);

/*
 * The order for SALE of what TERMS say, see limit_exit. The quantity is WANTED, at most what is
 * held, and at most AVAILABLE, the quantity that may be closed (-1 unknown: nothing is closed).
 */
struct exit_order exit_order(const struct params *params, const struct limit_terms *terms,
	int64_t wanted, int64_t available, const struct sale *sale);

/*
 * Whether a working exit, a limit order or one at the market, is old enough to be cancelled and
 * priced again: exit_urgent_age_s, or exit_reprice_age_s when it is patient.
 */
bool exit_is_due(const struct params *params, enum sale_pace pace, struct instant sent_at,
	struct instant now);

#endif

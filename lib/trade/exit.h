/*
 * When a position is closed: a table of rules, the first that holds wins. All are asked: a rule
 * that cannot be evaluated says so and why, it never silently answers no. The rules of time (1, 2,
 * 10) ask no quote.
 */
#ifndef OPT_EXIT_H
#define OPT_EXIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instant.h"
#include "jsonl.h"
#include "limit.h"
#include "params.h"
#include "position.h"

enum exit_verdict {
	EXIT_HOLD,
	EXIT_CLOSE,
	EXIT_NOT_EVALUABLE,  /* a fact is missing: alert */
	EXIT_NOT_APPLICABLE, /* not a rule for this kind of position */
	EXIT_OFF,	     /* switched off by its parameter */
};

struct exit_input {
	const struct position *position;
	const struct mark *marks; /* since entry, oldest first; the last is this pass's */
	size_t mark_count;
	struct instant now;
};

struct exit_record {
	int number; /* of the specification's table */
	const char *name;
	enum exit_verdict verdict;
	double observed, threshold; /* NAN: none */
	const char *unit;	    /* of both: "usd", "pct", "min", "sessions" */
	int64_t quantity;	    /* to close; of EXIT_CLOSE */
	double confidence;	    /* of rules that have one; NAN */
	const char *reason;
};

struct exit_rule {
	int number;
	const char *name; /* close_reason */
	size_t enabled;	  /* offset of its switch in struct params */
	struct exit_record (*ask)(const struct exit_input *in, const struct params *params);
	/* for opt-posmon(1), where `make pages` writes them */
	const char *condition;	/* when it closes, as a sentence */
	const char *parameters; /* those it reads beside its switch, separated by spaces */
};

extern const struct exit_rule exit_table[];
extern const size_t exit_count;
enum { EXIT_RULES_MAX = 16 };

const char *exit_verdict_name(enum exit_verdict verdict);

/*
 * After position_observe of the newest mark. Asks every rule; RECORDS are exit_count, in the
 * table's order. The one that closes, or NULL.
 */
const struct exit_record *exit_decide(const struct exit_input *in, const struct params *params,
	struct exit_record records[static EXIT_RULES_MAX]);
/* {rule, name, verdict, observed, threshold, unit, quantity, reason} */
void exit_write(struct jsonl *w, const char *key, const struct exit_record *record);

/* How the quantity is sold. */
enum exit_order_kind { EXIT_LIMIT, EXIT_MARKET };
struct exit_order {
	enum exit_order_kind kind;
	struct price limit; /* of EXIT_LIMIT */
	int64_t quantity;   /* 0: nothing may be sold */
};

/*
 * A limit at the bid of a quote fetched in this run (PRICE_UNKNOWN when there is none); after
 * exit_attempts_limit attempts, or without a bid, the market. Never more than the broker says is
 * available: AVAILABLE, -1 unknown: then nothing is sold.
 */
struct exit_order exit_order(const struct params *params, const struct position *position,
	int64_t wanted, int64_t available, struct quote fresh, int attempts_before);

#endif

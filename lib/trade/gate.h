/*
 * The gates of an entry: a table of conditions, each a function of plain facts.
 *
 *	gate_input_init(&in);    then fill in the facts that are known
 *	count = gate_ask_all(GATE_BEFORE_CHOICE, &in, params, records);
 *	failed = gate_first_failure(records, count);    NULL: choose a contract, size the order
 *	count = gate_ask_all(GATE_AFTER_SIZING, &in, params, records);
 *	gate_write(w, "gates", records, count);
 *
 * Every gate is evaluated and recorded, also after one that failed. A gate that lacks a fact fails.
 * A gate returns not_applicable only for a precondition that is named in its row.
 */
#ifndef OPT_GATE_H
#define OPT_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collar.h"
#include "facts.h"
#include "halt.h"
#include "instant.h"
#include "jsonl.h"
#include "limit.h"
#include "params.h"
#include "risk.h"
#include "sizing.h"
#include "instrument.h"

enum gate_phase { GATE_BEFORE_CHOICE, GATE_AFTER_SIZING };
enum gate_verdict { GATE_PASS, GATE_FAIL, GATE_NOT_APPLICABLE };
enum execution_mode { MODE_SIMULATED, MODE_PAPER, MODE_LIVE };
enum option_feed { FEED_UNKNOWN, FEED_INDICATIVE, FEED_OPRA };

/*
 * The facts of the gates. gate_input_init makes all of them unknown; the caller fills in the known
 * ones. gate_facts.def has most of them. Here are the words and the structs: unknown is
 * PRICE_UNKNOWN, FEED_UNKNOWN, -1 for days.
 */
struct gate_input {
#define RUN_FACT(kind, name) GATE_##kind name;
#define ACCOUNT_FACT RUN_FACT
#define TICKER_FACT RUN_FACT
#define GATE_FACT enum fact
#define GATE_COUNT int64_t
#define GATE_NUMBER double
#define GATE_DOLLARS struct money
#include "gate_facts.def"
#undef GATE_FACT
#undef GATE_COUNT
#undef GATE_NUMBER
#undef GATE_DOLLARS
#undef RUN_FACT
#undef ACCOUNT_FACT
#undef TICKER_FACT
	/* the recommendation; its instrument and strategy are in size.terms */
	enum trade_action action;
	bool is_reprice;   /* another attempt of an entry that was decided before */
	bool is_scale_in;  /* the kept half of a position that is held (scale.h) */
	int64_t held;	   /* the quantity of that position; else not read */
	double confidence; /* rounded to 4 places */
	struct instant now;
	struct halt_view halt;
	enum execution_mode mode;
	enum option_feed option_feed;
	enum report_state report; /* of the ticker, by the calendar */
	struct sizing_input size; /* the gates before read equity, tier and market_iv */
	struct quote quote;	  /* from here on: the order as it would be sent */
	struct collar collar;
	int days_to_expiry;
};

struct gate_record {
	const char *name;
	enum gate_verdict verdict;
	double observed, threshold; /* NAN when they are words */
	const char *observed_text;  /* NULL when it is a number; static or borrowed */
	const char *threshold_text;
	const char *reason; /* "" for a pass */
};

/* When else a gate is evaluated, besides an entry. */
enum { GATE_ENTRY = 0, GATE_CLOSING = 1, GATE_REPRICE = 2, GATE_BOTH = 3 };
/* As GATE_ENTRY, and it refuses a long option because of its price. */
enum { GATE_PREMIUM = 4 };
/*
 * It is not asked about the kept half of a position: it is about the signal of the first half, or
 * counts that half against the trade.
 */
enum { GATE_ONCE = 8 };

struct gate {
	const char *name;
	/* GATE_CLOSING: a SELL that closes a long position; GATE_REPRICE: another attempt; ... */
	unsigned also;
	struct gate_record (*ask)(const struct gate_input *in, const struct params *params);
	/* for opt-dispatch(1); `make pages` writes them there */
	const char *condition; /* that must hold, as a sentence */
	/*
	 * The parameters that the gate reads, separated by spaces; TIER_contracts stands for the
	 * parameter of each tier. NULL: none.
	 */
	const char *parameters;
	const char *not_applicable; /* the precondition, as a clause; NULL: none for an entry */
};

/* The table, one part per phase. */
extern const struct gate gate_before_choice[], gate_after_sizing[];
extern const size_t gate_before_choice_count, gate_after_sizing_count;
enum { GATES_MAX = 64 };

void gate_input_init(struct gate_input *in);
const char *gate_verdict_name(enum gate_verdict verdict); /* "pass", "fail", "not_applicable" */
/* "simulated", "paper" or "live". False, *OUT untouched, for any other text. */
bool execution_mode_parse(const char *text, enum execution_mode *out);

/*
 * Evaluates every gate of PHASE; the gates of entries alone are not applicable to a SELL or to a
 * re-price, those with GATE_ONCE not to the kept half. Returns the number of RECORDS written.
 */
size_t gate_ask_all(enum gate_phase phase, const struct gate_input *in, const struct params *params,
	struct gate_record records[static GATES_MAX]);
/* The first record of a failed gate, NULL when none failed. */
const struct gate_record *gate_first_failure(const struct gate_record *records, size_t count);
/*
 * True when a gate failed, and only those did that refuse a long option because of its price: a
 * debit_spread may take its place.
 */
bool gate_only_premium_refused(const struct gate_record *records, size_t count);
/* Writes an array of {gate, verdict, observed, threshold, reason}. */
void gate_write(struct jsonl *w, const char *key, const struct gate_record *records, size_t count);

#endif

/*
 * The gates of an entry: a table of small questions over plain facts. All are asked and all are
 * recorded. A gate whose facts are not known fails; not_applicable is the answer only where the
 * precondition is named at the gate.
 */
#ifndef OPT_GATE_H
#define OPT_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
 * What the gates ask about. gate_input_init makes everything unknown; the caller fills in what it
 * knows. Unknown is NAN, -1 of a count, FACT_UNKNOWN, MONEY_UNKNOWN, PRICE_UNKNOWN. Ages are in
 * seconds of the facts' own time.
 */
struct gate_input {
	/* the recommendation; size.terms has its instrument and strategy */
	enum trade_action action;
	double confidence; /* rounded to 4 places */
	struct instant now;

	/* account and market */
	struct halt_view halt;
	enum execution_mode mode;
	enum fact account_active, account_blocked; /* any of the broker's blocking flags */
	enum fact account_is_configured; /* the number is opt.conf's, where that names one */
	enum fact options_allowed;	 /* the account's level suffices for the strategy */
	enum fact broker_open;
	double clock_skew_s;
	enum option_feed option_feed;

	/* protections */
	struct money day_pnl; /* own ledger, realised + unrealised, against the prior close */
	double drawdown_pct;  /* from the highest equity of the last drawdown_sessions */
	int64_t stops;	      /* in the last gate_stop_window_min */
	int64_t consecutive_rejects;
	int64_t orders_last_minute;
	int64_t entries_this_run;

	/* freshness */
	double bar_age_s, feature_age_s, news_age_s;

	/* counts; unknown and working entries included */
	double cooldown_age_s; /* since the last entry in ticker and direction; HUGE_VAL: none */
	int64_t trades_today, trades_in_ticker_today;
	int64_t open_positions;	  /* and working entries */
	int64_t ticker_positions; /* foreign ones included */
	int64_t ticker_orders;
	int64_t held_shares; /* long, of the ticker: what a SELL may close */

	/* the ticker */
	enum fact earnings_calendar; /* NO: none was imported */
	double hours_to_report;	     /* HUGE_VAL: no report is known */
	enum fact earnings_news;     /* an article of type earnings in the last gate_earnings_h */
	int64_t iv_values;	     /* stored daily values */
	double iv_percentile, iv_rank;
	enum fact sector_known;
	int64_t sector_positions; /* in the sector and direction */

	/* after the sizing: the order as it would be sent */
	struct sizing_input size; /* equity, tier, day's buying power ... are asked before, too */
	enum fact tier_known;
	int64_t quantity;
	struct quote quote;
	double delta, theta; /* of one share of the contract; of a stock 1 and 0 */
	double atr14;	     /* dollars of the underlying, of the strategy's interval */
	int days_to_expiry;  /* -1 unknown */
};

struct gate_record {
	const char *name;
	enum gate_verdict verdict;
	double observed, threshold; /* NAN where they are words */
	const char *observed_text;  /* NULL where it is a number; static or borrowed */
	const char *threshold_text;
	const char *reason; /* "" for a pass */
};

struct gate {
	const char *name;
	bool of_closing; /* asked of a SELL that closes a long position too */
	struct gate_record (*ask)(const struct gate_input *in, const struct params *params);
	/* for opt-dispatch(1), where `make pages` writes them */
	const char *condition; /* what must hold, as a sentence */
	/*
	 * The parameters it reads, separated by spaces; TIER_contracts is the row of each tier.
	 * NULL: none.
	 */
	const char *parameters;
	const char *not_applicable; /* when, as a clause; NULL: never for an entry */
};

/* The table, a part for each phase. */
extern const struct gate gate_before_choice[], gate_after_sizing[];
extern const size_t gate_before_choice_count, gate_after_sizing_count;
enum { GATES_MAX = 64 };

void gate_input_init(struct gate_input *in);
const char *gate_verdict_name(enum gate_verdict verdict); /* "pass", "fail", "not_applicable" */
bool execution_mode_parse(const char *text, enum execution_mode *out);

/* Asks every gate of PHASE; the number of RECORDS written. */
size_t gate_ask_all(enum gate_phase phase, const struct gate_input *in, const struct params *params,
	struct gate_record records[static GATES_MAX]);
/* The first that failed, NULL when none did. */
const struct gate_record *gate_first_failure(const struct gate_record *records, size_t count);
/* An array of {gate, verdict, observed, threshold, reason}. */
void gate_write(struct jsonl *w, const char *key, const struct gate_record *records, size_t count);

#endif

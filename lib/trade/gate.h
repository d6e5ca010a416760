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
 * ones. Unknown is NAN, -1 for a count, FACT_UNKNOWN, MONEY_UNKNOWN or PRICE_UNKNOWN. An age is in
 * seconds, from the time of the fact itself to now.
 */
struct gate_input {
	/* the recommendation; its instrument and strategy are in size.terms */
	enum trade_action action;
	double confidence; /* rounded to 4 places */
	struct instant now;

	/* account and market */
	struct halt_view halt;
	enum execution_mode mode;
	enum fact account_active, account_blocked; /* by any blocking flag of the broker */
	enum fact account_is_configured; /* it is the one that opt.conf names, if it names one */
	enum fact options_allowed;	 /* the options level of the account is enough */
	enum fact broker_open;
	double clock_skew_s;
	enum option_feed option_feed;

	/* protections */
	struct money day_pnl; /* of our ledger, realised + unrealised, since the prior close */
	double drawdown_pct;  /* of our own profit in the last drawdown_sessions, see facts.h */
	int64_t stops;	      /* positions that stops closed in the last gate_stop_window_min */
	int64_t consecutive_rejects;
	int64_t orders_last_minute;
	int64_t entry_orders_today; /* sent, whatever became of them */
	int64_t entries_this_run;

	/* freshness */
	double bar_age_s, feature_age_s, news_age_s;

	/* counts; of trades those that are open, doubtful or filled at all */
	double cooldown_age_s; /* since the last entry in ticker and direction; HUGE_VAL: none */
	int64_t trades_today, trades_in_ticker_today;
	int64_t open_positions;	  /* and working entries */
	int64_t ticker_positions; /* with those that others opened */
	int64_t ticker_orders;
	int64_t held_shares; /* long, in the ticker; a SELL may close them */

	/* the ticker */
	enum fact earnings_calendar; /* FACT_NO: none was imported */
	enum report_state report;    /* of the ticker, by the calendar */
	double hours_to_report;	 /* to the session before it; NAN when the ticker is not listed */
	enum fact earnings_news; /* an article about earnings in the last gate_earnings_h */
	int64_t iv_values;	 /* daily values that are stored */
	enum fact iv_recent;	 /* the newest one is not older than one session */
	double iv_percentile, iv_rank;
	enum fact sector_known;
	int64_t sector_positions; /* and working entries, in the sector and direction */

	/* after the sizing: the order as it would be sent */
	struct sizing_input size; /* the gates before read equity, tier and market_iv */
	enum fact tier_known;
	int64_t quantity;
	struct quote quote;
	double quote_age_s;    /* when the answer with the quote came */
	double quote_move_pct; /* of the underlying since the quote of an option */
	double delta, theta;   /* per share of the contract; of a stock 1 and 0 */
	double atr14;	       /* dollars of the underlying, of the interval of the strategy */
	int days_to_expiry;    /* -1 unknown */
};

struct gate_record {
	const char *name;
	enum gate_verdict verdict;
	double observed, threshold; /* NAN when they are words */
	const char *observed_text;  /* NULL when it is a number; static or borrowed */
	const char *threshold_text;
	const char *reason; /* "" for a pass */
};

struct gate {
	const char *name;
	bool of_closing; /* also applies to a SELL that closes a long position */
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
 * Evaluates every gate of PHASE; the gates of entries alone are not applicable to a SELL. Returns
 * the number of RECORDS written.
 */
size_t gate_ask_all(enum gate_phase phase, const struct gate_input *in, const struct params *params,
	struct gate_record records[static GATES_MAX]);
/* The first record of a failed gate, NULL when none failed. */
const struct gate_record *gate_first_failure(const struct gate_record *records, size_t count);
/* Writes an array of {gate, verdict, observed, threshold, reason}. */
void gate_write(struct jsonl *w, const char *key, const struct gate_record *records, size_t count);

#endif

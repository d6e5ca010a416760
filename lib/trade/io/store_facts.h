/*
 * The facts that the gates of an entry compare, as the ledger and the market data have them; and
 * the halts. entry_facts.c turns them into the input of the gates.
 */
#ifndef OPT_STORE_FACTS_H
#define OPT_STORE_FACTS_H

#include "contract.h"
#include "desk.h"
#include "gate.h"
#include "store_recommendation.h"

/* Values that gate_facts.def does not have, or that become facts only together with others. */
struct account_facts {
	/* since the beginning; its highest value in the window of the drawdown */
	struct money total_pnl, peak_pnl;
	char previous_tier[8];
	int64_t market_iv_values;
	double market_iv; /* NAN also when it is older than one session */
};

struct ticker_facts {
	struct instant last_entry_at, last_exit_at;
	struct price last_close; /* of the newest bar */
	double atr14_intraday, atr14_daily, atr_ratio, atr_ratio_median;
	int64_t closed_trades;
	struct date next_earnings;
	char next_earnings_time[16];
	double mean_return, return_deviation;
};

/* The facts about a contract from before its quote. */
struct collar_facts {
	double volatility;	       /* the last good one; NAN: none */
	struct price trade_underlying; /* the underlying at the last trade */
};

/* A position, or an entry that may still fill. */
struct risk_row {
	char source[12], ticker[TICKER_SIZE], instrument_text[8], strategy_text[24],
		symbol[OCC_SYMBOL_SIZE];
	char other_symbol[OCC_SYMBOL_SIZE]; /* the other leg of a spread; "": not a spread */
	struct date expiration_date;
	int64_t quantity;
	struct price price, stop_distance, underlying;
	enum instrument instrument;
	enum strategy strategy;
};

struct daily_volatility {
	struct date day;
	double implied_volatility;
};

/* Each fills its part of gate_facts.def into IN, and the rest into OUT. */
int dispatch_account_facts(
	struct desk *desk, struct gate_input *in, struct account_facts *out, struct error *err);
int dispatch_ticker_facts(struct desk *desk, const struct recommendation *r, struct gate_input *in,
	struct ticker_facts *out, struct error *err);
int dispatch_collar_facts(struct desk *desk, const char *ticker, const struct contract_candidate *c,
	struct collar_facts *out, struct error *err);
/* Loads positions and working entries. The caller frees *OUT. */
int dispatch_open_risk(struct desk *desk, struct risk_row **out, size_t *count, struct error *err);
/* Daily values of the 30-day implied volatility, newest first. The caller frees *OUT. */
int dispatch_iv_values(struct desk *desk, const char *ticker, struct daily_volatility **out,
	size_t *count, struct error *err);
/* Closes of TICKER since FROM, oldest first. The caller frees *OUT. */
int dispatch_closes(struct desk *desk, const char *ticker, struct instant from,
	struct close_point **out, size_t *count, struct error *err);
/*
 * The state by the halts in the ledger and the halt file, for entries of STRATEGY in TICKER. A
 * table that cannot be read halts entries. The reason of the result is a copy in REASON.
 */
struct halt_view dispatch_halt(
	struct desk *desk, const char *ticker, const char *strategy, char reason[static 128]);

#endif

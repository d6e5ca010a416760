/*
 * The facts that the gates of an entry compare, as the ledger and the market data have them; and
 * the halts. entry_facts.c turns them into the input of the gates.
 */
#ifndef OPT_STORE_FACTS_H
#define OPT_STORE_FACTS_H

#include "desk.h"
#include "gate.h"
#include "store_recommendation.h"

struct account_facts {
	/* today; since the beginning; the highest of the latter in the window of the drawdown */
	struct money day_pnl, total_pnl, peak_pnl;
	int64_t open_positions, stops, consecutive_rejects, orders_last_minute, trades_today,
		entry_orders_today;
	char previous_tier[8];
	int64_t market_iv_values, earnings_dates;
	double market_iv; /* NAN also when it is older than one session */
};

struct ticker_facts {
	struct instant bar_ts, feature_bar_ts, news_at, last_entry_at, last_exit_at;
	struct price last_close; /* of the newest bar */
	double atr14_intraday, atr14_daily, atr_ratio, atr_ratio_median;
	bool earnings_news;
	int64_t trades_in_ticker, positions, orders, held_shares, sector_positions, closed_trades;
	struct date next_earnings;
	char sector[64];
	double mean_return, return_deviation;
};

/* A position, or an entry that may still fill. */
struct risk_row {
	char source[12], ticker[TICKER_SIZE], instrument_text[8], strategy_text[24],
		symbol[OCC_SYMBOL_SIZE];
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

int dispatch_account_facts(struct desk *desk, struct account_facts *out, struct error *err);
int dispatch_ticker_facts(struct desk *desk, const struct recommendation *r,
	struct ticker_facts *out, struct error *err);
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
/*
 * Halts the entries of STRATEGY because its results are negative, until an operator clears it. An
 * operator's clearing holds until another trade of it closes; the last one did at LAST_EXIT_AT.
 */
int dispatch_halt_strategy(struct desk *desk, const char *strategy, const char *reason,
	struct instant last_exit_at, struct error *err);

#endif

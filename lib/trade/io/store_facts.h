/*
 * The tables of opt-dispatch: it claims recommendations, reads the facts of the gates, and stores
 * executions and snapshots of the account.
 */
#ifndef OPT_STORE_DISPATCH_H
#define OPT_STORE_DISPATCH_H

#include "desk.h"
#include "gate.h"
#include "risk.h"
#include "run.h"
#include "instrument.h"

struct recommendation {
	int64_t id, params_version;
	struct instant ts, bar_ts, created_at;
	char ticker[TICKER_SIZE];
	char action_text[8], instrument_text[8], strategy_text[24];
	enum trade_action action; /* parsed from the texts above */
	enum instrument instrument;
	enum strategy strategy;
	double confidence;
	char *features_snapshot, *sentiment_snapshot; /* JSON; owned */
};

struct account_facts {
	struct money day_pnl, peak_equity;
	int64_t open_positions, stops, consecutive_rejects, orders_last_minute, trades_today;
	char previous_tier[8];
	int64_t market_iv_values, earnings_dates;
	double market_iv;
};

struct ticker_facts {
	struct instant bar_ts, feature_bar_ts, news_at, last_entry_at;
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

struct close_point {
	struct instant ts;
	struct price close;
};

/*
 * Expires old recommendations, releases the claims of dead runs and claims the newest ones. A dry
 * run only reads them. The caller frees *OUT with recommendations_free.
 */
int dispatch_claim(
	struct desk *desk, struct recommendation **out, size_t *count, struct error *err);
void recommendations_free(struct recommendation *r, size_t count);
/* Parses the texts of a recommendation; ERROR_DATA when one is not known. */
int recommendation_parse(struct recommendation *r, struct error *err);

int dispatch_account_facts(struct desk *desk, struct account_facts *out, struct error *err);
int dispatch_ticker_facts(struct desk *desk, const struct recommendation *r,
	struct ticker_facts *out, struct error *err);
/* Loads positions and working entries. The caller frees *OUT. */
int dispatch_open_risk(struct desk *desk, struct risk_row **out, size_t *count, struct error *err);
/* Daily values of the 30-day implied volatility, newest first. The caller frees *OUT. */
int dispatch_iv_values(
	struct desk *desk, const char *ticker, double **out, size_t *count, struct error *err);
/* Closes of TICKER since FROM, oldest first. The caller frees *OUT. */
int dispatch_closes(struct desk *desk, const char *ticker, struct instant from,
	struct close_point **out, size_t *count, struct error *err);
/*
 * The state by the halts in the ledger and the halt file, for entries in TICKER. A table that
 * cannot be read halts entries. The reason of the result is a copy in REASON.
 */
struct halt_view dispatch_halt(struct desk *desk, const char *ticker, char reason[static 128]);

/* Ends a recommendation that has no order: SKIPPED or FAILED. GATES is JSON or NULL. */
int dispatch_done(struct desk *desk, const struct recommendation *r, const char *status,
	const char *why, const char *gates, struct error *err);
/* Requests that opt-posmon closes the positions in TICKER whose direction is opposite. */
int dispatch_ask_to_close(
	struct desk *desk, const char *ticker, int direction, const char *why, struct error *err);

struct execution {
	const struct recommendation *recommendation;
	char execution_id[RUN_ID_SIZE];
	struct instant decided_at;
	int64_t qty;
	const struct contract_candidate *contract; /* NULL for a stock */
	struct price limit_price, first_mid, underlying, stop, target;
	struct money notional;
	const char *gates_json, *sizing_json, *quality_json, *quote_json;
	struct ledger_order order; /* filled by execution_store */
};

/* Stores execution, intent and gates in one transaction under the lease (T1). */
int execution_store(struct desk *desk, struct execution *e, struct error *err);

struct account_state {
	struct money open_risk;
	struct exposure book;
	const char *tier; /* NULL unknown */
	int64_t positions;
	struct money day_pnl;
};
int dispatch_store_snapshot(
	struct desk *desk, const struct account_state *state, struct error *err);

#endif

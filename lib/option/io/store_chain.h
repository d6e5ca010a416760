/*
 * Reads and writes iv_surface (snapshots of chains) and iv_history (the volatility of each day).
 */
#ifndef OPT_STORE_CHAIN_H
#define OPT_STORE_CHAIN_H

#include "run.h"
#include "surface.h"

struct chain_due {
	char ticker[TICKER_SIZE];
	struct price last_close;    /* of the newest recent bar; unknown without one */
	double realised_volatility; /* of the last session; NAN: unknown */
};

struct open_interest {
	char ticker[TICKER_SIZE];
	char symbol[OCC_SYMBOL_SIZE];
	int64_t open_interest; /* INT64_MIN: unknown */
};

/*
 * The chains that are due at run->now: those of the tickers NAMED. When NAMED is NULL: those of the
 * watchlist and SPY, and with WITH_TRACKED those of the tracked tickers that have no volatility of
 * the day yet. *OUT is a new array, sorted by ticker, that the caller frees.
 */
int store_chain_due(struct run *run, const char *const *named, size_t named_count,
	bool with_tracked, struct chain_due **out, size_t *count, struct error *err);

/*
 * The open interest in the newest snapshot of each ticker, of this session and the last
 * chain_recent_min minutes. *OUT is a new array, sorted by symbol, that the caller frees.
 */
int store_chain_open_interest(struct run *run, const struct chain_due *due, size_t due_count,
	struct open_interest **out, size_t *count, struct error *err);

/*
 * The rank and percentile of the newest volatility of the day of each ticker, among the values of
 * the days before it, as known at run->now. The newest value may be older than today. OUT has
 * COUNT elements in the order of TICKERS; a ticker without values has 0 days.
 */
int store_chain_iv_ranks(struct run *run, const char *const *tickers, size_t count,
	struct iv_rank *out, struct error *err);

/* The snapshot of one ticker's chain. */
struct snapshot {
	const struct chain_due *due; /* borrowed */
	struct price spot;
	struct surface_point *points; /* owned by the caller */
	size_t count;
	struct surface_summary summary;
	bool asked_open_interest; /* the broker was queried for it */
};

/*
 * Stores one ticker's snapshot and its volatility of the day in one transaction; not in a dry run.
 */
int store_chain_save(struct run *run, const struct snapshot *s, struct error *err);

/* Prints the row of a ticker, and the row of one contract. */
extern const struct row_kind chain_row, contract_row;
void store_chain_print(struct run *run, const struct snapshot *s);
void store_chain_print_contract(
	struct run *run, const struct snapshot *s, const struct surface_point *point);

#endif

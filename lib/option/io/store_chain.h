/* iv_surface and iv_history. */
#ifndef OPT_STORE_CHAIN_H
#define OPT_STORE_CHAIN_H

#include "run.h"
#include "surface.h"

struct chain_due {
	char ticker[TICKER_SIZE];
	struct price last_close;    /* of a recent bar; unknown without */
	double realised_volatility; /* of the last session; NAN unknown */
};

struct open_interest {
	char ticker[TICKER_SIZE];
	char symbol[OCC_SYMBOL_SIZE];
	int64_t open_interest; /* INT64_MIN unknown */
};

/*
 * The chains wanted at run->now: of the tickers NAMED, else of the watchlist, SPY and
 * (WITH_TRACKED) the tracked tickers that have no volatility of the day yet. New arrays, the caller
 * frees them.
 */
int store_chain_due(struct run *run, const char *const *named, size_t named_count,
	bool with_tracked, struct chain_due **out, size_t *count, struct error *err);

/* What recent snapshots of the tickers knew, sorted by symbol. */
int store_chain_open_interest(struct run *run, const struct chain_due *due, size_t due_count,
	struct open_interest **out, size_t *count, struct error *err);

/*
 * The rank and percentile of the newest volatility of the day of each ticker, among the values of
 * the days before it, as known at run->now. The newest value may be older than today. OUT has
 * COUNT elements in the order of TICKERS; a ticker without values has 0 days.
 */
int store_chain_iv_ranks(struct run *run, const char *const *tickers, size_t count,
	struct iv_rank *out, struct error *err);

struct snapshot {
	const struct chain_due *due;
	struct price spot;
	struct surface_point *points; /* owned by whoever made it */
	size_t count;
	struct surface_summary summary;
	bool asked_open_interest;
};

/* One ticker's snapshot and its volatility of the day, in one transaction; nothing in a dry run. */
int store_chain_save(struct run *run, const struct snapshot *s, struct error *err);

void store_chain_write(struct run *run, struct jsonl *w, const struct snapshot *s);
void store_chain_write_contract(struct run *run, struct jsonl *w, const struct snapshot *s,
	const struct surface_point *point);

#endif

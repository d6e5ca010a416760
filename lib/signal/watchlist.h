/*
 * Which tickers are watched (specification, section 5.3): a score, two thresholds so that a ticker
 * does not flicker, a shortest stay, and a rank.
 */
#ifndef OPT_WATCHLIST_H
#define OPT_WATCHLIST_H

#include "feature.h"
#include "news_score.h"

/* Each 0..1; NAN where an ingredient is unknown, and then worth nothing in the score. */
struct watchlist_scores {
	double pressure; /* of the news; 0 without articles */
	double setup;	 /* how near the price is to its sma20 */
	double vol;	 /* how much faster than usual it moves */
	/* trend and news point the same way; without articles as without direction */
	double alignment;
	double score; /* the weighted sum, always known */
};

enum watchlist_reason {
	WATCHLIST_UNDER_ENTRY, /* out, score < watch_entry_score */
	WATCHLIST_ENTERED,     /* in, score >= watch_entry_score */
	WATCHLIST_KEPT,	       /* in, score >= watch_exit_score */
	WATCHLIST_MIN_STAY,    /* in, under watch_exit_score but not for watch_min_stay_min yet */
	WATCHLIST_HELD,	       /* in, only for an open position */
	WATCHLIST_UNDER_EXIT,  /* leaves, score < watch_exit_score */
	WATCHLIST_NO_ROOM,     /* out, watch_size others rank higher */
};

const char *watchlist_reason_name(enum watchlist_reason reason);

struct watchlist_row {
	/* given */
	const char *ticker; /* borrowed */
	struct news_score news;
	double distance_sma20, vol_ratio; /* of a fresh feature row, NAN without */
	enum trend trend_state;
	struct instant bar_ts;	   /* of that row; only passed on */
	bool held;		   /* an open position */
	bool was_in;		   /* on the list until now ... */
	struct instant entered_at; /* ... since then; set for those that are on the list after */

	/* answered */
	struct watchlist_scores scores;
	bool in_watchlist;
	int rank; /* 1 is the highest score; 0 off the list */
	enum watchlist_reason reason;
	double threshold; /* the score that decided, or minutes of the shortest stay, or places */
};

void watchlist_score(
	const struct params *p, const struct watchlist_row *row, struct watchlist_scores *out);

/*
 * Decides all ROWS together and orders them: the list by rank (score, then ticker), then the rest
 * the same way. Never more than watch_size unless that many have open positions.
 */
void watchlist_decide(
	const struct params *p, struct instant now, struct watchlist_row *rows, size_t count);

#endif

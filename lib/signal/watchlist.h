/*
 * Decides which tickers are on the watchlist (specification, section 5.3): by a score, with one
 * threshold to enter and a lower one to leave, so that a ticker does not go in and out, and a
 * shortest stay. Fill the inputs of each row, then call watchlist_decide with all rows.
 */
#ifndef OPT_WATCHLIST_H
#define OPT_WATCHLIST_H

#include "feature.h"
#include "news_score.h"

/* Each is 0..1, or NAN when an input is unknown; a NAN adds nothing to the score. */
struct watchlist_scores {
	double pressure; /* of the news; 0 without articles */
	double setup;	 /* 1: the price is at its sma20 */
	double vol;	 /* 1: the price moves much more than usual */
	/* 1: trend and news agree; without articles as without a direction of the news */
	double alignment;
	double score; /* the weighted sum; never NAN */
};

enum watchlist_reason {
	WATCHLIST_UNDER_ENTRY, /* out, score < watch_entry_score */
	WATCHLIST_ENTERED,     /* in, score >= watch_entry_score */
	WATCHLIST_KEPT,	       /* in, score >= watch_exit_score */
	WATCHLIST_MIN_STAY,    /* in, score < watch_exit_score, but not watch_min_stay_min yet */
	WATCHLIST_HELD,	       /* in, only because of an open position */
	WATCHLIST_UNDER_EXIT,  /* leaves, score < watch_exit_score */
	WATCHLIST_NO_ROOM,     /* out, watch_size others rank higher */
};

const char *watchlist_reason_name(enum watchlist_reason reason);

struct watchlist_row {
	/* the inputs */
	const char *ticker; /* borrowed */
	struct news_score news;
	double distance_sma20, vol_ratio; /* of a fresh feature row; NAN without one */
	enum trend trend_state;
	struct instant bar_ts;	   /* of that feature row; not used here */
	bool held;		   /* the ticker has an open position */
	bool was_in;		   /* on the list until now, since entered_at */
	struct instant entered_at; /* set to now for a row that enters */

	/* set by watchlist_decide */
	struct watchlist_scores scores;
	bool in_watchlist;
	int rank; /* 1 is the highest score; 0 off the list */
	enum watchlist_reason reason;
	/* the value of the reason: a score, the minutes of watch_min_stay_min, or watch_size */
	double threshold;
};

/* The scores of one row by its inputs. */
void watchlist_score(
	const struct params *p, const struct watchlist_row *row, struct watchlist_scores *out);

/*
 * Decides all ROWS together and sorts them: first the list by rank (score, then ticker), then the
 * rest in the same order. The list has at most watch_size tickers, except when more than that have
 * open positions.
 */
void watchlist_decide(
	const struct params *p, struct instant now, struct watchlist_row *rows, size_t count);

#endif

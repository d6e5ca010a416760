/*
 * The texts of an alert about a position: that it was opened, partly sold, or closed. Stocks,
 * options and spreads are told differently, because what the money is at risk for differs.
 *
 *	trade_text_opened(&subject, &body, &trade);
 */
#ifndef OPT_TRADE_TEXT_H
#define OPT_TRADE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "date.h"
#include "instant.h"
#include "num.h"
#include "occ.h"

struct told_trade {
	char ticker[TICKER_SIZE], strategy_type[32], instrument_type[8], side[8];
	char option_symbol[OCC_SYMBOL_SIZE]; /* "": a stock */
	char other_symbol[OCC_SYMBOL_SIZE];  /* of a spread, its second leg; "": no spread */
	int64_t quantity;		     /* opened, or closed in all */
	int64_t sold;			     /* by the exit that is told */
	struct price entry_price, exit_price, underlying, stop, target;
	double entry_delta, entry_iv, confidence; /* NAN: unknown */
	struct instant entry_time, exit_time;
	struct money pnl, fees;
	double pnl_percent, r_multiple;
	int64_t holding_minutes;
	char exit_reason[64];
	bool adopted;
};

/*
 * Appends "NVDA", "NVDA 190 call 2026-01-30" or "NVDA 185/180 put spread 2026-01-30". A symbol is
 * "" where there is no such leg.
 */
void trade_text_name(
	struct buf *b, const char *ticker, const char *option_symbol, const char *other_symbol);

/* Both append to SUBJECT, one line, and to BODY, which does not end with a line break. */
void trade_text_opened(struct buf *subject, struct buf *body, const struct told_trade *t);
void trade_text_closed(struct buf *subject, struct buf *body, const struct told_trade *t);
/* A part was sold: the position stays open with what is left. LEFT is that. */
void trade_text_reduced(
	struct buf *subject, struct buf *body, const struct told_trade *t, int64_t left);

#endif

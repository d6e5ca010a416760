/*
 * Orders in, fills and expiries out: what happens in the books of the stand-in broker as time
 * passes.
 */
#ifndef OPT_PAPER_TRADE_H
#define OPT_PAPER_TRADE_H

#include "paper_book.h"
#include "paper_check.h"

/*
 * Takes an order at the books' now: checks it, books it as pending_new (in hours) or accepted. It
 * is not filled yet: the caller shows it as it is, then calls paper_match. False with the refusal,
 * or the order in *OUT.
 */
bool paper_submit(struct paper_book *b, const struct paper_env *e, const struct paper_request *q,
	struct paper_order **out, struct paper_refusal *r);

/*
 * Fills what the quotes at the books' now fill: buys at the ask, sells at the bid, spreads all or
 * nothing.
 */
void paper_match(struct paper_book *b, const struct paper_env *e);

/* Cancels; false with the refusal when the order is in a final state. */
bool paper_cancel(struct paper_book *b, struct paper_order *o, struct paper_refusal *r);

/*
 * Replaces an open single order by one with another quantity, prices, time in force or client id
 * (fields that are 0, unknown or "" keep theirs). The old one becomes replaced, the new one is in
 * *OUT.
 */
bool paper_replace(struct paper_book *b, const struct paper_env *e, struct paper_order *o,
	const struct paper_request *q, struct paper_order **out, struct paper_refusal *r);

/*
 * Moves the books to NOW (not before theirs): fills minute by minute, liquidation, close, expiry,
 * the next day.
 */
void paper_advance(struct paper_book *b, const struct paper_env *e, struct instant now);

#endif

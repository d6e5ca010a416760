/*
 * Changes the books of the stand-in broker: takes, fills, cancels and replaces orders, and moves
 * the time.
 */
#ifndef OPT_PAPER_TRADE_H
#define OPT_PAPER_TRADE_H

#include "paper_book.h"
#include "paper_check.h"

/*
 * Checks Q at the books' now and adds it as an order that is pending_new (in a session) or
 * accepted. True with the order in *OUT, valid until the next order; or false with the refusal in
 * R. The order is not filled yet: the caller shows it as it is, then calls paper_match.
 */
bool paper_submit(struct paper_book *b, const struct paper_env *e, const struct paper_request *q,
	struct paper_order **out, struct paper_refusal *r);

/*
 * Fills open orders from the quotes at the books' now: buys at the ask, sells at the bid, spreads
 * with all legs or not at all.
 */
void paper_match(struct paper_book *b, const struct paper_env *e);

/* Cancels O; false with the refusal for a leg, a final order, or one with a cancel pending. */
bool paper_cancel(struct paper_book *b, struct paper_order *o, struct paper_refusal *r);

/* Cancels the open single orders of SYMBOL. */
void paper_cancel_open(struct paper_book *b, const char *symbol);

/*
 * Replaces O, an open single order, by one with the quantity, limit, stop and client id of Q. A
 * quantity of 0 and an unknown price mean those of O; for a client id of "" the broker makes a new
 * one. True with the new order in *OUT, and O is replaced; or false with the refusal in R.
 */
bool paper_replace(struct paper_book *b, const struct paper_env *e, struct paper_order *o,
	const struct paper_request *q, struct paper_order **out, struct paper_refusal *r);

/*
 * Moves the books to NOW, which is not before theirs: fills minute by minute, and carries out
 * liquidation, close, expiry and the change of the day when NOW passes them.
 */
void paper_advance(struct paper_book *b, const struct paper_env *e, struct instant now);

/*
 * The broker closes QTY of SYMBOL, a position of the books, by an order of its own at the market,
 * with a client id that no client knows. The open orders of SYMBOL are cancelled. False with the
 * refusal in R, and nothing changed, when the books hold less.
 */
bool paper_close_out(struct paper_book *b, const struct paper_env *e, const char *symbol,
	int64_t qty, struct paper_refusal *r);

/*
 * The holder of QTY short contracts SYMBOL exercises them now: they go, and the shares are bought
 * or sold at the strike. The activities appear on the next day. Until LOCK_UNTIL (unknown: no lock)
 * the broker refuses to sell the last long options of that underlying. False with the refusal in R
 * when the books are not short so many.
 */
bool paper_assign(struct paper_book *b, const struct paper_env *e, const char *symbol, int64_t qty,
	struct instant lock_until, struct paper_refusal *r);

/*
 * Exercises all QTY long contracts SYMBOL that no order reserves, now. The activities appear on the
 * next day. False with the refusal in R when there are none, when they are not in the money, or
 * when the account has not the cash or the shares.
 */
bool paper_exercise(struct paper_book *b, const struct paper_env *e, const char *symbol,
	int64_t *qty, struct paper_refusal *r);

/*
 * A split of TICKER, RATIO new shares for one, or with RATIO 1 a rename to NEW_TICKER. What is held
 * becomes its successor; its open orders are canceled. The contracts after a whole ratio are RATIO
 * times as many at strike / RATIO, those after any other have the root with a 1.
 */
void paper_corporate_action(
	struct paper_book *b, const char *ticker, const char *new_ticker, double ratio);

#endif

/*
 * The fees of the stand-in broker, by the dated table of market/fee.h. As at the broker, a fill
 * lowers the cash at once by what the rounded fees of the day rise by, and at the close of the
 * session the day is booked: one FEE activity for each kind.
 */
#ifndef OPT_PAPER_FEE_H
#define OPT_PAPER_FEE_H

#include "paper_book.h"

/* Charges the fees of a fill; to be called before its activity is added. */
void paper_fee_charge(struct paper_book *b, const char *symbol, enum paper_side side, int64_t qty,
	struct price price);

/* The fees of today that were charged and are not yet booked. */
struct money paper_fee_accrued(struct paper_book *b);

/* Books them. */
void paper_fee_book(struct paper_book *b);

#endif

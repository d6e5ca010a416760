/*
 * Replaces the estimated fees of fills by those that the broker booked. It does so once per day of
 * trading, in the first run from 09:00 New York of the next day on: the broker books fees in the
 * evening or the night.
 *
 * The broker books one sum per kind and day, not per fill. So the sum of a day is divided among its
 * fills (fee_divide), and positions and their results are corrected. The estimates stay when the
 * broker booked none, and when somebody else traded in the account on that day: then the sum is not
 * ours alone.
 */
#ifndef OPT_FEE_REPORT_H
#define OPT_FEE_REPORT_H

#include "desk.h"

/* -1 only when the ledger fails; a broker that does not answer is asked again in the next run. */
int fee_report_book(struct desk *desk, struct error *err);

#endif

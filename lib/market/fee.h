/*
 * The regulatory and clearing fees of trades, by the dated table fee.def. The stand-in broker
 * charges by it, and the ledger estimates by it until the broker reports.
 *
 * The broker adds up what the trades of a New York day cost, per kind of fee, and rounds each of
 * these sums up to the cent. So a trade has no fee of its own: it costs what the rounded sums of
 * its day rise by. The order in which trades are added does not matter for the total.
 *
 *	struct fee_day day = {0};
 *	struct money fee = fee_add(&day, &trade);    for each trade of the day
 */
#ifndef OPT_FEE_H
#define OPT_FEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "num.h"

enum fee_kind { FEE_SEC, FEE_TAF, FEE_OCC, FEE_ORF, FEE_CAT, FEE_KINDS };

struct fee_trade {
	struct date day; /* New York */
	bool option, sale;
	int64_t quantity;   /* contracts or shares, > 0 */
	struct price price; /* per share */
};

/* The exact sums of one day, per kind, in 1e-12 USD. All 0 at first. */
struct fee_day {
	int64_t e12[FEE_KINDS];
};

/* The activity_sub_type of the broker: "REG", "TAF", "OCC", "ORF", "CAT". Static. */
const char *fee_name(enum fee_kind kind);
/* The kind of such a name; -1: another fee, as for a transfer of money. */
int fee_find(const char *name);

/*
 * Adds TRADE to DAY. Returns what the sum of the rounded fees rises by: whole cents, >= 0. A fee on
 * the dollars of a trade leaves out a trade whose price is unknown. Unknown, with DAY unchanged,
 * for an unknown date, a quantity that is not positive, or an overflow.
 */
struct money fee_add(struct fee_day *day, const struct fee_trade *trade);

/* The fee of one kind, rounded up to the cent, and the sum of all kinds. */
struct money fee_of_kind(const struct fee_day *day, enum fee_kind kind);
struct money fee_total(const struct fee_day *day);

/*
 * Divides TOTAL, what the broker booked for a day, among its COUNT trades in proportion to what
 * they were estimated to cost, evenly when that is nothing: in whole cents, the last trade takes
 * the rest.
 */
void fee_divide(struct money total, const struct money *estimates, size_t count, struct money *out);

/* What TRADE costs before any rounding, in dollars: its mean share of a busy day. NAN unknown. */
double fee_exact(const struct fee_trade *trade);

#endif

/*
 * Tax lots: what each closed part of a position cost and brought, matched first in, first out per
 * account and symbol, with the columns of Form 8949.
 *
 *	struct lots lots = {0};
 *	lots_match(events, count, &lots, err);    events in the order of time
 *	lots_mark_wash_sales(&lots, err);
 *	for (size_t i = 0; i < lots.part_count; i++) ... lots.parts[i] ...
 *	lots_free(&lots);
 *
 * The rules, and where they are from (facts, not advice):
 *
 * - Fees of a purchase belong to the cost, fees of a sale reduce the proceeds; no code E is needed.
 *   Instructions for Form 8949, columns (d) and (e).
 * - First in, first out, unless the owner told the broker otherwise. Publication 550, "Cost Basis".
 * - Long term is more than one year, counted from the day after the purchase. Publication 550,
 *   "Holding Period"; of the last day of a month: Revenue Ruling 66-7.
 * - An option that was written is closed short term, whatever its time. Publication 550, "Writers
 *   of puts and calls". It is acquired (b) when it is bought back or expires, and sold (c) when it
 *   was written: (c) may be before (b). Instructions for Form 8949, "Gain or loss from options".
 * - An option that expires: one that was bought has proceeds of 0 and is sold on its expiration
 *   date; one that was written has a cost of 0.
 * - An option that is exercised or assigned has no row of its own: its premium, with its fees, adds
 *   to the cost of the shares that are bought, or changes the proceeds of those that are sold, and
 *   their time begins on that day. Publication 550, table 4-3.
 * - A loss is a candidate for a wash sale when the same symbol, or shares or an option of the same
 *   underlying, was bought (of what is short: sold) within 30 days before or after, in any account,
 *   and that purchase was after the sale or was still held after it; a put replaces only a put.
 *   Section 1091; Publication 550, "Wash Sales"; 26 CFR 1.1091-1; Revenue Ruling 56-602. Whether
 *   two options are substantially identical is not a question that a program can decide.
 */
#ifndef OPT_LOT_H
#define OPT_LOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "error.h"
#include "instant.h"
#include "num.h"
#include "occ.h"

enum {
	LOT_ACCOUNT_SIZE = 64,
	LOT_ORDER_SIZE = 136,
	LOT_CONTRACT_SHARES = 100,
	LOT_QUANTITY_MAX = 10000000
};

/* The change that a trade makes to the lots of its symbol. */
enum lot_effect {
	LOT_EITHER, /* closes what is held on the other side, and opens with the rest */
	LOT_OPENS,
	LOT_CLOSES,
};

enum lot_kind {
	LOT_TRADED,    /* a fill */
	LOT_EXPIRED,   /* an option, at 0 */
	LOT_EXERCISED, /* a long option, into shares at its strike */
	LOT_ASSIGNED,  /* a short one, likewise */
	LOT_GONE,      /* nothing tells how: proceeds or cost are unknown */
	LOT_KINDS,
};
/* "traded", "expired", "exercised", "assigned", "gone" */
const char *lot_kind_name(enum lot_kind kind);
bool lot_kind_parse(const char *text, enum lot_kind *out);

/* A fill, or the end of an option. */
struct lot_event {
	char account[LOT_ACCOUNT_SIZE];
	char ticker[TICKER_SIZE];     /* of the underlying */
	char symbol[OCC_SYMBOL_SIZE]; /* of the option; the ticker for shares */
	int64_t position_id;	      /* INT64_MIN: unknown */
	/* the order that filled it: the fills of one order are one purchase; "": none */
	char order_id[LOT_ORDER_SIZE];
	struct instant at;
	struct date
		day; /* New York's; of an expiry, exercise or assignment at most the expiration */
	enum lot_kind kind;
	enum lot_effect effect; /* of a trade */
	/* of a trade; of the others whether what is gone was short, so that it is bought back */
	bool buys;
	int64_t quantity;   /* contracts or shares, > 0 */
	struct price price; /* per share, of a trade; unknown: the lot has no cost or proceeds */
	struct money fee;   /* >= 0 */
};

/* A quantity that one event opened. */
struct lot {
	const struct lot_event *event;
	/* of an option, or the ticker of shares; it is that of the event, or points into it */
	const char *symbol;
	bool is_short;		 /* written, or sold before it was bought */
	const char *from_option; /* shares that this option became; NULL: a trade opened it */
	bool is_unknown;	 /* the value is not known: 0 stands for it */
	int64_t quantity, left;	 /* opened, and still open */
	struct money value;	 /* of what is left, without fees: paid, or received when short */
	struct money fees;	 /* of what is left */
	/* private: what is taken as a replacement, and the first of its parts that ended */
	int64_t replaces;
	size_t first_part;
};

/* A part of a lot that ended. */
struct lot_part {
	size_t lot; /* in lots.lots; SIZE_MAX: the ledger never saw it opened */
	const struct lot_event *event;
	const char *symbol;
	bool is_short;
	const char *from_option; /* of shares that were bought or sold by an option; NULL */
	bool is_converted; /* an option that became shares, which take it over: not a row */
	int64_t quantity;
	/* in whole cents, and unknown where a value is; (d) and (e) contain the fees */
	struct money proceeds, cost, fees;
	struct date acquired, sold; /* (b) and (c) */
	bool is_long_term;
	/* the loss that is disallowed if this is a wash sale, > 0: (f) is W, (g) is this; else 0 */
	struct money disallowed;
	size_t replacement; /* the first lot that makes it a candidate; SIZE_MAX: none */
	size_t next_part;   /* private: of the same lot */
};

/* One step of the books: how one event changed one lot. The steps of an event follow each other. */
struct lot_step {
	const struct lot_event *event;
	const char *symbol;
	bool opens, is_short;
	bool is_unopened; /* closes what was never opened: no lot changes, cash does */
	int64_t quantity;
	struct money basis; /* of the lot, without fees: rises by it, or falls by it */
	struct money gain;  /* before fees; 0 when it opens or converts; unknown for what is gone */
	struct money cash;  /* without the fee: negative is paid */
	struct money fee;   /* of the event, for this part */
};

struct lots {
	struct lot *lots; /* in the order of their opening */
	size_t count;
	struct lot_part *parts; /* in the order of their end */
	size_t part_count;
	struct lot_step *steps; /* in the order of the events */
	size_t step_count;
	/* private */
	size_t room, part_room, step_room;
	size_t *open; /* lots with something left, in their order */
	size_t open_count, open_room;
};

/*
 * The reason why lots_match cannot take EVENT, static; NULL: it can. The caller leaves such a row
 * out and counts it.
 */
const char *lot_event_odd(const struct lot_event *event);

/*
 * Matches the COUNT events, which ascend in time and are borrowed until lots_free. OUT is {0} at
 * first; lots_free frees it, also after a failure.
 */
int lots_match(const struct lot_event *events, size_t count, struct lots *out, struct error *err);
/* Fills in the candidates for wash sales. Call it once, after lots_match. */
int lots_mark_wash_sales(struct lots *lots, struct error *err);
void lots_free(struct lots *lots);

/* PART of QUANTITY of TOTAL, which is in whole cents: in proportion, rounded down to the cent. */
struct money lot_share(struct money total, int64_t part, int64_t quantity);
/* (d) - (e), before any adjustment; unknown as they are. */
struct money lot_gain(const struct lot_part *part);
/* The day in whose year a part counts: (c), or (b) of what was short. */
struct date lot_day(const struct lot_part *part);
/* Returns true when a lot of these days was held for more than a year. */
bool lot_is_long_term(struct date acquired, struct date sold);

#endif

/*
 * The legs of one position, rows of position_legs: read while the row of the position is locked,
 * changed by what ends of a leg, and written.
 *
 *	position_row_lock(db, id, "", &p, &found, err);    inside a transaction
 *	leg_rows_read(db, &p, &rows, err);
 *	leg_row_close(desk, &p, &rows, leg, quantity, price, fee, NULL, err);
 *	position_row_store(desk, &p, status, at, reason, err);
 */
#ifndef OPT_LEG_ROW_H
#define OPT_LEG_ROW_H

#include "legs.h"
#include "position_row.h"

struct leg_rows {
	struct leg_holding legs[SPREAD_LEGS];
	char symbols[SPREAD_LEGS][OCC_SYMBOL_SIZE];
	int64_t assigned[SPREAD_LEGS]; /* contracts whose activity is still to come */
	struct price underlying;       /* as the monitor saw it last; unknown */
};

/*
 * Reads the legs of P. The result of P becomes unknown when a part of a leg ended at an unknown
 * price. ERROR_DATA when P has no two legs.
 */
int leg_rows_read(struct db *db, struct position_row *p, struct leg_rows *out, struct error *err);

/* The leg in SYMBOL; -1: none. */
int leg_rows_find(const struct leg_rows *rows, const char *symbol);

/*
 * Books that QUANTITY contracts of LEG ended at PRICE for FEE, and stores the leg; P is stored by
 * the caller. WHY is the reason when it ended alone, NULL when it ended with the other leg.
 */
int leg_row_close(struct desk *desk, struct position_row *p, struct leg_rows *rows, int leg,
	int64_t quantity, struct price price, struct money fee, const char *why, struct error *err);

#endif

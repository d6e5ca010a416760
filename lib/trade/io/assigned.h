/*
 * A leg of a spread that became shares: its short leg was assigned, or its long leg was exercised.
 * The broker shows it at once by the shares; the activity comes on the next day.
 */
#ifndef OPT_ASSIGNED_H
#define OPT_ASSIGNED_H

#include "desk.h"

struct assigned {
	int64_t position_id;
	const char *symbol; /* of the leg */
	const char *ticker;
	int64_t contracts;
	bool is_long;	    /* the leg: it was exercised */
	int64_t *shares_id; /* result: the position of the shares */
};

/*
 * Books, in one transaction, that the contracts ended at what they are worth by the last price of
 * the underlying, and opens the position of the shares, which is closed at once. Together they have
 * the cost of the strike, which is stored as the fill of the shares.
 */
int assigned_store(struct desk *desk, const struct assigned *assigned, struct error *err);

#endif

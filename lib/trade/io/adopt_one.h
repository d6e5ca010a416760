/*
 * The inside of the adoption: what adopt.c, adopt_spread.c and adopt_load.c share. The callers use
 * adopt.h.
 */
#ifndef OPT_ADOPT_ONE_H
#define OPT_ADOPT_ONE_H

#include "adopt.h"
#include "adoption_spread.h"
#include "position.h"

/* The entry as this ledger has it, and its origin. */
struct adoption_origin {
	bool in_ledger, is_known; /* is_known: the strategy is that of the decision */
	int64_t recommendation_id, position_id, original_quantity;
	char execution_id[RUN_ID_SIZE], position_status[8], close_reason[64];
	enum strategy strategy;
};

/* The underlying at the time of the fill. */
struct adoption_facts {
	char ticker[TICKER_SIZE];
	double atr14_intraday, atr14_daily;
	struct price underlying;
};

/* One adoption. */
struct adopting_one {
	struct desk *desk;
	const struct adopting *all;
	const struct broker_position *holding;
	/* the orders at the broker in the symbol; for a spread those in the underlying */
	const struct broker_order **found; /* borrowed from ALL */
	struct adoption_order *orders;	   /* the same, for the decision */
	struct adoption_legs *legs;	   /* the same */
	size_t count;
	bool is_spread;
	struct adoption decided;       /* of a spread in spreads, at its value */
	struct adoption_spread spread; /* of a spread only */
	struct option_contract contract;
	bool is_option;
	char root[TICKER_SIZE]; /* of the contract; of a stock the ticker without its dot */
	struct adoption_origin origin;
	struct adoption_facts facts;
	struct position position;
	char *how;
	size_t how_size;
};

/*
 * Takes the orders in the symbol of the holding, or with OF_SPREAD those in its underlying, and
 * marks ours. adopt_free frees them.
 */
int adopt_take_orders(struct adopting_one *a, bool of_spread, struct error *err);
void adopt_free(struct adopting_one *a);

/* The entry that is adopted: its client order id. */
const char *adopt_entry_id(const struct adopting_one *a);

/* Reads what the ledger has of the entry, the decision it came from, and the underlying then. */
int adopt_load(struct adopting_one *a, struct error *err);

/* The highest number among the exits of the entry, and of the shares that a leg of it became. */
int adopt_exits_used(const struct adopting_one *a);

/* The part of the holding that the orders of the chain of ROOT filled. */
int64_t adopt_filled(const struct adopting_one *a, size_t root);

/* Decides by the orders in the underlying; *DECIDED: there is a spread to adopt. */
int adopt_spread_decide(struct adopting_one *a, bool *decided, struct error *err);
/* Stores the legs: of a new position, of one that is opened again, and of order I of the entry. */
int adopt_spread_open(const struct adopting_one *a, int64_t position_id, struct error *err);
int adopt_spread_reopen(const struct adopting_one *a, int64_t position_id, struct error *err);
int adopt_spread_order(const struct adopting_one *a, size_t i, struct error *err);
/* Stores what each leg of order I filled, and adds the fees to FEES. */
int adopt_spread_fills(const struct adopting_one *a, size_t i, int64_t position_id,
	struct money *fees, struct error *err);

/* Stores one fill of an adopted order, and adds its fee to FEES. */
struct adopted_fill {
	const char *broker_order_id, *client_order_id, *symbol;
	bool is_buy;
	double filled; /* cumulative */
	int64_t quantity;
	struct price price;
	struct instant at;
};
int adopt_store_fill(const struct adopting_one *a, const struct adopted_fill *fill,
	int64_t position_id, struct money *fees, struct error *err);

#endif

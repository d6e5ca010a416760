/* Executions: the decision to trade with the intent of its order, and the state of the account. */
#ifndef OPT_STORE_EXECUTION_H
#define OPT_STORE_EXECUTION_H

#include "risk.h"
#include "scale.h"
#include "store_recommendation.h"

struct execution {
	const struct recommendation *recommendation;
	char execution_id[RUN_ID_SIZE];
	struct instant decided_at;
	int64_t qty;
	const struct contract_candidate *contract; /* NULL for a stock */
	/* of a spread the first two are values, not signed (spread.h) */
	struct price limit_price, first_mid, underlying, stop, target;
	struct money notional;
	int64_t rolled_from; /* the closed position that is opened again; 0: none */
	double stop_atr;     /* the atr14 that the stop was made from */
	struct scale_plan kept;
	const struct decision_record *record;
	const char *quote_json;
	struct ledger_order order; /* filled by execution_store */
};

/* Stores execution, intent and gates in one transaction under the lease (T1). */
int execution_store(struct desk *desk, struct execution *e, struct error *err);

struct account_state {
	struct money open_risk;
	struct exposure book;
	struct exposure_limits limits;
	const char *tier; /* NULL unknown */
	int64_t positions;
	struct money day_pnl, total_pnl;
};
int dispatch_store_snapshot(
	struct desk *desk, const struct account_state *state, struct error *err);

#endif

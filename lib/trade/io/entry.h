/*
 * Entries: entry_run takes a claimed recommendation to the outcome of its order.
 *
 *	book_load(&desk, &book, err);    once per run: the account and all its positions
 *	entry_run(&desk, &book, &recommendation, &entry, err);
 *	entry_print(run, &entry);
 *	entry_free(&entry);    for each recommendation
 *	book_free(&book);
 *
 * The steps of an entry: facts, gates before the choice, contract, size, gates after the sizing,
 * intent, sending. An unknown fact never passes a gate.
 */
#ifndef OPT_ENTRY_H
#define OPT_ENTRY_H

#include "contract.h"
#include "equity_gap.h"
#include "rolls.h"
#include "store_execution.h"
#include "store_facts.h"

/* The facts of the whole run: the account and all its positions. Updated after each order. */
struct book {
	struct gate_input in; /* the facts of the account; those of a trade are unknown */
	struct account_facts facts;
	struct risk_row *rows; /* owned */
	size_t row_count;
	struct exposure exposure; /* of all rows and foreign holdings */
	struct money open_risk;
	struct money cost_short, cost_long; /* of all rows, by allocation */
	enum tier tier;
	bool tier_known;
	double market_iv;
	struct equity_gap gap; /* at the start of the run; has_gap: it was compared */
	bool has_gap;
	int64_t entries; /* of this run */
	bool is_stale;	 /* an order was sent or cancelled since it was loaded */
};

int book_load(struct desk *desk, struct book *book, struct error *err);
/* The limits of the tier on the Greeks of all positions; NAN when the tier is unknown. */
struct exposure_limits book_limits(const struct desk *desk, const struct book *book);
/* Loads it again with the account when it is stale, because each order changes them. */
int book_refresh(struct desk *desk, struct book *book, struct error *err);
void book_free(struct book *book);

struct entry {
	/* AS_SPREAD of a debit_spread: that of the long option, with the strategy debit_spread */
	const struct recommendation *recommendation;
	struct recommendation as_spread;
	enum strategy replaces; /* of a debit_spread: the strategy of that long option */
	bool may_replace; /* a gate refused a long option whose place a debit_spread may take */
	struct gate_input in;
	struct gate_record gates[2 * GATES_MAX];
	size_t gate_count;
	struct contract_candidate *candidates; /* owned */
	struct contract_candidate *given;      /* owned; as they were before the choice */
	size_t candidate_count;
	struct roll roll;
	struct contract_request request; /* its ticker is NULL when nothing was to be chosen */
	const struct contract_candidate *contract; /* of candidates; NULL for a stock */
	char unaffordable[CONTRACT_WHY_SIZE];	   /* "" unless no limit lets CONTRACT through */
	struct sizing sizing;
	bool is_sized;
	struct quote quote, underlying_quote;
	struct instant answered_at;  /* when the answer with quote came */
	struct instant last_exit_at; /* of the strategy */
	char halt_reason[128];
	/*
	 * EXECUTED, SKIPPED, FAILED; PROCESSING while the order is doubtful, PENDING when
	 * withdrawn; WOULD_SEND in a dry run
	 */
	enum recommendation_status status;
	bool ended;
	char why[256];
	/* order.status is the outcome; with an empty client_order_id there was no order */
	struct execution execution;
};

/*
 * Processes one recommendation to its outcome. -1 only when the ledger fails or the broker refuses
 * the credentials. The caller frees *OUT with entry_free.
 */
int entry_run(struct desk *desk, struct book *book, const struct recommendation *r,
	struct entry *out, struct error *err);
void entry_free(struct entry *e);

/* Writes the row that opt-dispatch prints: {recommendation_id, ticker, ..., gates, order}. */
extern const struct row_kind entry_row, scale_in_row;
void entry_print(struct run *run, const struct entry *e);

/*
 * Entries that have been working for order_reprice_age_s: entry_cancel_old cancels them, and once
 * the broker has confirmed that, entry_reprice asks the gates of hours, halt, cash and risk again
 * and sends the rest once more (limit_reprice), at most twice.
 */
int entry_cancel_old(struct desk *desk, struct error *err);
int entry_reprice(struct desk *desk, struct book *book, struct error *err);

/*
 * Buys the kept halves (scale.h) that the newest look confirmed: the gates are asked again, the
 * order is one more attempt of the same execution, and its fills are booked in the same position.
 * A protective stop is cancelled first.
 */
int entry_scale_in(struct desk *desk, struct book *book, struct error *err);

/* ---- what both need: another order of an entry that was decided before ---- */

/* Fetches the quotes of now into E; LEGS are then the contracts of the order. */
int entry_fetch_quotes(struct desk *desk, const struct ledger_order *o, struct entry *e,
	struct contract_candidate legs[static SPREAD_LEGS], struct error *err);
/* Asks all gates of both phases. Returns the first that refuses, NULL when all pass. */
const struct gate_record *entry_refusal(struct desk *desk, struct entry *e);

#endif

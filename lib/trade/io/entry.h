/*
 * One entry, from a claimed recommendation to the outcome of its order: facts, gates before the
 * choice, contract, size, gates after the sizing, intent, sending. Nothing unknown passes.
 */
#ifndef OPT_ENTRY_H
#define OPT_ENTRY_H

#include "contract.h"
#include "store_dispatch.h"

/* What is known for the whole run, brought up to date after each order. */
struct book {
	struct account_facts facts;
	struct risk_row *rows; /* owned */
	size_t row_count;
	struct exposure exposure;				 /* of the rows */
	struct money open_risk, open_risk_short, open_risk_long; /* by allocation */
	enum tier tier;
	bool tier_known;
	double market_iv;
	int64_t entries;	/* of this run */
	int64_t loaded_entries; /* when the book was loaded */
};

int book_load(struct desk *desk, struct book *book, struct error *err);
void book_free(struct book *book);

struct entry {
	const struct recommendation *recommendation;
	struct gate_input in;
	struct gate_record gates[2 * GATES_MAX];
	size_t gate_count;
	struct contract_candidate *candidates; /* owned */
	size_t candidate_count;
	const struct contract_candidate *contract; /* of candidates; NULL for a stock */
	struct sizing sizing;
	struct quote quote, underlying_quote;
	char halt_reason[128];
	/* EXECUTED, SKIPPED, FAILED; or PROCESSING while in doubt, PENDING when withdrawn */
	const char *status;
	char why[256];
	/* its order.status says what became of it; empty client_order_id: none was intended */
	struct execution execution;
};

/*
 * Runs one recommendation through to its outcome. -1 only when the ledger fails or the credentials
 * are refused.
 */
int entry_run(struct desk *desk, struct book *book, const struct recommendation *r,
	struct entry *out, struct error *err);
void entry_free(struct entry *e);

/* {recommendation_id, ticker, ..., gates, order}: the row opt-dispatch prints. */
void entry_write(struct jsonl *w, const struct entry *e);

/*
 * Entries that have been working for order_reprice_age_s: cancelled, confirmed, and once tried
 * again at the ask.
 */
int entry_reprice(struct desk *desk, struct error *err);

#endif

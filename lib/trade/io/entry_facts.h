/*
 * The facts of an entry: fills the input of the gates from the ledger and the broker. A fact that
 * cannot be read stays unknown.
 */
#ifndef OPT_ENTRY_FACTS_H
#define OPT_ENTRY_FACTS_H

#include "entry.h"

/* Fills in the facts about the account; the facts about a trade stay unknown. */
void entry_facts_account(const struct desk *desk, const struct book *book, struct gate_input *in);

/*
 * Fills E->in for the gates before the choice, and the inputs of the sizing that do not depend on
 * the contract.
 */
int entry_facts_load(
	struct desk *desk, const struct book *book, struct entry *e, struct error *err);

/* Completes E->in with the facts of the order as it would be sent. */
int entry_facts_order(struct desk *desk, struct entry *e, struct price limit,
	struct price stop_distance, struct error *err);

#endif

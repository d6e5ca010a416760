/*
 * From what the ledger and the broker say to what the gates ask: every fact in its one place,
 * unknown where it is.
 */
#ifndef OPT_ENTRY_FACTS_H
#define OPT_ENTRY_FACTS_H

#include "entry.h"

/* What is known of the account alone; everything about a trade stays unknown. */
void entry_facts_account(const struct desk *desk, const struct book *book, struct gate_input *in);

/*
 * Fills E->in for the gates before the choice, and the size's inputs that do not depend on the
 * contract.
 */
int entry_facts_load(
	struct desk *desk, const struct book *book, struct entry *e, struct error *err);

/* Completes E->in with the order as it would be sent. */
void entry_facts_order(const struct desk *desk, const struct book *book, struct entry *e,
	struct price limit, struct price stop_distance);

#endif

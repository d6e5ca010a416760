/* Reads the fills and the ends of options from the ledger, and matches them to lots. */
#ifndef OPT_STORE_LOTS_H
#define OPT_STORE_LOTS_H

#include "lot.h"
#include "odd_rows.h"
#include "run.h"

struct lot_book {
	struct lot_event *events; /* owned */
	size_t count;
	struct lots lots;
	struct odd_rows odd; /* rows that cannot be matched and are left out */
};

/*
 * Fills OUT for ACCOUNT, "" for all accounts, with the candidates for wash sales; lot_book_free
 * frees it, also after a failure.
 */
int lot_book_load(struct run *run, const char *account, struct lot_book *out, struct error *err);
void lot_book_free(struct lot_book *book);

/* Tells the rows that were left out, which makes the run a partial one. */
void lot_book_tell(struct run *run, const struct lot_book *book);

#endif

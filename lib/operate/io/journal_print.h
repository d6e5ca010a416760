/* Writes the ledger as a journal of hledger: opt-report --ledger. */
#ifndef OPT_JOURNAL_PRINT_H
#define OPT_JOURNAL_PRINT_H

#include "run.h"

/* Appends the journal of ACCOUNT, "" for all, to OUT; *COUNT is the number of transactions. */
int journal_print(
	struct run *run, const char *account, struct buf *out, size_t *count, struct error *err);

#endif

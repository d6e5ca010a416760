/*
 * The ledger as a journal of hledger (https://hledger.org/hledger.html): one transaction per fill,
 * end of an option, and cash movement, with its fee. Each amount is exact, so that hledger finds
 * that each transaction balances; an assertion compares the cash with that of the broker.
 *
 *	Assets:Broker:Cash:ACCOUNT       USD
 *	Assets:Broker:Options:ACCOUNT    contracts, at cost
 *	Assets:Broker:Stocks:ACCOUNT     shares, at cost
 *	Income:Trading:Options, :Stocks  gains before fees; as usual, income is negative
 *	Income:Dividends, Income:Interest
 *	Expenses:Fees:Trades, Expenses:Fees:Other
 *	Equity:Opening                   the cash at the start
 *	Equity:Transfers                 deposits and withdrawals
 *	Equity:Other                     movements of another type
 *	Equity:Unexplained               a difference; a complete ledger never uses it
 */
#ifndef OPT_JOURNAL_H
#define OPT_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "lot.h"

/* A movement of cash that is not a trade, or the cash that the broker told. */
struct journal_cash {
	char account[LOT_ACCOUNT_SIZE];
	struct instant at;
	struct date day;	     /* New York's */
	char type[16], sub_type[16]; /* of the broker's activity: "DIV", "CSD" */
	char id[80];
	bool is_balance;     /* AMOUNT is the cash that a snapshot of the account has */
	struct money amount; /* known */
};

struct journal_result {
	size_t transactions;
	size_t unexplained; /* of them with Equity:Unexplained */
};

/*
 * Appends the journal of LOTS and CASH, both in the order of time, to OUT. The first balance of an
 * account says what its cash was before the first transaction; each later one is asserted, after a
 * transaction with the difference where there is one. ERROR_INTERNAL without memory.
 */
int journal_write(struct buf *out, const struct lots *lots, const struct journal_cash *cash,
	size_t count, struct journal_result *result, struct error *err);

#endif

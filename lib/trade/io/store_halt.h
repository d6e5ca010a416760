/*
 * trading_halts: as opt-halt reads and writes them, for every account, by an operator; and what
 * they and the halt file mean for an order.
 */
#ifndef OPT_STORE_HALT_H
#define OPT_STORE_HALT_H

#include "halt.h"
#include "occ.h"
#include "run.h"

struct stored_halt {
	int64_t id;
	char scope[12]; /* "entries", "all", "ticker", "strategy" */
	char ticker[TICKER_SIZE], strategy_type[24], account[64]; /* "" where there is none */
	char cause[40];						  /* "operator" or a protection */
	char *reason;						  /* owned by the list */
	char set_by[64];
	struct instant set_at, expires_at; /* expires_at unknown: until it is cleared */
};

/* Halts in force at run->now, oldest first. Free with stored_halts_free. */
int store_halt_list(struct run *run, struct stored_halt **out, size_t *count, struct error *err);
/*
 * Sets a halt with SCOPE and, for scope "ticker", TICKER; UNTIL unknown: until it is cleared. OUT
 * is the row that was stored.
 */
int store_halt_set(struct run *run, const char *scope, const char *ticker, const char *why,
	const char *who, struct instant until, struct stored_halt **out, size_t *count,
	struct error *err);
/* Clears all halts in force and returns them. */
int store_halt_clear(struct run *run, const char *who, struct stored_halt **out, size_t *count,
	struct error *err);

/* An order, or an entry that is considered, as far as halts concern it. */
struct halt_order {
	const char *account;
	const char *ticker;
	const char *strategy;	  /* NULL: that of the execution */
	const char *execution_id; /* NULL or "": none */
};
enum { HALT_REASON_SIZE = 128 };
/*
 * The state at AT for ORDER. Rows that cannot be read halt entries only; WHY then has the reason.
 * The reason of the result is a copy in REASON.
 */
struct halt_view store_halt_view(struct run *run, const struct halt_order *order, struct instant at,
	char reason[static HALT_REASON_SIZE], struct error *why);

void stored_halts_free(struct stored_halt *halts, size_t count);

#endif

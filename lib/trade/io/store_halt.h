/* trading_halts as opt-halt reads and writes them: for every account, by an operator. */
#ifndef OPT_STORE_HALT_H
#define OPT_STORE_HALT_H

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
void stored_halts_free(struct stored_halt *halts, size_t count);

#endif

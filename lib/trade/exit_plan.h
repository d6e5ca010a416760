/*
 * Which exit order comes next: a new exit, or the next attempt of one that was sent and did not
 * sell everything. An exit once decided and sent is carried through that session, also when its
 * rule holds no longer: the limit that was not filled becomes a market order, not a second thought.
 */
#ifndef OPT_EXIT_PLAN_H
#define OPT_EXIT_PLAN_H

#include "exit.h"
#include "order.h"

/* The last exit order of a position, once the broker has been asked about it. */
struct exit_history {
	int number;  /* of the exit; 0: the position never had one */
	int attempt; /* of that order */
	int seen;    /* attempts of that exit that the broker has seen */
	enum order_status status;
	int64_t quantity, filled;
	struct date day; /* session it was decided in */
};

struct exit_step {
	int number, attempt;
	int attempts_before; /* of this exit, seen by the broker: decides limit or market */
	int64_t quantity;    /* wanted */
	bool carried;	     /* no rule asks for it any more */
};

/*
 * DECISION is the rule that closes, NULL when none does. False when there is nothing to do: no
 * decision and nothing unfinished, or the last order may still be alive.
 */
bool exit_plan(const struct exit_history *last, const struct exit_record *decision,
	struct date today, struct exit_step *out);

/* A working limit order that is old enough to be priced anew. A market order is left to work. */
bool exit_is_due(const struct params *params, enum exit_order_kind kind, struct instant sent_at,
	struct instant now);

#endif

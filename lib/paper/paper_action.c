/* Corporate actions: splits and renames of what is held. */
#include "paper_trade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

/*
 * Changes C into the contract that takes its place, *TIMES as many of it. As the options clearing
 * does: after an odd split the contract keeps strike and number, its root gets a digit, and what it
 * delivers changes.
 */
static void succeed(struct option_contract *c, const char *root, double ratio, int64_t *times)
{
	int64_t whole = (int64_t)ratio;
	bool odd = ratio < 1 || ratio > (double)whole;
	*times = odd ? 1 : whole;
	c->strike.e4 /= *times;
	(void)snprintf(c->root, sizeof c->root, "%.5s%s", root, odd ? "1" : "");
}

/* The position P is now TIMES as much of SYMBOL, at the same cost. */
static void change(
	struct paper_book *b, const struct paper_position *p, const char *symbol, double times)
{
	int64_t qty = (int64_t)((double)p->qty * times);
	if (qty == 0) /* a fraction of a share would be paid out */
		return;
	paper_cancel_open(b, p->symbol);
	paper_position_change(b, p->symbol, -p->qty, (struct price){0});
	paper_position_change(b, symbol, qty, (struct price){0});
	struct paper_position *now = paper_position_find(b, symbol);
	if (now == NULL)
		return;
	now->cost = money_add(now->cost, p->cost);
	now->day_cost = money_add(now->day_cost, p->day_cost);
}

void paper_corporate_action(
	struct paper_book *b, const char *ticker, const char *new_ticker, double ratio)
{
	char root[OCC_ROOT_SIZE], new_root[OCC_ROOT_SIZE], symbol[OCC_SYMBOL_SIZE];
	size_t count = b->position_count;
	struct paper_position *held mem_auto = calloc(count + 1, sizeof *held);
	if (held == NULL) {
		b->failed = true;
		return;
	}
	if (count > 0)
		memcpy(held, b->positions, count * sizeof *held);
	(void)occ_root_of_ticker(ticker, root);
	(void)occ_root_of_ticker(new_ticker, new_root);
	for (size_t i = 0; i < count; i++) {
		struct option_contract contract;
		int64_t times;
		if (text_equal(held[i].symbol, ticker)) {
			change(b, &held[i], new_ticker, ratio);
		} else if (held[i].option && occ_parse(held[i].symbol, &contract, NULL) == 0 &&
			   text_equal(contract.root, root)) {
			succeed(&contract, new_root, ratio, &times);
			change(b, &held[i], occ_format(&contract, symbol), (double)times);
		}
	}
}

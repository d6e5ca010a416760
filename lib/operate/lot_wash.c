/* The candidates for wash sales. */
#include <stdlib.h>
#include <string.h>

#include "lot.h"
#include "mem.h"
#include "text.h"

enum { WASH_DAYS = 30 };

/* The key by which the replacements of a lot are looked up. */
struct purchase {
	const char *ticker;
	struct date day;
	size_t lot;
};

static int compare_purchases(const void *a, const void *b)
{
	const struct purchase *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	if (order == 0)
		order = date_compare(x->day, y->day);
	return order != 0 ? order : (x->lot > y->lot) - (x->lot < y->lot);
}

static int64_t shares_each(const char *symbol)
{
	return occ_is_symbol(symbol) ? LOT_CONTRACT_SHARES : 1;
}

static bool is_put(const char *symbol)
{
	struct option_contract contract;
	return occ_parse(symbol, &contract, NULL) == 0 && contract.kind == OPTION_PUT;
}

/* The contracts or shares of LOT that are still held after the EVENT. */
static int64_t held_after(
	const struct lots *l, const struct lot *lot, const struct lot_event *event)
{
	int64_t held = lot->quantity;
	for (size_t i = lot->first_part; i != SIZE_MAX; i = l->parts[i].next_part)
		if (l->parts[i].event <= event)
			held -= l->parts[i].quantity;
	return held;
}

/* Returns true when A and B are the same purchase. */
static bool is_same(const struct lot_event *a, const struct lot_event *b)
{
	return a == b || (a->order_id[0] != '\0' && text_equal(a->order_id, b->order_id));
}

/* The shares for which LOT may replace what PART sold; 0: it does not. */
static int64_t replaces(const struct lots *l, const struct lot_part *part, const struct lot *lot)
{
	bool own = part->lot != SIZE_MAX && is_same(lot->event, l->lots[part->lot].event);
	if (own || lot->event == part->event || lot->is_short != part->is_short ||
		is_put(lot->symbol) != is_put(part->symbol))
		return 0;
	int64_t quantity =
		lot->event > part->event ? lot->quantity : held_after(l, lot, part->event);
	int64_t shares = quantity * shares_each(lot->symbol) - lot->replaces;
	return shares > 0 ? shares : 0;
}

/* The first purchase of TICKER on DAY or later. */
static size_t find_first(
	const struct purchase *sorted, size_t count, const char *ticker, struct date day)
{
	const struct purchase wanted = {ticker, day, 0};
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_purchases(&sorted[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void mark(struct lots *l, struct lot_part *part, const struct purchase *sorted, size_t count)
{
	struct money gain = lot_gain(part);
	if (part->is_converted || !money_known(gain) || gain.e4 >= 0)
		return;
	const char *ticker = part->event->ticker;
	struct date from = date_add(part->event->day, -WASH_DAYS);
	struct date to = date_add(part->event->day, WASH_DAYS);
	int64_t shares = part->quantity * shares_each(part->symbol), left = shares;
	for (size_t i = find_first(sorted, count, ticker, from);
		i < count && left > 0 && text_equal(sorted[i].ticker, ticker) &&
		date_compare(sorted[i].day, to) <= 0;
		i++) {
		struct lot *lot = &l->lots[sorted[i].lot];
		int64_t most = replaces(l, part, lot), used = most < left ? most : left;
		if (used == 0)
			continue;
		lot->replaces += used;
		left -= used;
		if (part->replacement == SIZE_MAX)
			part->replacement = sorted[i].lot;
	}
	part->disallowed = lot_share((struct money){-gain.e4}, shares - left, shares);
}

int lots_mark_wash_sales(struct lots *l, struct error *err)
{
	struct purchase *sorted mem_auto = calloc(l->count + 1, sizeof *sorted);
	if (sorted == NULL)
		return error_memory(err);
	for (size_t i = 0; i < l->count; i++)
		sorted[i] = (struct purchase){l->lots[i].event->ticker, l->lots[i].event->day, i};
	qsort(sorted, l->count, sizeof *sorted, compare_purchases);
	for (size_t i = 0; i < l->part_count; i++)
		mark(l, &l->parts[i], sorted, l->count);
	return 0;
}

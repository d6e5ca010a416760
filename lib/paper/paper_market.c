#include "paper_market.h"

#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "mem.h"
#include "text.h"
#include "zone.h"

enum { STOCKS_MAX = 20000, CONTRACTS_MAX = 2000000 }; /* more than any exchange lists */

void paper_market_free(struct paper_market *m)
{
	for (size_t i = 0; i < m->stock_count; i++) {
		tape_bars_free(&m->stocks[i].minutes);
		tape_bars_free(&m->stocks[i].days);
		tape_quotes_free(&m->stocks[i].quotes);
		mem_free(&m->stocks[i].levels);
	}
	for (size_t i = 0; i < m->contract_count; i++) {
		tape_bars_free(&m->contracts[i].minutes);
		tape_quotes_free(&m->contracts[i].quotes);
		mem_free(&m->contracts[i].interest);
	}
	mem_free(&m->stocks);
	mem_free(&m->contracts);
	mem_free(&m->sessions);
	mem_free(&m->actions);
	*m = (struct paper_market){.stocks = NULL};
}

bool paper_market_action_kind(const char *text, enum action_kind *out)
{
	for (int kind = ACTION_DIVIDEND; kind <= ACTION_RENAME; kind++)
		if (text_equal(text, action_kind_name((enum action_kind)kind))) {
			*out = (enum action_kind)kind;
			return true;
		}
	return false;
}

int paper_market_add_action(
	struct paper_market *m, const struct corporate_action *action, struct instant shown_at)
{
	enum { ACTIONS_MAX = 1000000 };
	if (mem_grow(&m->actions, &m->action_capacity, m->action_count + 1, sizeof *m->actions,
		    ACTIONS_MAX) != 0)
		return -1;
	m->actions[m->action_count++] = (struct paper_market_action){*action, shown_at};
	return 0;
}

struct paper_market_stock *paper_market_add_stock(struct paper_market *m, const char *symbol)
{
	if (mem_grow(&m->stocks, &m->stock_capacity, m->stock_count + 1, sizeof *m->stocks,
		    STOCKS_MAX) != 0)
		return NULL;
	struct paper_market_stock *s = &m->stocks[m->stock_count];
	*s = (struct paper_market_stock){.options_enabled = false};
	if (!text_copy(s->symbol, sizeof s->symbol, symbol))
		return NULL;
	m->stock_count++;
	return s;
}

struct paper_market_contract *paper_market_add_contract(
	struct paper_market *m, const char *symbol, const struct option_contract *occ)
{
	if (mem_grow(&m->contracts, &m->contract_capacity, m->contract_count + 1,
		    sizeof *m->contracts, CONTRACTS_MAX) != 0)
		return NULL;
	struct paper_market_contract *c = &m->contracts[m->contract_count];
	*c = (struct paper_market_contract){
		.occ = *occ, .expires = calendar_expiry_instant(occ->expiry)};
	if (!text_copy(c->symbol, sizeof c->symbol, symbol))
		return NULL;
	m->contract_count++;
	return c;
}

static int compare_stocks(const void *a, const void *b)
{
	const struct paper_market_stock *x = a, *y = b;
	return strcmp(x->symbol, y->symbol);
}

static int compare_contracts(const void *a, const void *b)
{
	const struct paper_market_contract *x = a, *y = b;
	return strcmp(x->symbol, y->symbol);
}

static int compare_interest(const void *a, const void *b)
{
	const struct paper_market_interest *x = a, *y = b;
	return date_compare(x->as_of, y->as_of);
}

/*
 * The stock whose options have this root. The root of a class share is its ticker without the dot;
 * the root of an adjusted contract has an additional digit.
 */
static struct paper_market_stock *stock_of_root(const struct paper_market *m, const char *root)
{
	char letters[OCC_ROOT_SIZE];
	size_t length = strcspn(root, "0123456789");
	memcpy(letters, root, length);
	letters[length] = '\0';
	struct paper_market_stock *s = paper_market_stock_find(m, letters);
	for (size_t i = 0; s == NULL && i < m->stock_count; i++) {
		char own[OCC_ROOT_SIZE];
		if (text_equal(occ_root_of_ticker(m->stocks[i].symbol, own), letters))
			s = &m->stocks[i];
	}
	return s;
}

/* Contracts are sorted by symbol, so those of a root are neighbours. */
static int link_contracts(struct paper_market *m, struct error *err)
{
	for (size_t i = 0; i < m->contract_count; i++) {
		const char *root = m->contracts[i].occ.root;
		if (i > 0 && text_equal(root, m->contracts[i - 1].occ.root))
			continue;
		char letters[OCC_ROOT_SIZE];
		if (stock_of_root(m, root) != NULL)
			continue;
		(void)text_copy(letters, sizeof letters, root);
		letters[strcspn(letters, "0123456789")] = '\0';
		if (paper_market_add_stock(m, letters) == NULL)
			return error_memory(err);
		qsort(m->stocks, m->stock_count, sizeof *m->stocks, compare_stocks);
	}
	for (size_t i = 0; i < m->stock_count; i++)
		m->stocks[i].contract_first = m->stocks[i].contract_count = 0;
	struct paper_market_stock *s = NULL;
	for (size_t i = 0; i < m->contract_count; i++) {
		struct paper_market_contract *c = &m->contracts[i];
		if (i == 0 || !text_equal(c->occ.root, m->contracts[i - 1].occ.root))
			s = stock_of_root(m, c->occ.root);
		if (s == NULL)
			continue;
		c->stock = (size_t)(s - m->stocks);
		s->options_enabled = true;
		if (s->contract_count++ == 0)
			s->contract_first = i;
		if (c->interest_count > 0)
			qsort(c->interest, c->interest_count, sizeof *c->interest,
				compare_interest);
	}
	return 0;
}

/* Adds a daily bar for each session that has minutes but not yet a daily bar. */
static int sum_days(struct paper_market_stock *s)
{
	struct tape_bars known = {.rows = s->days.rows, .count = s->days.count};
	for (size_t i = 0; i < s->minutes.count;) {
		struct session session;
		struct date day = zone_new_york_date(s->minutes.rows[i].ts, NULL);
		struct instant midnight = zone_from_new_york(day, 0);
		size_t next =
			tape_bars_before(&s->minutes, zone_from_new_york(date_add(day, 1), 0));
		size_t had = tape_bars_before(&known, midnight);
		bool done = had < known.count && instant_compare(known.rows[had].ts, midnight) == 0;
		if (!done && calendar_session(day, &session)) {
			size_t first = tape_bars_before(&s->minutes, session.open);
			size_t end = tape_bars_before(&s->minutes, session.close);
			struct bar sum;
			if (first < end) {
				tape_bar_sum(&s->minutes.rows[first], end - first, midnight, &sum);
				if (tape_bars_add(&s->days, &sum) != 0)
					return -1;
				known.rows = s->days.rows; /* may have moved; the count stays */
			}
		}
		i = next;
	}
	tape_bars_sort(&s->days);
	return 0;
}

int paper_market_finish(struct paper_market *m, struct error *err)
{
	if (m->stock_count > 0)
		qsort(m->stocks, m->stock_count, sizeof *m->stocks, compare_stocks);
	if (m->contract_count > 0)
		qsort(m->contracts, m->contract_count, sizeof *m->contracts, compare_contracts);
	for (size_t i = 0; i < m->stock_count; i++) {
		tape_bars_sort(&m->stocks[i].minutes);
		tape_quotes_sort(&m->stocks[i].quotes);
		if (sum_days(&m->stocks[i]) != 0)
			return error_memory(err);
	}
	for (size_t i = 0; i < m->contract_count; i++) {
		tape_bars_sort(&m->contracts[i].minutes);
		tape_quotes_sort(&m->contracts[i].quotes);
	}
	return link_contracts(m, err);
}

struct paper_market_stock *paper_market_stock_find(const struct paper_market *m, const char *symbol)
{
	struct paper_market_stock key = {.company = NULL};
	if (m->stock_count == 0 || !text_copy(key.symbol, sizeof key.symbol, symbol))
		return NULL;
	return bsearch(&key, m->stocks, m->stock_count, sizeof *m->stocks, compare_stocks);
}

struct paper_market_contract *paper_market_contract_find(
	const struct paper_market *m, const char *symbol)
{
	struct paper_market_contract key = {.hash = 0};
	if (m->contract_count == 0 || !text_copy(key.symbol, sizeof key.symbol, symbol))
		return NULL;
	return bsearch(
		&key, m->contracts, m->contract_count, sizeof *m->contracts, compare_contracts);
}

bool paper_market_contract_active(const struct paper_market_contract *c, struct instant now)
{
	return instant_compare(now, c->expires) < 0;
}

bool paper_market_open_interest(const struct paper_market_contract *c, struct instant now,
	struct paper_market_interest *out)
{
	struct date today = zone_new_york_date(now, NULL);
	if (c->interest_count == 0)
		return false;
	size_t last = 0;
	while (last + 1 < c->interest_count && date_compare(c->interest[last + 1].as_of, today) < 0)
		last++;
	*out = c->interest[last];
	return true;
}

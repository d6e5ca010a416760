/*
 * Prices all positions with two kinds of requests: for the underlyings and for the contracts. When
 * a request fails, another source takes its place.
 */
#include <stdlib.h>

#include "legs.h"
#include "mem.h"
#include "monitor.h"
#include "text.h"

static const struct quote no_quote = {{INT64_MIN}, {INT64_MIN}, INT64_MIN, INT64_MIN, {INT64_MIN}};

struct symbol_list {
	const char **name; /* borrowed */
	size_t count;
};

static size_t find(const struct symbol_list *names, const char *name)
{
	size_t i = 0;
	while (i < names->count && !text_equal(names->name[i], name))
		i++;
	return i;
}

static void add(struct symbol_list *names, const char *name)
{
	if (find(names, name) == names->count)
		names->name[names->count++] = name;
}

/*
 * One odd symbol or quote may spoil the response for all. Then the halves are requested, until the
 * odd one is alone, but no more than so often in a pass.
 */
enum { HALVES_MAX = 64 };

/* Whether the halves of COUNT symbols are requested after WHY; *FIRST keeps the first failure. */
static bool goes_by_halves(size_t count, const struct error *why, int *halves, struct error *first)
{
	if (first->kind == ERROR_NONE)
		*first = *why;
	*halves += 2;
	return why->kind == ERROR_DATA && count > 1 && *halves <= HALVES_MAX;
}

static void ask_stocks_of(struct alpaca *broker, const char *const *names, size_t count,
	struct quote *quotes, int *halves, struct error *first)
{
	struct error why = {0};
	for (size_t i = 0; i < count; i++)
		quotes[i] = no_quote;
	if (alpaca_stock_quotes(broker, names, count, quotes, &why) == 0)
		return;
	for (size_t i = 0; i < count; i++)
		quotes[i] = no_quote;
	if (!goes_by_halves(count, &why, halves, first))
		return;
	size_t half = count / 2;
	ask_stocks_of(broker, names, half, quotes, halves, first);
	ask_stocks_of(broker, names + half, count - half, quotes + half, halves, first);
}

/* One request for all. */
static void ask_stocks(struct run *run, struct alpaca *broker, const struct symbol_list *names,
	struct quote *quotes)
{
	struct error first = {0};
	int halves = 0;
	if (names->count > 0)
		ask_stocks_of(broker, names->name, names->count, quotes, &halves, &first);
	if (first.kind != ERROR_NONE)
		run_partial(run, "%s", first.text);
}

/* The quote of a contract: of the position or of one of its legs. */
static void take_snapshot(struct watched_position *w, const struct option_snapshot *snapshot)
{
	const struct position *p = &w->held->position;
	if (!legs_known(p) && text_equal(snapshot->symbol, p->symbol))
		w->quote = snapshot->quote;
	for (int i = 0; legs_known(p) && i < SPREAD_LEGS; i++)
		if (text_equal(snapshot->symbol, p->legs[i].symbol))
			w->leg_quotes[i] = snapshot->quote;
}

static void take_snapshots(struct monitor *m, const struct option_snapshot *snapshots, size_t count)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t k = 0; k < count; k++)
			take_snapshot(&m->watches[i], &snapshots[k]);
}

/* Adds the contracts of a position: its own, or its legs'. */
static void add_contracts(struct symbol_list *names, const struct position *p)
{
	if (!legs_known(p))
		add(names, p->symbol);
	for (int i = 0; legs_known(p) && i < SPREAD_LEGS; i++)
		add(names, p->legs[i].symbol);
}

/* The quote of a spread is the difference of its legs'. */
static void take_spread(struct watched_position *w)
{
	struct spread s = {.strategy = w->held->position.strategy,
		.quotes = {w->leg_quotes[0], w->leg_quotes[1]}};
	if (legs_known(&w->held->position))
		w->quote = spread_quote(&s);
}

static int ask_some(struct monitor *m, const char *const *names, size_t count, struct error *err)
{
	struct option_snapshot *found mem_auto = NULL;
	size_t n = 0;
	if (alpaca_option_snapshots(m->desk->broker, names, count, &found, &n, err) != 0)
		return -1;
	take_snapshots(m, found, n);
	if (n > 0)
		desk_keep_snapshots(m->desk, found, n);
	return 0;
}

static void ask_options_of(
	struct monitor *m, const char *const *names, size_t count, int *halves, struct error *first)
{
	struct error why = {0};
	if (ask_some(m, names, count, &why) == 0 || !goes_by_halves(count, &why, halves, first))
		return;
	size_t half = count / 2;
	ask_options_of(m, names, half, halves, first);
	ask_options_of(m, names + half, count - half, halves, first);
}

static void ask_options(struct monitor *m, const struct symbol_list *names)
{
	struct error first = {0};
	int halves = 0;
	if (names->count > 0)
		ask_options_of(m, names->name, names->count, &halves, &first);
	if (first.kind != ERROR_NONE)
		run_partial(m->desk->run, "%s", first.text);
}

/*
 * Whether the underlying does not trade: the broker has a quote, but not a two-sided one, and there
 * was no trade for mark_halt_age_s. LAST is the end of the last bar.
 */
static bool is_halted(const struct run *run, const struct quote *q, struct instant last)
{
	return instant_known(q->ts) && !(price_positive(q->bid) && price_positive(q->ask)) &&
	       !(instant_age_s(run->now, last) < run->params.mark_halt_age_s);
}

/*
 * Prices an underlying whose quote is one-sided, crossed, wide, old or absent: takes the close of
 * the last bar, unless that is old. Sets HALTED of those that do not trade.
 */
static void fall_back(struct monitor *m, const struct symbol_list *names,
	const struct quote *quotes, struct price *prices, struct instant *times, bool *halted)
{
	struct run *run = m->desk->run;
	struct instant *ends mem_auto = calloc(names->count + 1, sizeof *ends);
	struct price *closes mem_auto = calloc(names->count + 1, sizeof *closes);
	struct error err = {0};
	bool missing = false;
	for (size_t i = 0; i < names->count; i++)
		missing = missing || !price_known(prices[i]);
	if (!missing || ends == NULL || closes == NULL)
		return;
	for (size_t i = 0; i < names->count; i++)
		closes[i] = PRICE_UNKNOWN, ends[i] = INSTANT_UNKNOWN;
	if (telemetry_prices_load(run, names->name, names->count, closes, ends, &err) != 0) {
		run_partial(run, "%s", err.text);
		return;
	}
	for (size_t i = 0; i < names->count; i++)
		if (!price_known(prices[i]) && is_halted(run, &quotes[i], ends[i]))
			halted[i] = true;
		else if (!price_known(prices[i]) && price_known(closes[i])) {
			prices[i] = closes[i];
			times[i] = ends[i];
			run_partial(run, "%s: no quote to act on: the last bar's close stands in",
				names->name[i]);
		}
}

/* Whether both sides of the contract are quoted, not longer ago than a halt takes to show. */
static bool is_quoted(const struct run *run, const struct watched_position *w)
{
	return price_positive(w->quote.bid) && price_positive(w->quote.ask) &&
	       instant_age_s(run->now, w->quote.ts) < run->params.mark_halt_age_s;
}

void monitor_price(struct monitor *m)
{
	struct symbol_list stocks = {calloc(m->count + 1, sizeof(char *)), 0},
			   options = {calloc(SPREAD_LEGS * m->count + 1, sizeof(char *)), 0};
	struct quote *quotes mem_auto = calloc(m->count + 1, sizeof *quotes);
	struct price *prices mem_auto = calloc(m->count + 1, sizeof *prices);
	struct instant *times mem_auto = calloc(m->count + 1, sizeof *times);
	bool *halted mem_auto = calloc(m->count + 1, sizeof *halted);
	const struct run *run = m->desk->run;
	if (stocks.name != NULL && options.name != NULL && quotes != NULL && prices != NULL &&
		times != NULL && halted != NULL) {
		for (size_t i = 0; i < m->count; i++) {
			const struct position *p = &m->held[i].position;
			add(&stocks, p->ticker);
			if (instrument_is_option(p->instrument))
				add_contracts(&options, p);
		}
		ask_stocks(m->desk->run, m->desk->broker, &stocks, quotes);
		for (size_t i = 0; i < stocks.count; i++) {
			bool sound = mark_stock_is_sound(quotes[i], run->now, &run->params);
			prices[i] = sound ? quote_mid(quotes[i]) : PRICE_UNKNOWN;
			times[i] = sound ? quotes[i].ts : INSTANT_UNKNOWN;
		}
		fall_back(m, &stocks, quotes, prices, times, halted);
		ask_options(m, &options);
		for (size_t i = 0; i < m->count; i++) {
			size_t k = find(&stocks, m->held[i].position.ticker);
			m->watches[i].underlying = prices[k];
			m->watches[i].underlying_ts = times[k];
			if (!instrument_is_option(m->held[i].position.instrument))
				m->watches[i].quote = quotes[k];
			take_spread(&m->watches[i]);
			m->watches[i].halted = halted[k] && !is_quoted(run, &m->watches[i]);
		}
	}
	free(stocks.name);
	free(options.name);
}

void monitor_price_again(struct monitor *m)
{
	struct symbol_list stocks = {calloc(m->count + 1, sizeof(char *)), 0},
			   options = {calloc(SPREAD_LEGS * m->count + 1, sizeof(char *)), 0};
	struct quote *quotes mem_auto = calloc(m->count + 1, sizeof *quotes);
	if (stocks.name != NULL && options.name != NULL && quotes != NULL) {
		for (size_t i = 0; i < m->count; i++)
			if (m->watches[i].follows) {
				const struct position *p = &m->held[i].position;
				struct watched_position *w = &m->watches[i];
				w->quote = w->leg_quotes[0] = w->leg_quotes[1] = no_quote;
				if (instrument_is_option(p->instrument))
					add_contracts(&options, p);
				else
					add(&stocks, p->symbol);
			}
		ask_stocks(m->desk->run, m->desk->broker, &stocks, quotes);
		ask_options(m, &options);
		for (size_t i = 0; i < m->count; i++) {
			struct watched_position *w = &m->watches[i];
			if (w->follows && !instrument_is_option(w->held->position.instrument))
				w->quote = quotes[find(&stocks, w->held->position.symbol)];
			if (w->follows)
				take_spread(w);
		}
	}
	free(stocks.name);
	free(options.name);
}

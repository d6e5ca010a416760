#include "afford_report.h"

#include <math.h>
#include <stdlib.h>

#include "afford.h"
#include "array.h"
#include "calendar.h"
#include "log.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "zone.h"

enum { CHAIN_DAYS = 7 }; /* an older chain says nothing about today's prices */

struct chain_row {
	char ticker[TICKER_SIZE], symbol[OCC_SYMBOL_SIZE], kind[8];
	struct instant ts;
	struct price underlying_price, bid, ask;
	int64_t volume, open_interest;
	double implied_volatility, delta, gamma, theta, vega;
};

static const struct row_column chain_columns[] = {
	ROW_FIELD(ROW_TEXT, struct chain_row, ticker, false),
	ROW_FIELD(ROW_INSTANT, struct chain_row, ts, false),
	ROW_FIELD(ROW_TEXT, struct chain_row, symbol, false),
	ROW_FIELD(ROW_TEXT, struct chain_row, kind, false),
	ROW_FIELD(ROW_PRICE, struct chain_row, underlying_price, true),
	ROW_FIELD(ROW_PRICE, struct chain_row, bid, true),
	ROW_FIELD(ROW_PRICE, struct chain_row, ask, true),
	ROW_FIELD(ROW_I64, struct chain_row, volume, true),
	ROW_FIELD(ROW_I64, struct chain_row, open_interest, true),
	ROW_FIELD(ROW_DOUBLE, struct chain_row, implied_volatility, true),
	ROW_FIELD(ROW_DOUBLE, struct chain_row, delta, true),
	ROW_FIELD(ROW_DOUBLE, struct chain_row, gamma, true),
	ROW_FIELD(ROW_DOUBLE, struct chain_row, theta, true),
	ROW_FIELD(ROW_DOUBLE, struct chain_row, vega, true),
};

/* ---- printing ---- */

static int days_left(const struct afford_chain *chain, const struct afford *a)
{
	return date_diff(a->contract.occ.expiry, zone_new_york_date(chain->now, NULL));
}

static void print_json(struct run *run, bool is_reference, const struct afford_chain *chain,
	struct money equity, enum strategy strategy, const struct afford *a)
{
	struct jsonl *w = run_row(run, &afford_row);
	char symbol[OCC_SYMBOL_SIZE];
	jsonl_text(w, "ticker", is_reference ? NULL : chain->ticker);
	jsonl_instant(w, "ts", is_reference ? INSTANT_UNKNOWN : chain->now);
	jsonl_price(w, "underlying_price", chain->spot, 4);
	jsonl_money(w, "equity", equity);
	jsonl_text(w, "tier", tier_name(a->tier));
	jsonl_text(w, "strategy_type", strategy_name(strategy));
	jsonl_text(w, "instrument_type", instrument_name(chain->instrument));
	jsonl_text(w, "option_symbol",
		!a->found || is_reference ? NULL : occ_format(&a->contract.occ, symbol));
	jsonl_price(w, "strike_price", a->found ? a->contract.occ.strike : PRICE_UNKNOWN, 4);
	jsonl_price(w, "width", a->found ? a->contract.width : PRICE_UNKNOWN, 4);
	jsonl_i64_known(w, "days_to_expiry", a->found, a->found ? days_left(chain, a) : 0);
	jsonl_price(w, "limit_price", a->limit, 2);
	jsonl_double(w, "delta", a->found ? a->contract.greeks.delta : (double)NAN, 4);
	jsonl_i64(w, "quantity", a->found ? a->sizing.quantity : 0);
	jsonl_money(w, "cost", a->found ? a->sizing.cost : MONEY_UNKNOWN);
	jsonl_text(w, "bound_by", a->bound_by);
	jsonl_text(w, "reason", a->found ? NULL : a->why);
	run_row_end(run);
}

/* A reference, which has neither ticker nor symbol. */
static void sample(struct run *run)
{
	const struct afford_chain chain = {.spot = PRICE_UNKNOWN};
	print_json(run, true, &chain, MONEY_UNKNOWN, STRATEGY_DAY_TRADE,
		&(struct afford){.found = true});
}

const struct row_kind afford_row = {"purchase", sample};

static const struct table_column text_columns[] = {
	{.heading = "equity", .align = TABLE_RIGHT},
	{.heading = "tier", .worth = -2},
	{.heading = "ticker"},
	{.heading = "stock", .align = TABLE_POINT},
	{.heading = "kind"},
	{.heading = "strategy"},
	{.heading = "qty", .align = TABLE_RIGHT},
	{.heading = "price", .align = TABLE_POINT},
	{.heading = "strike", .align = TABLE_POINT, .worth = -3},
	{.heading = "width", .align = TABLE_POINT, .worth = -4},
	{.heading = "days", .align = TABLE_RIGHT, .worth = -1},
	{.heading = "delta", .align = TABLE_POINT, .worth = -1},
	{.heading = "bound by, or why not", .worth = 1, .least = 24, .folds = true},
};

static void put_price(struct table *t, struct price p)
{
	char text[NUM_TEXT_SIZE];
	table_text(t, price_known(p) ? price_format(p, 2, text) : NULL);
}

static void print_text(struct table *t, bool is_reference, const struct afford_chain *chain,
	struct money equity, enum strategy strategy, const struct afford *a)
{
	table_printf(t, "%.0f", money_to_double(equity));
	table_text(t, tier_name(a->tier));
	table_text(t, is_reference ? NULL : chain->ticker);
	put_price(t, chain->spot);
	table_text(t, instrument_name(chain->instrument));
	table_text(t, strategy_name(strategy));
	table_i64(t, a->found ? a->sizing.quantity : INT64_MIN);
	put_price(t, a->found ? a->limit : PRICE_UNKNOWN);
	put_price(t, a->found ? a->contract.occ.strike : PRICE_UNKNOWN);
	put_price(t, a->found && a->contract.other != NULL ? a->contract.width : PRICE_UNKNOWN);
	table_i64(t, a->found ? days_left(chain, a) : INT64_MIN);
	if (a->found)
		table_printf(t, "%.2f", a->contract.greeks.delta);
	else
		table_text(t, NULL);
	table_text(t, a->found ? a->bound_by : a->why);
}

/* Prints what each equity buys from CHAIN for STRATEGY. */
static void print_chain(struct run *run, struct table *table, bool is_reference,
	enum strategy strategy, struct afford_chain *chain)
{
	for (int k = 0; k < AFFORD_EQUITIES; k++) {
		struct afford a;
		struct money equity = afford_equity(k);
		afford_find(&run->params, equity, strategy, chain, &a);
		if (run->json)
			print_json(run, is_reference, chain, equity, strategy, &a);
		else
			print_text(table, is_reference, chain, equity, strategy, &a);
	}
}

/* ---- the stored chains ---- */

/* The age of a stored quote is not judged: the chain shows prices, it is not traded. */
static bool candidate_of(const struct chain_row *row, struct contract_candidate *out)
{
	struct contract_candidate c = {
		.tradable = FACT_YES,
		.standard = FACT_YES,
		.fetched_now = FACT_YES,
		.quote = {row->bid, row->ask, 0, 0, row->ts},
		.last_price = PRICE_UNKNOWN,
		.last_at = INSTANT_UNKNOWN,
		.volume_today = row->volume == INT64_MIN ? -1 : row->volume,
		.volume_previous = -1,
		.open_interest = row->open_interest == INT64_MIN ? -1 : row->open_interest,
		.greeks = {row->delta, row->gamma, row->theta, row->vega, 0},
		.implied_volatility = row->implied_volatility,
	};
	if (occ_parse(row->symbol, &c.occ, NULL) != 0)
		return false;
	*out = c;
	return true;
}

/* Prints COUNT rows of one ticker and kind. */
static int print_stored(struct run *run, struct table *table, const struct chain_row *rows,
	size_t count, struct error *err)
{
	struct session session;
	struct afford_chain chain = {.spot = rows[0].underlying_price, .now = rows[0].ts};
	(void)text_copy(chain.ticker, sizeof chain.ticker, rows[0].ticker);
	if (!instrument_parse(rows[0].kind, &chain.instrument) ||
		!calendar_session_at(chain.now, &session) || !price_positive(chain.spot)) {
		run_partial(run, "the stored chain of %s has no session or no price of the stock",
			rows[0].ticker);
		return 0;
	}
	chain.close = session.close;
	chain.candidates = calloc(count, sizeof *chain.candidates);
	if (chain.candidates == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		chain.count += candidate_of(&rows[i], &chain.candidates[chain.count]);
	for (int s = 0; s < AFFORD_STRATEGIES; s++)
		print_chain(run, table, false, afford_strategy(s), &chain);
	afford_chain_free(&chain);
	return 0;
}

static bool same_chain(const struct chain_row *a, const struct chain_row *b)
{
	return text_equal(a->ticker, b->ticker) && text_equal(a->kind, b->kind);
}

static int report_stored(struct run *run, struct table *table, struct error *err)
{
	struct chain_row *list mem_auto = NULL;
	size_t count = 0, next;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, instant_add(run->now, -CHAIN_DAYS * DAY_US));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_afford_chains, &a, &rows, err) != 0 ||
		rows_read(&rows, chain_columns, array_size(chain_columns), sizeof *list, &list,
			&count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i = next) {
		for (next = i + 1; next < count && same_chain(&list[i], &list[next]); next++)
			;
		if (print_stored(run, table, &list[i], next - i, err) != 0)
			return -1;
	}
	return 0;
}

int afford_report(struct run *run, struct error *err)
{
	table_auto struct table table = TABLE_INIT(text_columns, array_size(text_columns));
	for (int s = 0; s < AFFORD_STRATEGIES; s++)
		for (int i = 0; i < AFFORD_REFERENCES; i++) {
			struct afford_chain chain;
			if (afford_reference(&run->params, i, afford_strategy(s), &chain, err) != 0)
				return -1;
			print_chain(run, &table, true, afford_strategy(s), &chain);
			afford_chain_free(&chain);
		}
	if (report_stored(run, &table, err) != 0)
		return -1;
	if (!run->json)
		table_write(&table, terminal_width(), &run->out);
	return 0;
}

void afford_tell_off(const struct params *before, const struct params *after)
{
	for (enum tier tier = TIER_TINY; tier <= TIER_LARGE; tier++)
		for (int i = 0; i < AFFORD_STRATEGIES; i++) {
			enum strategy s = afford_strategy(i);
			if (tier_limits(before, tier, s).trade_pct > 0 &&
				!(tier_limits(after, tier, s).trade_pct > 0))
				log_warning("%s is switched off in the %s tier", strategy_name(s),
					tier_name(tier));
		}
}

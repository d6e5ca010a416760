/*
 * The facts of the whole run: the figures of the account, the open risk, the Greeks of all
 * positions.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "entry.h"
#include "log.h"
#include "calendar.h"
#include "mem.h"
#include "reconcile.h"
#include "spread.h"
#include "text.h"
#include "zone.h"

/* The legs of a spread as it is held or ordered; their width is unknown when they do not fit. */
static struct price width_of(const struct risk_row *row)
{
	struct spread s = {.strategy = row->strategy};
	if (occ_parse(row->symbol, &s.legs[0], NULL) != 0 ||
		occ_parse(row->other_symbol, &s.legs[1], NULL) != 0)
		return PRICE_UNKNOWN;
	return spread_width(&s);
}

static struct risk_terms terms_of(const struct risk_row *row)
{
	return (struct risk_terms){
		.instrument = row->instrument,
		.strategy = row->strategy,
		.premium = row->price,
		.spread_width = row->other_symbol[0] == '\0' ? PRICE_UNKNOWN : width_of(row),
		.stop_distance = row->stop_distance,
	};
}

/* A foreign holding counts at its market value, and in neither kind of allocation. */
static void add_risk(struct desk *desk, struct book *book)
{
	book->open_risk = desk_foreign_value(desk);
	book->cost_short = book->cost_long = (struct money){0};
	for (size_t i = 0; i < book->row_count; i++) {
		const struct risk_row *row = &book->rows[i];
		struct risk_terms terms = terms_of(row);
		bool short_term = trade_is_short_term(row->instrument, row->strategy);
		struct money *class = short_term ? &book->cost_short : &book->cost_long;
		book->open_risk =
			money_add(book->open_risk, money_times(risk_each(&terms), row->quantity));
		*class = money_add(*class, money_times(risk_cost_each(&terms), row->quantity));
	}
}

/*
 * The exposure of one contract, by the Greeks and the volatility that the broker sent, else by
 * those solved from the mid; unknown without either.
 */
static struct exposure exposure_of_option(const struct desk *desk, const char *ticker,
	const struct option_snapshot *s, const struct option_contract *occ, struct price spot)
{
	const struct params *p = &desk->run->params;
	struct option_terms option = chain_terms(p, occ, spot, desk->run->now);
	struct dividend_terms terms;
	dividends_apply(&option, dividends_of(&desk->dividends, ticker), desk->run->now, &terms);
	double iv = s->implied_volatility;
	struct greeks g = s->greeks, solved;
	bool vendor = !isnan(g.delta) && !isnan(g.gamma) && !isnan(g.theta) && !isnan(g.vega);
	if ((!vendor || isnan(iv)) &&
		chain_greeks(&terms.american, price_to_double(quote_mid(s->quote)), &iv, &solved) &&
		!vendor)
		g = solved;
	return exposure_of_contract(
		p, &terms.american, iv, &g, date_diff(occ->expiry, run_today(desk->run)));
}

static struct exposure exposure_of_leg(
	const struct desk *desk, const struct risk_row *row, const char *symbol)
{
	struct option_contract occ;
	if (occ_parse(symbol, &occ, NULL) != 0)
		return exposure_unknown();
	const struct option_snapshot *s = desk_snapshot(desk, symbol);
	return s == NULL ? exposure_unknown()
			 : exposure_of_option(desk, row->ticker, s, &occ, row->underlying);
}

static struct exposure exposure_of_row(const struct desk *desk, const struct risk_row *row)
{
	if (row->symbol[0] == '\0')
		return exposure_of_share(&desk->run->params, row->underlying);
	struct exposure main_leg = exposure_of_leg(desk, row, row->symbol);
	if (row->other_symbol[0] == '\0')
		return main_leg;
	const struct exposure legs[SPREAD_LEGS] = {
		main_leg, exposure_of_leg(desk, row, row->other_symbol)};
	return spread_exposure(row->strategy, legs);
}

/*
 * Sends one request per 100 contracts that are held or ordered and not priced yet in this pass.
 * When a request fails, the exposure is unknown and the gates refuse every entry.
 */
static void add_exposure(struct desk *desk, struct book *book)
{
	struct option_snapshot *snapshots mem_auto = NULL;
	const char **symbols mem_auto = calloc(2 * book->row_count + 1, sizeof *symbols);
	size_t wanted = 0, count = 0;
	struct error why = {0};
	book->exposure = exposure_of_foreign(desk_foreign_value(desk));
	for (size_t i = 0; symbols != NULL && i < book->row_count; i++) {
		const char *legs[SPREAD_LEGS] = {book->rows[i].symbol, book->rows[i].other_symbol};
		for (int k = 0; k < SPREAD_LEGS; k++)
			if (legs[k][0] != '\0' && desk_snapshot(desk, legs[k]) == NULL)
				symbols[wanted++] = legs[k];
	}
	if (wanted > 0 && alpaca_option_snapshots(
				  desk->broker, symbols, wanted, &snapshots, &count, &why) != 0)
		run_partial(desk->run, "the Greeks of the positions are unknown: %s", why.text);
	if (count > 0)
		desk_keep_snapshots(desk, snapshots, count);
	for (size_t i = 0; i < book->row_count; i++) {
		struct exposure each = exposure_of_row(desk, &book->rows[i]);
		book->exposure = exposure_add(book->exposure, each, book->rows[i].quantity);
	}
}

static void choose_tier(struct desk *desk, struct book *book)
{
	enum tier previous;
	bool had = tier_parse(book->facts.previous_tier, &previous);
	bool loss_day = !money_known(book->in.day_pnl) || book->in.day_pnl.e4 < 0;
	book->tier_known = tier_choose(&desk->run->params, desk->account.last_equity,
		had ? &previous : NULL, loss_day, &book->tier);
}

struct exposure_limits book_limits(const struct desk *desk, const struct book *book)
{
	struct exposure_limits limits;
	/* the limits of the Greeks are the same for every strategy */
	struct tier_limits tier = tier_limits(
		&desk->run->params, book->tier_known ? book->tier : TIER_TINY, STRATEGY_DAY_TRADE);
	for (int i = 0; i < EXPOSURE_LIMITS; i++)
		limits.allowed[i] = book->tier_known
					    ? exposure_allowed(&tier, (enum exposure_limit)i,
						      desk->account.last_equity)
					    : (double)NAN;
	return limits;
}

int book_load(struct desk *desk, struct book *book, struct error *err)
{
	struct account_state state;
	gate_input_init(&book->in);
	if (dispatch_account_facts(desk, &book->in, &book->facts, err) != 0 ||
		dispatch_open_risk(desk, &book->rows, &book->row_count, err) != 0)
		return -1;
	book->market_iv = book->facts.market_iv;
	book->is_stale = false;
	add_risk(desk, book);
	add_exposure(desk, book);
	choose_tier(desk, book);
	if (!book->has_gap && equity_gap_load(desk, &book->gap, err) != 0)
		return -1;
	book->has_gap = true;
	state = (struct account_state){
		.open_risk = book->open_risk,
		.book = book->exposure,
		.limits = book_limits(desk, book),
		.tier = book->tier_known ? tier_name(book->tier) : NULL,
		.positions = book->in.open_positions,
		.day_pnl = book->in.day_pnl,
		.total_pnl = book->facts.total_pnl,
	};
	return book->entries == 0 ? dispatch_store_snapshot(desk, &state, err) : 0;
}

int book_refresh(struct desk *desk, struct book *book, struct error *err)
{
	struct error why = {0};
	if (!book->is_stale)
		return 0;
	if (desk->ops->account(desk, &desk->account, &why) != 0)
		return error_set(err, why.kind, "could not read the account again: %s", why.text);
	book_free(book);
	return book_load(desk, book, err);
}

void book_free(struct book *book)
{
	free(book->rows);
	book->rows = NULL;
	book->row_count = 0;
}

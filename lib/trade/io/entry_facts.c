#include "entry_facts.h"

#include <math.h>
#include <stdlib.h>

#include "chain.h"
#include "decision.h"
#include "spread.h"
#include "mark.h"
#include "mem.h"
#include "reconcile.h"
#include "text.h"
#include "zone.h"

static enum fact fact(bool yes)
{
	return yes ? FACT_YES : FACT_NO;
}

static enum fact account_options_fact(const struct desk *desk, enum strategy strategy)
{
	int64_t level = desk->account.options_trading_level;
	if (level == INT64_MIN)
		return FACT_UNKNOWN;
	return fact(level >= (trade_is_spread(strategy) ? 3 : 2));
}

static void account_facts(const struct desk *desk, const struct book *book, struct gate_input *in)
{
	const struct broker_account *a = &desk->account;
	(void)execution_mode_parse(desk->mode, &in->mode);
	in->account_active = fact(text_equal(a->status, "ACTIVE"));
	in->account_blocked =
		fact(a->account_blocked || a->trading_blocked || a->trade_suspended_by_user);
	in->account_is_configured = FACT_YES; /* desk_open refuses any other account */
	in->options_allowed = account_options_fact(desk, in->size.terms.strategy);
	in->broker_open = fact(desk->clock.is_open);
	in->clock_skew_s = desk->clock_skew_s;
	in->option_feed = text_equal(conf_get(&desk->run->conf, CONF_OPTION_FEED), "opra")
				  ? FEED_OPRA
				  : FEED_INDICATIVE;
	in->entries_this_run = book->entries;
	in->equity_baselines = book->gap.baselines;
	in->equity_gap = book->gap.dollars;
	in->drawdown_pct = facts_drawdown_pct(
		desk->account.equity, book->facts.total_pnl, book->facts.peak_pnl);
	in->tier_known = book->tier_known ? FACT_YES : FACT_UNKNOWN;
}

static int64_t working_entries(const struct book *book)
{
	int64_t n = 0;
	for (size_t i = 0; i < book->row_count; i++)
		n += text_equal(book->rows[i].source, "order");
	return n;
}

static void ticker_facts(const struct desk *desk, const struct ticker_facts *f, struct entry *e)
{
	struct gate_input *in = &e->in;
	struct instant now = desk->run->now;
	bool foreign = desk_has_foreign(desk, e->recommendation->ticker);
	in->cooldown_age_s =
		instant_known(f->last_entry_at) ? instant_age_s(now, f->last_entry_at) : HUGE_VAL;
	in->ticker_positions = desk->state == HOLDINGS_KNOWN ? in->ticker_positions + foreign : -1;
	in->report = facts_report(f->next_earnings, report_time_parse(f->next_earnings_time), now,
		desk->run->params.gate_earnings_h, &in->hours_to_report);
	in->collar.close = f->last_close;
	/* an old average says nothing about the signal; another attempt is not asked for the age */
	if (!(in->feature_age_s <= desk->run->params.signal_feature_age_max_s))
		in->sma20 = (double)NAN;
	in->size.atr_ratio = f->atr_ratio;
	in->size.atr_ratio_median = f->atr_ratio_median;
	bool short_term =
		trade_is_short_term(e->recommendation->instrument, e->recommendation->strategy);
	in->atr14 = short_term ? f->atr14_intraday : f->atr14_daily;
}

static void kelly_facts(
	const struct params *p, const struct ticker_facts *f, struct sizing_input *size)
{
	struct kelly kelly = facts_kelly(
		f->closed_trades, f->mean_return, f->return_deviation, p->kelly_confidence);
	size->closed_trades = f->closed_trades;
	size->kelly_point = kelly.point;
	size->kelly_lower = kelly.lower;
}

static int iv_facts(struct desk *desk, struct entry *e, struct error *err)
{
	struct daily_volatility *newest_first mem_auto = NULL;
	size_t count = 0;
	struct iv_rank standing;
	if (dispatch_iv_values(desk, e->recommendation->ticker, &newest_first, &count, err) != 0)
		return -1;
	e->in.iv_values = (int64_t)count;
	if (count == 0)
		return 0;
	double *oldest_first mem_auto = calloc(count, sizeof *oldest_first);
	if (oldest_first == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		oldest_first[i] = newest_first[count - 1 - i].implied_volatility;
	e->in.iv_recent = facts_is_recent_session(newest_first[0].day, run_today(desk->run));
	iv_rank(&desk->run->params, oldest_first, count - 1, oldest_first[count - 1], &standing);
	e->in.iv_values = standing.days;
	e->in.iv_percentile = standing.percentile;
	e->in.iv_rank = standing.rank;
	return 0;
}

static void size_facts(const struct desk *desk, const struct book *book, struct entry *e)
{
	struct sizing_input *size = &e->in.size;
	const struct params *p = &desk->run->params;
	const struct recommendation *r = e->recommendation;
	bool option = instrument_is_option(r->instrument);
	bool short_term = trade_is_short_term(r->instrument, r->strategy);
	size->day = zone_new_york_date(e->in.now, NULL);
	size->tier = book->tier;
	size->equity = desk->account.last_equity;
	size->buying_power =
		option ? desk->account.options_buying_power : desk->account.buying_power;
	size->cash = desk->account.cash;
	size->open_risk = book->open_risk;
	size->class_cost = short_term ? book->cost_short : book->cost_long;
	bool few = (double)e->in.live_trades < p->gate_first_live_trades;
	size->first_trades = e->in.mode == MODE_LIVE && few ? 1 : 0;
	size->last_trade_lost = book->in.last_trade_lost;
	size->book = book->exposure;
	size->market_iv_values = (int)book->facts.market_iv_values;
	size->market_iv = book->market_iv;
}

void entry_facts_account(const struct desk *desk, const struct book *book, struct gate_input *in)
{
	*in = book->in;
	in->now = desk->run->now;
	in->size.terms.strategy = STRATEGY_DAY_TRADE;
	in->size.tier = book->tier;
	in->size.equity = desk->account.last_equity;
	account_facts(desk, book, in);
}

int entry_facts_load(struct desk *desk, const struct book *book, struct entry *e, struct error *err)
{
	const struct recommendation *r = e->recommendation;
	struct ticker_facts facts = {0};
	e->in = book->in;
	if (dispatch_ticker_facts(desk, r, &e->in, &facts, err) != 0)
		return -1;
	e->in.size.terms.instrument = r->instrument;
	e->in.size.terms.strategy = r->strategy;
	e->in.action = r->action;
	e->in.confidence = r->confidence;
	e->in.now = desk->run->now;
	e->in.halt = dispatch_halt(desk, r->ticker, r->strategy_text, e->halt_reason);
	account_facts(desk, book, &e->in);
	ticker_facts(desk, &facts, e);
	e->last_exit_at = facts.last_exit_at;
	e->in.open_positions += working_entries(book);
	kelly_facts(&desk->run->params, &facts, &e->in.size);
	size_facts(desk, book, e);
	return iv_facts(desk, e, err);
}

/* The value of contract C by our model, at SPOT and a volatility from before its quote. */
static int model_value(struct desk *desk, const struct entry *e, const struct contract_candidate *c,
	struct price spot, struct price *value, struct error *err)
{
	const struct params *p = &desk->run->params;
	const char *ticker = e->recommendation->ticker;
	struct collar_facts facts;
	char symbol[OCC_SYMBOL_SIZE];
	if (dispatch_collar_facts(desk, ticker, c, &facts, err) != 0)
		return -1;
	struct collar_trade trade = {c->last_price, c->last_at, facts.trade_underlying};
	(void)occ_format(&c->occ, symbol);
	const struct dividends *dividends = dividends_of(&desk->dividends, ticker);
	double volatility = collar_volatility(p, symbol, facts.volatility, &trade, dividends);
	*value = mark_model_value(symbol, spot, volatility, desk->run->now, dividends, p);
	return 0;
}

static int collar_facts(struct desk *desk, struct entry *e, struct price spot, struct error *err)
{
	const struct contract_candidate *c = e->contract;
	struct collar *collar = &e->in.collar;
	struct price other;
	collar->spot = spot;
	if (model_value(desk, e, c, spot, &collar->model, err) != 0)
		return -1;
	if (c->other == NULL)
		return 0;
	if (model_value(desk, e, c->other, spot, &other, err) != 0)
		return -1;
	collar->model = spread_model_value(collar->model, other);
	return 0;
}

int entry_facts_order(struct desk *desk, struct entry *e, struct price limit,
	struct price stop_distance, struct error *err)
{
	struct gate_input *in = &e->in;
	struct risk_terms *terms = &in->size.terms;
	const struct params *p = &desk->run->params;
	struct price spot = quote_mid(e->underlying_quote);
	in->quote_age_s = instant_age_s(e->answered_at, e->quote.ts);
	terms->premium = limit;
	terms->stop_distance = stop_distance;
	in->quote = e->quote;
	if (e->contract == NULL) {
		decision_set_stock(in, p, spot);
		return 0;
	}
	/* as in the choice; another attempt has none */
	const struct contract_request at = {.strategy = e->recommendation->strategy,
		.underlying = spot,
		.now = e->answered_at,
		.today = run_today(desk->run),
		.dividends = dividends_of(&desk->dividends, e->recommendation->ticker)};
	decision_set_contract(in, p, &at, e->contract);
	return collar_facts(desk, e, spot, err);
}

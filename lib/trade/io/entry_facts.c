#include "entry_facts.h"

#include <math.h>
#include <stdlib.h>

#include "chain.h"
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
	return fact(level >= (strategy == STRATEGY_CREDIT_SPREAD ? 3 : 2));
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
	in->day_pnl = book->facts.day_pnl;
	in->stops = book->facts.stops;
	in->consecutive_rejects = book->facts.consecutive_rejects;
	in->orders_last_minute = book->facts.orders_last_minute;
	in->entry_orders_today = book->facts.entry_orders_today;
	in->entries_this_run = book->entries;
	in->trades_today = book->facts.trades_today;
	in->tier_known = book->tier_known ? FACT_YES : FACT_UNKNOWN;
}

static double drawdown_pct(const struct desk *desk, const struct book *book)
{
	return facts_drawdown_pct(
		desk->account.equity, book->facts.total_pnl, book->facts.peak_pnl);
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
	in->bar_age_s = instant_age_s(now, instant_add(f->bar_ts, MINUTE_US));
	in->feature_age_s = instant_age_s(now, instant_add(f->feature_bar_ts, MINUTE_US));
	in->news_age_s = instant_age_s(now, f->news_at);
	in->cooldown_age_s =
		instant_known(f->last_entry_at) ? instant_age_s(now, f->last_entry_at) : HUGE_VAL;
	in->trades_in_ticker_today = f->trades_in_ticker;
	in->ticker_positions = desk->state == HOLDINGS_KNOWN ? f->positions + foreign : -1;
	in->ticker_orders = f->orders;
	in->held_shares = f->held_shares;
	in->earnings_news = fact(f->earnings_news);
	in->sector_known = fact(f->sector[0] != '\0');
	in->sector_positions = f->sector_positions;
	/* the calendar has the day of a report, not its time of the day */
	in->report = facts_report(f->next_earnings, REPORT_UNKNOWN, now,
		desk->run->params.gate_earnings_h, &in->hours_to_report);
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
	const struct recommendation *r = e->recommendation;
	bool option = instrument_is_option(r->instrument);
	bool short_term = trade_is_short_term(r->instrument, r->strategy);
	size->tier = book->tier;
	size->equity = desk->account.last_equity;
	size->buying_power =
		option ? desk->account.options_buying_power : desk->account.buying_power;
	size->cash = desk->account.cash;
	size->open_risk = book->open_risk;
	size->open_risk_class = short_term ? book->open_risk_short : book->open_risk_long;
	size->book = book->exposure;
	size->market_iv_values = (int)book->facts.market_iv_values;
	size->market_iv = book->market_iv;
}

void entry_facts_account(const struct desk *desk, const struct book *book, struct gate_input *in)
{
	gate_input_init(in);
	in->now = desk->run->now;
	in->size.terms.strategy = STRATEGY_DAY_TRADE;
	in->size.tier = book->tier;
	in->size.equity = desk->account.last_equity;
	account_facts(desk, book, in);
	in->drawdown_pct = drawdown_pct(desk, book);
}

int entry_facts_load(struct desk *desk, const struct book *book, struct entry *e, struct error *err)
{
	const struct recommendation *r = e->recommendation;
	struct ticker_facts facts = {0};
	gate_input_init(&e->in);
	if (dispatch_ticker_facts(desk, r, &facts, err) != 0)
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
	e->in.drawdown_pct = drawdown_pct(desk, book);
	e->in.open_positions = book->facts.open_positions + working_entries(book);
	e->in.earnings_calendar = fact(book->facts.earnings_dates > 0);
	kelly_facts(&desk->run->params, &facts, &e->in.size);
	size_facts(desk, book, e);
	return iv_facts(desk, e, err);
}

void entry_facts_order(const struct desk *desk, const struct book *book, struct entry *e,
	struct price limit, struct price stop_distance)
{
	struct gate_input *in = &e->in;
	struct risk_terms *terms = &in->size.terms;
	const struct recommendation *r = e->recommendation;
	struct price spot = quote_mid(e->underlying_quote);
	(void)book;
	in->quote_age_s = instant_age_s(e->answered_at, e->quote.ts);
	terms->premium = limit;
	terms->stop_distance = stop_distance;
	terms->held_overnight = !trade_is_short_term(r->instrument, r->strategy);
	in->quote = e->quote;
	if (e->contract == NULL) {
		in->delta = 1;
		in->theta = 0;
		in->size.each = exposure_of_share(spot);
		return;
	}
	in->quote_move_pct = e->contract->underlying_move_pct;
	in->days_to_expiry = date_diff(e->contract->occ.expiry, run_today(desk->run));
	terms->expires_today = in->days_to_expiry <= 0;
	in->delta = e->contract->greeks.delta;
	in->theta = e->contract->greeks.theta;
	in->size.each = exposure_of_contract(&e->contract->greeks, spot, in->days_to_expiry);
}

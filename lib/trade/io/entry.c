#include "entry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract_spread.h"
#include "decision.h"
#include "entry_facts.h"
#include "limit.h"
#include "log.h"
#include "calendar.h"
#include "mem.h"
#include "position.h"
#include "protections.h"
#include "text.h"
#include "zone.h"

enum { QUOTE_MAX = 4096 };

static void write_quality(const struct entry *e, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	contract_write_all(&w, NULL, e->candidates, e->candidate_count);
}

/* Writes the inputs of the decision, from which opt-explain decides again. */
static void write_explain(const struct desk *desk, const struct entry *e, struct buf *out)
{
	struct jsonl w;
	struct decision d = {
		.params_version = desk->run->params_version,
		.in = e->in,
		.request = e->request,
		.given = e->given,
		.candidates = e->candidates,
		.candidate_count = e->candidate_count,
		.chosen = e->contract == NULL ? -1 : (int)(e->contract - e->candidates),
		.is_sized = e->is_sized,
	};
	jsonl_init(&w, out);
	decision_write(&w, NULL, &d);
}

/* Writes what was decided so far; a part that was not reached is NULL. The caller frees *OUT. */
static int record(const struct desk *desk, const struct entry *e, struct decision_record *out,
	struct error *err)
{
	struct jsonl w;
	*out = DECISION_RECORD_INIT;
	if (e->gate_count == 0)
		return 0;
	jsonl_init(&w, &out->gates);
	gate_write(&w, NULL, e->gates, e->gate_count);
	write_explain(desk, e, &out->explain);
	if (e->request.ticker != NULL)
		write_quality(e, &out->quality);
	if (e->is_sized) {
		jsonl_init(&w, &out->sizing);
		sizing_write(&w, NULL, &e->sizing);
	}
	if (buf_ok(&out->gates) && buf_ok(&out->explain) && buf_ok(&out->quality) &&
		buf_ok(&out->sizing))
		return 0;
	decision_record_free(out);
	return error_memory(err);
}

/* A debit_spread takes the place of the long option of the recommendation. */
static bool is_replacement(const struct entry *e)
{
	return e->recommendation == &e->as_spread;
}

static int finish(struct desk *desk, struct entry *e, enum recommendation_status status,
	const char *why, struct error *err)
{
	struct decision_record made;
	e->status = status;
	e->ended = true;
	(void)snprintf(
		e->why, sizeof e->why, "%s%s", is_replacement(e) ? "as a debit_spread: " : "", why);
	if (record(desk, e, &made, err) != 0)
		return -1;
	int result = dispatch_done(desk, e->recommendation, status, e->why, &made, err);
	decision_record_free(&made);
	return result;
}

/*
 * Whether a debit_spread is to take the place of this long option, which only gates refused that
 * say that its premium is too dear. Not of a day_trade: a spread is held overnight.
 */
static bool may_replace(const struct desk *desk, const struct entry *e,
	const struct gate_record *records, size_t count)
{
	const struct recommendation *r = e->recommendation;
	return desk->run->params.signal_debit_spread > 0 && instrument_is_option(r->instrument) &&
	       (r->strategy == STRATEGY_SWING_TRADE || r->strategy == STRATEGY_CONSERVATIVE) &&
	       r->action == ACTION_BUY && gate_only_premium_refused(records, count);
}

/*
 * Evaluates the gates of PHASE. When one fails, *PASSED is false and the recommendation is ended
 * with the first that failed, unless a debit_spread is to be tried.
 */
static int ask_gates(
	struct desk *desk, struct entry *e, enum gate_phase phase, bool *passed, struct error *err)
{
	size_t before = e->gate_count;
	e->gate_count += gate_ask_all(phase, &e->in, &desk->run->params, e->gates + before);
	const struct gate_record *failed =
		gate_first_failure(e->gates + before, e->gate_count - before);
	*passed = failed == NULL;
	e->may_replace = may_replace(desk, e, e->gates + before, e->gate_count - before);
	if (*passed || e->may_replace)
		return 0;
	char why[192];
	(void)snprintf(why, sizeof why, "gate %s: %s", failed->name, failed->reason);
	return finish(desk, e, RECOMMENDATION_SKIPPED,
		e->unaffordable[0] == '\0' ? why : e->unaffordable, err);
}

/* Tradable and open interest come from the contract, not from its snapshot. */
static void add_contract_facts(struct contract_candidate *c, const char *symbol,
	const struct broker_contract *contracts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(contracts[i].symbol, symbol)) {
			c->tradable = contracts[i].tradable ? FACT_YES : FACT_NO;
			c->standard = occ_is_standard(&c->occ, contracts[i].underlying_symbol)
					      ? FACT_YES
					      : FACT_NO;
			c->open_interest = contracts[i].open_interest == INT64_MIN
						   ? -1
						   : contracts[i].open_interest;
			return;
		}
}

static struct chain_filter filter_of(const struct desk *desk, const struct contract_request *r)
{
	struct price spot = r->underlying;
	const struct params *p = &desk->run->params;
	int least, most;
	struct date today = run_today(desk->run);
	double span = p->contract_strike_span_pct;
	/* the other leg of a spread may be further, by the width and the gaps between strikes */
	if (trade_is_spread(r->strategy))
		span += 2 * fmax(p->credit_spread_width_pct, p->debit_spread_width_pct);
	contract_request_days(p, r, &least, &most);
	return (struct chain_filter){
		.expiry_from = date_add(today, least),
		.expiry_to = date_add(today, most),
		.strike_from = price_scale(spot, fmax(0, 1 - span / 100)),
		.strike_to = price_scale(spot, 1 + span / 100),
		.kind = r->kind,
	};
}

static struct instant later_of(struct instant a, struct instant b)
{
	if (!instant_known(a) || !instant_known(b))
		return instant_known(a) ? a : b;
	return instant_compare(a, b) >= 0 ? a : b;
}

/* The time by which the answer that just came is judged; NEWEST is the newest quote in it. */
static struct instant answer_time(const struct desk *desk, struct instant newest)
{
	return facts_answer_time(
		desk->run->now, newest, desk->run->pinned, desk->run->program->deadline_s);
}

static int load_candidates(struct desk *desk, struct entry *e,
	const struct contract_request *request, const struct session *session, struct error *err)
{
	struct option_snapshot *snapshots mem_auto = NULL;
	struct broker_contract *contracts mem_auto = NULL;
	struct close_point *closes mem_auto = NULL;
	size_t snapshot_count = 0, contract_count = 0, close_count = 0;
	const char *ticker = e->recommendation->ticker;
	struct chain_filter filter = filter_of(desk, request);
	if (alpaca_chain(desk->broker, ticker, &filter, &snapshots, &snapshot_count, err) != 0)
		return -1;
	desk_next_pass(desk);
	struct instant newest = INSTANT_UNKNOWN;
	for (size_t i = 0; i < snapshot_count; i++)
		newest = later_of(newest, snapshots[i].quote.ts);
	e->answered_at = answer_time(desk, newest);
	if (alpaca_contracts(desk->broker, ticker, &filter, &contracts, &contract_count, err) !=
			0 ||
		dispatch_closes(desk, ticker, session->open, &closes, &close_count, err) != 0)
		return -1;
	e->candidates = calloc(snapshot_count + 1, sizeof *e->candidates);
	if (e->candidates == NULL)
		return error_memory(err);
	for (size_t i = 0; i < snapshot_count; i++) {
		struct contract_candidate *c = &e->candidates[e->candidate_count];
		if (contract_from_snapshot(&snapshots[i], c, NULL) != 0)
			continue;
		c->fetched_now = FACT_YES;
		c->underlying_move_pct =
			facts_move_since(closes, close_count, c->quote.ts, request->underlying);
		add_contract_facts(c, snapshots[i].symbol, contracts, contract_count);
		e->candidate_count++;
	}
	return 0;
}

/* Whether a spread to which the closed one could be rolled lacks only the credit. */
static bool pays_too_little(const struct entry *e)
{
	size_t i = 0;
	while (i < e->candidate_count && e->candidates[i].reason != CONTRACT_ROLL)
		i++;
	return i < e->candidate_count;
}

/*
 * *CHOSEN is false when no contract passed; then the recommendation is ended. When none is
 * affordable, the cheapest is sized all the same, so that every limit and gate is on record.
 */
static int choose_contract(
	struct desk *desk, struct entry *e, struct price spot, bool *chosen, struct error *err)
{
	struct session session;
	struct error why = {0};
	*chosen = false;
	if (!calendar_session_at(desk->run->now, &session))
		return finish(
			desk, e, RECOMMENDATION_SKIPPED, "the market has no session today", err);
	if (roll_find(desk, e->recommendation, &e->roll, err) != 0)
		return -1;
	const struct params *p = &desk->run->params;
	const struct contract_request request = {
		.ticker = e->recommendation->ticker,
		.kind = instrument_kind(e->recommendation->instrument),
		.strategy = e->recommendation->strategy,
		.replaces = e->replaces,
		.underlying = spot,
		.close = session.close,
		.today = run_today(desk->run),
		.roll_days = e->roll.days,
		.least_credit = e->roll.least_credit,
		.dividends = dividends_of(&desk->dividends, e->recommendation->ticker),
		.size = &e->in.size,
	};
	if (load_candidates(desk, e, &request, &session, &why) != 0)
		return why.kind == ERROR_PERMISSION
			       ? error_set(err, why.kind, "%s", why.text)
			       : finish(desk, e, RECOMMENDATION_SKIPPED, why.text, err);
	e->request = request;
	e->request.now = e->answered_at;
	e->given = calloc(e->candidate_count + 1, sizeof *e->given);
	if (e->given == NULL)
		return error_memory(err);
	memcpy(e->given, e->candidates, e->candidate_count * sizeof *e->given);
	int best = contract_choose(&e->request, p, e->candidates, e->candidate_count);
	e->contract = best >= 0 ? &e->candidates[best]
				: contract_cheapest(e->candidates, e->candidate_count);
	if (best < 0) {
		contract_tell_none(
			&e->request, p, e->candidates, e->candidate_count, e->unaffordable);
		if (pays_too_little(e) && roll_refuse(desk, &e->roll, err) != 0)
			return -1;
		if (e->contract == NULL)
			return finish(desk, e, RECOMMENDATION_SKIPPED, e->unaffordable, err);
	}
	e->quote = contract_quote(e->contract);
	*chosen = true;
	return 0;
}

static void write_quote(const struct entry *e, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_price(&w, "bid", e->quote.bid, 4);
	jsonl_price(&w, "ask", e->quote.ask, 4);
	jsonl_price(&w, "mid", quote_mid(e->quote), 4);
	jsonl_instant(&w, "ts", e->quote.ts);
	jsonl_price(&w, "underlying_bid", e->underlying_quote.bid, 4);
	jsonl_price(&w, "underlying_ask", e->underlying_quote.ask, 4);
	if (e->roll.least_credit.e4 > 0)
		jsonl_price(&w, "least_credit", e->roll.least_credit, 4);
	jsonl_close(&w);
}

/* Stores the intent and sends the order; a dry run ends before that. */
static int place(struct desk *desk, struct book *book, struct entry *e, struct price limit,
	struct price spot, const struct stop_target *exits, struct error *err)
{
	buf_auto struct buf quote = BUF_INIT(QUOTE_MAX);
	struct decision_record made;
	struct execution *x = &e->execution;
	if (record(desk, e, &made, err) != 0)
		return -1;
	write_quote(e, &quote);
	*x = (struct execution){
		.recommendation = e->recommendation,
		.qty = e->sizing.quantity - e->sizing.kept,
		.contract = e->contract,
		.limit_price = limit,
		.first_mid = quote_mid(e->quote),
		.underlying = spot,
		.stop = exits->stop,
		.target = exits->target,
		.notional = money_times(
			risk_cost_each(&e->in.size.terms), e->sizing.quantity - e->sizing.kept),
		.stop_atr = e->in.atr14,
		.kept = scale_plan(&desk->run->params, e->sizing.kept, e->in.atr14, desk->run->now),
		.rolled_from = e->roll.position_id,
		.record = &made,
		.quote_json = buf_text(&quote),
	};
	(void)run_new_uuid(x->execution_id);
	e->status = RECOMMENDATION_WOULD_SEND;
	int stored = desk->run->dry_run ? 0 : execution_store(desk, x, err);
	decision_record_free(&made);
	x->record = NULL;
	x->quote_json = NULL;
	if (desk->run->dry_run || stored != 0)
		return stored;
	book->entries++;
	book->is_stale = true;
	run_count(desk->run, "executions", 1);
	if (desk_send(desk, &x->order, false, err) != 0)
		return -1;
	enum order_status status = ledger_order_status(&x->order);
	e->status = status == ORDER_REJECTED || status == ORDER_DROPPED ? RECOMMENDATION_FAILED
		    : status == ORDER_CANCELED && x->order.broker_order_id[0] == '\0'
			    ? RECOMMENDATION_PENDING
		    : order_status_class(status) == ORDER_OPEN || status == ORDER_FILLED
			    ? RECOMMENDATION_EXECUTED
			    : RECOMMENDATION_PROCESSING;
	return 0;
}

/* A strategy that loses on average stops until an operator starts it again. */
static int halt_strategy(struct desk *desk, const struct entry *e, struct error *err)
{
	char reason[160];
	const struct sizing_input *size = &e->in.size;
	(void)snprintf(reason, sizeof reason,
		"%s: the mean result of %lld closed trades is a loss (Kelly fraction %.4g)",
		e->recommendation->strategy_text, (long long)size->closed_trades,
		size->kelly_point);
	return protections_halt_strategy(
		desk, e->recommendation->strategy_text, reason, e->last_exit_at, err);
}

static int size_and_place(
	struct desk *desk, struct book *book, struct entry *e, struct price spot, struct error *err)
{
	const struct recommendation *r = e->recommendation;
	const struct params *p = &desk->run->params;
	bool passed;
	struct price limit = e->contract == NULL ? limit_entry(p, r->instrument, e->quote)
						 : contract_limit(p, r->strategy, e->contract);
	struct price stop_distance =
		position_stop_distance(p, r->instrument, r->strategy, e->in.atr14);
	if (!price_positive(limit))
		return finish(desk, e, RECOMMENDATION_SKIPPED, "the quote is not two-sided", err);
	struct stop_target exits =
		facts_stop_target(p, r->instrument, r->strategy, spot, stop_distance);
	if (!price_known(exits.stop))
		return finish(desk, e, RECOMMENDATION_SKIPPED,
			"the atr14 that sets the stop is not known", err);
	if (entry_facts_order(desk, e, limit, stop_distance, err) != 0)
		return -1;
	sizing_compute(&e->in.size, p, &e->sizing);
	e->is_sized = true;
	e->in.quantity = e->sizing.quantity;
	if (e->sizing.strategy_halt && halt_strategy(desk, e, err) != 0)
		return -1;
	if (ask_gates(desk, e, GATE_AFTER_SIZING, &passed, err) != 0)
		return -1;
	return !passed ? 0 : place(desk, book, e, limit, spot, &exits, err);
}

/*
 * A SELL closes a long position, through the monitor. So does a signal against the direction of a
 * position.
 */
static int ask_to_close(struct desk *desk, struct entry *e, struct error *err)
{
	const struct recommendation *r = e->recommendation;
	bool sell = r->action == ACTION_SELL;
	int direction = sell ? -1 : trade_direction(r->instrument, r->strategy);
	if (dispatch_ask_to_close(
		    desk, r->ticker, direction, sell ? "signal" : "opposite_signal", err) != 0)
		return -1;
	return sell ? finish(desk, e, RECOMMENDATION_SKIPPED, "opt-posmon is to close the position",
			      err)
		    : 0;
}

/* Takes E, of which only the recommendation is set, to its outcome. */
static int enter(struct desk *desk, struct book *book, struct entry *e, struct error *err)
{
	bool passed, chosen = true;
	struct error why = {0};
	const struct recommendation *r = e->recommendation;
	if (entry_facts_load(desk, book, e, err) != 0)
		return -1;
	if (e->in.ticker_positions > 0 && ask_to_close(desk, e, err) != 0)
		return -1;
	if (e->ended)
		return 0;
	if (ask_gates(desk, e, GATE_BEFORE_CHOICE, &passed, err) != 0)
		return -1;
	if (!passed)
		return 0;
	const char *ticker = r->ticker;
	if (alpaca_stock_quotes(desk->broker, &ticker, 1, &e->underlying_quote, &why) != 0)
		return finish(desk, e, RECOMMENDATION_SKIPPED, why.text, err);
	desk_next_pass(desk);
	e->answered_at = answer_time(desk, e->underlying_quote.ts);
	struct price spot = quote_mid(e->underlying_quote);
	if (!price_positive(spot))
		return finish(desk, e, RECOMMENDATION_SKIPPED,
			"the quote of the underlying is not two-sided", err);
	e->quote = e->underlying_quote;
	if (instrument_is_option(r->instrument) &&
		choose_contract(desk, e, spot, &chosen, err) != 0)
		return -1;
	return chosen ? size_and_place(desk, book, e, spot, err) : 0;
}

int entry_run(struct desk *desk, struct book *book, const struct recommendation *r, struct entry *e,
	struct error *err)
{
	*e = (struct entry){.recommendation = r};
	if (enter(desk, book, e, err) != 0)
		return -1;
	if (!e->may_replace)
		return 0;
	log_info("recommendation %lld: a debit_spread is tried instead of the %s", (long long)r->id,
		r->strategy_text);
	entry_free(e);
	*e = (struct entry){.as_spread = *r, .replaces = r->strategy};
	e->recommendation = &e->as_spread;
	e->as_spread.strategy = STRATEGY_DEBIT_SPREAD;
	(void)text_copy(e->as_spread.strategy_text, sizeof e->as_spread.strategy_text,
		strategy_name(STRATEGY_DEBIT_SPREAD));
	return enter(desk, book, e, err);
}

void entry_free(struct entry *e)
{
	free(e->candidates);
	free(e->given);
	e->candidates = e->given = NULL;
}

static bool has_order(const struct entry *e)
{
	return price_known(e->execution.limit_price) && e->execution.qty > 0;
}

/* A price of the order as the broker has it: of a spread negative when it is received. */
static struct price order_price(const struct entry *e, struct price value)
{
	bool spread = e->contract != NULL && e->contract->other != NULL;
	return spread ? spread_order_limit(e->recommendation->strategy, true, value) : value;
}

static void write_order(struct jsonl *w, const struct entry *e)
{
	const struct execution *x = &e->execution;
	char symbol[OCC_SYMBOL_SIZE];
	bool spread = e->contract != NULL && e->contract->other != NULL;
	if (!jsonl_open_known(w, "order", '{', has_order(e)))
		return;
	jsonl_text(w, "client_order_id",
		x->order.client_order_id[0] == '\0' ? NULL : x->order.client_order_id);
	jsonl_text(w, "option_symbol",
		e->contract == NULL ? NULL : occ_format(&e->contract->occ, symbol));
	if (jsonl_sometimes(w, spread))
		jsonl_text(
			w, "other_leg", spread ? occ_format(&e->contract->other->occ, symbol) : "");
	jsonl_i64(w, "quantity", x->qty);
	if (jsonl_sometimes(w, x->kept.quantity > 0))
		jsonl_i64(w, "kept_quantity", x->kept.quantity);
	jsonl_price(w, "limit_price", order_price(e, x->limit_price), 2);
	jsonl_money(w, "notional", x->notional);
	jsonl_text(w, "status", x->order.status[0] == '\0' ? NULL : x->order.status);
	jsonl_i64(w, "filled_quantity", x->order.filled_qty);
	jsonl_price(w, "filled_average_price",
		x->order.filled_qty > 0 ? x->order.filled_avg_price : PRICE_UNKNOWN, 4);
	jsonl_close(w);
}

void entry_print(struct run *run, const struct entry *e)
{
	struct jsonl *w = run_row(run, &entry_row);
	const struct recommendation *r = e->recommendation;
	jsonl_i64(w, "recommendation_id", r->id);
	jsonl_instant(w, "ts", r->ts);
	jsonl_text(w, "ticker", r->ticker);
	jsonl_text(w, "action", r->action_text);
	jsonl_text(w, "instrument_type", r->instrument_text);
	jsonl_text(w, "strategy_type", r->strategy_text);
	jsonl_double(w, "confidence", r->confidence, 4);
	jsonl_text(w, "status", recommendation_status_name(e->status));
	jsonl_text(w, "reason", e->why[0] == '\0' ? NULL : e->why);
	write_order(w, e);
	gate_write(w, "gates", e->gates, e->gate_count);
	run_row_end(run);
}

static void sample(struct run *run)
{
	const struct recommendation recommendation = {.id = 0};
	const struct entry entry = {.recommendation = &recommendation,
		.gates = {{.name = "", .reason = ""}},
		.gate_count = 1};
	entry_print(run, &entry);
}

const struct row_kind entry_row = {"entry", sample};

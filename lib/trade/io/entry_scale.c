/*
 * The kept halves of entries (scale.h): buys each that the newest look of opt-posmon confirmed, as
 * one more attempt of its execution.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "entry.h"
#include "entry_facts.h"
#include "limit.h"
#include "log.h"
#include "mem.h"
#include "monitor.h"
#include "position.h"
#include "position_row.h"
#include "query.h"
#include "reconcile.h"
#include "row.h"
#include "text.h"
#include "occ.h"

struct kept_half {
	int64_t position_id, recommendation_id, held, quantity;
	int last_attempt;
	char execution_id[RUN_ID_SIZE], ticker[TICKER_SIZE], symbol[OCC_SYMBOL_SIZE];
	char instrument_type[8], strategy_type[24];
	struct price entry_underlying, distance;
	struct instant recommended_at;
};

static const struct row_column kept_columns[] = {
	ROW_FIELD(ROW_I64, struct kept_half, position_id, false),
	ROW_FIELD(ROW_TEXT, struct kept_half, execution_id, false),
	ROW_FIELD(ROW_I64, struct kept_half, recommendation_id, false),
	ROW_FIELD(ROW_INSTANT, struct kept_half, recommended_at, false),
	ROW_FIELD(ROW_TEXT, struct kept_half, ticker, false),
	ROW_FIELD(ROW_TEXT, struct kept_half, symbol, false),
	ROW_FIELD(ROW_TEXT, struct kept_half, instrument_type, false),
	ROW_FIELD(ROW_TEXT, struct kept_half, strategy_type, false),
	ROW_FIELD(ROW_I64, struct kept_half, held, false),
	ROW_FIELD(ROW_PRICE, struct kept_half, entry_underlying, true),
	ROW_FIELD(ROW_I64, struct kept_half, quantity, false),
	ROW_FIELD(ROW_PRICE, struct kept_half, distance, true),
	ROW_FIELD(ROW_INT, struct kept_half, last_attempt, false),
};

/* One kept half on its way. */
struct scaling {
	struct desk *desk;
	const struct kept_half *half;
	struct recommendation recommendation;
	struct contract_candidate legs[SPREAD_LEGS];
	struct entry entry;
	struct ledger_order order;
	struct price spot;
	const char *gate; /* that refused; NULL: none */
	const char *why;  /* "" while nothing refused */
	bool is_late;	  /* the position changed between the decision and the intent */
};

/* The halves that are due, of position ID or, with INT64_MIN, of any. */
static int load_due(
	struct desk *desk, int64_t id, struct kept_half **out, size_t *count, struct error *err)
{
	struct run *run = desk->run;
	int64_t most_us = (int64_t)(run->params.exit_mark_age_max_s * (double)SECOND_US);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, instant_add(run->now, -most_us));
	arg_instant(&a, run->now);
	if (id == INT64_MIN)
		arg_null(&a);
	else
		arg_i64(&a, id);
	if (db_rows(run->db, &query_scale_in_due, &a, &rows, err) != 0)
		return -1;
	return rows_read(
		&rows, kept_columns, array_size(kept_columns), sizeof **out, out, count, err);
}

/* ---- the decision ---- */

static int read_recommendation(struct scaling *s, struct error *err)
{
	const struct kept_half *h = s->half;
	struct recommendation *r = &s->recommendation;
	*r = (struct recommendation){
		.id = h->recommendation_id, .ts = h->recommended_at, .action = ACTION_BUY};
	(void)text_copy(r->ticker, sizeof r->ticker, h->ticker);
	(void)text_copy(r->action_text, sizeof r->action_text, trade_action_name(r->action));
	(void)text_copy(r->instrument_text, sizeof r->instrument_text, h->instrument_type);
	(void)text_copy(r->strategy_text, sizeof r->strategy_text, h->strategy_type);
	return recommendation_parse(r, err);
}

static void fill_order(struct scaling *s)
{
	const struct kept_half *h = s->half;
	struct ledger_order *o = &s->order;
	*o = (struct ledger_order){
		.purpose = "entry",
		.recommendation_id = h->recommendation_id,
		.position_id = h->position_id,
		.exit_number = INT_MIN,
		.attempt = h->last_attempt + 1,
		.side = "buy",
		.order_type = "limit",
		.qty = h->quantity,
		.limit_price = PRICE_UNKNOWN,
		.first_mid = PRICE_UNKNOWN,
		.filled_avg_price = PRICE_UNKNOWN,
		.created_at = s->desk->run->now,
		.sent_at = INSTANT_UNKNOWN,
		.cancel_requested_at = INSTANT_UNKNOWN,
		.quarantined_at = INSTANT_UNKNOWN,
	};
	(void)text_copy(o->execution_id, sizeof o->execution_id, h->execution_id);
	(void)text_copy(o->ticker, sizeof o->ticker, h->ticker);
	(void)text_copy(o->symbol, sizeof o->symbol, h->symbol);
	(void)text_copy(o->reason, sizeof o->reason, scale_reason);
	(void)text_copy(o->status, sizeof o->status, order_status_name(ORDER_INTENT));
	if (instrument_is_option(s->recommendation.instrument))
		(void)text_copy(o->position_intent, sizeof o->position_intent, "buy_to_open");
}

/* Why it is not bought whatever the gates say; "" when they are asked. */
static const char *obstacle(struct scaling *s)
{
	const struct desk *desk = s->desk;
	const struct kept_half *h = s->half;
	const struct recommendation *r = &s->recommendation;
	const struct broker_position *held = desk_holding(desk, h->symbol);
	const struct position p = {.instrument = r->instrument,
		.strategy = r->strategy,
		.entry_underlying = h->entry_underlying};
	if (desk->state != HOLDINGS_KNOWN || held == NULL ||
		!(fabs(held->qty - (double)h->held) < 1e-9))
		return "the broker does not hold the quantity of the ledger";
	if (!scale_is_past(&p, h->distance, s->spot))
		return "the underlying went back";
	if (s->entry.contract == NULL)
		return "";
	const struct contract_request request = {.ticker = h->ticker,
		.kind = instrument_kind(r->instrument),
		.strategy = r->strategy,
		.underlying = s->spot,
		.now = s->entry.answered_at,
		.today = run_today(desk->run),
		.dividends = dividends_of(&desk->dividends, h->ticker)};
	enum contract_reason reason =
		contract_check_again(&request, &desk->run->params, &s->legs[0]);
	return reason == CONTRACT_CHOSEN_FROM ? "" : contract_reason_name(reason);
}

/* Takes no more of the kept half than the size of the trade has room for at the prices of now. */
static void fit(struct scaling *s)
{
	struct entry *e = &s->entry;
	sizing_compute(&e->in.size, &s->desk->run->params, &e->sizing);
	int64_t room = sizing_room(&e->sizing, s->half->held, &e->sizing.bound);
	if (room < s->half->quantity)
		e->in.quantity = s->order.qty = room;
	if (room > 0)
		return;
	s->gate = sizing_limit_name(e->sizing.bound);
	s->why = "the size has no room for more";
}

/* Asks the gates, with the limit of a first order at the quote of now. */
static int ask(struct scaling *s, struct error *err)
{
	const struct params *p = &s->desk->run->params;
	const struct recommendation *r = &s->recommendation;
	struct entry *e = &s->entry;
	struct price limit = e->contract == NULL ? limit_entry(p, r->instrument, e->quote)
						 : contract_limit(p, r->strategy, e->contract);
	if (!price_positive(limit)) {
		s->why = "the quote is not two-sided";
		return 0;
	}
	e->in.is_scale_in = true;
	e->in.held = s->half->held;
	e->in.quantity = s->half->quantity;
	if (entry_facts_order(s->desk, e, limit,
		    position_stop_distance(p, r->instrument, r->strategy, e->in.atr14), err) != 0)
		return -1;
	fit(s);
	const struct gate_record *failed = entry_refusal(s->desk, e);
	if (e->in.quantity > 0) {
		s->gate = failed == NULL ? NULL : failed->name;
		s->why = failed == NULL ? "" : failed->reason;
	}
	s->order.limit_price = limit;
	s->order.first_mid = quote_mid(e->quote);
	return 0;
}

static int decide(struct scaling *s, struct book *book, struct error *err)
{
	struct entry *e = &s->entry;
	s->why = "";
	if (read_recommendation(s, err) != 0)
		return -1;
	fill_order(s);
	e->recommendation = &s->recommendation;
	if (book_refresh(s->desk, book, err) != 0 || entry_facts_load(s->desk, book, e, err) != 0 ||
		entry_fetch_quotes(s->desk, &s->order, e, s->legs, err) != 0)
		return -1;
	s->spot = quote_mid(e->underlying_quote);
	s->why = obstacle(s);
	return s->why[0] == '\0' ? ask(s, err) : 0;
}

/* ---- the order ---- */

static void write_event(const struct scaling *s, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "client_order_id", s->order.client_order_id);
	jsonl_i64(&w, "qty", s->order.qty);
	jsonl_price(&w, "limit_price", s->order.limit_price, 4);
	jsonl_price(&w, "underlying", s->spot, 4);
	gate_write(&w, "gates", s->entry.gates, s->entry.gate_count);
	jsonl_close(&w);
}

static void write_quote(const struct scaling *s, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_price(&w, "bid", s->entry.quote.bid, 4);
	jsonl_price(&w, "ask", s->entry.quote.ask, 4);
	jsonl_price(&w, "mid", quote_mid(s->entry.quote), 4);
	jsonl_instant(&w, "ts", s->entry.quote.ts);
	jsonl_price(&w, "underlying_bid", s->entry.underlying_quote.bid, 4);
	jsonl_price(&w, "underlying_ask", s->entry.underlying_quote.ask, 4);
	jsonl_close(&w);
}

/* T1: whether the half is still due is read again under the lock of its position. */
static int intend_body(struct db *db, void *context, struct error *err)
{
	struct scaling *s = context;
	const struct kept_half *h = s->half;
	struct kept_half *due mem_auto = NULL;
	size_t count = 0;
	bool found;
	struct position_row row;
	buf_auto struct buf event = BUF_INIT(1 << 16), quote = BUF_INIT(4096);
	if (position_row_lock(db, h->position_id, "", &row, &found, err) != 0 ||
		load_due(s->desk, h->position_id, &due, &count, err) != 0)
		return -1;
	s->is_late = count != 1 || due->held != h->held || due->last_attempt != h->last_attempt;
	if (s->is_late)
		return 0;
	if (order_entry_id(desk_account(s->desk), h->ticker, s->recommendation.strategy,
		    h->recommended_at, 0, s->order.attempt, s->order.client_order_id, err) != 0)
		return -1;
	write_event(s, &event);
	write_quote(s, &quote);
	if (!buf_ok(&event) || !buf_ok(&quote))
		return error_memory(err);
	if (order_insert(s->desk->run, desk_account(s->desk), &s->order, buf_text(&quote), err) !=
		0)
		return -1;
	return position_row_event(s->desk, h->position_id, "scale_in_sent", buf_text(&event), err);
}

/* A stop that is not cancelled in time makes desk_send withdraw the order. */
static void lift_stops(struct desk *desk, int64_t position_id)
{
	for (size_t i = 0; i < desk->order_count; i++) {
		struct ledger_order *o = &desk->orders[i];
		struct error why = {0};
		if (!ledger_order_is_stop(o) || o->position_id != position_id ||
			order_status_class(ledger_order_status(o)) != ORDER_OPEN)
			continue;
		log_info("position %lld (%s): the protective stop is cancelled: more is bought",
			(long long)position_id, o->symbol);
		if (monitor_cancel(desk, o, &why) != 0)
			run_partial(desk->run, "order %s: %s", o->client_order_id, why.text);
	}
}

static int buy(struct scaling *s, struct book *book, struct error *err)
{
	struct desk *desk = s->desk;
	if (run_store(desk->run, intend_body, s, err) != 0)
		return -1;
	if (s->is_late) {
		log_info("position %lld (%s): it changed meanwhile: the next run decides",
			(long long)s->half->position_id, s->half->symbol);
		return 0;
	}
	book->entries++;
	book->is_stale = true;
	run_count(desk->run, "scaled_in", 1);
	lift_stops(desk, s->half->position_id);
	return desk_send(desk, &s->order, false, err);
}

static int refused_body(struct db *db, void *context, struct error *err)
{
	const struct scaling *s = context;
	buf_auto struct buf why = BUF_INIT(512);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	buf_printf(&why, "%s%s%s", s->gate == NULL ? "" : "gate ", s->gate == NULL ? "" : s->gate,
		s->gate == NULL ? "" : ": ");
	buf_puts(&why, s->why);
	arg_i64(&a, s->half->position_id);
	arg_instant(&a, s->desk->run->now);
	arg_text(&a, buf_text(&why));
	arg_text(&a, s->desk->run->run_id);
	return db_none(db, &query_scale_in_refused, &a, NULL, err);
}

static void print_decision(const struct scaling *s)
{
	struct run *run = s->desk->run;
	static const char *const statuses[] = {"SENT", "WOULD_SEND", "REFUSED"};
	struct jsonl *w = run_row(run, &scale_in_row);
	bool refused = s->why[0] != '\0';
	jsonl_word(w, "status",
		statuses[refused	? 2
			 : run->dry_run ? 1
					: 0],
		statuses, array_size(statuses));
	jsonl_i64(w, "position_id", s->half->position_id);
	jsonl_i64(w, "recommendation_id", s->half->recommendation_id);
	jsonl_text(w, "ticker", s->half->ticker);
	jsonl_text(w, "option_symbol", occ_option_symbol(s->half->symbol, s->half->ticker));
	jsonl_i64(w, "held_quantity", s->half->held);
	jsonl_i64(w, "quantity", s->order.qty);
	jsonl_price(w, "limit_price", s->order.limit_price, 4);
	jsonl_price(w, "underlying_price", s->spot, 4);
	jsonl_text(w, "gate", s->gate);
	jsonl_text(w, "reason", refused ? s->why : NULL);
	gate_write(w, "gates", s->entry.gates, s->entry.gate_count);
	run_row_end(run);
}

static void sample(struct run *run)
{
	struct desk desk = {.run = run};
	const struct kept_half half = {.ticker = ""};
	print_decision(&(struct scaling){.desk = &desk,
		.half = &half,
		.why = "",
		.entry = {.gates = {{.name = "", .reason = ""}}, .gate_count = 1}});
}

const struct row_kind scale_in_row = {"scale_in", sample};

static int scale_one(
	struct desk *desk, struct book *book, const struct kept_half *half, struct error *err)
{
	struct scaling s = {.desk = desk, .half = half};
	desk_next_pass(desk);
	if (desk->holdings_are_old && desk_fetch_holdings(desk, err) != 0)
		return -1;
	if (decide(&s, book, err) != 0)
		return -1;
	bool refused = s.why[0] != '\0';
	print_decision(&s);
	log_info("position %lld (%s): the kept %lld: %s%s%s", (long long)half->position_id,
		half->symbol, (long long)half->quantity, s.gate == NULL ? "" : s.gate,
		s.gate == NULL ? "" : ": ", refused ? s.why : "may be bought");
	if (desk->run->dry_run)
		return 0;
	return refused ? run_store(desk->run, refused_body, &s, err) : buy(&s, book, err);
}

int entry_scale_in(struct desk *desk, struct book *book, struct error *err)
{
	struct kept_half *due mem_auto = NULL;
	size_t count = 0;
	if (desk->run->params.entry_scale_in <= 0)
		return 0;
	if (load_due(desk, INT64_MIN, &due, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct error why = {0};
		if (run_should_stop(desk->run))
			return run_stop(desk->run, err);
		if (scale_one(desk, book, &due[i], &why) == 0)
			continue;
		if (why.kind == ERROR_PERMISSION || why.kind == ERROR_INTERNAL) {
			*err = why;
			return -1;
		}
		run_partial(desk->run, "position %lld (%s): the kept half: %s",
			(long long)due[i].position_id, due[i].symbol, why.text);
	}
	return 0;
}

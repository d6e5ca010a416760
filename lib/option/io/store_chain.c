#include "store_chain.h"

#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "calendar.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "zone.h"

enum { COPY_MAX = 128 << 20 };

static const struct row_column due_columns[] = {
	ROW_FIELD(ROW_TEXT, struct chain_due, ticker, false),
	ROW_FIELD(ROW_PRICE, struct chain_due, last_close, true),
	ROW_FIELD(ROW_DOUBLE, struct chain_due, realised_volatility, true),
};

static const struct row_column interest_columns[] = {
	ROW_FIELD(ROW_TEXT, struct open_interest, ticker, false),
	ROW_FIELD(ROW_TEXT, struct open_interest, symbol, false),
	ROW_FIELD(ROW_I64, struct open_interest, open_interest, true),
};

int store_chain_due(struct run *run, const char *const *named, size_t named_count,
	bool with_tracked, struct chain_due **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct date today = run_today(run);
	struct session last = {.day = DATE_UNKNOWN};
	(void)calendar_previous(today, &last);
	int64_t age_us = (int64_t)run->params.signal_bar_age_max_s * SECOND_US + MINUTE_US;
	arg_date(&a, today);
	arg_instant(&a, instant_add(run->now, -age_us));
	arg_instant(&a, run->now);
	arg_bool(&a, with_tracked);
	arg_date(&a, last.day);
	if (named == NULL)
		arg_null(&a);
	else
		arg_text_array(&a, named, named_count);
	if (db_rows(run->db, &query_chain_due, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, due_columns, 3, sizeof **out, out, count, err);
}

int store_chain_open_interest(struct run *run, const struct chain_due *due, size_t due_count,
	struct open_interest **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	const char **tickers mem_auto = calloc(due_count + 1, sizeof *tickers);
	struct session today;
	if (tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < due_count; i++)
		tickers[i] = due[i].ticker;
	/* the open interest changes once a day, so yesterday's snapshots do not count */
	struct instant since =
		instant_add(run->now, -(int64_t)run->params.chain_recent_min * MINUTE_US);
	if (calendar_session_at(run->now, &today) && instant_compare(since, today.open) < 0)
		since = today.open;
	arg_text_array(&a, tickers, due_count);
	arg_instant(&a, since);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_chain_open_interest, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, interest_columns, 3, sizeof **out, out, count, err);
}

struct iv_value {
	char ticker[TICKER_SIZE];
	double implied_volatility;
};

static const struct row_column iv_columns[] = {
	ROW_FIELD(ROW_TEXT, struct iv_value, ticker, false),
	ROW_FIELD(ROW_DOUBLE, struct iv_value, implied_volatility, false),
};

/* At most iv_rank_days values per ticker and the newest one, oldest first, ordered by ticker. */
static int load_iv_values(struct run *run, const char *const *tickers, size_t ticker_count,
	struct iv_value **out, size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text_array(&a, tickers, ticker_count);
	arg_date(&a, run_today(run));
	arg_instant(&a, run->now);
	arg_i64(&a, (int64_t)run->params.iv_rank_days + 1);
	if (db_rows(run->db, &query_chain_iv_values, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, iv_columns, array_size(iv_columns), sizeof **out, out, count, err);
}

int store_chain_iv_ranks(struct run *run, const char *const *tickers, size_t count,
	struct iv_rank *out, struct error *err)
{
	struct iv_value *values mem_auto = NULL;
	size_t value_count = 0;
	if (load_iv_values(run, tickers, count, &values, &value_count, err) != 0)
		return -1;
	double *history mem_auto = calloc(value_count + 1, sizeof *history);
	if (history == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		size_t n = 0;
		for (size_t k = 0; k < value_count; k++)
			if (text_equal(values[k].ticker, tickers[i]))
				history[n++] = values[k].implied_volatility;
		double current = n > 0 ? history[--n] : (double)NAN;
		iv_rank(&run->params, history, n, current, &out[i]);
	}
	return 0;
}

static void copy_count(struct buf *b, int64_t value)
{
	if (value == INT64_MIN)
		copy_null(b);
	else
		copy_i64(b, value);
}

static void copy_greeks(struct buf *b, const struct greeks *g)
{
	copy_double(b, g->delta);
	copy_double(b, g->gamma);
	copy_double(b, g->theta);
	copy_double(b, g->vega);
}

/* As an array of text. The names are plain words, so they need no quoting. */
static void copy_flags(struct buf *b, unsigned flags)
{
	buf_putc(b, '{');
	for (int i = 0, n = 0; i < CHAIN_FLAG_COUNT; i++)
		if ((flags >> i & 1U) != 0) {
			buf_puts(b, n++ > 0 ? "," : "");
			buf_puts(b, chain_flag_name((enum chain_flag)(1U << i)));
		}
	buf_puts(b, "}\t");
}

static void copy_point(
	struct run *run, struct buf *b, const struct snapshot *s, const struct surface_point *point)
{
	const struct option_snapshot *o = &point->snapshot;
	copy_text(b, s->due->ticker);
	copy_instant(b, run->now);
	copy_date(b, point->contract.expiry);
	copy_price(b, point->contract.strike);
	copy_text(b, point->contract.kind == OPTION_CALL ? "call" : "put");
	copy_text(b, o->symbol);
	copy_price(b, s->spot);
	copy_price(b, o->quote.bid);
	copy_price(b, o->quote.ask);
	copy_count(b, o->quote.bid_size);
	copy_count(b, o->quote.ask_size);
	copy_price(b, o->last_price);
	copy_instant(b, o->quote.ts);
	copy_count(b, o->volume);
	copy_count(b, point->open_interest);
	copy_double(b, o->implied_volatility);
	copy_greeks(b, &o->greeks);
	copy_double(b, point->quality.implied_volatility);
	copy_greeks(b, &point->quality.greeks);
	copy_flags(b, point->quality.flags);
	copy_text(b, conf_get(&run->conf, CONF_OPTION_FEED));
	copy_instant(b, run->now);
	copy_end(b);
}

struct chain_save {
	struct run *run;
	const struct snapshot *snapshot;
	const struct buf *copy;
};

static int save_surface(struct db *db, const struct chain_save *s, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows made = ROWS_INIT;
	if (s->snapshot->count == 0)
		return 0;
	arg_text(&a, "iv_surface");
	arg_instant(&a, s->run->now);
	arg_instant(&a, s->run->now);
	if (db_row(db, &query_partition_ensure, &a, &made, err) != 0 ||
		db_none(db, &query_chain_stage, NULL, NULL, err) != 0 ||
		db_copy_in(db, &query_chain_copy, s->copy, NULL, err) != 0)
		return -1;
	return db_none(db, &query_chain_merge, NULL, NULL, err);
}

static int save(struct db *db, void *context, struct error *err)
{
	const struct chain_save *s = context;
	const struct surface_summary *summary = &s->snapshot->summary;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (save_surface(db, s, err) != 0)
		return -1;
	arg_text(&a, s->snapshot->due->ticker);
	arg_date(&a, run_today(s->run));
	arg_double(&a, summary->implied_volatility);
	arg_double(&a, summary->near_volatility);
	arg_date(&a, summary->near_expiry);
	arg_double(&a, s->snapshot->due->realised_volatility);
	arg_instant(&a, s->run->now);
	return db_none(db, &query_chain_history, &a, NULL, err);
}

int store_chain_save(struct run *run, const struct snapshot *s, struct error *err)
{
	buf_auto struct buf copy = BUF_INIT(COPY_MAX);
	for (size_t i = 0; i < s->count; i++)
		copy_point(run, &copy, s, &s->points[i]);
	struct chain_save context = {run, s, &copy};
	return run_store(run, save, &context, err);
}

void store_chain_print(struct run *run, const struct snapshot *s)
{
	const struct surface_summary *r = &s->summary;
	struct jsonl *w = run_row(run, &chain_row);
	jsonl_text(w, "ticker", s->due->ticker);
	jsonl_instant(w, "ts", run->now);
	jsonl_price(w, "underlying_price", s->spot, 4);
	jsonl_double(w, "implied_volatility", r->implied_volatility, -1);
	jsonl_double(w, "near_volatility", r->near_volatility, -1);
	jsonl_date(w, "near_expiration_date", r->near_expiry);
	jsonl_double(w, "realised_volatility", s->due->realised_volatility, -1);
	jsonl_i64(w, "expirations", r->expiries);
	jsonl_i64(w, "contracts", r->contracts);
	jsonl_i64(w, "solved", r->solved);
	jsonl_open(w, "flags", '{');
	for (int i = 0; i < CHAIN_FLAG_COUNT; i++)
		jsonl_i64(w, chain_flag_name((enum chain_flag)(1U << i)), r->flagged[i]);
	jsonl_close(w);
	jsonl_text(w, "feed", conf_get(&run->conf, CONF_OPTION_FEED));
	run_row_end(run);
}

static const struct chain_due sampled_due = {.ticker = ""};

static void sample_chain(struct run *run)
{
	store_chain_print(run, &(struct snapshot){.due = &sampled_due});
}

const struct row_kind chain_row = {"chain", sample_chain};

static void write_count(struct jsonl *w, const char *key, int64_t value)
{
	jsonl_i64_known(w, key, value != INT64_MIN, value);
}

static void write_flags(struct jsonl *w, unsigned flags)
{
	jsonl_open(w, "flags", '[');
	for (int i = 0; i < CHAIN_FLAG_COUNT; i++)
		if ((flags >> i & 1U) != 0)
			jsonl_text(w, NULL, chain_flag_name((enum chain_flag)(1U << i)));
	jsonl_close(w);
}

void store_chain_print_contract(
	struct run *run, const struct snapshot *s, const struct surface_point *point)
{
	const struct option_snapshot *o = &point->snapshot;
	const struct chain_quality *q = &point->quality;
	struct jsonl *w = run_row(run, &contract_row);
	jsonl_text(w, "ticker", s->due->ticker);
	jsonl_instant(w, "ts", run->now);
	jsonl_date(w, "expiration_date", point->contract.expiry);
	jsonl_price(w, "strike_price", point->contract.strike, 4);
	jsonl_text(w, "option_type", point->contract.kind == OPTION_CALL ? "call" : "put");
	jsonl_text(w, "option_symbol", o->symbol);
	jsonl_price(w, "underlying_price", s->spot, 4);
	jsonl_price(w, "bid", o->quote.bid, 4);
	jsonl_price(w, "ask", o->quote.ask, 4);
	write_count(w, "bid_size", o->quote.bid_size);
	write_count(w, "ask_size", o->quote.ask_size);
	jsonl_price(w, "last_price", o->last_price, 4);
	jsonl_instant(w, "quote_ts", o->quote.ts);
	write_count(w, "volume", o->volume);
	write_count(w, "open_interest", point->open_interest);
	jsonl_double(w, "implied_volatility", o->implied_volatility, -1);
	jsonl_double(w, "delta", o->greeks.delta, -1);
	jsonl_double(w, "gamma", o->greeks.gamma, -1);
	jsonl_double(w, "theta", o->greeks.theta, -1);
	jsonl_double(w, "vega", o->greeks.vega, -1);
	jsonl_double(w, "iv_own", q->implied_volatility, -1);
	jsonl_double(w, "delta_own", q->greeks.delta, -1);
	jsonl_double(w, "gamma_own", q->greeks.gamma, -1);
	jsonl_double(w, "theta_own", q->greeks.theta, -1);
	jsonl_double(w, "vega_own", q->greeks.vega, -1);
	write_flags(w, q->flags);
	jsonl_text(w, "feed", conf_get(&run->conf, CONF_OPTION_FEED));
	run_row_end(run);
}

static void sample_contract(struct run *run)
{
	const struct surface_point point = {.quality = {.flags = 1}};
	store_chain_print_contract(run, &(struct snapshot){.due = &sampled_due}, &point);
}

const struct row_kind contract_row = {"contract", sample_contract};

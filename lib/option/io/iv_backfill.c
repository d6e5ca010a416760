#include "iv_backfill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "surface.h"
#include "text.h"
#include "zone.h"

enum {
	STRIKE_SPAN_PCT = 4,  /* strikes this near a day's close: about two on either side */
	EXPIRY_FROM_DAYS = 7, /* the volatilities of nearer expiries are noise */
	EXPIRY_TO_DAYS = 70,  /* far enough to include a monthly expiry beyond 30 days */
	EXPIRIES = 2,	      /* on either side of iv_target_days */
	HALF_SPREAD_E4 = 25,  /* of the quote that stands for a close */
	CONTRACTS_MAX = 200000,
	ROWS_BYTES_MAX = 1 << 20,
};

struct past_day {
	struct date day;
	struct price close;
	double realised_volatility;
};

static const struct row_column day_columns[] = {
	ROW_FIELD(ROW_DATE, struct past_day, day, false),
	ROW_FIELD(ROW_PRICE, struct past_day, close, false),
	ROW_FIELD(ROW_DOUBLE, struct past_day, realised_volatility, true),
};

/* A listed contract; WANTED when a day needs its closes. */
struct past_contract {
	char symbol[OCC_SYMBOL_SIZE];
	struct option_contract occ;
	bool wanted;
};

struct past_close {
	size_t contract;
	struct date day;
	struct price close;
};

struct past {
	struct run *run;
	struct alpaca *broker;
	const char *ticker;
	const struct dividends *dividends; /* of the ticker since before the first day; borrowed */
	struct past_day *days;
	size_t day_count;
	struct past_contract *contracts; /* sorted by symbol */
	size_t contract_count, contract_capacity;
	struct past_close *closes; /* sorted by day */
	size_t close_count, close_capacity;
};

static int load_days(struct past *p, int sessions, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct session first;
	struct date today = run_today(p->run);
	if (!calendar_sessions_back(today, sessions, &first))
		return error_set(err, ERROR_USAGE,
			"--backfill: the calendar does not reach %d sessions back", sessions);
	arg_text(&a, p->ticker);
	arg_date(&a, first.day);
	arg_date(&a, today);
	arg_instant(&a, p->run->now);
	if (db_rows(p->run->db, &query_iv_backfill_days, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, day_columns, 3, sizeof *p->days, &p->days, &p->day_count, err);
}

static int compare_symbols(const void *a, const void *b)
{
	return strcmp(((const struct past_contract *)a)->symbol,
		((const struct past_contract *)b)->symbol);
}

static int fetch_contracts(struct past *p, const struct chain_filter *filter, struct error *err)
{
	struct broker_contract *found mem_auto = NULL;
	size_t n;
	if (alpaca_contracts(p->broker, p->ticker, filter, &found, &n, err) != 0)
		return -1;
	if (mem_grow(&p->contracts, &p->contract_capacity, p->contract_count + n + 1,
		    sizeof *p->contracts, CONTRACTS_MAX) != 0)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct past_contract *c = &p->contracts[p->contract_count];
		if (occ_parse(found[i].symbol, &c->occ, NULL) != 0 ||
			!occ_is_standard(&c->occ, p->ticker))
			continue;
		(void)text_copy(c->symbol, sizeof c->symbol, found[i].symbol);
		c->wanted = false;
		p->contract_count++;
	}
	return 0;
}

/* Loads the contracts that were listed around the closes of the days, expired or not. */
static int load_contracts(struct past *p, struct error *err)
{
	struct price low = p->days[0].close, high = low;
	for (size_t i = 1; i < p->day_count; i++) {
		low = price_compare(p->days[i].close, low) < 0 ? p->days[i].close : low;
		high = price_compare(p->days[i].close, high) > 0 ? p->days[i].close : high;
	}
	struct chain_filter filter = {
		.expiry_from = date_add(p->days[0].day, EXPIRY_FROM_DAYS),
		.expiry_to = date_add(p->days[p->day_count - 1].day, EXPIRY_TO_DAYS),
		.strike_from = price_scale(low, 1 - STRIKE_SPAN_PCT / 100.),
		.strike_to = price_scale(high, 1 + STRIKE_SPAN_PCT / 100.),
	};
	if (fetch_contracts(p, &filter, err) != 0)
		return -1;
	filter.expired = true;
	if (fetch_contracts(p, &filter, err) != 0)
		return -1;
	if (p->contract_count > 0)
		qsort(p->contracts, p->contract_count, sizeof *p->contracts, compare_symbols);
	return 0;
}

/* The expiries of a day nearest to the wanted maturity: before it (SIGN -1) or after it (1). */
static size_t expiries_nearest(
	const struct past *p, const struct past_day *d, int sign, struct date *out)
{
	struct date target = date_add(d->day, (int)p->run->params.iv_target_days);
	size_t n = 0;
	while (n < EXPIRIES) {
		struct date best = DATE_UNKNOWN;
		for (size_t i = 0; i < p->contract_count; i++) {
			struct date e = p->contracts[i].occ.expiry;
			int beyond = date_diff(e, target) * sign;
			bool next = n == 0 ? beyond >= (sign > 0 ? 1 : 0)
					   : date_diff(e, out[n - 1]) * sign > 0;
			if (!next || date_diff(e, d->day) < EXPIRY_FROM_DAYS ||
				date_diff(e, d->day) > EXPIRY_TO_DAYS)
				continue;
			if (!date_known(best) || date_diff(best, e) * sign > 0)
				best = e;
		}
		if (!date_known(best))
			break;
		out[n++] = best;
	}
	return n;
}

static bool is_near(const struct past_day *d, const struct past_contract *c)
{
	double off = price_to_double(c->occ.strike) / price_to_double(d->close) - 1;
	return fabs(off) * 100 <= STRIKE_SPAN_PCT;
}

/* True for a contract of the day's chosen EXPIRIES whose strike is near the day's close. */
static bool is_chosen(const struct past_day *d, const struct past_contract *c,
	const struct date *expiries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (date_compare(c->occ.expiry, expiries[i]) == 0)
			return is_near(d, c);
	return false;
}

static size_t expiries_of(
	const struct past *p, const struct past_day *d, struct date out[static 2 * EXPIRIES])
{
	size_t n = expiries_nearest(p, d, -1, out);
	return n + expiries_nearest(p, d, 1, out + n);
}

static int take_close(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct past *p = context;
	struct past_contract key = {.wanted = true};
	if (bar_check_values(bar) != BAR_OK || !text_copy(key.symbol, sizeof key.symbol, symbol))
		return 0;
	const struct past_contract *c =
		bsearch(&key, p->contracts, p->contract_count, sizeof key, compare_symbols);
	if (c == NULL)
		return error_set(err, ERROR_DATA,
			"the broker sent bars of a symbol that was not requested: \"%.24s\"",
			symbol);
	if (mem_grow(&p->closes, &p->close_capacity, p->close_count + 1, sizeof *p->closes,
		    (size_t)CONTRACTS_MAX * 64) != 0)
		return error_memory(err);
	p->closes[p->close_count++] = (struct past_close){
		(size_t)(c - p->contracts), zone_new_york_date(bar->ts, NULL), bar->close};
	return 0;
}

static int compare_closes(const void *a, const void *b)
{
	const struct past_close *x = a, *y = b;
	int order = date_compare(x->day, y->day);
	return order != 0 ? order : (x->contract > y->contract) - (x->contract < y->contract);
}

/* Marks the contracts that the days need, and fetches their daily closes. */
static int load_closes(struct past *p, struct error *err)
{
	const char **symbols mem_auto = calloc(p->contract_count + 1, sizeof *symbols);
	size_t n = 0;
	if (symbols == NULL)
		return error_memory(err);
	for (size_t i = 0; i < p->day_count; i++) {
		struct date expiries[2 * EXPIRIES];
		size_t count = expiries_of(p, &p->days[i], expiries);
		for (size_t k = 0; k < p->contract_count; k++)
			p->contracts[k].wanted =
				p->contracts[k].wanted ||
				is_chosen(&p->days[i], &p->contracts[k], expiries, count);
	}
	for (size_t k = 0; k < p->contract_count; k++)
		if (p->contracts[k].wanted)
			symbols[n++] = p->contracts[k].symbol;
	if (n > 0 && alpaca_option_bars(p->broker, symbols, n, "1Day",
			     zone_from_new_york(p->days[0].day, 0),
			     zone_from_new_york(p->days[p->day_count - 1].day, 24 * 3600 - 1),
			     take_close, p, NULL, err) != 0)
		return -1;
	if (p->close_count > 0)
		qsort(p->closes, p->close_count, sizeof *p->closes, compare_closes);
	run_count(p->run, "option_days", (int64_t)p->close_count);
	return 0;
}

/* Makes a quote of a close, so that surface_solve can handle it like a chain. */
static struct surface_point point_of(
	const struct past_contract *c, const struct past_close *close, struct instant at)
{
	struct surface_point point = {.contract = c->occ, .open_interest = INT64_MIN};
	struct option_snapshot *s = &point.snapshot;
	memcpy(s->symbol, c->symbol, sizeof s->symbol);
	s->quote = (struct quote){.bid = price_sub(close->close, (struct price){HALF_SPREAD_E4}),
		.ask = price_add(close->close, (struct price){HALF_SPREAD_E4}),
		.bid_size = INT64_MIN,
		.ask_size = INT64_MIN,
		.ts = at};
	s->implied_volatility = (double)NAN;
	return point;
}

/* Solves the volatility of day D from the closes [FIRST, END). */
static int solve_day(struct past *p, const struct past_day *d, size_t first, size_t end,
	struct surface_summary *out, struct error *err)
{
	struct date expiries[2 * EXPIRIES];
	size_t expiry_count = expiries_of(p, d, expiries), n = 0;
	struct surface_point *points mem_auto = calloc(end - first + 1, sizeof *points);
	struct session s;
	char text[DATE_TEXT_SIZE];
	if (points == NULL)
		return error_memory(err);
	if (!calendar_session(d->day, &s))
		return error_set(err, ERROR_DATA, "not a session: %s, a day of %s in lane_daily",
			date_format(d->day, text), p->ticker);
	for (size_t i = first; i < end; i++) {
		const struct past_contract *c = &p->contracts[p->closes[i].contract];
		if (is_chosen(d, c, expiries, expiry_count))
			points[n++] = point_of(c, &p->closes[i], s.close);
	}
	surface_solve(&p->run->params, d->close, p->dividends, s.close, points, n, out);
	return 0;
}

static void write_day(struct jsonl *w, const struct past_day *d, const struct surface_summary *s)
{
	jsonl_date(w, "day", d->day);
	jsonl_double(w, "implied_volatility", s->implied_volatility, -1);
	jsonl_double(w, "near_volatility", s->near_volatility, -1);
	jsonl_date(w, "near_expiration_date", s->near_expiry);
	jsonl_double(w, "realised_volatility", d->realised_volatility, -1);
}

static void print_day(struct run *run, const char *ticker, const struct past_day *d,
	const struct surface_summary *s)
{
	struct jsonl *w = run_row(run, &volatility_row);
	jsonl_text(w, "ticker", ticker);
	write_day(w, d, s);
	jsonl_i64(w, "contracts", s->contracts);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_day(run, "", &(struct past_day){.realised_volatility = 0},
		&(struct surface_summary){.contracts = 0});
}

const struct row_kind volatility_row = {"volatility", sample};

struct past_save {
	struct run *run;
	const char *ticker, *rows;
};

static int save(struct db *db, void *context, struct error *err)
{
	const struct past_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, s->ticker);
	arg_text(&a, s->rows);
	arg_instant(&a, s->run->now);
	return db_none(db, &query_iv_backfill_store, &a, NULL, err);
}

/*
 * Solves every day that has closes. A day without a volatility is not stored: the next run retries.
 */
static int solve_days(struct past *p, struct error *err)
{
	buf_auto struct buf text = BUF_INIT((size_t)ROWS_BYTES_MAX);
	struct jsonl w;
	size_t at = 0, solved = 0;
	jsonl_init(&w, &text);
	jsonl_open(&w, NULL, '[');
	for (const struct past_day *d = p->days; d < p->days + p->day_count; d++) {
		struct surface_summary summary;
		while (at < p->close_count && date_compare(p->closes[at].day, d->day) < 0)
			at++;
		size_t end = at;
		while (end < p->close_count && date_compare(p->closes[end].day, d->day) == 0)
			end++;
		if (solve_day(p, d, at, end, &summary, err) != 0)
			return -1;
		if (!isfinite(summary.implied_volatility))
			continue;
		jsonl_open(&w, NULL, '{');
		write_day(&w, d, &summary);
		jsonl_close(&w);
		print_day(p->run, p->ticker, d, &summary);
		solved++;
	}
	jsonl_close(&w);
	run_count(p->run, "days_solved", (int64_t)solved);
	run_count(p->run, "days_without", (int64_t)(p->day_count - solved));
	if (!buf_ok(&text))
		return error_memory(err);
	struct past_save s = {p->run, p->ticker, buf_text(&text)};
	if (solved == 0)
		return 0;
	return run_store(p->run, save, &s, err);
}

int iv_backfill(struct run *run, struct alpaca *broker, const char *ticker,
	const struct dividends *dividends, int sessions, struct error *err)
{
	struct past p = {.run = run, .broker = broker, .ticker = ticker, .dividends = dividends};
	int result = load_days(&p, sessions, err);
	if (result == 0 && p.day_count > 0) {
		result = load_contracts(&p, err);
		if (result == 0)
			result = load_closes(&p, err);
		if (result == 0)
			result = solve_days(&p, err);
	}
	free(p.days);
	free(p.contracts);
	free(p.closes);
	return result;
}

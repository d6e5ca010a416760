/* The facts of exit rules that no mark has: one statement each, for all positions of a pass. */
#include <math.h>
#include <stdlib.h>

#include "array.h"
#include "mem.h"
#include "monitor.h"
#include "query.h"
#include "row.h"
#include "text.h"

enum { SPANS_JSON_MAX = 1 << 20 };

struct report_row {
	char ticker[TICKER_SIZE], next_earnings_time[16];
	struct date next_earnings;
};

static const struct row_column report_columns[] = {
	ROW_FIELD(ROW_TEXT, struct report_row, ticker, false),
	ROW_FIELD(ROW_DATE, struct report_row, next_earnings, true),
	ROW_FIELD(ROW_TEXT, struct report_row, next_earnings_time, true),
};

static int load_reports(struct monitor *m, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct report_row *found mem_auto = NULL;
	const char **tickers mem_auto = calloc(m->count + 1, sizeof *tickers);
	size_t count = 0;
	if (tickers == NULL)
		return error_memory(err);
	for (size_t i = 0; i < m->count; i++)
		tickers[i] = m->held[i].position.ticker;
	arg_text_array(&a, tickers, m->count);
	arg_instant(&a, m->desk->run->now);
	if (db_rows(m->desk->run->db, &query_exit_reports, &a, &rows, err) != 0 ||
		rows_read(&rows, report_columns, array_size(report_columns), sizeof *found, &found,
			&count, err) != 0)
		return -1;
	for (size_t i = 0; i < m->count; i++)
		for (size_t k = 0; k < count; k++)
			if (text_equal(found[k].ticker, tickers[i])) {
				struct exit_facts *facts = &m->watches[i].facts;
				facts->report_day = found[k].next_earnings;
				facts->report_time = report_time_parse(found[k].next_earnings_time);
			}
	return 0;
}

struct volume_row {
	char symbol[OCC_SYMBOL_SIZE];
	struct instant answered_to;
	double first_volume, recent_volume;
};

static const struct row_column volume_columns[] = {
	ROW_FIELD(ROW_TEXT, struct volume_row, symbol, false),
	ROW_FIELD(ROW_INSTANT, struct volume_row, answered_to, false),
	ROW_FIELD(ROW_DOUBLE, struct volume_row, first_volume, false),
	ROW_FIELD(ROW_DOUBLE, struct volume_row, recent_volume, false),
};

/* The contracts of rule 8, as JSON; how many. */
static size_t write_spans(const struct monitor *m, struct buf *out)
{
	const struct run *run = m->desk->run;
	struct jsonl w;
	size_t count = 0;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < m->count; i++) {
		const struct position *p = &m->held[i].position;
		struct exit_volume_span span = exit_volume_span(p, run->now, &run->params);
		if (!instrument_is_option(p->instrument) || trade_is_spread(p->strategy) ||
			!instant_known(span.half))
			continue;
		jsonl_open(&w, NULL, '{');
		jsonl_text(&w, "symbol", p->symbol);
		jsonl_instant(&w, "from", span.from);
		jsonl_instant(&w, "half", span.half);
		jsonl_close(&w);
		count++;
	}
	jsonl_close(&w);
	return count;
}

static void take_volume(struct monitor *m, const struct volume_row *row)
{
	for (size_t i = 0; i < m->count; i++)
		if (text_equal(row->symbol, m->held[i].position.symbol))
			m->watches[i].facts.bars = (struct exit_bars){
				.until = row->answered_to,
				.recent = row->recent_volume,
				.first = row->first_volume,
			};
}

static int load_volumes(struct monitor *m, struct error *err)
{
	struct run *run = m->desk->run;
	buf_auto struct buf spans = BUF_INIT((size_t)SPANS_JSON_MAX);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct volume_row *found mem_auto = NULL;
	size_t count = 0;
	if (run->params.exit_volume <= 0 || run->params.capture_enabled <= 0 ||
		write_spans(m, &spans) == 0)
		return 0;
	if (!buf_ok(&spans))
		return error_memory(err);
	arg_text(&a, buf_text(&spans));
	arg_instant(&a, run->now);
	arg_i64(&a, (int64_t)run->params.exit_volume_min);
	if (db_rows(run->db, &query_exit_volumes, &a, &rows, err) != 0 ||
		rows_read(&rows, volume_columns, array_size(volume_columns), sizeof *found, &found,
			&count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		take_volume(m, &found[i]);
	return 0;
}

void monitor_load_facts(struct monitor *m)
{
	struct run *run = m->desk->run;
	struct error why = {0};
	for (size_t i = 0; i < m->count; i++)
		m->watches[i].facts = (struct exit_facts){
			.bars = {INSTANT_UNKNOWN, (double)NAN, (double)NAN},
			.report_day = DATE_UNKNOWN,
			.dividends = dividends_of(&m->desk->dividends, m->held[i].position.ticker),
			.dividends_known = m->desk->dividends_known,
			.short_leg = PRICE_UNKNOWN,
		};
	m->facts_known = load_reports(m, &why) == 0;
	if (!m->facts_known)
		run_partial(run, "the earnings reports could not be read: %s", why.text);
	if (load_volumes(m, &why) != 0)
		run_partial(run, "the volumes of option bars could not be read: %s", why.text);
}

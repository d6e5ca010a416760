/* The facts of exit rules that no mark has: one statement each, for all positions of a pass. */
#include <stdlib.h>

#include "array.h"
#include "mem.h"
#include "monitor.h"
#include "query.h"
#include "row.h"
#include "text.h"

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

void monitor_load_facts(struct monitor *m)
{
	struct run *run = m->desk->run;
	struct error why = {0};
	for (size_t i = 0; i < m->count; i++)
		m->watches[i].facts = (struct exit_facts){
			.report_day = DATE_UNKNOWN,
			.dividends = dividends_of(&m->desk->dividends, m->held[i].position.ticker),
			.dividends_known = m->desk->dividends_known,
			.short_leg = PRICE_UNKNOWN,
		};
	m->facts_known = load_reports(m, &why) == 0;
	if (!m->facts_known)
		run_partial(run, "the earnings reports could not be read: %s", why.text);
}

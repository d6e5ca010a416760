#include "query_report.h"

#include "array.h"
#include "query.h"
#include "text.h"

const struct query_report query_reports[] = {
	{"orders", "orders of entries and exits, newest first", "created since", true,
		&query_query_orders},
	{"positions", "open positions, newest first", "with those that were closed since", true,
		&query_query_positions},
	{"runs", "runs of the stages, newest first", "of the time since", false, &query_query_runs},
	{"watchlist", "the scores of all tickers, watched ones first", "computed since", true,
		&query_query_watchlist},
	{"feeds", "feeds, failing ones first", "counts articles since", false, &query_query_feeds},
	{"trades", "closed positions, newest first", "closed since", true, &query_query_trades},
	{"gates", "how often each gate refused, most often first", "recommendations since", true,
		&query_query_gates},
};
const size_t query_report_count = array_size(query_reports);

const struct query_report *query_report_find(const char *name)
{
	for (size_t i = 0; i < query_report_count; i++)
		if (text_equal(query_reports[i].name, name))
			return &query_reports[i];
	return NULL;
}

#include "report.h"

#include <stdlib.h>

#include "zone.h"

static void take_results(struct report *report)
{
	for (size_t i = 0; i < report->trade_count; i++) {
		const struct report_trade *t = &report->trades[i];
		report->results[i] = (struct trade_result){zone_new_york_date(t->exit_time, NULL),
			money_to_double(t->pnl), t->r_multiple};
	}
}

int report_compute(struct report *report)
{
	report->results = calloc(report->trade_count + 1, sizeof *report->results);
	report->days = calloc(report->point_count + 1, sizeof *report->days);
	report->curve = calloc(report->point_count + 1, sizeof *report->curve);
	if (report->results == NULL || report->days == NULL || report->curve == NULL)
		return -1;
	take_results(report);
	figures_of_trades(report->results, report->trade_count, &report->trade_figures);
	report->day_count = equity_days(report->points, report->point_count, report->flows,
		report->flow_count, report->days);
	report->value_count = equity_curve(report->points, report->point_count, report->days,
		report->day_count, report->curve);
	figures_of_equity(report->days, report->day_count, report->curve, report->value_count,
		report->rate, &report->equity_figures);
	return 0;
}

/* The first of COUNT rows of SIZE bytes, whose first field is the id, that is not below ID. */
static size_t first_of(const void *rows, size_t count, size_t size, int64_t id)
{
	size_t from = 0, end = count;
	while (from < end) {
		size_t middle = from + (end - from) / 2;
		const char *row = (const char *)rows + middle * size;
		if (*(const int64_t *)(const void *)row < id)
			from = middle + 1;
		else
			end = middle;
	}
	return from;
}

const struct report_mark *report_marks_of(
	const struct report *report, int64_t position_id, size_t *count)
{
	size_t size = sizeof *report->marks;
	size_t from = first_of(report->marks, report->mark_count, size, position_id);
	*count = first_of(report->marks, report->mark_count, size, position_id + 1) - from;
	return report->marks + from;
}

const struct report_fill *report_fills_of(
	const struct report *report, int64_t position_id, size_t *count)
{
	size_t size = sizeof *report->fills;
	size_t from = first_of(report->fills, report->fill_count, size, position_id);
	*count = first_of(report->fills, report->fill_count, size, position_id + 1) - from;
	return report->fills + from;
}

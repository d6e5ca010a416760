#include "earnings.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "text.h"

static const char *const names[] = {
	[REPORT_UNKNOWN] = "unknown",
	[REPORT_BEFORE_OPEN] = "before_open",
	[REPORT_AFTER_CLOSE] = "after_close",
};

const char *report_time_name(enum report_time time)
{
	return names[time];
}

enum report_time report_time_parse(const char *text)
{
	int i = text == NULL ? -1 : text_find(names, array_size(names), text);
	return i < 0 ? REPORT_UNKNOWN : (enum report_time)i;
}

const struct csv_column earnings_columns[EARNINGS_COLUMNS] = {
	{"ticker symbol", true, false},
	{"day date report_date reportdate next_earnings", true, false},
	{"time when time_of_day hour next_earnings_time", false, false},
};

int earnings_read(const char *const *texts, struct earnings *out, struct error *err)
{
	struct earnings e = {.day = DATE_UNKNOWN, .time = report_time_parse(texts[2])};
	if (!occ_read_ticker(texts[0], e.ticker))
		return error_set(err, ERROR_DATA, "not a ticker: \"%.20s\"", texts[0]);
	if (*texts[1] != '\0' && calendar_parse_day(texts[1], &e.day, err) != 0)
		return -1;
	*out = e;
	return 0;
}

/* By ticker, then day; a row without a day last. */
static int compare(const void *a, const void *b)
{
	const struct earnings *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	if (order != 0)
		return order;
	if (date_known(x->day) != date_known(y->day))
		return date_known(x->day) ? -1 : 1;
	order = date_compare(x->day, y->day);
	/* the unknown time, which blocks longest, last: it is kept of one day's rows */
	return order != 0 ? order : (x->time == REPORT_UNKNOWN) - (y->time == REPORT_UNKNOWN);
}

/* Whether NEXT, a row of the same ticker that sorts later, takes the place of KEPT. */
static bool replaces(const struct earnings *next, const struct earnings *kept, struct date from)
{
	return date_known(next->day) &&
	       (date_compare(kept->day, from) < 0 || date_compare(kept->day, next->day) == 0);
}

size_t earnings_keep_next(struct earnings *rows, size_t count, struct date from)
{
	size_t kept = 0;
	if (count > 0)
		qsort(rows, count, sizeof *rows, compare);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp(rows[kept - 1].ticker, rows[i].ticker) != 0)
			rows[kept++] = rows[i];
		else if (replaces(&rows[i], &rows[kept - 1], from))
			rows[kept - 1] = rows[i];
	return kept;
}

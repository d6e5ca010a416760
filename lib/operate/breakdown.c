#include "breakdown.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "report_format.h"
#include "text.h"
#include "zone.h"

const char *const breakdown_titles[BREAKDOWNS] = {
	[BREAKDOWN_STRATEGY] = "Strategy",
	[BREAKDOWN_EXIT] = "Exit rule",
	[BREAKDOWN_HOUR] = "Hour of entry, New York",
	[BREAKDOWN_WEEKDAY] = "Weekday of entry",
	[BREAKDOWN_DELTA] = "Delta at entry",
	[BREAKDOWN_IV_RANK] = "IV rank at entry",
	[BREAKDOWN_DAYS] = "Days to expiry at entry",
};

const char *const breakdown_names[BREAKDOWNS] = {
	[BREAKDOWN_STRATEGY] = "strategy_type",
	[BREAKDOWN_EXIT] = "exit_reason",
	[BREAKDOWN_HOUR] = "entry_hour",
	[BREAKDOWN_WEEKDAY] = "entry_weekday",
	[BREAKDOWN_DELTA] = "entry_delta",
	[BREAKDOWN_IV_RANK] = "iv_rank",
	[BREAKDOWN_DAYS] = "days_to_expiry",
};

/* ---- keys ---- */

enum { ORDER_OF_NAMES = 0, ORDER_UNKNOWN = 1000 };

struct band {
	double below;
	const char *label;
};

static const struct band delta_bands[] = {{0.2, "under .20"}, {0.3, ".20 to .29"},
	{0.4, ".30 to .39"}, {0.5, ".40 to .49"}, {0.6, ".50 to .59"}, {HUGE_VAL, ".60 and over"}};
static const struct band rank_bands[] = {{0.2, "under 20 %"}, {0.4, "20 to 39 %"},
	{0.6, "40 to 59 %"}, {0.8, "60 to 79 %"}, {HUGE_VAL, "80 % and over"}};
static const struct band day_bands[] = {{1, "0, expires that day"}, {2, "1"}, {8, "2 to 7"},
	{22, "8 to 21"}, {46, "22 to 45"}, {HUGE_VAL, "46 and more"}};

static void take_name(struct breakdown_row *row, const char *name)
{
	row->order = ORDER_OF_NAMES;
	(void)snprintf(row->label, sizeof row->label, "%.40s", name);
	for (char *p = row->label; *p != '\0'; p++)
		*p = *p == '_' ? ' ' : *p;
}

static void take_unknown(struct breakdown_row *row)
{
	take_name(row, "unknown");
	row->order = ORDER_UNKNOWN;
}

static void take_band(
	struct breakdown_row *row, const struct band *bands, size_t count, double value)
{
	size_t i = 0;
	if (isnan(value)) {
		take_unknown(row);
		return;
	}
	while (i + 1 < count && !(value < bands[i].below))
		i++;
	take_name(row, bands[i].label);
	row->order = (int)i;
}

static void take_time(struct breakdown_row *row, enum breakdown kind, struct instant t)
{
	int second;
	struct date day = zone_new_york_date(t, &second);
	if (!date_known(day)) {
		take_unknown(row);
	} else if (kind == BREAKDOWN_WEEKDAY) {
		take_name(row, format_weekdays[date_weekday(day)]);
		row->order = (int)date_weekday(day);
	} else {
		row->order = second / 3600;
		(void)snprintf(row->label, sizeof row->label, "%02d:00", row->order);
	}
}

static void take_key(struct breakdown_row *row, enum breakdown kind, const struct report_trade *t)
{
	bool is_stock = t->option_symbol[0] == '\0';
	if (kind >= BREAKDOWN_DELTA && is_stock) {
		take_name(row, "shares");
		row->order = ORDER_UNKNOWN - 1;
		return;
	}
	switch (kind) {
	case BREAKDOWN_STRATEGY:
		take_name(row, t->strategy_type);
		break;
	case BREAKDOWN_EXIT:
		take_name(row, t->exit_reason);
		break;
	case BREAKDOWN_DELTA:
		take_band(row, delta_bands, array_size(delta_bands), fabs(t->entry_delta));
		break;
	case BREAKDOWN_IV_RANK:
		take_band(row, rank_bands, array_size(rank_bands), t->iv_rank);
		break;
	case BREAKDOWN_DAYS:
		take_band(row, day_bands, array_size(day_bands), t->days_to_expiry);
		break;
	case BREAKDOWN_HOUR:
	case BREAKDOWN_WEEKDAY:
	case BREAKDOWNS:
	default:
		take_time(row, kind, t->entry_time);
	}
}

/* ---- rows ---- */

static void add_trade(struct breakdown_row *row, const struct report_trade *t)
{
	if (!money_known(t->pnl)) {
		row->unknown++;
		return;
	}
	row->trades++;
	row->wins += t->pnl.e4 > 0;
	row->net += money_to_double(t->pnl);
}

static int compare_rows(const void *a, const void *b)
{
	const struct breakdown_row *x = a, *y = b;
	int64_t x_count = x->trades + x->unknown, y_count = y->trades + y->unknown;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x_count != y_count)
		return x_count > y_count ? -1 : 1;
	return strcmp(x->label, y->label);
}

static struct breakdown_row *find(
	struct breakdown_row *rows, size_t *count, const struct breakdown_row *key)
{
	for (size_t i = 0; i < *count; i++)
		if (rows[i].order == key->order && text_equal(rows[i].label, key->label))
			return &rows[i];
	if (*count == BREAKDOWN_ROWS_MAX) {
		take_name(&rows[*count - 1], "others");
		rows[*count - 1].order = ORDER_UNKNOWN + 1;
		return &rows[*count - 1];
	}
	rows[*count] = *key;
	return &rows[(*count)++];
}

size_t breakdown_of(const struct report *report, enum breakdown kind,
	struct breakdown_row out[static BREAKDOWN_ROWS_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < report->trade_count; i++) {
		struct breakdown_row key = {0};
		take_key(&key, kind, &report->trades[i]);
		add_trade(find(out, &count, &key), &report->trades[i]);
	}
	qsort(out, count, sizeof out[0], compare_rows);
	return count;
}

/* ---- months ---- */

/* The month of DAY, the last one of OUT or a new one. Days come in order. */
static struct report_month *month_of(
	struct date day, struct report_month *out, size_t *count, size_t max)
{
	int year, month, of_month;
	date_to_ymd(day, &year, &month, &of_month);
	for (size_t i = *count; i > 0; i--)
		if (out[i - 1].year == year && out[i - 1].month == month)
			return &out[i - 1];
	if (*count == max)
		memmove(out, out + 1, --*count * sizeof *out);
	size_t at = *count;
	while (at > 0 && (out[at - 1].year > year ||
				 (out[at - 1].year == year && out[at - 1].month > month)))
		at--;
	memmove(out + at + 1, out + at, (*count - at) * sizeof *out);
	++*count;
	out[at] = (struct report_month){.year = year, .month = month, .return_pct = (double)NAN};
	return &out[at];
}

static bool is_before(const struct report_month *first, struct date day)
{
	int year, month, of_month;
	date_to_ymd(day, &year, &month, &of_month);
	return year < first->year || (year == first->year && month < first->month);
}

size_t report_months(const struct report *report, struct report_month *out, size_t max)
{
	size_t count = 0;
	for (size_t i = 0; i < report->trade_count; i++) {
		const struct report_trade *t = &report->trades[i];
		struct report_month *m = month_of(report->results[i].day, out, &count, max);
		m->trades += money_known(t->pnl);
		m->unknown += !money_known(t->pnl);
		m->wins += money_known(t->pnl) && t->pnl.e4 > 0;
		m->net += money_known(t->pnl) ? money_to_double(t->pnl) : 0;
	}
	for (size_t i = 0; i < report->day_count; i++) {
		const struct equity_day *d = &report->days[i];
		if (isnan(d->rate) || (count == max && is_before(&out[0], d->day)))
			continue;
		struct report_month *m = month_of(d->day, out, &count, max);
		double factor = isnan(m->return_pct) ? 1 : 1 + m->return_pct / 100;
		m->return_pct = 100 * (factor * (1 + d->rate) - 1);
	}
	return count;
}

#include "row_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "row_scan.h"
#include "num.h"
#include "text.h"
#include "zone.h"

enum { PROSE_LEAST = 12, FOLDED_LEAST = 16, CELL_MAX = 1 << 16, UTC_SIZE = 6 };

static size_t count_columns(const struct row_view *view)
{
	size_t count = 0;
	while (view->columns[count].member != NULL)
		count++;
	return count;
}

/* ---- the tables ---- */

static bool is_time(const struct view_column *c)
{
	return c->kind == VIEW_TIME || c->kind == VIEW_CLOCK;
}

/* The first time of a row has UTC beside it, where there is room. */
static bool has_utc(const struct row_view *view, size_t column)
{
	for (size_t i = 0; i < column; i++)
		if (is_time(&view->columns[i]))
			return false;
	return is_time(&view->columns[column]);
}

static int least_of(const struct view_column *c)
{
	int usual = c->kind == VIEW_PROSE ? PROSE_LEAST : c->kind == VIEW_FOLDED ? FOLDED_LEAST : 0;
	return c->least > 0 ? c->least : usual;
}

static struct table_column table_column_of(const struct view_column *c)
{
	return (struct table_column){
		.heading = c->heading,
		.align = c->kind == VIEW_NUMBER ? TABLE_POINT : TABLE_LEFT,
		.worth = c->worth,
		.least = least_of(c),
		.folds = c->kind == VIEW_FOLDED,
	};
}

/* Returns the table of the view I; NULL without memory. */
static struct table *table_of(struct row_views *v, int i)
{
	const struct row_view *view = &v->views[i];
	struct table_column *columns = v->columns[i];
	size_t count = count_columns(view), n = 0;
	if (columns != NULL)
		return &v->tables[i];
	columns = calloc(count + 1, sizeof *columns);
	if (columns == NULL)
		return NULL;
	for (size_t k = 0; k < count; k++) {
		columns[n++] = table_column_of(&view->columns[k]);
		if (has_utc(view, k))
			columns[n++] = (struct table_column){
				.heading = "UTC", .worth = TABLE_WORTH_LEAST, .is_extra = true};
	}
	v->columns[i] = columns;
	v->tables[i] = TABLE_INIT(columns, n);
	return &v->tables[i];
}

/* ---- cells ---- */

static void put_number(struct table *t, const struct view_column *c, const char *text)
{
	double value;
	if (c->decimals == VIEW_AS_WRITTEN ||
		num_parse_double(text, -HUGE_VAL, HUGE_VAL, &value) != 0)
		table_text(t, text);
	else if (c->decimals == VIEW_SHORT)
		table_printf(t, "%.6g", value);
	else
		table_printf(t, "%.*f", c->decimals, value);
}

static void put_time(struct table *t, const struct view_column *c, const char *text,
	struct instant now, bool with_utc)
{
	char clock[ZONE_CLOCK_SIZE], utc[INSTANT_TEXT_SIZE];
	struct instant at;
	bool known = instant_parse(text, &at) == 0;
	if (!known) {
		table_text(t, text);
	} else if (c->kind == VIEW_CLOCK) {
		table_text(t, zone_clock(at, false, clock) + strlen("Mon "));
	} else {
		table_text(t, zone_clock(at, zone_needs_date(now, at), clock));
	}
	if (with_utc)
		table_printf(
			t, "%.5s", known ? instant_format(at, utc) + strlen("2026-01-26T") : "");
}

static void put_day(struct table *t, const char *text)
{
	struct date day;
	if (date_parse(text, &day) != 0)
		table_text(t, text);
	else
		table_printf(t, "%s %s", zone_weekday(day), text);
}

static void put_cell(struct table *t, const struct row_view *view, size_t column,
	struct row_slice row, struct instant now)
{
	const struct view_column *c = &view->columns[column];
	buf_auto struct buf text = BUF_INIT(CELL_MAX);
	struct row_slice value;
	if (row_scan_member(row, c->member, &value))
		row_scan_text(value, &text);
	const char *shown = buf_text(&text);
	if (c->kind == VIEW_NUMBER)
		put_number(t, c, shown);
	else if (is_time(c))
		put_time(t, c, shown, now, has_utc(view, column));
	else if (c->kind == VIEW_DAY)
		put_day(t, shown);
	else if (text_equal(shown, "true") || text_equal(shown, "false"))
		table_text(t, text_equal(shown, "true") ? "yes" : "no");
	else
		table_text(t, shown);
}

/* ---- rows ---- */

static bool is_described(const struct row_view *view, struct row_slice row)
{
	char member[64];
	struct row_slice value;
	size_t length = view->when == NULL ? 0 : strcspn(view->when, "=");
	if (row.length == 0 || *row.text != '{')
		return false;
	if (view->when == NULL)
		return true;
	if (length >= sizeof member)
		return false;
	memcpy(member, view->when, length);
	member[length] = '\0';
	if (!row_scan_member(row, member, &value))
		return false;
	const char *want = view->when + length;
	return *want == '\0' || (value.length == strlen(want + 1) + 2 &&
					memcmp(value.text + 1, want + 1, value.length - 2) == 0);
}

/* Returns the number of the view that describes ROW; -1 when no view does. */
static int find_view(const struct row_views *v, struct row_slice row)
{
	for (int i = 0; i < VIEWS_MAX && v->views[i].columns != NULL; i++)
		if (is_described(&v->views[i], row))
			return i;
	return -1;
}

static void add_row(
	struct row_views *v, int view, struct row_slice row, struct instant now, struct buf *out)
{
	struct table *t = table_of(v, view);
	if (t == NULL) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < count_columns(&v->views[view]); i++)
		put_cell(t, &v->views[view], i, row, now);
}

/* Writes the tables that have rows, in the order of the views. */
static void write_tables(struct row_views *v, int width, struct buf *out)
{
	for (int i = 0; i < VIEWS_MAX && v->views[i].columns != NULL; i++) {
		struct table *t = &v->tables[i];
		if (t->cell_count == 0)
			continue;
		t->goes_on = v->last == i;
		if (!t->goes_on && v->last >= 0)
			buf_putc(out, '\n');
		if (!t->goes_on && v->views[i].title != NULL)
			buf_printf(out, "%s\n", v->views[i].title);
		table_write(t, width, out);
		table_clear(t);
		v->last = i;
	}
}

void row_views_init(struct row_views *v, const struct row_view *views)
{
	*v = (struct row_views){.views = views, .last = -1};
}

void row_views_write(struct row_views *v, const char *rows, size_t length, struct instant now,
	int width, struct buf *out)
{
	const char *end = rows + length;
	while (rows < end) {
		const char *newline = memchr(rows, '\n', (size_t)(end - rows));
		size_t line = newline == NULL ? (size_t)(end - rows) : (size_t)(newline - rows);
		int view = find_view(v, (struct row_slice){rows, line});
		if (view >= 0) {
			add_row(v, view, (struct row_slice){rows, line}, now, out);
		} else {
			write_tables(v, width, out);
			buf_append(out, rows, line);
			buf_puts(out, newline == NULL ? "" : "\n");
			v->last = -1;
		}
		rows += line + (newline != NULL);
	}
	write_tables(v, width, out);
}

void row_views_free(struct row_views *v)
{
	for (int i = 0; i < VIEWS_MAX; i++) {
		table_free(&v->tables[i]);
		free(v->columns[i]);
	}
}

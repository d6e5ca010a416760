#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

struct layout {
	const struct table *table;
	struct table_place *places;
	size_t last; /* the last column that is shown */
};

/* ---- cells ---- */

void table_text(struct table *t, const char *text)
{
	size_t length = text == NULL ? 0 : strlen(text);
	if (length == 0)
		buf_putc(&t->cells, '-');
	else
		text_show(&t->cells, text, length);
	buf_putc(&t->cells, '\0');
	t->cell_count++;
}

void table_printf(struct table *t, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	buf_auto struct buf text = BUF_INIT(TABLE_CELLS_MAX);
	char *room = length < 0 ? NULL : buf_room(&text, (size_t)length);
	if (room != NULL) {
		(void)vsnprintf(room, (size_t)length + 1, format, again);
		buf_extend(&text, (size_t)length);
	}
	t->cells.failed |= room == NULL;
	va_end(arguments);
	va_end(again);
	table_text(t, buf_text(&text));
}

void table_i64(struct table *t, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	table_text(t, value == INT64_MIN ? NULL : num_format_i64(value, text));
}

/* ---- layout ---- */

static int width_of(const char *text)
{
	return text_width(text, strlen(text));
}

/* The columns of TEXT before its decimal point. */
static int width_before_point(const char *text)
{
	return text_width(text, strcspn(text, "."));
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static void measure(const struct layout *l)
{
	const struct table *t = l->table;
	const char *text = buf_text(&t->cells);
	for (size_t i = 0; i < t->cell_count; i++, text += strlen(text) + 1) {
		size_t column = i % t->column_count;
		struct table_place *p = &l->places[column];
		int width = width_of(text), before = width_before_point(text);
		if (t->columns[column].align == TABLE_POINT) {
			p->before = larger(p->before, before);
			p->after = larger(p->after, width - before);
			width = p->before + p->after;
		}
		p->natural = larger(p->natural, width);
	}
	for (size_t i = 0; i < t->column_count; i++) {
		struct table_place *p = &l->places[i];
		if (!t->no_headings)
			p->natural = larger(p->natural, width_of(t->columns[i].heading));
		p->natural = p->width = larger(p->natural, 1);
	}
}

static int total_width(const struct layout *l)
{
	int total = l->table->indent - l->table->gap;
	for (size_t i = 0; i < l->table->column_count; i++)
		total += l->places[i].width == 0 ? 0 : l->places[i].width + l->table->gap;
	return total;
}

/* Makes the widest column that may be cut narrower by one; false when all have their least. */
static bool shrink(const struct layout *l)
{
	struct table_place *widest = NULL;
	for (size_t i = 0; i < l->table->column_count; i++) {
		struct table_place *p = &l->places[i];
		int least = l->table->columns[i].least;
		if (least > 0 && p->width > least && (widest == NULL || p->width > widest->width))
			widest = p;
	}
	if (widest != NULL)
		widest->width--;
	return widest != NULL;
}

/* Leaves out the column with the least worth; false when only the first is left. */
static bool leave_out(const struct layout *l)
{
	const struct table *t = l->table;
	size_t least = 0;
	for (size_t i = 1; i < t->column_count; i++)
		if (l->places[i].width > 0 &&
			(least == 0 || t->columns[i].worth <= t->columns[least].worth))
			least = i;
	if (least == 0)
		return false;
	l->places[least].width = 0;
	/* the room that this gives is shared out again */
	for (size_t i = 0; i < t->column_count; i++)
		if (l->places[i].width > 0)
			l->places[i].width = l->places[i].natural;
	return true;
}

static void fit(struct layout *l, int width)
{
	while (width > 0 && total_width(l) > width)
		if (!shrink(l) && !leave_out(l))
			break;
	for (size_t i = 0; i < l->table->column_count; i++)
		if (l->places[i].width > 0)
			l->last = i;
}

/* ---- writing ---- */

static void put_spaces(struct buf *out, int count)
{
	buf_printf(out, "%*s", larger(count, 0), "");
}

/* Writes TEXT of LENGTH bytes in a place of WIDTH columns, with AHEAD of the spaces before it. */
static void put(struct buf *out, const char *text, size_t length, int ahead, int width)
{
	put_spaces(out, ahead);
	buf_append(out, text, length);
	put_spaces(out, width - ahead - text_width(text, length));
}

static void put_cell(
	struct buf *out, const struct table_place *p, enum table_align align, const char *text)
{
	int width = width_of(text), ahead = 0;
	if (width > p->width) {
		size_t length = text_cut_width(text, strlen(text), p->width - 1);
		buf_append(out, text, length);
		buf_puts(out, "\u2026");
		/* a wide character that did not fit leaves a column */
		put_spaces(out, p->width - 1 - text_width(text, length));
		return;
	}
	if (align == TABLE_RIGHT)
		ahead = p->width - width;
	if (align == TABLE_POINT)
		ahead = p->width - p->after - width_before_point(text);
	put(out, text, strlen(text), ahead, p->width);
}

/* The bytes of TEXT that fit into WIDTH columns, up to a space where there is one. */
static size_t line_length(const char *text, int width)
{
	size_t length = strlen(text), fits = text_cut_width(text, length, width);
	size_t end = fits;
	while (fits < length && end > 0 && text[end] != ' ')
		end--;
	return end > 0 ? end : fits > 0 ? fits : length;
}

/* Writes the last cell of a row in as many lines as it needs. */
static void put_folded(const struct layout *l, struct buf *out, const char *text, int column)
{
	int width = l->places[l->last].width;
	for (;;) {
		size_t length = line_length(text, width);
		buf_append(out, text, length);
		text += length;
		text += strspn(text, " ");
		if (*text == '\0')
			return;
		buf_putc(out, '\n');
		put_spaces(out, column);
	}
}

/* Removes the spaces at the end, and ends the line. */
static void end_line(struct buf *out)
{
	while (out->length > 0 && out->data[out->length - 1] == ' ')
		out->length--;
	buf_putc(out, '\n');
}

/* Writes one line; TEXT is its first cell, or NULL for the headings. */
static void write_line(const struct layout *l, const char *text, struct buf *out)
{
	const struct table *t = l->table;
	int column = t->indent;
	put_spaces(out, t->indent);
	for (size_t i = 0; i <= l->last; i++) {
		const struct table_place *p = &l->places[i];
		const char *cell = text == NULL ? t->columns[i].heading : text;
		enum table_align align = t->columns[i].align;
		if (text != NULL)
			text += strlen(text) + 1;
		if (p->width == 0)
			continue;
		if (text == NULL && align == TABLE_POINT)
			align = TABLE_RIGHT;
		if (i == l->last && t->columns[i].folds)
			put_folded(l, out, cell, column);
		else
			put_cell(out, p, align, cell);
		put_spaces(out, i == l->last ? 0 : t->gap);
		column += p->width + t->gap;
	}
	end_line(out);
}

static void write_left_out(const struct layout *l, int width, struct buf *out)
{
	const struct table *t = l->table;
	buf_auto struct buf names = BUF_INIT(1 << 12);
	for (size_t i = 0; i < t->column_count; i++)
		if (l->places[i].width == 0 && !t->columns[i].is_extra &&
			t->columns[i].heading[0] != '\0')
			buf_printf(&names, "%s%s", names.length == 0 ? "" : ", ",
				t->columns[i].heading);
	if (names.length == 0)
		return;
	buf_auto struct buf line = BUF_INIT(1 << 13);
	buf_printf(&line, "(too narrow for: %s)", buf_text(&names));
	struct table_place place = {.width = larger(width - t->indent, 1)};
	put_spaces(out, t->indent);
	put_cell(out, &place, TABLE_LEFT, buf_text(&line));
	end_line(out);
}

/* The places, those of the last table_write where it exists; NULL without memory. */
static struct table_place *take_places(struct table *t)
{
	if (t->places == NULL)
		t->places = calloc(t->column_count, sizeof *t->places);
	for (size_t i = 0; t->places != NULL && i < t->column_count && !t->goes_on; i++)
		t->places[i] = (struct table_place){0};
	return t->places;
}

/* The columns that are left out, as bits: enough of them to see that they changed. */
static uint64_t left_out(const struct table *t)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < t->column_count; i++)
		bits |= t->places[i].width == 0 ? UINT64_C(1) << i % 64 : 0;
	return bits;
}

void table_write(struct table *t, int width, struct buf *out)
{
	struct layout l = {.table = t};
	if (t->column_count == 0)
		return;
	l.places = take_places(t);
	if (l.places == NULL || !buf_ok(&t->cells)) {
		out->failed = true;
		return;
	}
	uint64_t before = left_out(t);
	measure(&l);
	fit(&l, width);
	bool headed = !t->no_headings && !(t->goes_on && left_out(t) == before);
	if (headed)
		write_line(&l, NULL, out);
	const char *text = buf_text(&t->cells), *end = text + t->cells.length;
	for (size_t i = 0; i + t->column_count <= t->cell_count; i += t->column_count) {
		write_line(&l, text, out);
		for (size_t k = 0; k < t->column_count && text < end; k++)
			text += strlen(text) + 1;
	}
	if (headed || (t->no_headings && !t->goes_on))
		write_left_out(&l, width, out);
}

void table_clear(struct table *t)
{
	buf_clear(&t->cells);
	t->cell_count = 0;
}

void table_free(struct table *t)
{
	buf_free(&t->cells);
	free(t->places);
	t->places = NULL;
	t->cell_count = 0;
}

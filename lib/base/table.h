/*
 * Writes an aligned text table for a terminal: cells in, text out. Every program that prints
 * columns uses it.
 *
 *	static const struct table_column columns[] = {
 *		{.heading = "ticker"},
 *		{.heading = "price", .align = TABLE_POINT},
 *		{.heading = "title", .worth = -1, .least = 20},
 *	};
 *	table_auto struct table t = TABLE_INIT(columns, array_size(columns));
 *	for (each row) {
 *		table_text(&t, row->ticker);
 *		table_price(&t, row->price, 2);
 *		table_text(&t, row->title);
 *	}
 *	table_write(&t, terminal_width(), &run->out);
 *
 * A cell of unknown content is shown as "-". Control characters of a cell are made visible, so that
 * text from outside cannot move the cursor.
 *
 * A table that is wider than the terminal is made narrower in two steps. First the columns with a
 * `least` shrink, the widest first: their texts are cut, and end with an ellipsis. When that is not
 * enough, the column with the least worth is left out, then the next; a last line names the columns
 * that were left out. A number is never cut.
 */
#ifndef OPT_TABLE_H
#define OPT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "num.h"

enum table_align {
	TABLE_LEFT,
	TABLE_RIGHT,
	TABLE_POINT, /* numbers, one decimal point below the other */
};

struct table_column {
	const char *heading; /* "": none */
	enum table_align align;
	/* the least is left out first; of equal worth, the last column; the first column stays */
	int worth;
	int least; /* the text may be cut to this width; 0: never */
	/* of the last column: a text that is too long continues in the next line instead */
	bool folds;
	/* another column says the same in other words: it is left out without a note */
	bool is_extra;
};

enum { TABLE_WORTH_LEAST = -1000 };

/* The place that a column gets, in columns of the terminal. */
struct table_place {
	int natural; /* its widest text, or its heading */
	int width;   /* 0: the column is left out */
	/* of TABLE_POINT: the widest part before the decimal point, and from the point on */
	int before, after;
};

struct table {
	const struct table_column *columns; /* borrowed */
	size_t column_count;
	int indent;	  /* spaces before each line */
	int gap;	  /* spaces between two columns */
	bool no_headings; /* write only the rows */
	/*
	 * The next table_write goes on below the last one: its columns are at least as wide, and
	 * the headings are written again only when other columns are left out.
	 */
	bool goes_on;
	size_t cell_count;
	struct buf cells;	    /* the texts as they are shown, each with a NUL */
	struct table_place *places; /* owned; of the last table_write */
};

enum { TABLE_CELLS_MAX = 1 << 28 }; /* bytes */

#define TABLE_INIT(the_columns, count) \
	((struct table){.columns = (the_columns), \
		.column_count = (count), \
		.gap = 2, \
		.cells = BUF_INIT(TABLE_CELLS_MAX)})
#define table_auto __attribute__((cleanup(table_free)))

/* Each adds the next cell, row by row from left to right. */
void table_text(struct table *t, const char *text); /* NULL and "" are unknown */
void table_printf(struct table *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void table_i64(struct table *t, int64_t value); /* INT64_MIN is unknown */

/*
 * Appends the headings and the rows to OUT, in lines of at most WIDTH columns; 0: without a limit.
 * OUT has failed afterwards when memory was missing for a cell: see buf.h.
 */
void table_write(struct table *t, int width, struct buf *out);
void table_clear(struct table *t); /* drops the cells */
void table_free(struct table *t);

#endif

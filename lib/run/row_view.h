/*
 * Shows rows as tables on a terminal. A program writes its rows as JSON in every case (run_row);
 * for a person, run_flush turns those that a view describes into a table. A program lists its views
 * in struct program:
 *
 *	static const struct view_column column[] = {
 *		{"ticker", "ticker", .kind = VIEW_TEXT},
 *		{"limit_price", "limit", .kind = VIEW_NUMBER, .decimals = 2},
 *		{"ts", "time", .kind = VIEW_TIME},
 *		{0},
 *	};
 *	static const struct row_view views[] = {{.columns = column}, {0}};
 *
 * Rows that no view describes stay as they are, and so does text that is not a row.
 */
#ifndef OPT_ROW_VIEW_H
#define OPT_ROW_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "instant.h"
#include "table.h"

enum view_kind {
	VIEW_TEXT,   /* never cut, as the symbol of a contract */
	VIEW_PROSE,  /* may be cut on a narrow terminal */
	VIEW_FOLDED, /* of the last column: goes on in the next line on a narrow terminal */
	VIEW_NUMBER, /* with .decimals */
	VIEW_TIME,   /* in New York; with the date when it is days away from now */
	VIEW_CLOCK,  /* the hour and minute in New York */
	VIEW_DAY,    /* a day, with its weekday */
};

struct view_column {
	const char *member; /* of the row; order.limit_price is a member of the member order */
	const char *heading;
	enum view_kind kind;
	int decimals; /* of VIEW_NUMBER, or one of the two below */
	int worth;    /* as in struct table_column */
	int least;    /* of VIEW_PROSE and VIEW_FOLDED: as there; 0: a usual one */
};

enum {
	VIEW_AS_WRITTEN = -1, /* as in the row */
	VIEW_SHORT = -2,      /* six digits, for values of different units */
	VIEWS_MAX = 8,
};

struct row_view {
	/* The rows that have this member, or with "member=text" this text in it. NULL: all. */
	const char *when;
	const char *title;		   /* NULL: none */
	const struct view_column *columns; /* ended by a zero column */
};

/* The tables of a run; a table that is written again goes on where it was. */
struct row_views {
	const struct row_view *views; /* borrowed; ended by a zero view */
	struct table tables[VIEWS_MAX];
	struct table_column *columns[VIEWS_MAX]; /* owned */
	int last;				 /* the view that was written last; -1: none */
};

void row_views_init(struct row_views *v, const struct row_view *views);
/*
 * Appends ROWS, LENGTH bytes of lines, to OUT: those that a view describes as tables, WIDTH columns
 * wide. NOW decides whether a time is shown with its date.
 */
void row_views_write(struct row_views *v, const char *rows, size_t length, struct instant now,
	int width, struct buf *out);
void row_views_free(struct row_views *v);

#endif

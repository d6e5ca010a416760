/*
 * Writes lines of CSV as RFC 4180 wants them: fields with a comma, a quote or a line break in
 * quotes, and CR LF at the end of a line.
 *
 *	struct csv_out csv = {.out = &buf};
 *	csv_text(&csv, "ticker");
 *	csv_text(&csv, "pnl");
 *	csv_end(&csv);
 *
 * An unknown value is an empty field.
 */
#ifndef OPT_CSV_OUT_H
#define OPT_CSV_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "date.h"
#include "instant.h"
#include "num.h"

struct csv_out {
	struct buf *out; /* borrowed */
	bool begun;	 /* the line has a field */
};

void csv_text(struct csv_out *csv, const char *text); /* NULL: an empty field */
void csv_i64(struct csv_out *csv, int64_t value);     /* INT64_MIN is unknown */
/* With DECIMALS places; NAN and infinity are unknown. */
void csv_double(struct csv_out *csv, double value, int decimals);
void csv_price(struct csv_out *csv, struct price value); /* 4 decimals */
void csv_money(struct csv_out *csv, struct money value); /* 2 decimals */
void csv_date(struct csv_out *csv, struct date value);
void csv_instant(struct csv_out *csv, struct instant value);
void csv_end(struct csv_out *csv);
/* A line of texts: the header. */
void csv_line(struct csv_out *csv, const char *const *texts, size_t count);

#endif

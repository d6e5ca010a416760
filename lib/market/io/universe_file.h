/*
 * Reads the ticker universe from a file in the format of the SEC's company_tickers_exchange.json:
 * {"fields": [...], "data": [[...], ...]} without other members. A class share BRK-B becomes BRK.B.
 * Rows keep the file's order, which is by company size. A file with any other content is refused as
 * a whole.
 */
#ifndef OPT_UNIVERSE_FILE_H
#define OPT_UNIVERSE_FILE_H

#include "error.h"
#include "ticker.h"

struct universe_row {
	const char *ticker, *name, *exchange; /* exchange: NULL when the file has none */
};

struct universe {
	struct universe_row *rows;
	struct ticker_entry *entries; /* the same rows, for a ticker matcher */
	size_t count;
	char *owner; /* the buffer that the texts point into */
};

#define UNIVERSE_INIT ((struct universe){.rows = NULL})

/* 0, and *U for universe_free; or -1 with ERROR_DATA: not readable, or in another format. */
int universe_load(struct universe *u, const char *path, struct error *err);
void universe_free(struct universe *u);

#endif

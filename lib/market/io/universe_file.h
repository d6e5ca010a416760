/*
 * The ticker universe from a file: the SEC's company_tickers_exchange.json ({"fields": [...],
 * "data": [[...], ...]}, no other member), where class shares are BRK-B and become BRK.B. Rows keep
 * the file's order, which is by size. Whatever is no such file is refused whole.
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
	struct ticker_entry *entries; /* the same, for a matcher */
	size_t count;
	char *owner; /* of the texts */
};

#define UNIVERSE_INIT ((struct universe){.rows = NULL})

/* ERROR_DATA: not readable, or not what it should be. */
int universe_load(struct universe *u, const char *path, struct error *err);
void universe_free(struct universe *u);

#endif

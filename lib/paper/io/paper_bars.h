/* Historical bars of many symbols in pages, for the stock and the option endpoint. */
#ifndef OPT_PAPER_BARS_H
#define OPT_PAPER_BARS_H

#include "paper_server.h"

enum { PAPER_SYMBOLS_MAX = 2000, PAPER_OPTION_SYMBOLS_MAX = 100 };

struct paper_symbols {
	size_t count;
	char (*names)[OCC_SYMBOL_SIZE]; /* sorted, each once; owned */
};

/*
 * Reads the parameter symbols=. The caller frees *OUT. -1 with the error in R: 400 when it is
 * missing, malformed or has too many symbols, 500 when memory is short.
 */
int paper_read_symbols(
	struct paper_call *c, struct paper_reply *r, bool options, struct paper_symbols *out);
void paper_symbols_free(struct paper_symbols *s);

/* Replies to GET .../bars with {"bars":{SYMBOL:[bar]},"next_page_token"}. */
void paper_reply_bars(struct paper_call *c, struct paper_reply *r, bool options);

#endif

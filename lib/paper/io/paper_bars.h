/* Historical bars of many symbols in pages: shared by the stock and the option endpoint. */
#ifndef OPT_PAPER_BARS_H
#define OPT_PAPER_BARS_H

#include "paper_server.h"

enum { PAPER_SYMBOLS_MAX = 2000, PAPER_OPTION_SYMBOLS_MAX = 100 };

struct paper_symbols {
	size_t count;
	char (*names)[OCC_SYMBOL_SIZE]; /* sorted, each once; owned */
};

/* The symbols= parameter. -1 with a 400 in R: missing, malformed, or too many option symbols. */
int paper_read_symbols(
	struct paper_call *c, struct paper_reply *r, bool options, struct paper_symbols *out);
void paper_symbols_free(struct paper_symbols *s);

/* GET .../bars: {"bars":{SYMBOL:[bar]},"next_page_token"}. */
void paper_reply_bars(struct paper_call *c, struct paper_reply *r, bool options);

#endif

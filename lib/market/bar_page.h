/*
 * A page of bars as the broker writes it,
 *	{"bars":{"SYMBOL":[{"t":TIME,"o":N,"h":N,"l":N,"c":N,"v":N,"n":N,"vw":N}, ...], ...},
 *	 "next_page_token":TEXT or null}
 * read straight from its text, as strictly as a JSON parser would: the whole text must be one JSON
 * value, a name twice in one object is an error, so is a bar without t, o, h, l, c or v. Other
 * names are passed over. Prices are exact to 1/10000 USD, rounded half away from zero beyond.
 */
#ifndef OPT_BAR_PAGE_H
#define OPT_BAR_PAGE_H

#include <stddef.h>

#include "bar.h"
#include "error.h"

enum { BAR_PAGE_TOKEN_SIZE = 512 };

/*
 * Called for each bar in the page's order; SYMBOL is borrowed for the call. A non-zero answer ends
 * the reading with it. feed of the bar is 0.
 */
typedef int bar_page_taker(
	void *context, const char *symbol, const struct bar *bar, struct error *err);

/*
 * TEXT of LENGTH bytes is followed by a NUL. TOKEN: that of the next page, "" when this is the last
 * one. Bars before a fault have been taken. ERROR_DATA.
 */
int bar_page_read(const char *text, size_t length, bar_page_taker *take, void *context,
	char token[static BAR_PAGE_TOKEN_SIZE], struct error *err);

#endif

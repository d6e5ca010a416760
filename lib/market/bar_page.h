/*
 * Reads a page of bars as the broker sends it:
 *	{"bars":{"SYMBOL":[{"t":TIME,"o":N,"h":N,"l":N,"c":N,"v":N,"n":N,"vw":N}, ...], ...},
 *	 "next_page_token":TEXT or null}
 * bar_page_read parses the text directly, without building a tree of JSON values, and is as strict
 * as a JSON parser: the whole text must be one JSON value. Other names are skipped. Prices are
 * exact to 1/10000 USD; further decimals are rounded, half away from zero. A count with a fraction,
 * such as a volume of 12.75 shares, is rounded in the same way.
 *
 * One odd bar costs only itself: a bar whose value cannot be read, that lacks t, o, h, l, c or v,
 * or in which a name occurs twice is left out and added to the odd rows, and so is a list of bars
 * that is not a list.
 */
#ifndef OPT_BAR_PAGE_H
#define OPT_BAR_PAGE_H

#include <stddef.h>

#include "bar.h"
#include "error.h"
#include "odd_rows.h"

enum { BAR_PAGE_TOKEN_SIZE = 512 };

/*
 * Called once per bar, in the order of the page. SYMBOL is borrowed for the call. The caller sets
 * the feed of the bar. A result other than 0 ends the reading, and bar_page_read returns it.
 */
typedef int bar_page_taker(
	void *context, const char *symbol, const struct bar *bar, struct error *err);

/*
 * Reads TEXT, LENGTH bytes and a NUL after them. Sets TOKEN to the token of the next page, "" after
 * the last page. Adds bars that cannot be read to ODD, which may be NULL. Returns 0, the result of
 * TAKE, or -1 with ERROR_DATA when the page is malformed; TAKE has then received the bars before
 * the fault.
 */
int bar_page_read(const char *text, size_t length, bar_page_taker *take, void *context,
	char token[static BAR_PAGE_TOKEN_SIZE], struct odd_rows *odd, struct error *err);

#endif

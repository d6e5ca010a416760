/* `opt-rss --parse`: prints the items of feed files as JSON Lines. */
#ifndef OPT_FEED_PRINT_H
#define OPT_FEED_PRINT_H

#include "error.h"
#include "feed_child.h"
#include "run.h"

/* Parsers at once. More would not be faster: they would wait for the printing. */
enum { FEED_PARSERS = 2 };

/*
 * Parses the files that are the operands of RUN ("-": standard input) and prints every item, in the
 * order of the files: {event_uid, guid, title, link, summary, content, published_at, feed_url,
 * problems}. A file that cannot be read or parsed is logged in one line, and the others are still
 * printed; the result is then -1 with ERROR_PARTIAL, or with ERROR_DATA when no file was good.
 * CHILDREN are open (feed_child_open).
 */
int feed_print_files(
	struct run *run, struct feed_child children[static FEED_PARSERS], struct error *err);

/* The rows that these functions print. */
extern const struct row_kind item_row;

#endif

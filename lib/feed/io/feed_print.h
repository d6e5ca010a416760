/* Feed items as rows of JSON Lines, and `opt-rss --parse`. */
#ifndef OPT_FEED_PRINT_H
#define OPT_FEED_PRINT_H

#include "buf.h"
#include "error.h"
#include "feed_child.h"
#include "run.h"

/*
 * Appends {event_uid, guid, title, link, summary, content, published_at, feed_url, problems}, one
 * line. PROBLEMS are those of the whole document, added to the item's.
 */
void feed_print_item(
	struct buf *out, const char *feed_url, const struct feed_item *item, unsigned problems);

/* One document is parsed while another is, or is printed: more would wait for the printer. */
enum { FEED_PARSERS = 2 };

/*
 * Parses the files that are the run's operands ("-": standard input) and prints every item, in
 * their order. Files that cannot be read or parsed are logged, a line each, and the others go on:
 * the answer is then -1 and ERROR_PARTIAL, or ERROR_DATA when none was good.
 */
int feed_print_files(
	struct run *run, struct feed_child children[static FEED_PARSERS], struct error *err);

#endif

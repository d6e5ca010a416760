/* Feed items as rows of JSON Lines, and `opt-rss --parse`. */
#ifndef OPT_FEED_PRINT_H
#define OPT_FEED_PRINT_H

#include "buf.h"
#include "error.h"
#include "feed.h"

/*
 * Appends {event_uid, guid, title, link, summary, content, published_at, feed_url, problems}, one
 * line. PROBLEMS are those of the whole document, added to the item's.
 */
void feed_print_item(
	struct buf *out, const char *feed_url, const struct feed_item *item, unsigned problems);

/*
 * Parses the files (NULL-terminated names; "-": standard input), in a sandbox, and prints every
 * item to standard output. Files that cannot be read or parsed are told to REPORT, a line each, and
 * the others go on: the answer is then -1 and ERROR_PARTIAL, or ERROR_DATA when none was good.
 */
int feed_print_files(char *const names[], void (*report)(const char *line), struct error *err);

#endif

/*
 * Finds values in JSON text of our own (jsonl.h) without building a tree: a number keeps the digits
 * that it was written with. Text from outside is read by net/io/json.h, which checks it.
 *
 *	struct row_slice value;
 *	if (row_scan_member((struct row_slice){line, length}, "order.limit_price", &value))
 *		row_scan_text(value, &out);
 *
 * A text that is not JSON gives no value, or a wrong one; it is never read behind its end.
 */
#ifndef OPT_ROW_SCAN_H
#define OPT_ROW_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* One value, as it stands in the text. Borrowed. */
struct row_slice {
	const char *text;
	size_t length;
};

/*
 * Finds the member PATH of OBJECT; a dot leads into a member that is an object itself. False when
 * it is missing.
 */
bool row_scan_member(struct row_slice object, const char *path, struct row_slice *out);

/*
 * Sets *OUT to the element of the array LIST after *OUT, or to the first one when OUT->text is
 * NULL. False after the last one, and when LIST is not an array.
 */
bool row_scan_element(struct row_slice list, struct row_slice *out);

bool row_scan_is_null(struct row_slice value);
/*
 * Appends VALUE for a person to read: the characters of a text, the elements of an array with
 * commas between them, anything else as it stands. A null appends nothing.
 */
void row_scan_text(struct row_slice value, struct buf *out);

#endif

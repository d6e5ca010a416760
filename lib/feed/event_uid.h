/* The identity of a news item: two items are the same when their event_uid is. */
#ifndef OPT_EVENT_UID_H
#define OPT_EVENT_UID_H

#include "digest.h"

/*
 * Writes the SHA-256, in hex, of the first of these that the item has:
 *   1. GUID, when it is an absolute URI;
 *   2. FEED_URL, U+001F, GUID;
 *   3. LINK;
 *   4. TITLE, U+001F, DATE_TEXT (the date as the feed wrote it).
 * GUID, LINK, TITLE and DATE_TEXT may be NULL or "": missing. Returns OUT, or NULL (OUT untouched)
 * when the item has neither GUID, LINK nor TITLE.
 */
const char *event_uid(const char *feed_url, const char *guid, const char *link, const char *title,
	const char *date_text, char out[static DIGEST_HEX_SIZE]);

#endif

/* The identity of a news item. */
#ifndef OPT_EVENT_UID_H
#define OPT_EVENT_UID_H

#include "digest.h"

/*
 * Hex SHA-256 of, the first that can be had: GUID when it is an absolute URI; FEED_URL, U+001F,
 * GUID; LINK; TITLE, U+001F, DATE_TEXT (the date as the feed wrote it). Each may be NULL or "" when
 * missing. Returns OUT, or NULL when there is nothing to know the item by (OUT untouched).
 */
const char *event_uid(const char *feed_url, const char *guid, const char *link, const char *title,
	const char *date_text, char out[static DIGEST_HEX_SIZE]);

#endif

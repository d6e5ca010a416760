#include "event_uid.h"

#include <stdbool.h>
#include <string.h>

#include "url.h"

static bool has(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* A URI has a scheme and no blanks: "urn:x:1", "https://...", not "Story: 12". */
static bool is_uri(const char *text)
{
	return url_is_absolute(text) && strpbrk(text, " \t\r\n") == NULL;
}

static const char *pair(const char *first, const char *second, char *out)
{
	struct digest d;
	digest_init(&d);
	digest_add_field(&d, first == NULL ? "" : first); /* adds U+001F too */
	if (second != NULL)
		digest_add(&d, second, strlen(second));
	return digest_final_hex(&d, out);
}

const char *event_uid(const char *feed_url, const char *guid, const char *link, const char *title,
	const char *date_text, char out[static DIGEST_HEX_SIZE])
{
	if (has(guid) && is_uri(guid))
		return digest_hex(guid, strlen(guid), out);
	if (has(guid))
		return pair(feed_url, guid, out);
	if (has(link))
		return digest_hex(link, strlen(link), out);
	if (has(title))
		return pair(title, date_text, out);
	return NULL;
}

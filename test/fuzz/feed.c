/* Parses a feed in this process. The first two bytes choose the header's charset and the URL. */
#include "fuzz.h"

#include <strings.h>

#include "feed.h"
#include "text.h"

static const char *const charsets[] = {
	NULL, "utf-8", "iso-8859-1", "windows-1251", "utf-16", "gb18030", "klingon", "\"koi8-r\""};
static const char *const addresses[] = {NULL, "https://example.org/a/b?c#d", "x:", "//"};

static void check_text(const char *text, size_t max)
{
	if (text == NULL)
		return;
	size_t length = strlen(text);
	HOLDS(length > 0 && length <= max && text_is_utf8(text, length));
	for (size_t i = 0; i < length; i++)
		HOLDS((unsigned char)text[i] >= ' ' && text[i] != 0x7f);
}

static void check_batch(const struct feed_batch *batch)
{
	struct feed_item item;
	size_t cursor = 0;
	uint32_t count = 0;
	int result;
	while ((result = feed_batch_next(batch, &cursor, &item)) == 1) {
		count++;
		check_text(item.guid, FEED_GUID_MAX);
		check_text(item.title, FEED_TITLE_MAX);
		check_text(item.link, FEED_LINK_MAX);
		check_text(item.summary, FEED_TEXT_MAX);
		check_text(item.content, FEED_TEXT_MAX);
		check_text(item.date_text, FEED_DATE_TEXT_MAX);
		HOLDS(item.link == NULL || strncasecmp(item.link, "javascript:", 11) != 0);
	}
	HOLDS(result == 0 && count == batch->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct feed_batch batch = FEED_BATCH_INIT;
	struct error err = {.kind = ERROR_NONE};
	if (size < 2)
		return 0;
	char *body = fuzz_text(data + 2, size - 2);
	struct feed_input input = {.data = body,
		.length = size - 2,
		.charset = charsets[data[0] % 8],
		.base_url = addresses[data[1] % 4]};
	if (feed_parse(&input, &batch, &err) == 0)
		check_batch(&batch);
	else
		HOLDS(err.kind == ERROR_DATA && err.text[0] != '\0' && batch.count == 0);
	free(body);
	return 0;
}

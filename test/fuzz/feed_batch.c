/* Reads a batch as a parser that a hostile feed controls might send it: read, or found damaged. */
#include "fuzz.h"

#include "array.h"
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed_batch batch = FEED_BATCH_INIT;
	struct feed_item item;
	size_t cursor = 0, total = 0;
	buf_append(&batch.records, (const char *)data, size);
	while (feed_batch_next(&batch, &cursor, &item) == 1) {
		HOLDS(cursor <= size);
		const char *texts[] = {item.guid, item.title, item.link, item.summary, item.content,
			item.date_text};
		for (size_t i = 0; i < array_size(texts); i++)
			total += texts[i] == NULL ? 0 : strlen(texts[i]);
	}
	HOLDS(total <= size);
	feed_batch_free(&batch);
	return 0;
}

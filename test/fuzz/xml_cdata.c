/* A feed whose texts were rewritten as CDATA sections gives the same batch, byte by byte. */
#include "fuzz.h"

#include "feed_build.h"
#include "text.h"
#include "xml_cdata.h"

static void check_same(const char *text, size_t size, const struct buf *quick)
{
	static struct feed_batch a = FEED_BATCH_INIT, b = FEED_BATCH_INIT;
	struct error err = {.kind = ERROR_NONE};
	feed_batch_clear(&a);
	feed_batch_clear(&b);
	int first = feed_xml_parse(text, size, "", false, &a, &err);
	int second = feed_xml_parse(quick->data, quick->length, "", false, &b, &err);
	HOLDS(first == second);
	if (first != 0)
		return;
	HOLDS(a.count == b.count && a.records.length == b.records.length);
	HOLDS(a.records.length == 0 ||
		memcmp(a.records.data, b.records.data, a.records.length) == 0);
	HOLDS(strcmp(a.title, b.title) == 0 && a.ttl_s == b.ttl_s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct buf quick = BUF_INIT(1 << 20);
	if (text_is_utf8(text, size) && xml_cdata(text, size, &quick))
		check_same(text, size, &quick);
	buf_free(&quick);
	free(text);
	return 0;
}

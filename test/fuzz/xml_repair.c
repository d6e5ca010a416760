/* A repaired text needs no repair: a second repair rewrites references, a third changes nothing. */
#include "fuzz.h"

#include "buf.h"
#include "text.h"
#include "xml_repair.h"

enum { REPAIRED_MAX = 8 << 20, TIMES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf repaired[TIMES];
	char *text = fuzz_text(data, size);
	const char *from = text;
	size_t length = text_is_utf8(text, size) ? size : 0;
	int good = 0;
	for (int i = 0; i < TIMES; i++) {
		repaired[i] = BUF_INIT(REPAIRED_MAX);
		good += xml_repair(from, length, &repaired[i]) == 0;
		from = buf_text(&repaired[i]);
		length = repaired[i].length;
	}
	if (good == TIMES) {
		HOLDS(repaired[1].length == length);
		HOLDS(memcmp(buf_text(&repaired[1]), from, length) == 0);
	}
	for (int i = 0; i < TIMES; i++)
		buf_free(&repaired[i]);
	free(text);
	return 0;
}

/* Any text written as JSON is one line, without control characters, and reads back unchanged. */
#include "fuzz.h"

#include <jansson.h>

#include "jsonl.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	buf_auto struct buf out = BUF_INIT(16 << 20);
	struct jsonl w;
	jsonl_init(&w, &out);
	jsonl_open(&w, NULL, '{');
	jsonl_text_n(&w, "text", text, size);
	jsonl_text(&w, "to its end", text);
	jsonl_line(&w);
	HOLDS(buf_ok(&out) && strchr(buf_text(&out), '\n') == buf_text(&out) + out.length - 1);
	for (size_t i = 0; i + 1 < out.length; i++)
		HOLDS((unsigned char)out.data[i] >= ' ' && out.data[i] != 0x7f);
	if (memchr(text, '\0', size) == NULL && text_is_utf8(text, size)) {
		json_auto_t *read = json_loadb(buf_text(&out), out.length, 0, NULL);
		const char *back = json_string_value(json_object_get(read, "text"));
		HOLDS(back != NULL && strlen(back) == size && memcmp(back, text, size) == 0);
	}
	free(text);
	return 0;
}

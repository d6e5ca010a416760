/* Turns HTML into text. The first byte chooses the size of the output. */
#include "fuzz.h"

#include "html.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	size_t room = 1 + (size_t)data[0] * 8;
	char *html = fuzz_text(data + 1, size - 1), *out = malloc(room);
	bool cut = false;
	HOLDS(out != NULL);
	size_t length = html_to_text(html, size - 1, out, room, &cut);
	HOLDS(length < room && strlen(out) == length && text_is_utf8(out, length));
	HOLDS(length == 0 || (out[0] != ' ' && out[length - 1] != ' '));
	HOLDS(strpbrk(out, "\t\r\n\033") == NULL && strstr(out, "  ") == NULL);
	free(out);
	free(html);
	return 0;
}

/*
 * The fast code for long texts (vector registers, automata) gives the same result as the slow code,
 * one character at a time: UTF-8 checks, escapes, and HTML without markup.
 */
#include "fuzz.h"

#include "html.h"
#include "text.h"

/* Escaping the whole text equals escaping each character alone. */
static void check_escape(const char *text, size_t size)
{
	struct buf whole = BUF_INIT(1 << 20), pieces = BUF_INIT(1 << 20);
	const char *p = text, *end = text + size;
	text_escape(&whole, text, size);
	while (p < end) {
		const char *start = p;
		(void)text_decode(&p, (size_t)(end - p));
		text_escape(&pieces, start, (size_t)(p - start));
	}
	HOLDS(text_is_utf8(buf_text(&whole), whole.length));
	HOLDS(strcmp(buf_text(&whole), buf_text(&pieces)) == 0);
	buf_free(&whole);
	buf_free(&pieces);
}

/* A byte at the end that is not UTF-8 makes html_to_text use the slow code for the whole text. */
static void check_html(const char *text, size_t size)
{
	static const char mark[] = "x\xff";
	char *slow_in = malloc(size + sizeof mark), *slow = malloc(8 * size + 16),
	     *fast = malloc(8 * size + 16);
	HOLDS(slow_in != NULL && slow != NULL && fast != NULL);
	memcpy(slow_in, text, size);
	memcpy(slow_in + size, mark, sizeof mark);
	size_t n = html_to_text(slow_in, size + 2, slow, 8 * size + 16, NULL);
	memcpy(slow_in + size, "xy", 3);
	size_t m = html_to_text(slow_in, size + 2, fast, 8 * size + 16, NULL);
	HOLDS(n == m + 2 && m > 0 && memcmp(slow, fast, m - 1) == 0);
	free(slow_in);
	free(slow);
	free(fast);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	const char *p = text, *end = text + size;
	bool valid = true;
	while (p < end)
		valid = text_decode(&p, (size_t)(end - p)) >= 0 && valid;
	HOLDS(text_is_utf8(text, size) == valid);
	check_escape(text, size);
	if (valid && memchr(text, '<', size) == NULL && memchr(text, '&', size) == NULL)
		check_html(text, size);
	free(text);
	return 0;
}

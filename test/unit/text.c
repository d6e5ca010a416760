#include "array.h"
#include "check.h"

#include "text.h"

static void test_decode(void **state)
{
	(void)state;
	static const struct {
		const char *name, *bytes;
		int32_t code;
		int used;
	} cases[] = {
		{"ASCII", "A", 'A', 1},
		{"two bytes", "\xc3\xa9", 0xe9, 2},
		{"three bytes", "\xe2\x82\xac", 0x20ac, 3},
		{"four bytes", "\xf0\x9f\x98\x80", 0x1f600, 4},
		{"the last code point", "\xf4\x8f\xbf\xbf", 0x10ffff, 4},
		{"after the last code point", "\xf4\x90\x80\x80", -1, 1},
		{"overlong slash", "\xc0\xaf", -1, 1},
		{"overlong in three", "\xe0\x80\xaf", -1, 1},
		{"overlong in four", "\xf0\x80\x80\xaf", -1, 1},
		{"overlong NUL", "\xc0\x80", -1, 1},
		{"a surrogate", "\xed\xa0\x80", -1, 1},
		{"before the surrogates", "\xed\x9f\xbf", 0xd7ff, 3},
		{"a lone continuation", "\x80", -1, 1},
		{"an incomplete character", "\xe2\x82", -1, 1},
		{"a first byte in the middle", "\xe2\x82\x41", -1, 1},
		{"five bytes", "\xf8\x88\x80\x80\x80", -1, 1},
		{"FF", "\xff", -1, 1},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		const char *p = cases[i].bytes;
		check(cases[i].name, text_decode(&p, strlen(cases[i].bytes)) == cases[i].code);
		check(cases[i].name, p == cases[i].bytes + cases[i].used);
		check(cases[i].name, text_is_utf8(cases[i].bytes, strlen(cases[i].bytes)) ==
					     (cases[i].code >= 0));
	}
	/* at every place of a text that is long enough for the vector registers */
	for (size_t i = 0; i < array_size(cases); i++)
		for (size_t at = 0; at < 100; at++) {
			char text[128];
			size_t n = strlen(cases[i].bytes);
			memset(text, 'a', sizeof text);
			for (size_t k = 0; k + 2 <= at; k += 2) /* characters of two bytes */
				memcpy(text + k, "\xc3\xa9", 2);
			memcpy(text + at, cases[i].bytes, n);
			check(cases[i].name,
				text_is_utf8(text, sizeof text) == (cases[i].code >= 0));
			check(cases[i].name, text_is_utf8(text, at + n) == (cases[i].code >= 0));
		}
	for (int32_t code = 1; code <= 0x10ffff; code++) {
		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		char bytes[4];
		const char *p = bytes;
		size_t length = text_encode(code, bytes);
		if (text_decode(&p, length) != code || p != bytes + length)
			fail_msg("U+%04X is not the same after encoding and decoding",
				(unsigned)code);
	}
}

static void test_escape(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *escaped;
	} cases[] = {
		{"plain", "AAPL beats", "AAPL beats"},
		{"quote and backslash", "\"\\", "\\\"\\\\"},
		{"lines", "a\nb\tc\r", "a\\nb\\tc\\u000d"},
		{"escape", "\x1b[31m", "\\u001b[31m"},
		{"DEL", "\x7f", "\\u007f"},
		{"C1: CSI", "\xc2\x9b", "\\u009b"},
		{"a bare C1 byte", "\x9b", "\\u009b"},
		{"right to left override", "\xe2\x80\xae", "\\u202e"},
		{"isolate", "\xe2\x81\xa6", "\\u2066"},
		{"line separator", "\xe2\x80\xa8", "\\u2028"},
		{"byte order mark", "\xef\xbb\xbf", "\\ufeff"},
		{"latin-1", "caf\xe9", "caf\\u00e9"},
		{"overlong", "\xc0\xaf", "\\u00c0\\u00af"},
		{"accents stay", "caf\xc3\xa9", "caf\xc3\xa9"},
		{"emoji stay", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf b = BUF_INIT(256);
		text_escape(&b, cases[i].text, strlen(cases[i].text));
		check_text(cases[i].name, buf_text(&b), cases[i].escaped);
	}
	for (size_t i = 0; i < array_size(cases); i++)
		for (size_t at = 0; at < 40; at++) {
			char text[64] = "", want[128] = "";
			buf_auto struct buf b = BUF_INIT(256);
			memset(text, 'a', at);
			memset(want, 'a', at);
			memcpy(text + at, cases[i].text, strlen(cases[i].text));
			memcpy(want + at, cases[i].escaped, strlen(cases[i].escaped));
			text_escape(&b, text, strlen(text));
			check_text(cases[i].name, buf_text(&b), want);
		}
	buf_auto struct buf b = BUF_INIT(64);
	text_escape(&b, "a\0b", 3);
	check_text("NUL", buf_text(&b), "a\\u0000b");
}

static void test_cut(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		size_t max, cut;
	} cases[] = {
		{"short enough", "abc", 3, 3},
		{"ASCII", "abcd", 3, 3},
		{"before a character", "ab\xc3\xa9", 3, 2},
		{"after a character", "ab\xc3\xa9", 4, 4},
		{"within four bytes", "\xf0\x9f\x98\x80", 3, 0},
		{"nothing", "abc", 0, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++)
		check(cases[i].name, text_cut(cases[i].text, strlen(cases[i].text), cases[i].max) ==
					     cases[i].cut);
}

static void test_fold(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *folded;
	} cases[] = {
		{"the ends", "  a  b\t\n c ", "a b c"},
		{"no-break space",
			"a\xc2\xa0"
			"b",
			"a b"},
		{"ideographic space",
			"a\xe3\x80\x80"
			"b",
			"a b"},
		{"control characters",
			"a\x01\x1b\x7f"
			"b",
			"a b"},
		{"only white space", " \t\r\n", ""},
		{"empty", "", ""},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char text[64];
		check("fits", text_copy(text, sizeof text, cases[i].text));
		size_t length = text_fold_space(text);
		check_text(cases[i].name, text, cases[i].folded);
		check(cases[i].name, length == strlen(text));
	}
}

static void test_width(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		int width;
		size_t first_two; /* bytes of the prefix of two columns */
	} cases[] = {
		{"ASCII", "abc", 3, 2},
		{"two bytes", "\xc3\xa9\xc3\xa9", 2, 4},
		{"an accent after its letter", "e\xcc\x81te", 3, 4},
		{"Chinese", "\xe6\xa0\xaa\xe5\xbc\x8f", 4, 3},
		{"a Korean syllable", "\xed\x95\x9c", 2, 3},
		{"an emoji", "\xf0\x9f\x98\x80x", 3, 4},
		{"a sign that may be wide", "\xe2\x86\x92x", 2, 4},
		{"a zero width joiner",
			"a\xe2\x80\x8d"
			"b",
			2, 5},
		{"the last code point", "\xf4\x8f\xbf\xbf", 1, 4},
		{"not UTF-8", "a\xff\xfe", 3, 2},
		{"empty", "", 0, 0},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		const char *text = cases[i].text;
		check(cases[i].name, text_width(text, strlen(text)) == cases[i].width);
		check(cases[i].name, text_cut_width(text, strlen(text), 2) == cases[i].first_two);
	}
	buf_auto struct buf out = BUF_INIT(100);
	static const char hostile[] = "say \"x\"\033[2J";
	text_show(&out, hostile, sizeof hostile - 1);
	check_text("a quote stays", buf_text(&out), "say \"x\"\\u001b[2J");
}

static void test_compare_and_copy(void **state)
{
	(void)state;
	check("upper and lower case", text_equal_nocase("Content-TYPE", "content-type"));
	check("ASCII only", !text_equal_nocase("\xc3\x89", "\xc3\xa9"));
	check("prefix", !text_equal_nocase("abc", "ab") && !text_equal("abc", "ab"));
	check("starts", text_starts("https://x", "https://") && !text_starts("http", "https"));
	static const char *const names[] = {"BUY", NULL, "SELL"};
	check("found", text_find(names, 3, "SELL") == 2);
	check("not found", text_find(names, 3, "sell") == -1 && text_find(names, 3, NULL) == -1);
	char out[4] = "xxx";
	check("fits", text_copy(out, sizeof out, "abc") && strcmp(out, "abc") == 0);
	check("does not fit", !text_copy(out, sizeof out, "abcd") && out[0] == '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_compare_and_copy),
	};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}

#include "array.h"
#include "check.h"

#include "html.h"

static void test_text(void **state)
{
	(void)state;
	static const struct {
		const char *html, *want;
	} cases[] = {
		{"", ""},
		{"plain", "plain"},
		{"<p>Item <b>Ti</b>tle</p>", "Item Title"},
		{"one<br/>two<p>three</p>four", "one two three four"},
		{"&lt;p&gt;", "<p>"},
		{"AT&amp;T", "AT&T"},
		{"&amp;lt;", "&lt;"},
		{"AT&T and B&B", "AT&T and B&B"},
		{"?page=1&copy=2;x &amp; y", "?page=1&copy=2;x & y"},
		{"&rsquo;&#8217;&#x2019;&#146;", "\u2019\u2019\u2019\u2019"},
		{"&#0;&#xd800;&#x110000;&#99999999999;", "\ufffd\ufffd\ufffd\ufffd"},
		{"a&nbsp;&nbsp;b", "a b"},
		{"  a \n\t b  ", "a b"},
		{"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
		{"P<0.05", "P<0.05"},
		{"<script>var x = '<p>';</script>seen", "seen"},
		{"<style>a{}</style >seen<script src=x />too", "seen too"},
		{"<!-- a > b -->seen", "seen"},
		{"<![CDATA[seen]]>", "seen"},
		{"<img alt=\"a > b\">seen", "seen"},
		{"<a href=\"x>y seen", "y seen"},
		{"a<br", "a"},
		{"x\x1b[31my\x7fz", "x [31my z"},
		{"a\u202e\u200bb\ufeff", "ab"},
		{"caf\xe9", "caf\ufffd"},
		{"&unknown; &", "&unknown; &"},
		{"&#x;&#;", "&#x;&#;"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char out[256];
		bool cut = false;
		size_t length =
			html_to_text(cases[i].html, strlen(cases[i].html), out, sizeof out, &cut);
		check_text(cases[i].html, out, cases[i].want);
		check(cases[i].html, length == strlen(out) && !cut);
	}
}

static void test_cut(void **state)
{
	(void)state;
	static const char text[] = "ab\u20accd";
	static const char *const want[] = {
		NULL, "", "a", "ab", "ab", "ab", "ab\u20ac", "ab\u20acc", "ab\u20accd"};
	for (size_t size = 1; size < array_size(want); size++) {
		char out[16];
		bool cut = false;
		html_to_text(text, strlen(text), out, size, &cut);
		check_text("cut", out, want[size]);
		check("cut", cut == (size < sizeof text));
	}
}

static void test_entity(void **state)
{
	(void)state;
	check("apos", html_entity("apos", 4) == '\'');
	check("Auml", html_entity("Auml", 4) == 0xc4);
	check("auml", html_entity("auml", 4) == 0xe4);
	check("zwnj", html_entity("zwnj", 4) == 0x200c);
	check("prefix", html_entity("aum", 3) == -1);
	check("empty", html_entity("", 0) == -1);
	check("long", html_entity("thetasymx", 9) == -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_entity),
	};
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}

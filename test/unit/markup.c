#include "array.h"
#include "check.h"

#include "markup.h"

static void test_escaping(void **state)
{
	(void)state;
	const struct {
		const char *name, *text, *want;
	} cases[] = {
		{"a plain text", "NVDA 190 call", "NVDA 190 call"},
		{"no text", NULL, ""},
		{"an element", "<script>alert(1)</script>",
			"&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"the end of an attribute", "\" onload=\"x", "&quot; onload=&quot;x"},
		{"a single quote", "'x", "&#39;x"},
		{"an entity stays what was written", "&lt;b&gt;", "&amp;lt;b&amp;gt;"},
		{"the end of a comment and of a style sheet", "--></style>",
			"--&gt;&lt;/style&gt;"},
		{"characters beyond ASCII", "Soci\xc3\xa9t\xc3\xa9 \xe2\x88\x92",
			"Soci\xc3\xa9t\xc3\xa9 \xe2\x88\x92"},
		{"a control", "a\x1b[31mb", "a\xef\xbf\xbd[31mb"},
		{"a line break and a tab", "a\n\tb", "a\n\tb"},
		{"a byte that is not UTF-8", "a\xff"
					     "b",
			"a\xef\xbf\xbd"
			"b"},
		{"an overlong <", "\xc0\xbc", "\xef\xbf\xbd\xef\xbf\xbd"},
		{"a mark that turns the writing around", "a\xe2\x80\xae"
							 "b",
			"a\xef\xbf\xbd"
			"b"},
		{"a character without width", "a\xe2\x80\x8b"
					      "b",
			"a\xef\xbf\xbd"
			"b"},
		{"a C1 control", "a\xc2\x85"
				 "b",
			"a\xef\xbf\xbd"
			"b"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		struct markup m;
		buf_auto struct buf out = BUF_INIT(4096), want = BUF_INIT(4096);
		markup_init(&m, &out);
		markup_open(&m, "td");
		markup_attribute(&m, "title", cases[i].text);
		markup_text(&m, cases[i].text);
		markup_close(&m);
		buf_printf(
			&want, "<td title=\"%s\">%s</td>", cases[i].want, cases[i].want);
		check(cases[i].name, buf_ok(&out));
		check_text(cases[i].name, buf_text(&out), buf_text(&want));
	}
}

static void test_structure(void **state)
{
	(void)state;
	struct markup m;
	buf_auto struct buf out = BUF_INIT(4096);
	markup_init(&m, &out);
	markup_open(&m, "svg");
	markup_open(&m, "path");
	markup_attribute(&m, "d", "M0 0");
	markup_close(&m);
	markup_open(&m, "g");
	markup_close(&m);
	markup_element(&m, "text", "label", "a < b");
	markup_printf(&m, "%s %d", "<n>", 3);
	markup_constant(&m, "<!-- x -->");
	markup_close(&m);
	check("elements", buf_ok(&out));
	check_text("elements", buf_text(&out),
		"<svg><path d=\"M0 0\"/><g></g><text class=\"label\">a &lt; b</text>"
		"&lt;n&gt; 3<!-- x --></svg>");
}

static void test_misuse(void **state)
{
	(void)state;
	struct markup m;
	buf_auto struct buf late = BUF_INIT(4096), closed = BUF_INIT(4096), deep = BUF_INIT(4096);
	markup_init(&m, &late);
	markup_open(&m, "p");
	markup_text(&m, "x");
	markup_attribute(&m, "class", "x");
	check("an attribute after the content", !buf_ok(&late));
	markup_init(&m, &closed);
	markup_close(&m);
	check("an end without a start", !buf_ok(&closed));
	markup_init(&m, &deep);
	for (int i = 0; i < MARKUP_DEPTH_MAX; i++)
		markup_open(&m, "g");
	check("the greatest depth", buf_ok(&deep));
	markup_open(&m, "g");
	check("one element deeper", !buf_ok(&deep));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_misuse),
	};
	return cmocka_run_group_tests_name("markup", tests, NULL, NULL);
}

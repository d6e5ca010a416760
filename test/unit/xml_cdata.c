#include "array.h"
#include "check.h"

#include "xml_cdata.h"

#define LONG "Größe und Länge des Marktes"

static void test_table(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text, *want; /* NULL: not rewritten */
	} cases[] = {
		{"ASCII", "<a>only ASCII, however long it is</a>", NULL},
		{"a text", "<a>" LONG "</a>", "<a><![CDATA[" LONG "]]></a>"},
		{"a short one", "<a>Größe</a>", "<a>Größe</a>"},
		{"ASCII next to it", "<r><a>only ASCII in here</a><b>" LONG "</b></r>",
			"<r><a>only ASCII in here</a><b><![CDATA[" LONG "]]></b></r>"},
		{"references", "<a>" LONG " &lt;b&gt; &amp;amp; &quot;&apos;</a>",
			"<a><![CDATA[" LONG " <b> &amp; \"']]></a>"},
		{"a number", "<a>" LONG " &#8217;</a>", "<a>" LONG " &#8217;</a>"},
		{"an entity", "<a>" LONG " &eacute;</a>", "<a>" LONG " &eacute;</a>"},
		{"the end of a section", "<a>" LONG " ]]&gt;</a>", "<a>" LONG " ]]&gt;</a>"},
		{"a section", "<a><![CDATA[" LONG " <]]>" LONG "</a>",
			"<a><![CDATA[" LONG " <]]><![CDATA[" LONG "]]></a>"},
		{"a comment", "<a><!-- > " LONG " < --></a>", "<a><!-- > " LONG " < --></a>"},
		{"an instruction", "<?x > " LONG " <?><a/>", "<?x > " LONG " <?><a/>"},
		{"an attribute", "<a b=\"> " LONG " '\" c='>\"'>x</a>",
			"<a b=\"> " LONG " '\" c='>\"'>x</a>"},
		{"text after the root", "<a/>\n" LONG, "<a/><![CDATA[\n" LONG "]]>"},
		{"a DOCTYPE", "<!DOCTYPE a><a>" LONG "</a>", NULL},
		{"a tag in a tag", "<a <b>" LONG "</b></a>", NULL},
		{"a tag without its end", "<a>" LONG "</a", NULL},
		{"a quote without its end", "<a b=\">" LONG "</a>", NULL},
		{"a comment without its end", "<a>" LONG "<!-- </a>", NULL},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf out = BUF_INIT(1024);
		bool done = xml_cdata(cases[i].text, strlen(cases[i].text), &out);
		check(cases[i].name, done == (cases[i].want != NULL));
		if (done)
			check_text(cases[i].name, buf_text(&out), cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_table)};
	return cmocka_run_group_tests_name("xml_cdata", tests, NULL, NULL);
}

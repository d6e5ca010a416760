#include "check.h"

#include "array.h"
#include "base64.h"
#include "xml_repair.h"

static void test_repairs(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want; /* NULL: refused */
	} cases[] = {
		{"<a>x</a>", "<a>x</a>"},
		{"junk <a>x</a> junk", "<a>x</a>"},
		{"<a>R&D &amp; &lt; &#8217; &nbsp; &unknown; &</a>",
			"<a>R&amp;D &#38; &#60; &#8217; &#160; &amp;unknown; &amp;</a>"},
		{"<a>&#27;&#xd800;&#x41;</a>", "<a>&#65;</a>"},
		{"<a>1 < 2 <3</a>", "<a>1 &lt; 2 &lt;3</a>"},
		{"<a>x]]>y</a>", "<a>x]]&gt;y</a>"},
		{"<a>b\x01\x1b"
		 "c</a>",
			"<a>bc</a>"},
		{"<a><b>x</a>", "<a><b>x</b></a>"},
		{"<a>x</b></a>", "<a>x</a>"},
		{"<A>x</a>", "<A>x</A>"},
		{"<a x=1 y='2' z=\"3\" w>t</a>", "<a x=\"1\" y=\"2\" z=\"3\">t</a>"},
		{"<a x=\"1\" x=\"2\">t</a>", "<a x=\"1\">t</a>"},
		{"<a x='\"&<b>'>t</a>", "<a x=\"&quot;&amp;&lt;b\">'>t</a>"},
		{"<a href=\"u>text</a><b c=\"d\">", "<a href=\"u\">text</a><b c=\"d\">"},
		{"<a><br>x<br/>y</a>", "<a><br>x<br/>y</br></a>"},
		{"<a><!-- x -->y<?pi z?></a>", "<a>y</a>"},
		{"<a><![CDATA[<b>&]]></a>", "<a><![CDATA[<b>&]]></a>"},
		{"<!DOCTYPE r><r>x</r>", "<r>x</r>"},
		{"<!DOCTYPE r [<!ELEMENT r ANY>]><r>x</r>", "<r>x</r>"},
		{"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>", NULL},
		{"<r/><!doctype r [ <!entity % a 'b'> ]>", NULL},
		/* a text that was cut off stays open */
		{"<a><item>x</item><item>y", "<a><item>x</item><item>y"},
		{"<a><item>x</item><ite", "<a><item>x</item>"},
		{"<a><item>x</item><![CDATA[y", "<a><item>x</item>"},
		{"<a><item>x</item><!-- y", "<a><item>x</item>"},
		/* items do not nest */
		{"<a><item><t>x<item>y</item></a>", "<a><item><t>x</t></item><item>y</item></a>"},
		{"", ""},
		{"<", ""},
		{"<a>1 <", "<a>1 &lt;"},
		/* dropping a character may join its neighbours to "]]>" */
		{"<a>x]\x01]\x01>y</a>", "<a>x]]&gt;y</a>"},
		{"<a><![CDATA[x]\x01]\x01>y]]></a>", "<a><![CDATA[x]]]]><![CDATA[>y]]></a>"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf out = BUF_INIT(1000);
		int result = xml_repair(cases[i].text, strlen(cases[i].text), &out);
		check(cases[i].text, (result == 0) == (cases[i].want != NULL));
		if (result == 0)
			check_text(cases[i].text, buf_text(&out), cases[i].want);
	}
	buf_auto struct buf small = BUF_INIT(4);
	check("full", xml_repair("<a>long</a>", 11, &small) == -1);
}

static void test_base64(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {{"", ""}, {"TQ==", "M"}, {"TWE=", "Ma"}, {"TWFu", "Man"}, {"TW\r\nFu", "Man"},
		{"TWF", NULL}, {"T===", NULL}, {"TQ==TQ==", NULL}, {"T!Fu", NULL}, {"=AAA", NULL}};
	for (size_t i = 0; i < array_size(cases); i++) {
		buf_auto struct buf out = BUF_INIT(100);
		int result = base64_decode(cases[i].text, strlen(cases[i].text), &out);
		check(cases[i].text, (result == 0) == (cases[i].want != NULL));
		if (result == 0)
			check_text(cases[i].text, buf_text(&out), cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_repairs),
		cmocka_unit_test(test_base64),
	};
	return cmocka_run_group_tests_name("xml_repair", tests, NULL, NULL);
}

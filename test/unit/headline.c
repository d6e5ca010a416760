#include "check.h"

#include "event_uid.h"
#include "headline.h"
#include "array.h"
#include "url.h"

static void test_normalise(void **state)
{
	(void)state;
	static const struct {
		const char *title, *want;
	} cases[] = {
		{"Apple Beats Estimates, Raises Guidance - Reuters",
			"apple beats estimates raises guidance"},
		{"UPDATE 2-Apple beats estimates, raises guidance",
			"apple beats estimates raises guidance"},
		{"BRIEF-Apple beats estimates", "apple beats estimates"},
		{"Exclusive: Apple beats estimates | CNBC", "apple beats estimates"},
		{"Apple beats estimates \u2014 The Wall Street Journal", "apple beats estimates"},
		{"Apple beats estimates - MarketWatch.com", "apple beats estimates"},
		{"Apple beats - shares up", "apple beats shares up"},
		{"U.S. GDP up 1.5%", "us gdp up 1.5"},
		{"L'Or\u00e9al\u2019s sales \u2018fell\u2019", "loreals sales fell"},
		{"Updates on Apple", "updates on apple"},
		{"\u041c\u041e\u0421\u041a\u0412\u0410", "\u043c\u043e\u0441\u043a\u0432\u0430"},
		{" - Reuters", "reuters"},
		{"...", ""},
		{"", ""},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char out[256];
		headline_normalise(cases[i].title, out, sizeof out);
		check_text(cases[i].title, out, cases[i].want);
	}
}

static void test_resolve(void **state)
{
	(void)state;
	/* the examples of RFC 3986, 5.4, and a link as feeds write it */
	static const char base[] = "http://a/b/c/d;p?q";
	static const struct {
		const char *reference, *want;
	} cases[] = {
		{"g:h", "g:h"},
		{"g", "http://a/b/c/g"},
		{"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"},
		{"//g", "http://g"},
		{"?y", "http://a/b/c/d;p?y"},
		{"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q#s"},
		{"g?y#s", "http://a/b/c/g?y#s"},
		{";x", "http://a/b/c/;x"},
		{"", "http://a/b/c/d;p?q"},
		{".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},
		{"..", "http://a/b/"},
		{"../", "http://a/b/"},
		{"../g", "http://a/b/g"},
		{"../..", "http://a/"},
		{"../../g", "http://a/g"},
		{"../../../g", "http://a/g"},
		{"/./g", "http://a/g"},
		{"/../g", "http://a/g"},
		{"g.", "http://a/b/c/g."},
		{"..g", "http://a/b/c/..g"},
		{"./g/.", "http://a/b/c/g/"},
		{"g/./h", "http://a/b/c/g/h"},
		{"g/../h", "http://a/b/c/h"},
		{"g?y/../x", "http://a/b/c/g?y/../x"},
		{" \n http://x/y z \t", "http://x/y%20z"},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		char out[URL_MAX];
		check(cases[i].reference,
			url_resolve(base, cases[i].reference, out, sizeof out) == 0);
		check_text(cases[i].reference, out, cases[i].want);
	}
	char out[8] = "as was";
	check("no base", url_resolve(NULL, "a/b", out, sizeof out) == 0);
	check_text("no base", out, "a/b");
	check("too long", url_resolve(base, "long/long", out, sizeof out) == -1);
	check_text("too long", out, "a/b");
	check("web", url_is_web("https://a/") && url_is_web("HTTP://a") &&
			     !url_is_web("http:///x") && !url_is_web("ftp://a/") &&
			     !url_is_web("a/b") && !url_is_web("javascript:x"));
	check("askable", url_is_askable("https://a/caf\u00e9?b#c") && !url_is_askable("ftp://a/") &&
				 !url_is_askable("http://a b/") && !url_is_askable("http://a/\n") &&
				 !url_is_askable("http://a/\x7f") &&
				 !url_is_askable("http://a/caf\xe9"));
}

static void test_uid(void **state)
{
	(void)state;
	char uri[DIGEST_HEX_SIZE], a[DIGEST_HEX_SIZE], b[DIGEST_HEX_SIZE];
	check("uri", event_uid("http://f/1", "abc:1", NULL, NULL, NULL, uri) == uri);
	check_text("uri", uri, digest_hex("abc:1", 5, a));
	event_uid("http://f/1", "12", "http://x", "t", "d", a);
	event_uid("http://f/2", "12", "http://x", "t", "d", b);
	check("a guid counts within its feed", strcmp(a, b) != 0);
	event_uid("http://f/1", "Story: 12", NULL, NULL, NULL, a);
	event_uid("http://f/2", "Story: 12", NULL, NULL, NULL, b);
	check("a guid with blanks is not a URI", strcmp(a, b) != 0);
	event_uid("http://f/1", "", "http://x", "t", "d", a);
	check_text("link", a, digest_hex("http://x", 8, b));
	event_uid("http://f/1", NULL, NULL, "t", "d", a);
	event_uid("http://f/2", NULL, NULL, "t", "d", b);
	check_text("title and date", a, b);
	event_uid("http://f/2", NULL, NULL, "td", NULL, b);
	check("title and date have a separator", strcmp(a, b) != 0);
	check("nothing", event_uid("http://f", NULL, "", NULL, "d", a) == NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalise),
		cmocka_unit_test(test_resolve),
		cmocka_unit_test(test_uid),
	};
	return cmocka_run_group_tests_name("headline", tests, NULL, NULL);
}

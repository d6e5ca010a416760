#include "check.h"

#include <stdio.h>

#include "array.h"
#include "unicode.h"
#include "wordpiece.h"

enum { IDS_MAX = 64, SLOTS = 256 };

static const char vocabulary[] =
	"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nprofit\n##s\n##ing\nfall\nun\n##aff\n##able\nunaff\n"
	"a\n##a\n##aa\n!\n$\n.\n,\n-\n=\n5\n##"
	"5\ne\ncafe\ncaf\xc3\xa9\n\xc3\xa9\n\xe5\x88\xa9\n\xe7\x9b\x8a\n"
	"i\n##i\nApple\napple\nA\n\xe2\x80\x94\n\xef\xbd\xa1\n##\xcc\xa7\n\xe1\x84\x80\n##"
	"\xe1\x85\xa1\n"
	"\xea\xb0\x80\n\xcf\x83\n##\xcf\x83\n\xe2\x82\xac\n##\xe2\x82\xac\n\xe2\x89\xa0\n[\nunk\n]"
	"\n`\nstra\xc3\x9f"
	"e\n\xd0\xb9\n\xd0\xb8\n";

static struct wordpiece_slot slots[SLOTS];

static void make(struct wordpiece *w, const struct wordpiece_options *o)
{
	struct error err;
	size_t length = sizeof vocabulary - 1;
	memset(slots, 0, sizeof slots);
	assert_int_equal(wordpiece_init(w, o, vocabulary, length, slots, SLOTS, &err), 0);
}

/* Writes the tokens of TEXT with spaces between them. */
static const char *tokens_of(
	const struct wordpiece *w, const char *text, size_t length, char *out, size_t size)
{
	int32_t ids[IDS_MAX];
	size_t count = wordpiece_encode(w, text, length, ids, IDS_MAX), at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *line = vocabulary;
		for (int32_t k = 0; k < ids[i]; k++)
			line = strchr(line, '\n') + 1;
		at += (size_t)snprintf(out + at, size - at, "%s%.*s", i > 0 ? " " : "",
			(int)strcspn(line, "\n"), line);
	}
	return out;
}

struct text_case {
	const char *name, *text, *want;
};

static void run(const struct wordpiece_options *o, const struct text_case *cases, size_t count)
{
	struct wordpiece w;
	char out[1024];
	make(&w, o);
	for (size_t i = 0; i < count; i++)
		check_text(cases[i].name,
			tokens_of(&w, cases[i].text, strlen(cases[i].text), out, sizeof out),
			cases[i].want);
}

#define TEN_A "aaaaaaaaaa"
#define FIFTY_A TEN_A TEN_A TEN_A TEN_A TEN_A

static void test_uncased(void **state)
{
	(void)state;
	static const struct text_case cases[] = {
		{"nothing", "", ""},
		{"blanks", " \t\r\n\f", ""},
		{"pieces", "profits falling", "profit ##s fall ##ing"},
		{"longest first", "unaffable", "unaff ##able"},
		{"as a whole or not at all", "profitx profit", "[UNK] profit"},
		{"small letters", "APPLE Apple", "apple apple"},
		{"punctuation", "profit!fall.", "profit ! fall ."},
		{"signs of ASCII", "$5.5 a=a", "$ 5 . 5 a = a"},
		{"signs outside ASCII are letters", "\u20ac a\u20ac", "\u20ac a ##\u20ac"},
		{"dashes of Unicode", "a\u2014a", "a \u2014 a"},
		{"halfwidth stop", "a\uff61a", "a \uff61 a"},
		{"accents are removed", "caf\u00e9 cafe\u0301 CAF\u00c9", "cafe cafe cafe"},
		{"two accents", "\u1ebf \u1e17", "e e"},
		{"sharp s is kept", "STRA\u1e9eE stra\u00dfe", "stra\u00dfe stra\u00dfe"},
		{"dotted capital", "\u0130", "i"},
		{"sigma at the end of a word", "\u03a3\u03a3", "\u03c3 ##\u03c3"},
		{"breve is removed", "\u0419", "\u0438"},
		{"Chinese", "\u5229\u76ca a\u5229a", "\u5229 \u76ca a \u5229 a"},
		{"compatibility Chinese", "\uf9dd", "\u5229"},
		{"Hangul is decomposed", "\uac00", "\u1100 ##\u1161"},
		{"no-break and ideographic blank", "a\u00a0a\u3000a", "a a a"},
		{"line separator", "a\u2028a", "a a"},
		{"zero width", "pro\u200bfit\u00ad\ufeff", "profit"},
		{"controls",
			"pro\x01"
			"fit\x7f\xc2\x85",
			"profit"},
		{"private and unassigned", "pro\ue000fit\U000e0fff", "profit"},
		{"replacement",
			"pro\ufffd"
			"fit",
			"profit"},
		{"bytes that are not UTF-8",
			"pro\xff"
			"fit \xc3",
			"profit"},
		{"not-equal loses its stroke", "\u2260", "="},
		{"Greek varia is a grave accent", "\u1fef", "`"},
		{"100 letters", FIFTY_A FIFTY_A, NULL},
		{"101 letters", FIFTY_A FIFTY_A "a", "[UNK]"},
		{"101, then one", FIFTY_A FIFTY_A "a!a", "[UNK] ! a"},
		{"special tokens", "a [SEP]a[MASK]", "a [SEP] a [MASK]"},
		{"not quite special", "[unk]", "[ unk ]"},
	};
	static const struct wordpiece_options o = {true, true, true};
	struct wordpiece w;
	char out[1024];
	make(&w, &o);
	for (size_t i = 0; i < array_size(cases); i++) {
		const struct text_case *c = &cases[i];
		(void)tokens_of(&w, c->text, strlen(c->text), out, sizeof out);
		if (c->want != NULL)
			check_text(c->name, out, c->want);
		else /* a, then 49 times ##aa, then ##a */
			check(c->name, strlen(out) == 1 + 49 * 5 + 4);
	}
}

static void test_cased(void **state)
{
	(void)state;
	static const struct text_case cases[] = {
		{"capitals", "Apple apple APPLE", "Apple apple [UNK]"},
		{"composed", "caf\u00e9 cafe\u0301", "caf\u00e9 caf\u00e9"},
		{"order of accents", "e\u0327\u0301", "[UNK]"}, /* U+0229 U+0301 */
		{"Hangul", "\u1100\u1161 \uac00", "\uac00 \uac00"},
		{"stroke", "=\u0338 a\u2260", "\u2260 [UNK]"},
		{"breve", "\u0438\u0306", "\u0439"},
	};
	static const struct wordpiece_options o = {false, false, true};
	run(&o, cases, array_size(cases));
}

static void test_options(void **state)
{
	(void)state;
	static const struct text_case kept[] = {{"accent kept", "CAF\u00c9", "caf\u00e9"}};
	static const struct wordpiece_options keep = {true, false, true};
	run(&keep, kept, 1);
	static const struct text_case chinese[] = {{"Chinese is a word", "\u5229\u76ca", "[UNK]"}};
	static const struct wordpiece_options together = {true, true, false};
	run(&together, chinese, 1);
}

static void test_room(void **state)
{
	(void)state;
	static const struct wordpiece_options o = {true, true, true};
	struct wordpiece w;
	int32_t ids[8];
	make(&w, &o);
	for (size_t max = 0; max < 8; max++) {
		memset(ids, 0x55, sizeof ids);
		size_t n = wordpiece_encode(&w, "profits falling a a a", 21, ids, max);
		assert_int_equal(n, max < 7 ? max : 7);
		assert_int_equal(ids[n], 0x55555555);
	}
}

static void test_vocabulary(void **state)
{
	(void)state;
	static const struct wordpiece_options o = {true, true, true};
	struct error err = {0};
#define SPECIAL "[UNK]\n[CLS]\n[SEP]"
	static const struct {
		const char *name, *text;
		size_t want;
	} counts[] = {
		{"three", SPECIAL, 3},
		{"ended", SPECIAL "\n", 3},
		{"lines of Windows", SPECIAL "\r\na\r\nb\r\n", 5},
		{"lines of old Macs", SPECIAL "\ra\rb", 5},
		{"empty line", SPECIAL "\n\nb\n", 5},
		{"ended by \\r", SPECIAL "\r", 3},
		{"as many as the slots hold", SPECIAL "\na\nb\nc\nd\ne\n", 8},
		{"one more", SPECIAL "\na\nb\nc\nd\ne\nf\n", 0},
	};
	for (size_t i = 0; i < array_size(counts); i++) {
		struct wordpiece counted = {.count = 0};
		memset(slots, 0, sizeof slots);
		(void)wordpiece_init(&counted, &o, counts[i].text, strlen(counts[i].text), slots,
			wordpiece_slots(8), &err);
		check(counts[i].name, counted.count == counts[i].want);
	}
	static const char windows[] = "[UNK]\r\n[CLS]\r\n\r\n[SEP]\r\na\r\na\r\n";
	struct wordpiece w;
	memset(slots, 0, sizeof slots);
	assert_int_equal(wordpiece_init(&w, &o, windows, sizeof windows - 1, slots, 16, &err), 0);
	int32_t ids[2];
	assert_int_equal(w.special[WORDPIECE_SEPARATOR], 3);
	assert_int_equal(wordpiece_encode(&w, "a b", 3, ids, 2), 2);
	assert_int_equal(ids[0], 5); /* of equal tokens the last counts */
	assert_int_equal(ids[1], w.special[WORDPIECE_UNKNOWN]);
	memset(slots, 0, sizeof slots);
	assert_int_equal(wordpiece_init(&w, &o, "[UNK]\n[SEP]\n", 12, slots, 16, &err), -1);
	assert_string_equal(err.text, "the vocabulary has no [CLS]");
}

static void test_unicode(void **state)
{
	(void)state;
	int32_t out[UNICODE_DECOMPOSED_MAX];
	assert_int_equal(unicode_decompose(0x1f82, out), 4);
	assert_int_equal(out[0], 0x3b1);
	assert_int_equal(out[3], 0x345);
	assert_int_equal(unicode_decompose(0xd55c, out), 3); /* han */
	assert_int_equal(out[2], 0x11ab);
	assert_int_equal(unicode_decompose(0x10ffff, out), 1);
	assert_int_equal(unicode_compose(0xd558, 0x11ab), 0xd55c);
	assert_int_equal(unicode_compose(0x915, 0x93c), -1); /* excluded from composition */
	assert_int_equal(unicode_class(0x10ffff), UNICODE_CONTROL);
	assert_int_equal(unicode_class(0x301), UNICODE_MARK);
	assert_int_equal(unicode_order(0x301), 230);
	assert_int_equal(unicode_lower(0x10400), 0x10428);
	assert_int_equal(unicode_lower(0x101), 0x101);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uncased),
		cmocka_unit_test(test_cased),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_vocabulary),
		cmocka_unit_test(test_unicode),
	};
	return cmocka_run_group_tests_name("wordpiece", tests, NULL, NULL);
}

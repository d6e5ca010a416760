#include "array.h"
#include "check.h"

#include <stdio.h>

#include "plain_word.h"

/* Writes the words of TEXT with spaces between them, and '+' after those that are not whole. */
static const char *words_of(const char *text, size_t length, char *out, size_t size)
{
	struct plain_words w;
	size_t at = 0;
	plain_words_read(&w, text, length);
	out[0] = '\0';
	for (const struct plain_word *word = w.word; word->start < w.end; word++)
		at += (size_t)snprintf(out + at, size - at, "%s%.*s%s", at > 0 ? " " : "",
			(int)word->length, word->start, word->whole ? "" : "+");
	return out;
}

static void test_words(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{" -- ", ""},
		{"Profit rises 5%", "Profit rises 5"},
		{"(AAPL), up.", "AAPL up"},
		{"don't", "don+ t"},
		{"Lowe's", "Lowe+ s"},
		{"AT&T & Q&A", "AT+ T Q+ A"},
		{"U.S. 1.5 C3.ai", "U+ S 1 5 C3+ ai"},
		{"caf\xc3\xa9 na\xc3\xafve", "caf+ na+ ve"},
		{"a\xe2\x80\x94"
		 "b",
			"a+ b"},
	};
	char out[128];
	(void)state;
	for (size_t i = 0; i < array_size(cases); i++)
		check_text(cases[i].text,
			words_of(cases[i].text, strlen(cases[i].text), out, sizeof out),
			cases[i].want);
	check_text("text after its end", words_of("AT&T", 3, out, sizeof out), "AT");
}

static uint64_t hash_of(const char *text, size_t length)
{
	uint64_t hash = PLAIN_HASH_BASIS;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * PLAIN_HASH_PRIME;
	return hash;
}

static void test_hashes(void **state)
{
	static const struct {
		const char *text, *small;
		int seen;
	} cases[] = {
		{"fell", "fell", PLAIN_SMALL},
		{"eBay", "ebay", PLAIN_SMALL | PLAIN_CAPITAL},
		{"IBM", "ibm", PLAIN_CAPITAL},
		{"3M", "3m", PLAIN_CAPITAL},
		{"2024", "2024", 0},
		{"Az09Zq", "az09zq", PLAIN_SMALL | PLAIN_CAPITAL},
	};
	(void)state;
	for (size_t i = 0; i < array_size(cases); i++) {
		struct plain_words w;
		const char *name = cases[i].text;
		size_t length = strlen(name);
		plain_words_read(&w, name, length);
		check(name, w.word[0].hash == hash_of(cases[i].small, length));
		check(name, plain_word_hash(name, length) == w.word[0].hash);
		check(name,
			w.word[0].stem ==
				(length < PLAIN_STEM ? 0 : hash_of(cases[i].small, PLAIN_STEM)));
		check(name, w.word[0].seen == cases[i].seen);
	}
}

static void test_limits(void **state)
{
	static char many[4 * PLAIN_WORDS_MAX + 1], length[UINT16_MAX + 8];
	struct plain_words w;
	(void)state;
	for (int i = 0; i < 2 * PLAIN_WORDS_MAX; i++)
		memcpy(many + 2 * i, "a ", 2);
	plain_words_read(&w, many, sizeof many - 1);
	check("many words", w.word[PLAIN_WORDS_MAX].start == w.end);
	check("the last word", w.word[PLAIN_WORDS_MAX - 1].length == 1);
	memset(length, 'a', sizeof length);
	length[1] = ' ';
	plain_words_read(&w, length, sizeof length);
	check("the word before a word that is too long", w.word[0].length == 1);
	check("a word that is too long", w.word[1].start == w.end);
}

static void test_cursor(void **state)
{
	static const char text[] = "one can't two";
	struct plain_words w;
	(void)state;
	plain_words_read(&w, text, sizeof text - 1);
	const struct plain_word *next = w.word;
	check("whole", plain_word_at(&next, text));
	check("between words", !plain_word_at(&next, text + 3));
	check("not whole", !plain_word_at(&next, text + 4));
	check("the next word", plain_word_at(&next, text + 10) && next->length == 3);
	check("the end", !plain_word_at(&next, w.end) && next->start == w.end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_cursor),
	};
	return cmocka_run_group_tests_name("plain_word", tests, NULL, NULL);
}

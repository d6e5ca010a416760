#include "array.h"
#include "check.h"

#include "digest.h"

/* NIST's examples of FIPS 180-4, with lengths where the padding needs one block and two. */
static void test_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
		 "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
			"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
	};
	char hex[DIGEST_HEX_SIZE];
	for (size_t i = 0; i < array_size(cases); i++)
		check_text(cases[i].text, digest_hex(cases[i].text, strlen(cases[i].text), hex),
			cases[i].hex);
}

static void test_a_million(void **state)
{
	(void)state;
	struct digest d;
	char hex[DIGEST_HEX_SIZE], block[1000];
	memset(block, 'a', sizeof block);
	digest_init(&d);
	for (int i = 0; i < 1000; i++)
		digest_add(&d, block, sizeof block);
	check_text("a million", digest_final_hex(&d, hex),
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* For many lengths: the digest does not depend on the pieces in which the text is added. */
static void test_pieces(void **state)
{
	(void)state;
	char text[200], whole[DIGEST_HEX_SIZE], pieces[DIGEST_HEX_SIZE];
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + i % 26);
	for (size_t length = 0; length <= sizeof text; length++)
		for (size_t piece = 1; piece < 70; piece += 23) {
			struct digest d;
			digest_init(&d);
			for (size_t at = 0; at < length; at += piece)
				digest_add(
					&d, text + at, length - at < piece ? length - at : piece);
			check_text("pieces", digest_final_hex(&d, pieces),
				digest_hex(text, length, whole));
		}
}

static void test_fields(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}};
	char hex[array_size(pairs)][DIGEST_HEX_SIZE];
	for (size_t i = 0; i < array_size(pairs); i++) {
		struct digest d;
		digest_init(&d);
		digest_add_field(&d, pairs[i][0]);
		digest_add_field(&d, pairs[i][1]);
		(void)digest_final_hex(&d, hex[i]);
		for (size_t k = 0; k < i; k++)
			check("fields differ", strcmp(hex[i], hex[k]) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_a_million),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_fields),
	};
	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}

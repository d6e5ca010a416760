#include "check.h"

#include <stdbool.h>

#include "rng.h"

/* The first outputs of the authors' reference code of splitmix64 from state 1234567. */
static void test_mix(void **state)
{
	(void)state;
	static const uint64_t want[] = {UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973), UINT64_C(9817491932198370423)};
	for (uint64_t i = 0; i < 3; i++)
		check("splitmix64", rng_mix(1234567 + i * UINT64_C(0x9e3779b97f4a7c15)) == want[i]);
}

static void test_streams(void **state)
{
	(void)state;
	struct rng a, b, c;
	rng_init(&a, 1);
	rng_init(&b, 1);
	rng_init(&c, 2);
	bool differs = false;
	for (int i = 0; i < 100; i++) {
		uint64_t word = rng_next(&a);
		check("same seed", word == rng_next(&b));
		differs = differs || word != rng_next(&c);
	}
	check("other seed", differs);
	check("text", rng_hash_text(1, "AAPL") != rng_hash_text(1, "AAPM"));
	check("order", rng_hash(1, 2, 3) != rng_hash(1, 3, 2));
}

static void test_moments(void **state)
{
	(void)state;
	enum { N = 200000 };
	struct rng r;
	double sum = 0, squares = 0, least = 1, most = 0;
	rng_init(&r, 42);
	for (int i = 0; i < N; i++) {
		double z = rng_normal(&r), u = rng_unit(&r);
		sum += z;
		squares += z * z;
		least = u < least ? u : least;
		most = u > most ? u : most;
	}
	check_near("mean", sum / N, 0, .01);
	check_near("variance", squares / N, 1, .015);
	check("unit", least >= 0 && least < .001 && most < 1 && most > .999);
	for (int i = 0; i < 1000; i++)
		check("below", rng_below(&r, 7) < 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mix),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_moments),
	};
	return cmocka_run_group_tests_name("rng", tests, NULL, NULL);
}

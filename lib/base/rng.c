#include "rng.h"

uint64_t rng_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

uint64_t rng_hash(uint64_t seed, uint64_t a, uint64_t b)
{
	return rng_mix(rng_mix(rng_mix(seed) ^ a) ^ b);
}

uint64_t rng_hash_text(uint64_t seed, const char *text)
{
	uint64_t h = rng_mix(seed);
	for (; *text != '\0'; text++)
		h = rng_mix(h ^ (unsigned char)*text);
	return h;
}

double rng_unit_of(uint64_t word)
{
	return (double)(word >> 11) * 0x1p-53;
}

void rng_init(struct rng *r, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		r->state[i] = seed = rng_mix(seed + (uint64_t)i);
}

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

uint64_t rng_next(struct rng *r)
{
	uint64_t *s = r->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

double rng_unit(struct rng *r)
{
	return rng_unit_of(rng_next(r));
}

double rng_between(struct rng *r, double least, double most)
{
	return least + (most - least) * rng_unit(r);
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	return rng_next(r) % n; /* the bias is under n / 2^64 */
}

double rng_normal(struct rng *r)
{
	double sum = -6.0;
	for (int i = 0; i < 12; i++)
		sum += rng_unit(r);
	return sum;
}

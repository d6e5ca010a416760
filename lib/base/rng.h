/*
 * Random numbers for generated markets: the same on every machine and compiler, integers and exact
 * double operations only (no libm). The mixer is splitmix64 (Steele, Lea, Flood 2014), the stream
 * xoshiro256** (Blackman, Vigna 2018). Nothing here is fit for secrets.
 */
#ifndef OPT_RNG_H
#define OPT_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state[4];
};

uint64_t rng_mix(uint64_t x);				  /* splitmix64 of one word */
uint64_t rng_hash(uint64_t seed, uint64_t a, uint64_t b); /* a word that depends on all three */
uint64_t rng_hash_text(uint64_t seed, const char *text);
double rng_unit_of(uint64_t word); /* [0, 1) from the upper 53 bits */

void rng_init(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
double rng_unit(struct rng *r); /* [0, 1) */
double rng_between(struct rng *r, double least, double most);
uint64_t rng_below(struct rng *r, uint64_t n); /* 0 .. n - 1; N > 0 */

/* Mean 0, variance 1: twelve uniforms less six (Irwin-Hall), within +-6. */
double rng_normal(struct rng *r);

#endif

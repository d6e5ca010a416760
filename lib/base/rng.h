/*
 * Pseudo-random numbers for generated markets. They are the same on every machine and with every
 * compiler, because only integer and exact double operations make them (no libm). The hash is
 * splitmix64 (Steele, Lea, Flood 2014), the stream is xoshiro256** (Blackman, Vigna 2018). Do not
 * use them for secrets.
 *
 * The same seed gives the same stream: rng_init once, then rng_next, rng_unit and so on.
 */
#ifndef OPT_RNG_H
#define OPT_RNG_H

#include <stdint.h>

struct rng {
	uint64_t state[4];
};

uint64_t rng_mix(uint64_t x);				  /* splitmix64 of X */
uint64_t rng_hash(uint64_t seed, uint64_t a, uint64_t b); /* depends on all three */
uint64_t rng_hash_text(uint64_t seed, const char *text);
double rng_unit_of(uint64_t word); /* in [0, 1), from the upper 53 bits */

void rng_init(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
double rng_unit(struct rng *r);				      /* in [0, 1) */
double rng_between(struct rng *r, double least, double most); /* from LEAST to MOST */
uint64_t rng_below(struct rng *r, uint64_t n);		      /* 0 .. n - 1; N > 0 */

/* About normal, mean 0, variance 1: twelve uniforms minus six (Irwin-Hall), so within +-6. */
double rng_normal(struct rng *r);

#endif

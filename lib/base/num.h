/*
 * Reading numbers strictly (the whole text, within a range), and prices and money in fixed point.
 */
#ifndef OPT_NUM_H
#define OPT_NUM_H

#include <stdbool.h>
#include <stdint.h>

/* A price per share in 1/10000 USD; an option is quoted per share of its stock. */
struct price {
	int64_t e4;
};

/* An amount of money in 1/10000 USD. */
struct money {
	int64_t e4;
};

/*
 * Every function below returns unknown when an operand is unknown or the result overflows, unless
 * its comment says otherwise.
 */
#define PRICE_UNKNOWN ((struct price){INT64_MIN})
#define MONEY_UNKNOWN ((struct money){INT64_MIN})
enum { NUM_TEXT_SIZE = 32, USD_E4 = 10000 };

/*
 * Read the whole TEXT, without spaces, as a decimal number from MIN to MAX. A double may have an
 * exponent and is finite; its decimal point is '.', as no program sets a locale. Return 0, or -1
 * with *OUT unchanged.
 */
int num_parse_i64(const char *text, int64_t min, int64_t max, int64_t *out);
int num_parse_double(const char *text, double min, double max, double *out);
const char *num_format_i64(int64_t value, char out[static NUM_TEXT_SIZE]); /* returns OUT */
/*
 * Writes the digits of N, with leading zeros up to LEAST digits (at most 20), without a NUL, into
 * OUT of NUM_TEXT_SIZE bytes. Returns the place after the last digit.
 */
char *num_put_digits(char *out, uint64_t n, int least);

bool price_known(struct price p);
bool price_positive(struct price p);		   /* known and > 0 */
int price_compare(struct price a, struct price b); /* -1, 0 or 1; both must be known */
/*
 * Reads decimal text with up to 14 digits before the point. More than four decimals are rounded,
 * half away from zero. Returns 0, or -1 with *OUT unchanged.
 */
int price_parse(const char *text, struct price *out);
/* Rounds to the nearest 1/10000; unknown for NAN and for values out of range. */
struct price price_from_double(double usd);
double price_to_double(struct price p); /* NAN when unknown */
struct price price_add(struct price a, struct price b);
struct price price_sub(struct price a, struct price b);
struct price price_mid(struct price a, struct price b);	 /* the middle, rounded down to 1/10000 */
struct price price_scale(struct price p, double factor); /* to the nearest 1/10000 */
/* To a multiple of TICK_E4 (1/10000 USD, > 0), towards plus or minus infinity. */
struct price price_round_up(struct price p, int64_t tick_e4);
struct price price_round_down(struct price p, int64_t tick_e4);
/* Writes a known P as "2.55", with 0..4 DECIMALS, rounded half away from zero. Returns OUT. */
const char *price_format(struct price p, int decimals, char out[static NUM_TEXT_SIZE]);

/* As for prices. */
bool money_known(struct money m);
int money_compare(struct money a, struct money b);
int money_parse(const char *text, struct money *out);
struct money money_from_double(double usd);
double money_to_double(struct money m);
struct money money_add(struct money a, struct money b);
struct money money_sub(struct money a, struct money b);
struct money money_scale(struct money m, double factor);
struct money money_times(struct money m, int64_t count);
/*
 * PCT per cent of M, computed exactly and rounded down, so that a limit is never too wide. PCT is
 * cut to 1/10000 of a per cent. Unknown for a negative M or PCT.
 */
struct money money_pct(struct money m, double pct);
struct money money_to_cents(struct money m); /* to the nearest cent, half away from zero */
struct money money_of_shares(struct price p, int64_t shares); /* P times SHARES */
const char *money_format(struct money m, int decimals, char out[static NUM_TEXT_SIZE]);

#endif

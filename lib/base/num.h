/* Numbers read whole and with a range; prices and money in fixed point. */
#ifndef OPT_NUM_H
#define OPT_NUM_H

#include <stdbool.h>
#include <stdint.h>

/* A price per share (of a stock, or of the share an option is quoted in) in 1/10000 USD. */
struct price {
	int64_t e4;
};

/* An amount of money in 1/10000 USD. */
struct money {
	int64_t e4;
};

/*
 * Unknown is contagious: every function below answers unknown when an operand is, or when it
 * overflows.
 */
#define PRICE_UNKNOWN ((struct price){INT64_MIN})
#define MONEY_UNKNOWN ((struct money){INT64_MIN})
enum { NUM_TEXT_SIZE = 32, USD_E4 = 10000 };

/* Whole text, decimal, no spaces, no locale, MIN <= value <= MAX: 0, or -1 with *OUT untouched. */
int num_parse_i64(const char *text, int64_t min, int64_t max, int64_t *out);
const char *num_format_i64(int64_t value, char out[static NUM_TEXT_SIZE]); /* returns OUT */
/*
 * Digits of N, at least LEAST (at most 20), without a NUL, into OUT (room for NUM_TEXT_SIZE).
 * Returns the place after them.
 */
char *num_put_digits(char *out, uint64_t n, int least);
int num_parse_double(const char *text, double min, double max, double *out); /* finite only */

bool price_known(struct price p);
bool price_positive(struct price p);		   /* known and > 0 */
int price_compare(struct price a, struct price b); /* of two known prices */
/*
 * Decimal text, up to 14 digits before the point; digits past the fourth decimal are rounded half
 * away from zero.
 */
int price_parse(const char *text, struct price *out);
/* to the nearest 1/10000; NAN or out of range: unknown */
struct price price_from_double(double usd);
double price_to_double(struct price p); /* NAN when unknown */
struct price price_add(struct price a, struct price b);
struct price price_sub(struct price a, struct price b);
struct price price_mid(struct price a, struct price b);	 /* rounded down to 1/10000 */
struct price price_scale(struct price p, double factor); /* to the nearest 1/10000 */
struct price price_round_up(struct price p, int64_t tick_e4);
struct price price_round_down(struct price p, int64_t tick_e4);
/* "2.55" with DECIMALS 0..4 places (rounded half away from zero). Returns OUT. */
const char *price_format(struct price p, int decimals, char out[static NUM_TEXT_SIZE]);

bool money_known(struct money m);
int money_compare(struct money a, struct money b); /* of two known amounts */
int money_parse(const char *text, struct money *out);
struct money money_from_double(double usd);
double money_to_double(struct money m);
struct money money_add(struct money a, struct money b);
struct money money_sub(struct money a, struct money b);
struct money money_scale(struct money m, double factor); /* to the nearest 1/10000 */
struct money money_times(struct money m, int64_t count);
/*
 * PCT per cent of M >= 0, both to 1/10000, rounded down and exact: a limit is never a hair too
 * wide.
 */
struct money money_pct(struct money m, double pct);
struct money money_of_shares(struct price p, int64_t shares);
const char *money_format(struct money m, int decimals, char out[static NUM_TEXT_SIZE]);

#endif

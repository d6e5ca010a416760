/* Checks orders: the stand-in broker refuses the same orders as the broker, in the same words. */
#ifndef OPT_PAPER_CHECK_H
#define OPT_PAPER_CHECK_H

#include "paper_book.h"

enum { PAPER_MESSAGE_SIZE = 200, PAPER_EXTRAS_MAX = 4, PAPER_EXTRA_SIZE = 40 };

/* The broker's codes: an HTTP status times 100,000 plus a number; but 40010001 comes with 422. */
enum {
	PAPER_CODE_SHAPE = 40010001,
	PAPER_CODE_RULE = 42210000,
	PAPER_CODE_FORBIDDEN = 40310000,
	PAPER_CODE_NOT_FOUND = 40410000,
};

/* An error reply; the extras are further members of it. */
struct paper_refusal {
	int status;
	int code; /* 0: none */
	char message[PAPER_MESSAGE_SIZE];
	size_t extra_count;
	struct {
		const char *name; /* static */
		char value[PAPER_EXTRA_SIZE];
	} extras[PAPER_EXTRAS_MAX];
};

/* Fills R, without extras, and returns false, so that a check can `return paper_refuse(...)`. */
bool paper_refuse(struct paper_refusal *r, int status, int code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Checks Q at B's now. True, with the position intent that the broker infers filled in; or false
 * with the refusal in R.
 */
bool paper_check(const struct paper_book *b, const struct paper_env *e, struct paper_request *q,
	struct paper_refusal *r);

#endif

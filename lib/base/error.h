/*
 * How every function reports a failure: a kind, which is the exit status, and one line of text. A
 * function that can fail takes a struct error as its last argument, returns -1 and fills it:
 *
 *	return error_set(err, ERROR_DATA, "not a ticker: \"%.20s\"", text);
 */
#ifndef OPT_ERROR_H
#define OPT_ERROR_H

#include <stdbool.h>

/* The values are the exit statuses of opt(7). */
enum error_kind {
	ERROR_NONE = 0,
	ERROR_PARTIAL = 1,	/* only a part was done; that part is committed */
	ERROR_USAGE = 64,	/* the command line */
	ERROR_DATA = 65,	/* wrong input */
	ERROR_UNAVAILABLE = 69, /* the database, the broker or a feed does not answer */
	ERROR_INTERNAL = 70,	/* a bug, or a schema that does not fit the program */
	ERROR_OUTPUT = 74,	/* output could not be written */
	ERROR_AGAIN = 75,	/* unfinished; the next run continues */
	ERROR_PERMISSION = 77,	/* credentials, live trading not unlocked, wrong account */
	ERROR_CONFIG = 78,	/* opt.conf, environment or parameters */
};

enum { ERROR_TEXT_SIZE = 512 };

struct error {
	enum error_kind kind;
	/* with ERROR_AGAIN: no fault, so that cron's runs tell it only with -v */
	bool expected;
	/* lower case, one line: what was attempted, the value, the reason */
	char text[ERROR_TEXT_SIZE];
};

/* Fills E (which may be NULL) and returns -1, so that a function can `return error_set(...)`. */
int error_set(struct error *e, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the text of E; the kind stays. E may be NULL. Returns -1. */
int error_prefix(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * error_set with ERROR_AGAIN for a run that ends early as it should: another run has the lease, the
 * deadline or a signal came, the broker limits the rate. A fault is not such an end.
 */
int error_unfinished(struct error *e, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Sets ERROR_AGAIN, "out of memory": the cause is the machine and not the input, so the next run
 * may succeed. E may be NULL. Returns -1.
 */
int error_memory(struct error *e);

#endif

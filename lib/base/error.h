/*
 * The one way a function says why it failed: a kind, which gives the exit status, and one line of
 * text.
 */
#ifndef OPT_ERROR_H
#define OPT_ERROR_H

/* The values are the exit statuses of opt(7). */
enum error_kind {
	ERROR_NONE = 0,
	ERROR_PARTIAL = 1,	/* done in part; what could be done is committed */
	ERROR_USAGE = 64,	/* the command line */
	ERROR_DATA = 65,	/* input that is not what it should be */
	ERROR_UNAVAILABLE = 69, /* the database, the broker or a feed does not answer */
	ERROR_INTERNAL = 70,	/* a defect, or a schema that does not fit */
	ERROR_OUTPUT = 74,	/* output could not be written */
	ERROR_AGAIN = 75,	/* unfinished; the next run goes on */
	ERROR_PERMISSION = 77,	/* credentials, live trading not unlocked, wrong account */
	ERROR_CONFIG = 78,	/* opt.conf, environment or parameters */
};

enum { ERROR_TEXT_SIZE = 512 };

struct error {
	enum error_kind kind;
	/* lower case, no newline: what was attempted, the value, the reason */
	char text[ERROR_TEXT_SIZE];
};

/* Fills E (which may be NULL) and returns -1, so that a function can `return error_set(...)`. */
int error_set(struct error *e, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the text E already has; the kind stays. Returns -1. */
int error_prefix(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ERROR_AGAIN, "out of memory": the machine, not the input, is at fault. Returns -1. */
int error_memory(struct error *e);

#endif

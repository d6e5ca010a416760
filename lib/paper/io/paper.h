/*
 * The stand-in broker as a local HTTP server: the market-data and trading API, news feeds, a
 * simulated clock and armed faults, on loopback. One process, one thread: a request sees the world
 * between two others.
 */
#ifndef OPT_PAPER_H
#define OPT_PAPER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "error.h"
#include "instant.h"
#include "num.h"

/* What to serve. All text is borrowed and must outlive the server; NULL where not given. */
struct paper_settings {
	uint16_t port;	       /* 0: a free one */
	const char *recording; /* a folder; NULL: a generated market */
	uint64_t seed;
	/* of the generated market; of a recording the session to start in; may be unknown */
	struct date day;
	int days;	     /* generated sessions from the day on, >= 1 */
	int symbols;	     /* of the generated market; 0: the companies of the table alone */
	bool warmup;	     /* generated history in front of a recording */
	const char *feeds;   /* a folder of feed files */
	const char *state;   /* a file */
	const char *account; /* the account number */
	const char *key_id, *secret;
	struct money start_cash;
	struct instant now; /* initial simulated time; may be unknown */
	bool enforce_rate;  /* answer 429 past the rate limits */
	int64_t data_limit; /* data requests a minute, of the broker's plan; 0: the larger plan's */
	bool render;	    /* minute bars as text, made at the start */
};

struct paper;

const char *paper_version(void);

/* Loads or generates the market, restores the state. The caller paper_closes *OUT. */
int paper_open(const struct paper_settings *options, struct paper **out, struct error *err);
void paper_close(struct paper *p);

/* Binds to loopback; the port is known after. ERROR_UNAVAILABLE. */
int paper_listen(struct paper *p, struct error *err);

/*
 * One JSON object, {"url","pid","account","day","now"}, no newline, into OUT; with what rendering
 * took, where bars were.
 */
struct buf;
void paper_describe(const struct paper *p, struct buf *out);

/* Serves until *STOP is set (by a signal handler). */
int paper_serve(struct paper *p, const volatile sig_atomic_t *stop, struct error *err);

#endif

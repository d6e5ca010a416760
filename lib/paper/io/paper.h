/*
 * The stand-in broker as a local HTTP server: the market-data and trading API, news feeds, a
 * simulated clock and armed faults, on loopback. The server has one thread and handles one request
 * after another.
 *
 *	if (paper_open(&settings, &paper, &err) == 0 && paper_listen(paper, &err) == 0) {
 *		paper_describe(paper, &line);
 *		result = paper_serve(paper, &stop, &err);
 *	}
 *	paper_close(paper);
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

/* The settings. All texts are borrowed and must outlive the server; NULL: not given. */
struct paper_settings {
	uint16_t port;	       /* 0: any free port */
	const char *recording; /* a folder; NULL: a generated market */
	uint64_t seed;
	/* the first generated session; or where a recording starts, unknown: its last session */
	struct date day;
	int days;	     /* generated sessions from the day on, >= 1 */
	int symbols;	     /* of the generated market; 0: only the companies of the table */
	double news_edge;    /* of the generated market, see synth.h */
	bool warmup;	     /* generate history before a recording */
	const char *feeds;   /* a folder of feed files */
	const char *state;   /* a file */
	const char *account; /* the account number */
	const char *key_id, *secret;
	struct money start_cash;
	struct instant now; /* initial simulated time; may be unknown */
	bool enforce_rate;  /* reply 429 above the rate limits */
	int64_t data_limit; /* data requests per minute; 0: the limit of the broker's larger plan */
	bool live;	    /* the simulated clock runs, from NOW on, as fast as the real one */
	bool render;	    /* format all minute bars at the start */
};

struct paper;

/* Loads or generates market and feeds, loads the state. The caller calls paper_close with *OUT. */
int paper_open(const struct paper_settings *options, struct paper **out, struct error *err);
void paper_close(struct paper *p);

/* Binds to 127.0.0.1; paper_describe needs the port. ERROR_UNAVAILABLE when this fails. */
int paper_listen(struct paper *p, struct error *err);

/*
 * Writes one JSON object, {"url","pid","account","day","now"}, without a newline to OUT; with the
 * news edge of a generated market, and the number, the bytes and the milliseconds of the formatted
 * bars when there are any.
 */
struct buf;
void paper_describe(const struct paper *p, struct buf *out);

/*
 * Serves until *STOP is set (by a signal handler). -1 when the server fails, memory is short or the
 * state cannot be saved.
 */
int paper_serve(struct paper *p, const volatile sig_atomic_t *stop, struct error *err);

#endif

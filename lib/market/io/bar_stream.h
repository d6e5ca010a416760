/*
 * Stores hundreds of thousands of bars: one piece of time is gathered while the piece before it is
 * being stored. Bars are not compared here: the merge leaves unchanged ones alone. The counts of
 * each piece are added to the series (struct bar_request) of its bars.
 *
 *	bar_stream_open(&s, run, kind, items, count, err);
 *	for each piece: bar_stream_begin, bar_stream_add each bar, bar_stream_send
 *	bar_stream_settle(s, err);
 *	bar_stream_close(s);
 * Between bar_stream_send and the next one the storing goes on in bar_stream_step. Every call that
 * returns int returns 0, or -1 with ERR set.
 */
#ifndef OPT_BAR_STREAM_H
#define OPT_BAR_STREAM_H

#include "run.h"
#include "bar_plan.h"

struct bar_stream;

/* ITEMS are sorted by ticker and borrowed. The caller owns *OUT: bar_stream_close. */
int bar_stream_open(struct bar_stream **out, struct run *run, enum bar_interval kind,
	struct bar_request *items, size_t count, struct error *err);
/* Rolls back the piece that is not committed, and frees S. NULL is allowed. */
void bar_stream_close(struct bar_stream *s);

/* Begins the piece of the bars FROM..END, both included. The previous piece has been sent. */
void bar_stream_begin(struct bar_stream *s, struct instant from, struct instant end);
/* Adds a bar of the series F to the piece. The bar has passed every check. */
void bar_stream_add(struct bar_stream *s, struct bar_request *f, const struct bar *bar);
/* The number of bars in the piece so far. */
size_t bar_stream_count(const struct bar_stream *s);

/* Waits until the previous piece is committed, then starts to store this one. */
int bar_stream_send(struct bar_stream *s, struct error *err);
/* Waits until all pieces sent are committed. */
int bar_stream_settle(struct bar_stream *s, struct error *err);
/*
 * After a failure outside of the stream: finishes the piece that was sent, if the database
 * connection still works. Returns 0 when all pieces sent are committed, -1 otherwise.
 */
int bar_stream_rescue(struct bar_stream *s);

/* For struct alpaca_poll_hook: they continue the storing while requests are under way. */
int bar_stream_descriptor(void *stream, bool *write);
int bar_stream_step(void *stream, bool *hold, struct error *err);

#endif

/*
 * Bars by the hundred thousand on their way into the database: a piece of time is gathered while
 * the one before it is stored, and nothing is compared here: the merge leaves alone what is as it
 * was. What each piece brought is counted in the series (struct bar_request) it belongs to.
 */
#ifndef OPT_BAR_STREAM_H
#define OPT_BAR_STREAM_H

#include "run.h"
#include "bar_plan.h"

struct bar_stream;

/* ITEMS are sorted by ticker and borrowed. */
int bar_stream_open(struct bar_stream **out, struct run *run, enum bar_interval kind,
	struct bar_request *items, size_t count, struct error *err);
/* Rolls back what is not committed. NULL is allowed. */
void bar_stream_close(struct bar_stream *s);

/* Begins the piece of bars FROM..END; the one before it has been sent. */
void bar_stream_begin(struct bar_stream *s, struct instant from, struct instant end);
/* A bar of the piece that passed every check, of the series F. */
void bar_stream_add(struct bar_stream *s, struct bar_request *f, const struct bar *bar);
/* How many the piece has so far. */
size_t bar_stream_count(const struct bar_stream *s);

/* Waits until the piece before this one is committed, then sends this one off. */
int bar_stream_send(struct bar_stream *s, struct error *err);
/* Waits until everything is committed. */
int bar_stream_settle(struct bar_stream *s, struct error *err);
/*
 * After a failure that is not the stream's: the piece that was sent is stored if that still can be.
 * 0 when nothing is left to store.
 */
int bar_stream_rescue(struct bar_stream *s);

/* For struct alpaca_poll_hook: the storing goes on while requests are under way. */
int bar_stream_descriptor(void *stream, bool *write);
int bar_stream_step(void *stream, bool *hold, struct error *err);

#endif

/*
 * feed_parse in a sandboxed process (sandbox.h), one for all feeds of a run. A feed that kills the
 * parser, or overruns its time or memory, fails alone: the next one gets a new process.
 */
#ifndef OPT_FEED_CHILD_H
#define OPT_FEED_CHILD_H

#include "feed.h"
#include "sandbox.h"

/* Their names go to a new process together: SANDBOX_ARGUMENT_MAX. */
enum { FEED_CHILD_ENCODINGS = 16 };

struct feed_child {
	struct sandbox box;
	/*
	 * encodings whose tables the process has loaded; more than these, and the first ones are
	 * forgotten
	 */
	char encodings[FEED_CHILD_ENCODINGS][FEED_CHARSET_MAX + 1];
	int encoding_count;
};

#define FEED_CHILD_INIT ((struct feed_child){.box = SANDBOX_INIT})

/* Early in the program, before secrets: what processes are started from. */
int feed_child_open(struct feed_child *c, struct error *err);

/*
 * Starts the process now, not with the first feed. ERROR_UNAVAILABLE: no sandbox can be had, and
 * nothing will be parsed.
 */
int feed_child_start(struct feed_child *c, struct error *err);

/* As feed_parse. A lost process is started again on the next call. */
int feed_child_parse(struct feed_child *c, const struct feed_input *input, struct feed_batch *out,
	struct error *err);

/*
 * The same in two steps, so that one feed is parsed while another is worked on: what is sent is
 * received before the next is sent.
 */
int feed_child_send(struct feed_child *c, const struct feed_input *input, struct error *err);
int feed_child_receive(struct feed_child *c, struct feed_batch *out, struct error *err);

void feed_child_close(struct feed_child *c);

#endif

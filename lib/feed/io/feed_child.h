/*
 * Runs feed_parse in a sandboxed process (sandbox.h). One process parses all feeds of a run. A feed
 * that crashes the parser, or exceeds its limit of time or memory, fails alone: the next feed gets
 * a new process.
 *
 *	struct feed_child child = FEED_CHILD_INIT;
 *	feed_child_open(&child, err);		    // first, before secrets are read
 *	feed_child_parse(&child, &input, &batch, err); // for each feed
 *	feed_child_close(&child);
 */
#ifndef OPT_FEED_CHILD_H
#define OPT_FEED_CHILD_H

#include "feed.h"
#include "sandbox.h"

/* All names together must fit into SANDBOX_ARGUMENT_MAX. */
enum { FEED_CHILD_ENCODINGS = 16 };

struct feed_child {
	struct sandbox box;
	/*
	 * The encodings whose tables the process has loaded. When a further one does not fit, the
	 * next process starts with that one alone.
	 */
	char encodings[FEED_CHILD_ENCODINGS][FEED_CHARSET_MAX + 1];
	int encoding_count;
};

#define FEED_CHILD_INIT ((struct feed_child){.box = SANDBOX_INIT})

/*
 * Forks the process from which the parsers are started. Call it early in the program, before it
 * reads secrets.
 */
int feed_child_open(struct feed_child *c, struct error *err);

/*
 * Starts the parser now instead of with the first feed. ERROR_UNAVAILABLE: the system allows no
 * sandbox, and no feed can be parsed.
 */
int feed_child_start(struct feed_child *c, struct error *err);

/* As feed_parse. After a failure of the process, the next call starts a new one. */
int feed_child_parse(struct feed_child *c, const struct feed_input *input, struct feed_batch *out,
	struct error *err);

/*
 * The same in two steps, so that the caller can work while the feed is parsed. The caller receives
 * the result of one feed before it sends the next.
 */
int feed_child_send(struct feed_child *c, const struct feed_input *input, struct error *err);
int feed_child_receive(struct feed_child *c, struct feed_batch *out, struct error *err);

void feed_child_close(struct feed_child *c);

#endif

/* One HTTP request from its first header to its reply, and the routes it can take. */
#ifndef OPT_PAPER_EXCHANGE_H
#define OPT_PAPER_EXCHANGE_H

#include "paper_server.h"

enum paper_ending { PAPER_ANSWER, PAPER_DROP, PAPER_CUT_WIRE };

struct paper_exchange {
	struct paper *server;
	struct MHD_Connection *connection;
	struct buf request;
	bool handled;
	struct paper_reply reply;
	enum paper_ending ending;
	int64_t hold_ms; /* an armed delay; 0: none */
	int64_t due_ms;	 /* real time at which the held reply goes out */
	char request_id[33];
	char date[40];
	int host; /* enum paper_host */
	int64_t limit, remaining, reset;
	struct paper_exchange *next; /* in paper.waiting */
};

/*
 * Routes, checks the keys, counts, lets faults go off, calls the handler. Fills the reply and the
 * ending.
 */
void paper_exchange_handle(struct paper_exchange *x, const char *method, const char *path);

#endif

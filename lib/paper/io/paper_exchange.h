/* One HTTP request from its first header to its reply. */
#ifndef OPT_PAPER_EXCHANGE_H
#define OPT_PAPER_EXCHANGE_H

#include "paper_server.h"

/* The reply is sent, or the connection is closed without it or in the middle of it. */
enum paper_ending { PAPER_SEND, PAPER_DROP, PAPER_CUT_WIRE };

struct paper_exchange {
	struct paper *server;
	struct MHD_Connection *connection;
	struct buf request;
	bool handled;
	struct paper_reply reply;
	enum paper_ending ending;
	int64_t hold_ms; /* an armed delay; 0: none */
	int64_t due_ms;	 /* real time at which the delayed reply is sent */
	char request_id[33];
	char date[40];
	int host; /* enum paper_host */
	int64_t limit, remaining, reset;
	struct paper_exchange *next; /* in paper.waiting */
};

/*
 * Finds the route, checks the keys, counts the request, fires armed faults, calls the handler, and
 * saves the books when they changed. Fills the reply and the ending.
 */
void paper_exchange_handle(struct paper_exchange *x, const char *method, const char *path);

#endif

/*
 * Fetching many documents of strangers at once, through one curl multi handle: http and https only,
 * to public addresses (judged after resolving, at every connection, so that neither names that
 * change nor redirects get around it), bounded in time, size and redirects. Sends no cookie and no
 * credential.
 */
#ifndef OPT_FETCH_H
#define OPT_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"

enum {
	FETCH_BODY_MAX = 16 << 20, /* bytes after decompression */
	FETCH_URL_SIZE = 2048 + 1,
	FETCH_TAG_SIZE = 512, /* of an ETag or a date; longer ones are not kept */
	FETCH_CHARSET_SIZE = 41,
	FETCH_REASON_SIZE = 300,
};

struct fetch_request {
	const char *url;
	const char *etag,
		*last_modified; /* of the last answer, sent back as they came; NULL: none */
};

struct fetch_answer {
	size_t index; /* of the request */
	long status;  /* 0: no whole answer; REASON says why */
	struct buf body;
	char etag[FETCH_TAG_SIZE], last_modified[FETCH_TAG_SIZE]; /* "" when there is none */
	char charset[FETCH_CHARSET_SIZE];			  /* of the Content-Type; "" none */
	char url[FETCH_URL_SIZE];      /* where the answer came from, redirects followed */
	char moved_to[FETCH_URL_SIZE]; /* as far as permanent redirects led; "" when they did not */
	int64_t retry_after_s;	       /* 0: not said */
	char reason[FETCH_REASON_SIZE];
};

struct fetch_plan {
	const struct fetch_request *requests;
	size_t count;
	bool allow_private; /* loopback and private addresses too */
	/*
	 * Called for each answer as it comes (in the order of the requests for those that come
	 * within the first second, so that quick servers give the same order every time); the
	 * answer is borrowed. Not 0: stop all, ERR is set.
	 */
	int (*done)(void *context, const struct fetch_answer *answer, struct error *err);
	bool (*should_stop)(void *context); /* asked a few times a second */
	void *context;
};

/* 0 when all were answered or should_stop said so (the others are then not reported); -1. */
int fetch_all(const struct fetch_plan *plan, struct error *err);

#endif

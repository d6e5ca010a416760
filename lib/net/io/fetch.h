/*
 * Fetches many documents at once from servers that are not trusted, with one curl multi handle.
 * It uses only http and https and connects only to public addresses. The address is checked at
 * every connection, after the name is resolved, so that neither a changed name nor a redirect
 * evades the check. Time, size and number of redirects are limited. No cookie and no credential is
 * sent.
 *
 * The caller fills a fetch_plan; fetch_all calls its `done` once for each answer.
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
	FETCH_TAG_SIZE = 512, /* of an ETag or a date; a longer one is dropped */
	FETCH_CHARSET_SIZE = 41,
	FETCH_REASON_SIZE = 300,
};

struct fetch_request {
	const char *url;
	/* of the last answer, sent back unchanged; NULL or "": none */
	const char *etag, *last_modified;
};

struct fetch_answer {
	size_t index; /* of the request */
	long status;  /* 0: no complete answer; the cause is in REASON */
	struct buf body;
	char etag[FETCH_TAG_SIZE], last_modified[FETCH_TAG_SIZE]; /* "": none */
	char charset[FETCH_CHARSET_SIZE]; /* of the Content-Type; "": none */
	char url[FETCH_URL_SIZE];	  /* the source of the answer, after redirects */
	char moved_to[FETCH_URL_SIZE];	  /* target of permanent redirects; "": none */
	int64_t retry_after_s;		  /* 0: not given */
	char reason[FETCH_REASON_SIZE];
};

struct fetch_plan {
	const struct fetch_request *requests;
	size_t count;
	bool allow_private; /* allows loopback and private addresses too */
	/*
	 * Called for each answer when it arrives; the answer is borrowed. Answers of the first
	 * second come in the order of the requests, so that quick servers give the same order every
	 * time. A result other than 0 stops fetch_all; ERR is then set.
	 */
	int (*done)(void *context, const struct fetch_answer *answer, struct error *err);
	bool (*should_stop)(void *context); /* called a few times per second; true stops */
	void *context;
};

/*
 * Returns 0 when every request has an answer, or when should_stop returned true; the requests that
 * are not finished then get no call of done. Returns -1 on an error.
 */
int fetch_all(const struct fetch_plan *plan, struct error *err);

#endif

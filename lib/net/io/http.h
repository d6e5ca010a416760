/*
 * HTTP for the broker and for services of inference, through libcurl: no redirects, no retries,
 * https or loopback only, bodies capped after decompression. What could not have left is told apart
 * from what may have.
 */
#ifndef OPT_HTTP_H
#define OPT_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"
#include "instant.h"

struct http; /* keeps connections alive between requests */

enum http_outcome {
	HTTP_ANSWERED, /* a whole answer, whatever its status */
	HTTP_NOT_SENT, /* no byte of the request can have arrived: name, connection or TLS failed */
	HTTP_UNKNOWN,  /* it may have arrived: time-out, connection lost, body cut or too large */
};

/* Signs a request as Amazon's services ask for (Signature Version 4). */
struct http_aws {
	const char *region, *service; /* "us-east-1", "bedrock" */
	const char *key_id, *secret_key;
	const char *session_token; /* "": none */
	/*
	 * The canonical request has the path percent-encoded once more than it is sent. libcurl of
	 * 7.88 takes it from the URL as it is, later ones encode it themselves (see http.c).
	 */
	bool encode_path;
};

struct http_request {
	const char *method; /* "GET", "POST", "DELETE" */
	const char *url;
	const struct http_aws *aws; /* NULL: not signed; then no query in the URL */
	size_t body_max;	    /* of the answer; 0: 64 MiB */
	const char *body;	    /* JSON; NULL: none */
	const char *const *headers; /* "Name: value", NULL at the end; NULL: none */
	long timeout_ms;	    /* of the whole exchange; cut by the deadline */
	bool fresh; /* a new connection, closed after: libcurl re-sends nothing on it */
};

struct http_response {
	enum http_outcome outcome;
	long status;
	struct buf body;
	char request_id[64];
	/* X-RateLimit-*; -1 where absent; reset: Unix seconds */
	int64_t rate_limit, rate_remaining, rate_reset_s;
	int64_t retry_after_s; /* a date is made seconds from now; -1 where absent */
	int64_t date_s;	       /* the server's clock, Unix seconds; -1 where absent */
	char reason[160];      /* why there is no answer */
};

int http_open(struct http **out, int64_t deadline_us, struct error *err);
void http_close(struct http *h); /* NULL is allowed */
/* Always fills OUT (its body is the caller's to free with buf_free). */
void http_perform(struct http *h, const struct http_request *request, struct http_response *out);

/* What http_aws.encode_path is for the libcurl that is loaded. */
bool http_aws_encode_path(void);

/* Several GETs under way at once, each on a connection of its own that is kept for the next. */
struct http_pool;

int http_pool_open(struct http_pool **out, size_t most, int64_t deadline_us, struct error *err);
void http_pool_close(struct http_pool *p); /* NULL is allowed; drops what is under way */
size_t http_pool_under_way(const struct http_pool *p);
/* Starts REQUEST, whose texts are copied, in a pool that is not full. TAG comes with the answer. */
int http_pool_start(
	struct http_pool *p, const struct http_request *request, size_t tag, struct error *err);
/*
 * Waits, WAIT_MS at most, for an answer or until FD (-1: none) can be read, or written where WRITE.
 * *ANSWERED: there is an answer, in *TAG and OUT (its body is the caller's to free).
 */
int http_pool_wait(struct http_pool *p, int fd, bool write, int wait_ms, bool *answered,
	size_t *tag, struct http_response *out, struct error *err);

#endif

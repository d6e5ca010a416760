/*
 * HTTP for the broker and for inference services, with libcurl: no redirects, no retries, https or
 * loopback only, a maximum size of the body after decompression. The outcome distinguishes a
 * request that was certainly not sent from one that may have arrived.
 *
 *	http_open(&h, deadline_us, err);
 *	http_perform(h, &request, &response); // response.outcome, response.status
 *	buf_free(&response.body);
 *	http_close(h);
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
	HTTP_ANSWERED, /* a complete response, with any status */
	HTTP_NOT_SENT, /* no byte was sent: name, connection or TLS failed */
	/* may have arrived: time-out, lost connection, body cut or too large */
	HTTP_UNKNOWN,
};

/* The signature of a request to a service of Amazon (Signature Version 4). */
struct http_aws {
	const char *region, *service; /* "us-east-1", "bedrock" */
	const char *key_id, *secret_key;
	const char *session_token; /* "": none */
	/*
	 * Whether to percent-encode the path for the signature, as the signed path has one encoding
	 * more than the path that is sent. libcurl 7.88 signs the path of the URL as it is, later
	 * versions encode it themselves: http_aws_encode_path has the right value.
	 */
	bool encode_path;
};

struct http_request {
	const char *method; /* "GET", "POST", "DELETE" */
	const char *url;
	const struct http_aws *aws; /* NULL: not signed. A signed URL has no query */
	size_t body_max;	    /* of the response; 0: 64 MiB */
	const char *body;	    /* JSON; NULL: none */
	const char *const *headers; /* "Name: value", NULL at the end; NULL: none */
	long timeout_ms;	    /* of the whole exchange; the deadline may end it earlier */
	bool fresh; /* a new connection, closed afterwards: libcurl cannot send again on it */
	bool connects_only; /* up to TLS, and sends nothing: HTTP_ANSWERED with the status 0 */
};

struct http_response {
	enum http_outcome outcome;
	long status;
	struct buf body;
	char request_id[64];
	/* X-RateLimit-*; -1 when absent; reset in Unix seconds */
	int64_t rate_limit, rate_remaining, rate_reset_s;
	int64_t retry_after_s; /* a date is converted to seconds from now; -1 when absent */
	int64_t date_s;	       /* the server's clock, Unix seconds; -1 when absent */
	char reason[256];      /* why there is no response */
};

/* DEADLINE_US is a time of clock_monotonic_us, for all requests. */
int http_open(struct http **out, int64_t deadline_us, struct error *err);
void http_close(struct http *h); /* NULL is allowed */
/* Always fills OUT. The caller frees its body with buf_free. */
void http_perform(struct http *h, const struct http_request *request, struct http_response *out);

/* The value of http_aws.encode_path for the libcurl that is loaded. */
bool http_aws_encode_path(void);

/*
 * Several GET requests at the same time, each on its own connection, which is kept for the next
 * request. http_pool_start starts one, http_pool_wait returns the next response.
 */
struct http_pool;

int http_pool_open(struct http_pool **out, size_t most, int64_t deadline_us, struct error *err);
void http_pool_close(struct http_pool *p); /* NULL is allowed; drops unfinished requests */
size_t http_pool_under_way(const struct http_pool *p); /* the number of unfinished requests */
/*
 * Starts REQUEST; fewer than MOST requests may be under way. The texts of REQUEST are copied. TAG
 * is returned with the response.
 */
int http_pool_start(
	struct http_pool *p, const struct http_request *request, size_t tag, struct error *err);
/*
 * Waits at most WAIT_MS for a response, or until FD (-1: none) can be read or, with WRITE, written.
 * Sets *ANSWERED to true when there is a response, which is in *TAG and OUT; the caller frees its
 * body.
 */
int http_pool_wait(struct http_pool *p, int fd, bool write, int wait_ms, bool *answered,
	size_t *tag, struct http_response *out, struct error *err);

#endif

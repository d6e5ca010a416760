#include "paper_exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "paper_text.h"

enum {
	CONNECTIONS_MAX = 256,
	IDLE_TIMEOUT_S = 120, /* of a connection without a further request */
	POLL_MS = 500, /* a signal that does not interrupt poll is noticed after at most this */
};

/* Real time; only delayed replies need it. */
static int64_t monotonic_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void exchange_free(struct paper_exchange *x)
{
	buf_free(&x->request);
	buf_free(&x->reply.body);
	free(x);
}

static struct paper_exchange *exchange_new(struct paper *p, struct MHD_Connection *connection)
{
	struct paper_exchange *x = calloc(1, sizeof *x);
	if (x == NULL)
		return NULL;
	x->server = p;
	x->connection = connection;
	x->request = BUF_INIT(PAPER_BODY_MAX);
	x->reply.body = BUF_INIT(PAPER_REPLY_MAX);
	return x;
}

/* The first half of a body; the error after it cuts the connection. */
struct half {
	size_t length;
	char data[];
};

static ssize_t read_half(void *cls, uint64_t position, char *out, size_t max)
{
	const struct half *h = cls;
	if (position >= h->length)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	size_t n = h->length - (size_t)position;
	n = n < max ? n : max;
	memcpy(out, h->data + position, n);
	return (ssize_t)n;
}

static struct MHD_Response *cut_response(const struct buf *body)
{
	struct half *h = malloc(sizeof *h + body->length / 2 + 1);
	if (h == NULL)
		return NULL;
	h->length = body->length / 2;
	memcpy(h->data, buf_text(body), h->length);
	enum { BLOCK = 4096 };
	return MHD_create_response_from_callback(body->length, BLOCK, read_half, h, free);
}

static void add_headers(struct MHD_Response *response, const struct paper_exchange *x)
{
	char text[NUM_TEXT_SIZE], modified[PAPER_HTTP_DATE_SIZE];
	const struct paper_reply *r = &x->reply;
	(void)MHD_add_response_header(response, "Date", x->date);
	if (r->body.length > 0)
		(void)MHD_add_response_header(response, "Content-Type", r->type);
	if (r->etag[0] != '\0')
		(void)MHD_add_response_header(response, "ETag", r->etag);
	if (instant_known(r->last_modified))
		(void)MHD_add_response_header(
			response, "Last-Modified", paper_http_date(r->last_modified, modified));
	if (x->host == PAPER_LAB)
		return;
	const struct {
		const char *name;
		int64_t value;
	} rate[] = {{"X-RateLimit-Limit", x->limit}, {"X-RateLimit-Remaining", x->remaining},
		{"X-RateLimit-Reset", x->reset}};
	(void)MHD_add_response_header(response, "X-Request-ID", x->request_id);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(text, sizeof text, "%lld", (long long)rate[i].value);
		(void)MHD_add_response_header(response, rate[i].name, text);
	}
}

static enum MHD_Result send_reply(struct paper_exchange *x)
{
	if (x->ending == PAPER_DROP)
		return MHD_NO; /* closes the connection without a reply */
	struct buf *body = &x->reply.body;
	struct MHD_Response *response = NULL;
	if (x->ending == PAPER_CUT_WIRE) {
		response = cut_response(body);
	} else {
		size_t length = body->length;
		char *data = buf_take(body);
		if (data != NULL)
			response = MHD_create_response_from_buffer(
				length, data, MHD_RESPMEM_MUST_FREE);
		x->reply.body.length = length; /* for the headers only */
	}
	if (response == NULL)
		return MHD_NO;
	add_headers(response, x);
	x->reply.body.length = 0;
	enum MHD_Result result =
		MHD_queue_response(x->connection, (unsigned)x->reply.status, response);
	MHD_destroy_response(response);
	return result;
}

static void hold(struct paper_exchange *x)
{
	x->due_ms = monotonic_ms() + x->hold_ms;
	x->next = x->server->waiting;
	x->server->waiting = x;
	MHD_suspend_connection(x->connection);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *path,
	const char *method, const char *version, const char *upload, size_t *upload_size,
	void **state)
{
	(void)version;
	struct paper_exchange *x = *state;
	if (x == NULL) { /* the headers have arrived */
		*state = exchange_new(cls, connection);
		return *state == NULL ? MHD_NO : MHD_YES;
	}
	if (*upload_size > 0) {
		buf_append(&x->request, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	if (x->handled)
		return send_reply(x); /* the reply was delayed */
	x->handled = true;
	paper_exchange_handle(x, method, path);
	if (x->hold_ms > 0) {
		hold(x);
		return MHD_YES;
	}
	return send_reply(x);
}

static void on_end(void *cls, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode why)
{
	(void)cls, (void)connection, (void)why;
	struct paper_exchange *x = *state;
	if (x == NULL)
		return;
	for (struct paper_exchange **at = &x->server->waiting; *at != NULL; at = &(*at)->next) {
		if (*at == x) {
			*at = x->next;
			break;
		}
	}
	exchange_free(x);
	*state = NULL;
}

int paper_listen(struct paper *p, struct error *err)
{
	struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_port = htons(p->options.port)};
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	errno = 0;
	p->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK,
		p->options.port, NULL, NULL, on_request, p, MHD_OPTION_SOCK_ADDR,
		(struct sockaddr *)&loopback, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_TIMEOUT_S,
		MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
	if (p->daemon == NULL)
		return error_set(err, ERROR_UNAVAILABLE, "could not listen on 127.0.0.1:%u: %s",
			(unsigned)p->options.port,
			errno != 0 ? strerror(errno) : "no reason given");
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(p->daemon, MHD_DAEMON_INFO_BIND_PORT);
	p->port = info != NULL ? info->port : p->options.port;
	return 0;
}

/*
 * Resumes the connections whose delayed reply is due. Returns the milliseconds until the next one
 * is due, at most POLL_MS.
 */
static int release(struct paper *p)
{
	int64_t now = monotonic_ms(), wait = POLL_MS;
	for (struct paper_exchange **at = &p->waiting; *at != NULL;) {
		struct paper_exchange *x = *at;
		if (x->due_ms <= now) {
			*at = x->next;
			MHD_resume_connection(x->connection);
			wait = 0;
		} else {
			wait = x->due_ms - now < wait ? x->due_ms - now : wait;
			at = &x->next;
		}
	}
	return (int)wait;
}

int paper_serve(struct paper *p, const volatile sig_atomic_t *stop, struct error *err)
{
	while (!*stop) {
		if (MHD_run_wait(p->daemon, release(p)) != MHD_YES && errno != EINTR)
			return error_set(err, ERROR_INTERNAL, "the HTTP server stopped: %s",
				strerror(errno));
		if (p->book.failed)
			return error_memory(err);
		if (p->stopped.kind != ERROR_NONE) {
			*err = p->stopped;
			return -1;
		}
	}
	/* Suspended connections must be resumed before the daemon can stop. */
	for (struct paper_exchange *x = p->waiting; x != NULL; x = x->next)
		MHD_resume_connection(x->connection);
	p->waiting = NULL;
	return 0;
}

#include "http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "clock.h"
#include "conf.h"
#include "num.h"
#include "stop.h"
#include "text.h"

enum {
	BODY_MAX = 64 << 20,
	CONNECT_LIMIT_MS = 5000,
	TIMEOUT_LEAST_MS = 50,
	URL_SIZE = 4096,
	/* The first libcurl that percent-encodes the canonical path itself. */
	CURL_ENCODES_PATH = 0x080e00
};

struct http {
	CURL *curl;
	CURLM *multi; /* keeps the connections */
	int64_t deadline_us;
};

static int start_curl(void)
{
	static bool started;
	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return -1;
	started = true;
	return 0;
}

int http_open(struct http **out, int64_t deadline_us, struct error *err)
{
	if (start_curl() != 0)
		return error_memory(err);
	struct http *h = calloc(1, sizeof *h);
	if (h == NULL)
		return error_memory(err);
	h->curl = curl_easy_init();
	h->multi = curl_multi_init();
	if (h->curl == NULL || h->multi == NULL) {
		http_close(h);
		return error_memory(err);
	}
	h->deadline_us = deadline_us;
	*out = h;
	return 0;
}

void http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	(void)curl_multi_cleanup(h->multi);
	free(h);
}

/* The sockets of libcurl 7.88 would stay open in a program that this one starts. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)context;
	(void)purpose;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct http_response *r = context;
	buf_append(&r->body, data, size * count);
	return buf_ok(&r->body) ? size * count : 0;
}

static void header_number(const char *value, int64_t *out)
{
	if (num_parse_i64(value, 0, INT64_MAX, out) != 0)
		*out = -1;
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct http_response *r = context;
	size_t length = size * count;
	char line[256];
	if (length >= sizeof line)
		return length;
	memcpy(line, data, length);
	line[length] = '\0';
	char *colon = strchr(line, ':');
	if (colon == NULL)
		return length;
	*colon = '\0';
	char *value = colon + 1;
	(void)text_fold_space(value);
	if (strcasecmp(line, "X-RateLimit-Limit") == 0)
		header_number(value, &r->rate_limit);
	else if (strcasecmp(line, "X-RateLimit-Remaining") == 0)
		header_number(value, &r->rate_remaining);
	else if (strcasecmp(line, "X-RateLimit-Reset") == 0)
		header_number(value, &r->rate_reset_s);
	else if (strcasecmp(line, "Retry-After") == 0)
		header_number(value, &r->retry_after_s);
	else if (strcasecmp(line, "Date") == 0)
		r->date_s = (int64_t)curl_getdate(value, NULL);
	else if (strcasecmp(line, "X-Request-ID") == 0)
		(void)text_copy(r->request_id, sizeof r->request_id, value);
	return length;
}

/* HTTP_NOT_SENT only for failures before the first byte of the request is written. */
static enum http_outcome outcome_of(CURLcode code)
{
	switch ((int)code) {
	case CURLE_OK:
		return HTTP_ANSWERED;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_FAILED_INIT:
		return HTTP_NOT_SENT;
	default:
		return HTTP_UNKNOWN;
	}
}

/* Appends TEXT. When out of memory, frees LIST and returns NULL. */
static struct curl_slist *list_add(struct curl_slist *list, const char *text)
{
	struct curl_slist *longer = curl_slist_append(list, text);
	if (longer == NULL)
		curl_slist_free_all(list);
	return longer;
}

/*
 * "Expect:" removes that header. With a signature it is left out: libcurl would sign it although it
 * is not sent, and requests with a body of less than 1 MiB have no such header anyway.
 */
static struct curl_slist *header_list(const struct http_request *request)
{
	const struct http_aws *aws = request->aws;
	struct curl_slist *list = list_add(NULL, "Accept: application/json");
	if (list != NULL && aws == NULL)
		list = list_add(list, "Expect:");
	if (list != NULL && request->body != NULL)
		list = list_add(list, "Content-Type: application/json");
	for (const char *const *h = request->headers; list != NULL && h != NULL && *h != NULL; h++)
		list = list_add(list, *h);
	if (list != NULL && aws != NULL && aws->session_token[0] != '\0') {
		char line[SESSION_TOKEN_SIZE + 32];
		(void)snprintf(line, sizeof line, "X-Amz-Security-Token: %s", aws->session_token);
		list = list_add(list, line);
		explicit_bzero(line, sizeof line);
	}
	return list;
}

bool http_aws_encode_path(void)
{
	return curl_version_info(CURLVERSION_NOW)->version_num < CURL_ENCODES_PATH;
}

/*
 * libcurl signs the path of the URL. When the path to sign differs from the path to send, the URL
 * gets the path to sign, and the request line the path to send. False when the URL is too long.
 */
static bool sign(CURL *c, const struct http_request *request)
{
	const struct http_aws *aws = request->aws;
	const char *host = strstr(request->url, "://");
	const char *path = host == NULL ? NULL : strchr(host + 3, '/');
	char provider[128];
	(void)snprintf(provider, sizeof provider, "aws:amz:%s:%s", aws->region, aws->service);
	curl_easy_setopt(c, CURLOPT_AWS_SIGV4, provider);
	curl_easy_setopt(c, CURLOPT_USERNAME, aws->key_id);
	curl_easy_setopt(c, CURLOPT_PASSWORD, aws->secret_key);
	if (!aws->encode_path || path == NULL)
		return true;
	buf_auto struct buf url = BUF_INIT(URL_SIZE);
	buf_append(&url, request->url, (size_t)(path - request->url));
	for (const char *p = path; *p != '\0'; p++)
		if (*p == '%')
			buf_puts(&url, "%25");
		else
			buf_putc(&url, *p);
	if (!buf_ok(&url))
		return false;
	curl_easy_setopt(c, CURLOPT_URL, buf_text(&url));
	curl_easy_setopt(c, CURLOPT_REQUEST_TARGET, path);
	return true;
}

static long timeout_of(int64_t deadline_us, const struct http_request *request)
{
	int64_t left_ms = (deadline_us - clock_monotonic_us()) / 1000;
	if (left_ms < TIMEOUT_LEAST_MS)
		left_ms = TIMEOUT_LEAST_MS;
	return left_ms < request->timeout_ms ? (long)left_ms : request->timeout_ms;
}

static void configure(CURL *c, int64_t deadline_us, const struct http_request *request,
	struct curl_slist *headers, struct http_response *out)
{
	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, request->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
		conf_url_is_loopback(request->url) ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	/* a look-up of a name that has not ended is left behind, not awaited */
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_LIMIT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_of(deadline_us, request));
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(c, CURLOPT_USERAGENT, "opt/" OPT_VERSION);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, out);
	if (request->body != NULL)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, request->body);
	if (strcmp(request->method, "GET") != 0)
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, request->method);
	if (request->fresh) {
		curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
		curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
	}
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, out->reason);
	if (request->connects_only)
		curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	if (conf_url_is_loopback(request->url))
		curl_easy_setopt(c, CURLOPT_PROXY, "");
}

_Static_assert(
	sizeof((struct http_response *)0)->reason >= CURL_ERROR_SIZE, "libcurl writes there");
static const struct http_response no_response = {
	.outcome = HTTP_NOT_SENT,
	.body = {.max = BODY_MAX},
	.rate_limit = -1,
	.rate_remaining = -1,
	.rate_reset_s = -1,
	.retry_after_s = -1,
	.date_s = -1,
};

static void conclude(CURL *c, CURLcode code, struct http_response *out)
{
	out->outcome = outcome_of(code);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->status);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, NULL);
	/* of a certificate, libcurl's general text does not say what is wrong with it */
	if (code != CURLE_OK && (code != CURLE_PEER_FAILED_VERIFICATION || out->reason[0] == '\0'))
		(void)snprintf(out->reason, sizeof out->reason, "%s", curl_easy_strerror(code));
	if (code == CURLE_OK)
		out->reason[0] = '\0';
	curl_off_t retry_after_s = 0;
	if (out->retry_after_s < 0 &&
		curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &retry_after_s) == CURLE_OK &&
		retry_after_s > 0)
		out->retry_after_s = (int64_t)retry_after_s;
}

/* The exchange of H, until its end or soon after a signal that stops the program. */
static CURLcode perform(struct http *h)
{
	int64_t began_us = clock_monotonic_us();
	CURLcode code = CURLE_ABORTED_BY_CALLBACK;
	int running = 1, left;
	if (curl_multi_add_handle(h->multi, h->curl) != CURLM_OK)
		return CURLE_FAILED_INIT;
	while (curl_multi_perform(h->multi, &running) == CURLM_OK && running > 0) {
		if (stop_until(began_us, INT64_MAX) <= clock_monotonic_us())
			break;
		(void)curl_multi_poll(h->multi, NULL, 0, STOP_SLICE_US / 1000, NULL);
	}
	for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left)) != NULL;)
		if (m->msg == CURLMSG_DONE)
			code = m->data.result;
	(void)curl_multi_remove_handle(h->multi, h->curl);
	return code;
}

void http_perform(struct http *h, const struct http_request *request, struct http_response *out)
{
	*out = no_response;
	if (request->body_max > 0)
		out->body.max = request->body_max;
	struct curl_slist *headers = header_list(request);
	if (headers == NULL) {
		(void)snprintf(out->reason, sizeof out->reason, "out of memory");
		return;
	}
	configure(h->curl, h->deadline_us, request, headers, out);
	bool ready = request->aws == NULL || sign(h->curl, request);
	conclude(h->curl, ready ? perform(h) : CURLE_URL_MALFORMAT, out);
	curl_slist_free_all(headers);
}

/* A place for one exchange. libcurl keeps the connection. */
struct slot {
	CURL *curl;
	struct curl_slist *headers;
	struct http_response response;
	size_t tag;
	bool busy;
};

struct http_pool {
	CURLM *multi;
	int64_t deadline_us;
	size_t most, under_way;
	struct slot slots[];
};

int http_pool_open(struct http_pool **out, size_t most, int64_t deadline_us, struct error *err)
{
	if (start_curl() != 0)
		return error_memory(err);
	struct http_pool *p = calloc(1, sizeof *p + most * sizeof p->slots[0]);
	if (p == NULL)
		return error_memory(err);
	p->deadline_us = deadline_us;
	p->multi = curl_multi_init();
	while (p->multi != NULL && p->most < most) {
		p->slots[p->most].curl = curl_easy_init();
		if (p->slots[p->most].curl == NULL)
			break;
		p->most++;
	}
	if (p->most < most) {
		http_pool_close(p);
		return error_memory(err);
	}
	(void)curl_multi_setopt(p->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	*out = p;
	return 0;
}

static void slot_clear(struct http_pool *p, struct slot *s)
{
	if (!s->busy)
		return;
	(void)curl_multi_remove_handle(p->multi, s->curl);
	curl_slist_free_all(s->headers);
	s->headers = NULL;
	s->busy = false;
	p->under_way--;
}

void http_pool_close(struct http_pool *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->most; i++) {
		if (p->slots[i].busy)
			buf_free(&p->slots[i].response.body);
		slot_clear(p, &p->slots[i]);
		curl_easy_cleanup(p->slots[i].curl);
	}
	(void)curl_multi_cleanup(p->multi);
	free(p);
}

size_t http_pool_under_way(const struct http_pool *p)
{
	return p->under_way;
}

int http_pool_start(
	struct http_pool *p, const struct http_request *request, size_t tag, struct error *err)
{
	struct slot *s = p->slots;
	while (s->busy)
		s++;
	struct curl_slist *headers = header_list(request);
	if (headers == NULL)
		return error_memory(err);
	s->response = no_response;
	s->headers = headers;
	s->tag = tag;
	configure(s->curl, p->deadline_us, request, headers, &s->response);
	(void)curl_easy_setopt(s->curl, CURLOPT_PRIVATE, s);
	if (curl_multi_add_handle(p->multi, s->curl) != CURLM_OK) {
		curl_slist_free_all(headers);
		s->headers = NULL;
		return error_memory(err);
	}
	s->busy = true;
	p->under_way++;
	return 0;
}

/* The next finished exchange; NULL when there is none. */
static struct slot *next_done(struct http_pool *p)
{
	int left;
	CURLMsg *m;
	struct slot *s = NULL;
	while ((m = curl_multi_info_read(p->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		CURLcode code = m->data.result;
		if (curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &s) == CURLE_OK &&
			s != NULL) {
			conclude(s->curl, code, &s->response);
			return s;
		}
	}
	return NULL;
}

int http_pool_wait(struct http_pool *p, int fd, bool write, int wait_ms, bool *answered,
	size_t *tag, struct http_response *out, struct error *err)
{
	struct curl_waitfd also = {.fd = fd,
		.events = (short)(write ? CURL_WAIT_POLLIN | CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN)};
	int running;
	struct slot *s = NULL;
	if (curl_multi_perform(p->multi, &running) == CURLM_OK)
		s = next_done(p);
	if (s == NULL) {
		int slice_ms = wait_ms < STOP_SLICE_US / 1000 ? wait_ms : STOP_SLICE_US / 1000;
		(void)curl_multi_poll(p->multi, &also, fd < 0 ? 0 : 1, slice_ms, NULL);
		if (curl_multi_perform(p->multi, &running) != CURLM_OK)
			return error_set(err, ERROR_INTERNAL, "libcurl could not continue");
		s = next_done(p);
	}
	*answered = s != NULL;
	if (s == NULL)
		return 0;
	*tag = s->tag;
	*out = s->response;
	slot_clear(p, s);
	return 0;
}

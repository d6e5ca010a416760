#include "fetch.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "clock.h"
#include "mem.h"
#include "num.h"
#include "text.h"
#include "url.h"

enum {
	AT_ONCE = 32, /* transfers, so that a slow server does not hold up the others */
	PER_HOST = 4, /* connections, as polite feed readers have */
	REDIRECTS_MAX = 3,
	CONNECT_LIMIT_MS = 5000,
	LIMIT_MS = 20000, /* per hop */
	LOW_SPEED_BYTES = 1000,
	LOW_SPEED_S = 10,
	HEADERS_MAX = 256, /* header lines, and all their bytes; no honest server sends more */
	HEADER_BYTES_MAX = 64 << 10,
	POLL_MS = 200,
	ORDER_US = 1000000, /* how long an answer waits for those of earlier requests */
	/* Markup compresses to a tenth. More than RATIO_MAX is an attempt to fill the memory. */
	RATIO_MAX = 100,
	RATIO_FROM = 1 << 20, /* bytes; a smaller body may have any ratio */
};

struct transfer {
	CURL *curl; /* NULL: free */
	struct curl_slist *headers;
	const struct fetch_plan *plan;
	struct fetch_answer answer;
	int redirects, header_count;
	size_t header_bytes;
	bool permanent; /* every redirect so far was permanent */
	bool refused;	/* the address was not public */
	bool too_large;
	bool too_dense;		      /* decompression exceeded RATIO_MAX */
	bool finished;		      /* the answer has not been passed to done yet */
	char detail[CURL_ERROR_SIZE]; /* curl's message, more precise than its code */
};

struct fetcher {
	const struct fetch_plan *plan;
	CURLM *multi;
	struct transfer *transfers; /* AT_ONCE */
	size_t next;
	int running;	    /* transfers in use */
	int64_t started_us; /* monotonic */
};

static bool is_allowed(const struct curl_sockaddr *a)
{
	if (a->family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, &a->addr, sizeof in);
		return address_is_public_v4(ntohl(in.sin_addr.s_addr));
	}
	if (a->family == AF_INET6 && a->addrlen >= sizeof(struct sockaddr_in6)) {
		/* struct curl_sockaddr declares too little room for IPv6; addrlen has the size */
		uint8_t address[16];
		memcpy(address, (const char *)&a->addr + offsetof(struct sockaddr_in6, sin6_addr),
			16);
		return address_is_public_v6(address);
	}
	return false;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = context;
	if (purpose != CURLSOCKTYPE_IPCXN || (!t->plan->allow_private && !is_allowed(a))) {
		t->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	curl_off_t sent = 0;
	buf_append(&t->answer.body, data, size * count);
	t->too_large = !buf_ok(&t->answer.body);
	if (t->answer.body.length > RATIO_FROM &&
		curl_easy_getinfo(t->curl, CURLINFO_SIZE_DOWNLOAD_T, &sent) == CURLE_OK)
		t->too_dense = (curl_off_t)t->answer.body.length / RATIO_MAX > sent;
	return t->too_large || t->too_dense ? 0 : size * count;
}

/* Copies the value of the header NAME into OUT; a value that does not fit becomes "". */
static void take_value(const char *line, const char *name, char *out, size_t size)
{
	size_t n = strlen(name);
	if (strncasecmp(line, name, n) != 0 || line[n] != ':')
		return;
	const char *value = line + n + 1;
	value += strspn(value, " \t");
	size_t length = strcspn(value, "\r\n");
	while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t'))
		length--;
	if (length >= size)
		length = 0;
	memcpy(out, value, length);
	out[length] = '\0';
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	size_t length = size * count;
	char line[FETCH_TAG_SIZE + 64];
	t->header_bytes += length;
	if (++t->header_count > HEADERS_MAX || t->header_bytes > HEADER_BYTES_MAX)
		return 0;
	if (length >= sizeof line)
		return length;
	memcpy(line, data, length);
	line[length] = '\0';
	take_value(line, "ETag", t->answer.etag, sizeof t->answer.etag);
	take_value(line, "Last-Modified", t->answer.last_modified, sizeof t->answer.last_modified);
	return length;
}

/* Copies the charset of a Content-Type such as "text/xml; charset=UTF-8". */
static void read_charset(const char *type, char out[static FETCH_CHARSET_SIZE])
{
	const char *p = type == NULL ? NULL : strcasestr(type, "charset=");
	if (p == NULL)
		return;
	p += strlen("charset=");
	p += *p == '"';
	size_t length = strcspn(p, "\"; \t");
	if (length >= FETCH_CHARSET_SIZE)
		length = 0;
	memcpy(out, p, length);
	out[length] = '\0';
}

static struct curl_slist *conditions(const struct fetch_request *r)
{
	char line[FETCH_TAG_SIZE + 64];
	struct curl_slist *list = curl_slist_append(NULL,
		"Accept: application/rss+xml, application/atom+xml, application/feed+json, "
		"application/xml;q=.9, text/xml;q=.9, */*;q=.1");
	if (list != NULL && r->etag != NULL && r->etag[0] != '\0') {
		(void)snprintf(line, sizeof line, "If-None-Match: %s", r->etag);
		list = curl_slist_append(list, line);
	}
	if (list != NULL && r->last_modified != NULL && r->last_modified[0] != '\0') {
		(void)snprintf(line, sizeof line, "If-Modified-Since: %s", r->last_modified);
		list = curl_slist_append(list, line);
	}
	return list;
}

/* Sets the options that are the same for every hop; begin_hop sets the address. */
static void configure(struct transfer *t)
{
	CURL *c = t->curl;
	curl_easy_setopt(c, CURLOPT_PRIVATE, t);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->detail);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	/* a look-up of a name that has not ended is left behind, not awaited */
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_LIMIT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)LIMIT_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_S);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl reads */
	curl_easy_setopt(c, CURLOPT_USERAGENT, "opt-rss/" OPT_VERSION);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->headers);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
}

static int begin_hop(struct fetcher *f, struct transfer *t, struct error *err)
{
	struct fetch_answer *a = &t->answer;
	buf_clear(&a->body);
	a->etag[0] = a->last_modified[0] = a->charset[0] = '\0';
	t->header_count = 0;
	t->header_bytes = 0;
	if (curl_easy_setopt(t->curl, CURLOPT_URL, a->url) != CURLE_OK ||
		curl_multi_add_handle(f->multi, t->curl) != CURLM_OK)
		return error_memory(err);
	return 0;
}

static void end_transfer(struct fetcher *f, struct transfer *t)
{
	if (t->curl == NULL)
		return;
	curl_multi_remove_handle(f->multi, t->curl);
	curl_easy_cleanup(t->curl);
	curl_slist_free_all(t->headers);
	buf_free(&t->answer.body);
	t->curl = NULL;
	f->running--;
}

static int begin_transfer(struct fetcher *f, struct transfer *t, struct error *err)
{
	const struct fetch_request *r = &f->plan->requests[f->next];
	*t = (struct transfer){.plan = f->plan,
		.permanent = true,
		.answer = {.index = f->next, .body = BUF_INIT(FETCH_BODY_MAX)}};
	f->next++;
	t->curl = curl_easy_init();
	t->headers = conditions(r);
	f->running += t->curl != NULL;
	if (t->curl == NULL || t->headers == NULL)
		return error_memory(err);
	if (!url_is_web(r->url) || !text_copy(t->answer.url, sizeof t->answer.url, r->url)) {
		(void)snprintf(t->answer.reason, sizeof t->answer.reason,
			"not an http or https address of at most %d bytes", FETCH_URL_SIZE - 1);
		t->finished = true;
		return 0;
	}
	configure(t);
	return begin_hop(f, t, err);
}

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Follows a redirect. False: the answer of T is final, for example after too many redirects. */
static bool follow(struct fetcher *f, struct transfer *t)
{
	struct fetch_answer *a = &t->answer;
	const char *to = NULL;
	curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_URL, &to);
	if (!is_redirect(a->status) || to == NULL)
		return false;
	const char *why = NULL;
	if (t->redirects++ == REDIRECTS_MAX)
		why = "too many redirects";
	else if (!url_is_web(to))
		why = "redirected to an address that is neither http nor https";
	else if (strncasecmp(a->url, "https:", 6) == 0 && strncasecmp(to, "https:", 6) != 0)
		why = "redirected from https to http";
	else if (!text_copy(a->url, sizeof a->url, to))
		why = "redirected to an address that is too long";
	if (why == NULL) {
		t->permanent = t->permanent && (a->status == 301 || a->status == 308);
		if (t->permanent)
			(void)text_copy(a->moved_to, sizeof a->moved_to, a->url);
		a->status = 0;
		curl_multi_remove_handle(f->multi, t->curl);
		if (begin_hop(f, t, NULL) == 0)
			return true;
		why = "out of memory";
	}
	a->status = 0;
	(void)snprintf(a->reason, sizeof a->reason, "%s", why);
	return false;
}

static void finish_hop(struct fetcher *f, struct transfer *t, CURLcode code)
{
	struct fetch_answer *a = &t->answer;
	curl_off_t retry_after = 0;
	const char *type = NULL;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &a->status);
	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &retry_after);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	a->retry_after_s = (int64_t)retry_after;
	read_charset(type, a->charset);
	if (code != CURLE_OK) {
		a->status = 0;
		if (t->refused)
			(void)snprintf(a->reason, sizeof a->reason,
				"its address is private or reserved: see --allow-private");
		else if (t->too_large)
			(void)snprintf(
				a->reason, sizeof a->reason, "more than %d bytes", FETCH_BODY_MAX);
		else if (t->too_dense)
			(void)snprintf(a->reason, sizeof a->reason,
				"more than %d times larger than what was sent", RATIO_MAX);
		else
			(void)snprintf(a->reason, sizeof a->reason, "%s",
				t->detail[0] != '\0' ? t->detail : curl_easy_strerror(code));
	} else if (follow(f, t)) {
		return;
	}
	if (a->status == 0)
		buf_clear(&a->body);
	curl_multi_remove_handle(f->multi, t->curl);
	t->finished = true;
}

/* The transfer whose answer is passed to done next; NULL: none yet. */
static struct transfer *next_answer(const struct fetcher *f)
{
	struct transfer *first = NULL, *ready = NULL;
	for (struct transfer *t = f->transfers; t < f->transfers + AT_ONCE; t++) {
		if (t->curl == NULL)
			continue;
		if (first == NULL || t->answer.index < first->answer.index)
			first = t;
		if (t->finished && (ready == NULL || t->answer.index < ready->answer.index))
			ready = t;
	}
	bool waits = ready != first && clock_monotonic_us() < f->started_us + ORDER_US;
	return waits ? NULL : ready;
}

static int hand_over(struct fetcher *f, struct error *err)
{
	struct transfer *t;
	while ((t = next_answer(f)) != NULL) {
		int result = f->plan->done(f->plan->context, &t->answer, err);
		end_transfer(f, t);
		if (result != 0)
			return -1;
	}
	return 0;
}

static int fill(struct fetcher *f, struct error *err)
{
	for (int i = 0; i < AT_ONCE && f->next < f->plan->count; i++)
		if (f->transfers[i].curl == NULL && begin_transfer(f, &f->transfers[i], err) != 0)
			return -1;
	return 0;
}

static int drive(struct fetcher *f, struct error *err)
{
	int active;
	while (fill(f, err) == 0) {
		if (f->running == 0 || f->plan->should_stop(f->plan->context))
			return 0;
		if (curl_multi_perform(f->multi, &active) != CURLM_OK)
			return error_set(
				err, ERROR_INTERNAL, "libcurl could not continue the transfers");
		CURLMsg *message;
		int left;
		bool news = false;
		while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
			struct transfer *t = NULL;
			if (message->msg != CURLMSG_DONE)
				continue;
			news = true;
			CURLcode code = message->data.result;
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
			finish_hop(f, t, code);
		}
		if (hand_over(f, err) != 0)
			return -1;
		if (!news)
			(void)curl_multi_poll(f->multi, NULL, 0, POLL_MS, NULL);
	}
	return -1;
}

int fetch_all(const struct fetch_plan *plan, struct error *err)
{
	struct fetcher f = {.plan = plan, .started_us = clock_monotonic_us()};
	if (plan->count == 0)
		return 0;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(err, ERROR_INTERNAL, "could not start libcurl");
	f.multi = curl_multi_init();
	f.transfers = calloc(AT_ONCE, sizeof *f.transfers);
	int result = -1;
	if (f.multi == NULL || f.transfers == NULL) {
		(void)error_memory(err);
	} else {
		curl_multi_setopt(f.multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)PER_HOST);
		result = drive(&f, err);
	}
	for (int i = 0; i < AT_ONCE && f.transfers != NULL; i++)
		end_transfer(&f, &f.transfers[i]);
	free(f.transfers);
	curl_multi_cleanup(f.multi);
	curl_global_cleanup();
	return result;
}

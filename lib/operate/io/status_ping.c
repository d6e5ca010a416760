#include "status_ping.h"

#include <string.h>

#include "http.h"
#include "log.h"
#include "text.h"
#include "url.h"

enum { PING_MS = 10000, ANSWER_MAX = 1 << 16 };

/*
 * The hosts that may be told that this machine is alive: hc-ping.com, this one, and ping_hosts,
 * whose names are separated by commas and blanks.
 */
static bool is_known_host(const struct conf *conf, const char *url)
{
	static const char separators[] = ", \t";
	const char *p = conf_get(conf, CONF_PING_HOSTS);
	char host[URL_HOST_SIZE];
	if (conf_url_is_loopback(url))
		return true;
	if (url_host(url, host) != 0)
		return false;
	for (p += strspn(p, separators); *p != '\0'; p += strspn(p, separators)) {
		size_t length = strcspn(p, separators);
		if (length == strlen(host) && strncmp(p, host, length) == 0)
			return true;
		p += length;
	}
	return text_equal(host, "hc-ping.com");
}

static int ping(struct run *run, struct error *err)
{
	struct http *http = NULL;
	struct http_response response = {0};
	const struct http_request request = {.method = "GET",
		.url = conf_get(&run->conf, CONF_PING_URL),
		.body_max = ANSWER_MAX,
		.timeout_ms = PING_MS,
		.fresh = true};
	if (!is_known_host(&run->conf, request.url))
		return error_set(err, ERROR_CONFIG,
			"its host is not one of ping_hosts (opt.conf); name it there if you trust "
			"it");
	/* a pinned time says nothing about this machine now */
	if (run->pinned && !conf_url_is_loopback(request.url))
		return 0;
	if (http_open(&http, run->deadline_us, err) != 0)
		return -1;
	http_perform(http, &request, &response);
	http_close(http);
	buf_free(&response.body);
	if (response.outcome != HTTP_ANSWERED)
		return error_set(err, ERROR_UNAVAILABLE, "there was no answer in time");
	if (response.status < 200 || response.status > 299)
		return error_set(err, ERROR_UNAVAILABLE, "HTTP %ld", response.status);
	return 0;
}

void status_ping(struct run *run)
{
	struct error err = {0};
	if (conf_get(&run->conf, CONF_PING_URL)[0] != '\0' && ping(run, &err) != 0)
		log_warning("could not ping ping_url: %s", err.text);
}

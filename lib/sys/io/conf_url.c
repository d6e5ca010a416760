#include "conf_url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "conf.h"
#include "text.h"
#include "url.h"

/* The hosts that may receive the broker's keys, besides this one and broker_hosts. */
static const char paper_host[] = "paper-api.alpaca.markets";
static const char *const alpaca_hosts[] = {paper_host, "api.alpaca.markets", "data.alpaca.markets"};

bool conf_is_url(const char *value)
{
	char host[URL_HOST_SIZE];
	bool https = text_starts(value, "https://") && url_host(value, host) == 0;
	return (https || conf_url_is_loopback(value)) && url_is_askable(value) &&
	       value[strlen(value) - 1] != '/';
}

bool conf_url_is_loopback(const char *url)
{
	char host[URL_HOST_SIZE];
	struct in_addr v4;
	if (url_host(url, host) != 0)
		return false;
	if (text_starts(host, "[::1]"))
		return true;
	host[strcspn(host, ":")] = '\0';
	return text_equal(host, "localhost") ||
	       (inet_pton(AF_INET, host, &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127);
}

/*
 * Copies the next of the names separated by commas and blanks from *P to OUT, in the form of
 * url_host. Returns 1, 0 at the end of the list, or -1 when it is not the name of a host.
 */
static int next_host(const char **p, char out[static URL_HOST_SIZE])
{
	static const char separators[] = ", \t";
	char url[URL_HOST_SIZE + 16];
	*p += strspn(*p, separators);
	size_t length = strcspn(*p, separators);
	if (length == 0)
		return 0;
	int n = snprintf(url, sizeof url, "https://%.*s", (int)length, *p);
	if (strcspn(*p, "/?#") < length || n < 0 || (size_t)n >= sizeof url ||
		url_host(url, out) != 0)
		return -1;
	*p += length;
	return 1;
}

bool conf_is_smtp(const char *value)
{
	char url[URL_HOST_SIZE + 16], host[URL_HOST_SIZE];
	const char *name = strstr(value, "://");
	if (!text_starts(value, "smtp://") && !text_starts(value, "smtps://"))
		return false;
	name += 3;
	int n = snprintf(url, sizeof url, "https://%s", name);
	return strpbrk(name, "/?#@") == NULL && n > 0 && (size_t)n < sizeof url &&
	       url_host(url, host) == 0;
}

bool conf_is_hosts(const char *value)
{
	char host[URL_HOST_SIZE];
	int got;
	while ((got = next_host(&value, host)) > 0)
		;
	return got == 0;
}

/* Whether HOST is one of LIST, which is separated by commas. */
static bool is_host_of(const char *list, const char *host)
{
	char named[URL_HOST_SIZE];
	while (next_host(&list, named) > 0)
		if (text_equal(host, named))
			return true;
	return false;
}

int conf_check_webhook(const struct conf *c, const char *url, const char *hosts, struct error *err)
{
	char host[URL_HOST_SIZE] = "";
	if (!conf_is_url(url))
		return error_set(err, ERROR_CONFIG,
			"the URL of the webhook is not https://HOST/... (or http:// on loopback)");
	if (conf_url_is_loopback(url))
		return 0;
	if (url_host(url, host) == 0 &&
		(is_host_of(hosts, host) || is_host_of(c->value[CONF_ALERT_HOSTS], host)))
		return 0;
	return error_set(err, ERROR_CONFIG,
		"the host of the webhook, \"%.80s\", is not one of this kind of webhook; if you "
		"trust it, name it in alert_hosts (opt.conf)",
		host);
}

static bool may_have_keys(const struct conf *c, const char *url)
{
	char host[URL_HOST_SIZE];
	if (conf_url_is_loopback(url))
		return true;
	if (url_host(url, host) != 0)
		return false;
	for (size_t i = 0; i < array_size(alpaca_hosts); i++)
		if (text_equal(host, alpaca_hosts[i]))
			return true;
	return is_host_of(c->value[CONF_BROKER_HOSTS], host);
}

int conf_check_broker(const struct conf *c, struct error *err)
{
	static const struct {
		const char *name;
		enum conf_name setting;
	} urls[] = {{"broker_url", CONF_BROKER_URL}, {"data_url", CONF_DATA_URL}};
	const char *broker = c->value[CONF_BROKER_URL];
	char host[URL_HOST_SIZE] = "";
	for (size_t i = 0; i < array_size(urls); i++)
		if (!may_have_keys(c, c->value[urls[i].setting]))
			return error_set(err, ERROR_CONFIG,
				"%s = \"%.80s\": this host must not receive the broker's keys; if "
				"you trust it, name it in broker_hosts (opt.conf)",
				urls[i].name, c->value[urls[i].setting]);
	bool paper = conf_url_is_loopback(broker) ||
		     (url_host(broker, host) == 0 && text_equal(host, paper_host));
	if (text_equal(c->value[CONF_EXECUTION_MODE], "paper") && !paper)
		return error_set(err, ERROR_PERMISSION,
			"execution_mode is paper, but broker_url is not a paper broker: %.80s",
			broker);
	return 0;
}

#include "smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "conf.h"
#include "stop.h"
#include "text.h"
#include "url.h"

enum { CONNECT_LIMIT_MS = 10000, TIMEOUT_MS = 30000, TIMEOUT_LEAST_MS = 50, REPLY_SIZE = 200 };

struct smtp_sending {
	const struct buf *mail;
	size_t sent;
	char reply[REPLY_SIZE]; /* the server's last line */
	char reason[CURL_ERROR_SIZE];
};

static size_t give_mail(char *out, size_t size, size_t count, void *context)
{
	struct smtp_sending *s = context;
	size_t room = size * count, left = s->mail->length - s->sent;
	size_t n = left < room ? left : room;
	memcpy(out, s->mail->data + s->sent, n);
	s->sent += n;
	return n;
}

static size_t take_reply(char *data, size_t size, size_t count, void *context)
{
	struct smtp_sending *s = context;
	size_t length = size * count;
	(void)snprintf(s->reply, sizeof s->reply, "%.*s", (int)(length < 150 ? length : 150), data);
	(void)text_fold_space(s->reply);
	return length;
}

static int stops(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)context;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return stop_signal() != 0;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	(void)context;
	(void)purpose;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

bool smtp_is_loopback(const char *url)
{
	char web[URL_HOST_SIZE + 16];
	(void)snprintf(web, sizeof web, "https://%.260s", strstr(url, "://") + 3);
	return conf_url_is_loopback(web);
}

static bool may_be_clear(const struct smtp_settings *s)
{
	return smtp_is_loopback(s->url) && s->password[0] == '\0' && s->ca_file[0] == '\0';
}

static long timeout_of(const struct smtp_settings *s)
{
	int64_t left_ms = (s->deadline_us - clock_monotonic_us()) / 1000;
	if (left_ms < TIMEOUT_LEAST_MS)
		left_ms = TIMEOUT_LEAST_MS;
	return left_ms < TIMEOUT_MS ? (long)left_ms : TIMEOUT_MS;
}

static void configure(CURL *c, const struct smtp_settings *s, struct smtp_sending *sending)
{
	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(
		c, CURLOPT_USE_SSL, (long)(may_be_clear(s) ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_LIMIT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_of(s));
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	if (s->ca_file[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_CAINFO, s->ca_file);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
	if (s->password[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
	}
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_reply);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, sending);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, sending->reason);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, stops);
}

static void configure_mail(
	CURL *c, const char *from, struct curl_slist *recipients, struct smtp_sending *sending)
{
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give_mail);
	curl_easy_setopt(c, CURLOPT_READDATA, sending);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)sending->mail->length);
}

/* A refused recipient or text concerns the message, a refused user or sender all of them. */
static enum delivery conclude(
	CURLcode code, long status, const struct smtp_sending *sending, struct error *err)
{
	bool login = code == CURLE_LOGIN_DENIED;
	if (code == CURLE_OK)
		return DELIVERY_SENT;
	if (login)
		(void)error_set(err, ERROR_PERMISSION,
			"the mail server refuses the user or the password (SMTP %ld)", status);
	else if (code == CURLE_USE_SSL_FAILED)
		(void)error_set(err, ERROR_UNAVAILABLE, "the mail server offers no TLS");
	else if (status >= 400)
		(void)error_set(err, ERROR_UNAVAILABLE, "the mail server refuses the message: %s",
			sending->reply);
	else /* of a certificate, libcurl's own text does not say what is wrong with it */
		(void)error_set(err, ERROR_UNAVAILABLE, "could not reach the mail server: %s",
			code == CURLE_PEER_FAILED_VERIFICATION && sending->reason[0] != '\0'
				? sending->reason
				: curl_easy_strerror(code));
	bool of_message = !login && status >= 550 && status <= 554;
	return of_message ? DELIVERY_REFUSED : DELIVERY_DOWN;
}

enum delivery smtp_send(const struct smtp_settings *s, const char *from,
	const struct mail_addresses *to, const struct buf *mail, struct error *err)
{
	CURL *c = curl_easy_init();
	struct curl_slist *recipients = NULL;
	struct smtp_sending sending = {.mail = mail};
	long status = 0;
	bool ready = c != NULL;
	for (size_t i = 0; i < to->count && ready; i++) {
		struct curl_slist *longer = curl_slist_append(recipients, to->list[i]);
		ready = longer != NULL;
		recipients = ready ? longer : recipients;
	}
	CURLcode code = CURLE_OUT_OF_MEMORY;
	if (ready) {
		configure(c, s, &sending);
		configure_mail(c, from, recipients, &sending);
		code = curl_easy_perform(c);
		(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	}
	enum delivery result = conclude(code, status, &sending, err);
	curl_easy_cleanup(c);
	curl_slist_free_all(recipients);
	return result;
}

int smtp_reach(const struct smtp_settings *s, struct error *err)
{
	CURL *c = curl_easy_init();
	struct smtp_sending sending = {0};
	long status = 0;
	CURLcode code = CURLE_OUT_OF_MEMORY;
	if (c != NULL) {
		configure(c, s, &sending);
		curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
		code = curl_easy_perform(c);
		(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	}
	enum delivery result = conclude(code, status, &sending, err);
	curl_easy_cleanup(c);
	return result == DELIVERY_SENT ? 0 : -1;
}

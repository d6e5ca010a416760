#include "alert_channel.h"

#include <stdio.h>
#include <string.h>

#include "http.h"
#include "text.h"

enum {
	REQUEST_MAX = 1 << 20,
	REPLY_MAX = 1 << 16,
	HEADER_SIZE = SECRET_SIZE + 32,
	WEBHOOK_TIMEOUT_MS = 20000,
};

const char *channel_name(enum channel channel)
{
	return channel == CHANNEL_EMAIL ? "email" : "webhook";
}

bool alert_channels_any(const struct conf *conf)
{
	return conf_get(conf, CONF_ALERT_SMTP_URL)[0] != '\0' ||
	       !text_equal(conf_get(conf, CONF_ALERT_WEBHOOK), "none");
}

/* ---- settings ---- */

static int read_email(struct alert_channels *c, struct error *err)
{
	const struct conf *conf = &c->conf;
	if (mail_read_addresses(&c->to, "alert_to", conf_get(conf, CONF_ALERT_TO), err) != 0 ||
		mail_read_addresses(&c->from, "alert_from", conf_get(conf, CONF_ALERT_FROM), err) !=
			0)
		return -1;
	if (c->to.count == 0)
		return error_set(err, ERROR_CONFIG,
			"alert_smtp_url is set, but alert_to names nobody (opt.conf)");
	if (c->from.count > 1)
		return error_set(err, ERROR_CONFIG, "alert_from: more than one address");
	if (c->from.count == 0)
		(void)text_copy(c->from.list[0], MAIL_ADDRESS_SIZE, c->to.list[0]);
	if (conf_load_service(&c->conf, CONF_SERVICE_SMTP, err) != 0)
		return -1;
	bool user = conf_get(conf, CONF_ALERT_SMTP_USER)[0] != '\0';
	bool password = conf->alert_smtp_password[0] != '\0';
	if (user != password)
		return error_set(err, ERROR_CONFIG,
			user ? "alert_smtp_user has no password: name its file in "
			       "alert_smtp_password_file (opt.conf)"
			     : "the password of the mail server has no alert_smtp_user (opt.conf)");
	return 0;
}

static int read_webhook(struct alert_channels *c, struct error *err)
{
	const struct conf *conf = &c->conf;
	c->kind = webhook_find(conf_get(conf, CONF_ALERT_WEBHOOK));
	if (conf_load_service(&c->conf, CONF_SERVICE_WEBHOOK, err) != 0)
		return -1;
	const char *url = conf->alert_webhook_url;
	if (url[0] == '\0')
		return error_set(err, ERROR_CONFIG,
			"alert_webhook is %s, but its URL is not known: name its file in "
			"alert_webhook_url_file (opt.conf)",
			c->kind->name);
	if (conf_check_webhook(conf, url, c->kind->hosts, err) != 0)
		return -1;
	if (c->kind->needs_chat && conf_get(conf, CONF_ALERT_TELEGRAM_CHAT)[0] == '\0')
		return error_set(err, ERROR_CONFIG,
			"alert_webhook is telegram, but alert_telegram_chat is not set (opt.conf)");
	(void)text_copy(c->url, sizeof c->url, url);
	if (c->kind->posts_to_root && !webhook_split_topic(url, c->url, sizeof c->url, &c->topic))
		return error_set(err, ERROR_CONFIG,
			"the URL of ntfy must be https://HOST/TOPIC, without anything behind it");
	return 0;
}

int alert_channels_open(struct alert_channels *out, const struct run *run, struct error *err)
{
	*out = (struct alert_channels){.run = run, .conf = run->conf};
	out->has[CHANNEL_EMAIL] = conf_get(&run->conf, CONF_ALERT_SMTP_URL)[0] != '\0';
	out->has[CHANNEL_WEBHOOK] = !text_equal(conf_get(&run->conf, CONF_ALERT_WEBHOOK), "none");
	if ((out->has[CHANNEL_EMAIL] && read_email(out, err) != 0) ||
		(out->has[CHANNEL_WEBHOOK] && read_webhook(out, err) != 0)) {
		alert_channels_close(out);
		return -1;
	}
	return 0;
}

void alert_channels_close(struct alert_channels *c)
{
	conf_clear(&c->conf);
	explicit_bzero(c->url, sizeof c->url);
}

bool alert_channels_local(const struct alert_channels *c)
{
	return (!c->has[CHANNEL_EMAIL] ||
		       smtp_is_loopback(conf_get(&c->conf, CONF_ALERT_SMTP_URL))) &&
	       (!c->has[CHANNEL_WEBHOOK] || conf_url_is_loopback(c->url));
}

/* ---- e-mail ---- */

static void write_mail(
	const struct alert_channels *c, const struct outgoing *message, struct buf *out)
{
	struct mail mail = {
		.from = c->from.list[0],
		.to = &c->to,
		.subject = message->subject,
		.body = message->body,
		.id = message->id,
		.severity = message->severity,
		.at = message->at,
	};
	mail_write(out, &mail);
}

static struct smtp_settings smtp_settings_of(const struct alert_channels *c)
{
	return (struct smtp_settings){
		.url = conf_get(&c->conf, CONF_ALERT_SMTP_URL),
		.user = conf_get(&c->conf, CONF_ALERT_SMTP_USER),
		.password = c->conf.alert_smtp_password,
		.ca_file = conf_get(&c->conf, CONF_ALERT_SMTP_CA_FILE),
		.deadline_us = c->run->deadline_us,
	};
}

static enum delivery send_mail(
	const struct alert_channels *c, const struct outgoing *message, struct error *err)
{
	buf_auto struct buf mail = BUF_INIT(REQUEST_MAX);
	struct smtp_settings s = smtp_settings_of(c);
	write_mail(c, message, &mail);
	if (!buf_ok(&mail)) {
		(void)error_memory(err);
		return DELIVERY_DOWN;
	}
	return smtp_send(&s, c->from.list[0], &c->to, &mail, err);
}

/* ---- webhook ---- */

static void write_call(
	const struct alert_channels *c, const struct outgoing *message, struct buf *out)
{
	struct webhook_call call = {
		.id = message->id,
		.severity = message->severity,
		.subject = message->subject,
		.body = message->body,
		.chat = conf_get(&c->conf, CONF_ALERT_TELEGRAM_CHAT),
		.topic = c->topic,
		.alerts = message->alerts,
		.at = message->at,
	};
	webhook_write(out, c->kind, &call);
}

static enum delivery conclude(const struct http_response *r, struct error *err)
{
	enum { TIMEOUT = 408, TOO_MANY = 429 };
	if (r->outcome != HTTP_ANSWERED) {
		(void)error_set(
			err, ERROR_UNAVAILABLE, "could not reach the webhook: %s", r->reason);
		return DELIVERY_DOWN;
	}
	if (r->status >= 200 && r->status <= 299)
		return DELIVERY_SENT;
	bool keys = r->status == 401 || r->status == 403 || r->status == 404 || r->status == 410;
	(void)error_set(err, keys ? ERROR_PERMISSION : ERROR_UNAVAILABLE,
		keys ? "the webhook does not know the URL or the token (HTTP %ld)"
		     : "the webhook refuses the message (HTTP %ld)",
		r->status);
	bool of_message = r->status >= 400 && r->status <= 499 && !keys && r->status != TIMEOUT &&
			  r->status != TOO_MANY;
	return of_message ? DELIVERY_REFUSED : DELIVERY_DOWN;
}

static enum delivery post(const struct alert_channels *c, const struct outgoing *message,
	const char *body, int64_t *wait_s, struct error *err)
{
	char authorization[HEADER_SIZE], key[64];
	const char *headers[] = {key, NULL, NULL};
	struct http *http;
	(void)snprintf(key, sizeof key, "Idempotency-Key: %s", message->id);
	(void)snprintf(authorization, sizeof authorization, "Authorization: Bearer %s",
		c->conf.alert_webhook_token);
	if (c->conf.alert_webhook_token[0] != '\0')
		headers[1] = authorization;
	struct http_request request = {
		.method = "POST",
		.url = c->url,
		.body = body,
		.headers = headers,
		.timeout_ms = WEBHOOK_TIMEOUT_MS,
		.body_max = REPLY_MAX,
		.fresh = true,
	};
	struct http_response response;
	enum delivery result = DELIVERY_DOWN;
	if (http_open(&http, c->run->deadline_us, err) == 0) {
		http_perform(http, &request, &response);
		result = conclude(&response, err);
		*wait_s = response.retry_after_s > 0 ? response.retry_after_s : 0;
		buf_free(&response.body);
		http_close(http);
	}
	explicit_bzero(authorization, sizeof authorization);
	return result;
}

/* ---- reach ---- */

static int reach_webhook(const struct alert_channels *c, struct error *err)
{
	struct http *http;
	struct http_response response;
	struct http_request request = {.method = "GET",
		.url = c->url,
		.timeout_ms = WEBHOOK_TIMEOUT_MS,
		.body_max = REPLY_MAX,
		.fresh = true,
		.connects_only = true};
	if (http_open(&http, c->run->deadline_us, err) != 0)
		return -1;
	http_perform(http, &request, &response);
	http_close(http);
	buf_free(&response.body);
	return response.outcome == HTTP_ANSWERED
		       ? 0
		       : error_set(err, ERROR_UNAVAILABLE, "could not reach the webhook: %s",
				 response.reason);
}

static int reach(const struct alert_channels *c, enum channel channel, struct error *err)
{
	struct smtp_settings s = smtp_settings_of(c);
	int result = channel == CHANNEL_EMAIL ? smtp_reach(&s, err) : reach_webhook(c, err);
	return result == 0 ? 0 : error_prefix(err, "%s", channel_name(channel));
}

int alert_channels_reach(const struct run *run, struct error *err)
{
	static struct alert_channels channels; /* too large for the stack */
	if (alert_channels_open(&channels, run, err) != 0)
		return -1;
	int result = 0;
	for (int i = 0; i < CHANNEL_COUNT && result == 0; i++)
		if (channels.has[i])
			result = reach(&channels, (enum channel)i, err);
	alert_channels_close(&channels);
	return result;
}

enum delivery alert_channel_send(const struct alert_channels *c, enum channel channel,
	const struct outgoing *message, int64_t *wait_s, struct error *err)
{
	*wait_s = 0;
	if (channel == CHANNEL_EMAIL)
		return send_mail(c, message, err);
	buf_auto struct buf body = BUF_INIT(REQUEST_MAX);
	write_call(c, message, &body);
	if (!buf_ok(&body)) {
		(void)error_memory(err);
		return DELIVERY_DOWN;
	}
	return post(c, message, buf_text(&body), wait_s, err);
}

void alert_channel_show(const struct alert_channels *c, enum channel channel,
	const struct outgoing *message, struct buf *out)
{
	if (channel == CHANNEL_EMAIL)
		write_mail(c, message, out);
	else
		write_call(c, message, out);
}

#include "webhook.h"

#include <string.h>

#include "array.h"
#include "jsonl.h"
#include "text.h"

enum { BODY_MAX = 1 << 20 };

static void write_json(struct buf *out, const struct webhook_call *c)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "message_id", c->id);
	jsonl_text(&w, "severity", c->severity);
	jsonl_text(&w, "subject", c->subject);
	jsonl_text(&w, "body", c->body);
	jsonl_i64(&w, "alerts", c->alerts);
	jsonl_instant(&w, "created_at", c->at);
	jsonl_close(&w);
}

/* Subject and body as one text. */
static void join(struct buf *b, const struct webhook_call *c)
{
	buf_printf(b, "%s\n\n%s", c->subject, c->body);
}

static void write_discord(struct buf *out, const struct webhook_call *c)
{
	buf_auto struct buf text = BUF_INIT(BODY_MAX);
	struct jsonl w;
	join(&text, c);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "content", buf_text(&text));
	jsonl_open(&w, "allowed_mentions", '{'); /* a text never pings people */
	jsonl_open(&w, "parse", '[');
	jsonl_close(&w);
	jsonl_close(&w);
	jsonl_close(&w);
}

/* Slack reads &, < and > as markup, with which a text could ping people. */
static void write_slack(struct buf *out, const struct webhook_call *c)
{
	buf_auto struct buf text = BUF_INIT(BODY_MAX), escaped = BUF_INIT(BODY_MAX);
	struct jsonl w;
	join(&text, c);
	for (const char *p = buf_text(&text); *p != '\0'; p++)
		if (*p == '&')
			buf_puts(&escaped, "&amp;");
		else if (*p == '<')
			buf_puts(&escaped, "&lt;");
		else if (*p == '>')
			buf_puts(&escaped, "&gt;");
		else
			buf_putc(&escaped, *p);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "text", buf_text(&escaped));
	jsonl_close(&w);
}

static void write_telegram(struct buf *out, const struct webhook_call *c)
{
	buf_auto struct buf text = BUF_INIT(BODY_MAX);
	struct jsonl w;
	join(&text, c);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "chat_id", c->chat);
	jsonl_text(&w, "text", buf_text(&text));
	jsonl_bool(&w, "disable_notification", text_equal(c->severity, "info"));
	jsonl_close(&w);
}

static void write_ntfy(struct buf *out, const struct webhook_call *c)
{
	struct jsonl w;
	bool critical = text_equal(c->severity, "critical");
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "topic", c->topic);
	jsonl_text(&w, "title", c->subject);
	jsonl_text(&w, "message", c->body);
	jsonl_i64(&w, "priority", critical ? 5 : text_equal(c->severity, "warning") ? 4 : 3);
	jsonl_close(&w);
}

/* The limits are those that the services document for a text, less what the JSON adds. */
static const struct webhook_kind kinds[] = {
	{"json", "", 200000, false, false, write_json},
	{"slack", "hooks.slack.com", 12000, false, false, write_slack},
	{"discord", "discord.com,discordapp.com", 1700, false, false, write_discord},
	{"ntfy", "ntfy.sh", 3500, true, false, write_ntfy},
	{"telegram", "api.telegram.org", 3700, false, true, write_telegram},
};

const struct webhook_kind *webhook_find(const char *name)
{
	for (size_t i = 0; i < array_size(kinds); i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* The last line of TEXT, which has the id; the end of TEXT when it has no line. */
static const char *last_line(const char *text)
{
	const char *end = text + strlen(text);
	while (end > text && end[-1] == '\n')
		end--;
	while (end > text && end[-1] != '\n')
		end--;
	return end;
}

void webhook_write(
	struct buf *out, const struct webhook_kind *kind, const struct webhook_call *call)
{
	buf_auto struct buf cut = BUF_INIT(BODY_MAX);
	struct webhook_call c = *call;
	size_t length = strlen(call->body);
	if (length > kind->text_max) {
		const char *end = last_line(call->body);
		size_t kept = strlen(end) < kind->text_max ? kind->text_max - strlen(end) : 0;
		buf_append(&cut, call->body, text_cut(call->body, length, kept));
		buf_printf(&cut, "...\n\n%s", end);
		c.body = buf_text(&cut);
	}
	kind->write(out, &c);
}

bool webhook_split_topic(const char *url, char *root, size_t size, const char **topic)
{
	const char *host = strstr(url, "://");
	const char *slash = host == NULL ? NULL : strchr(host + 3, '/');
	if (slash == NULL || slash[1] == '\0' || strpbrk(slash + 1, "/?#") != NULL)
		return false;
	size_t length = (size_t)(slash - url);
	if (length >= size)
		return false;
	memcpy(root, url, length);
	root[length] = '\0';
	*topic = slash + 1;
	return true;
}

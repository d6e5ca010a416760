/* GET /feeds/: the list of feeds, and each feed, also with If-None-Match or If-Modified-Since. */
#include "paper_server.h"

#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "paper_text.h"
#include "text.h"

static const char *base_url(const struct paper *p, char out[static 64])
{
	(void)snprintf(out, 64, "http://127.0.0.1:%u", (unsigned)p->port);
	return out;
}

/* One URL per line, as feed readers import them. */
void paper_get_feeds(struct paper_call *c, struct paper_reply *r)
{
	char base[64];
	r->type = "text/plain; charset=UTF-8";
	for (size_t i = 0; i < c->server->feeds.count; i++)
		buf_printf(&r->body, "%s/feeds/%s.xml\n", base_url(c->server, base),
			c->server->feeds.rows[i].name);
}

/* If-None-Match alone decides when it is sent (RFC 7232, 6). */
static bool not_modified(const struct paper_call *c, const struct paper_reply *r)
{
	const char *tag = paper_header(c, "If-None-Match"),
		   *since = paper_header(c, "If-Modified-Since");
	struct instant t;
	if (tag != NULL)
		return text_equal(tag, "*") || strstr(tag, r->etag) != NULL;
	return since != NULL && instant_known(r->last_modified) &&
	       paper_parse_date(since, &t) == 0 &&
	       instant_compare(instant_floor(r->last_modified, SECOND_US), t) <= 0;
}

void paper_get_feed(struct paper_call *c, struct paper_reply *r)
{
	enum { TAG_DIGITS = 20 };
	char name[64], hex[DIGEST_HEX_SIZE];
	struct error err;
	size_t length = strlen(c->rest);
	bool fits =
		length > 4 && length - 4 < sizeof name && text_equal(c->rest + length - 4, ".xml");
	if (fits) {
		memcpy(name, c->rest, length - 4);
		name[length - 4] = '\0';
	}
	const struct paper_feed *feed = fits ? paper_feed_find(&c->server->feeds, name) : NULL;
	if (feed == NULL) {
		paper_reply_error(r, 404, 0, "no such feed");
		return;
	}
	if (paper_feed_render(&c->server->feeds, feed, c->server->book.now, &r->body,
		    &r->last_modified, &err) != 0) {
		paper_reply_error(r, 500, 0, "%s", err.text);
		return;
	}
	r->type = "application/xml; charset=UTF-8";
	(void)snprintf(r->etag, sizeof r->etag, "\"%.*s\"", (int)TAG_DIGITS,
		digest_hex(buf_text(&r->body), r->body.length, hex));
	if (not_modified(c, r)) {
		r->status = 304;
		buf_clear(&r->body);
	}
}

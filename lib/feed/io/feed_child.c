#include "feed_child.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "feed_build.h"
#include "feed_encoding.h"
#include "text.h"
#include "url.h"

/* Limits per feed. The wall time is long because the machine may be busy with other work. */
enum { CPU_S = 2, WALL_MS = 20000, MEMORY_MAX = 256 << 20 };

/* Sent to the process, followed by the document. */
struct request {
	uint32_t length;
	char base_url[URL_MAX + 1];
	char charset[FEED_CHARSET_MAX + 1];
};

/* Received from the process, followed by the records. */
struct reply {
	int32_t failed;
	uint32_t length, count, problems;
	int64_t ttl_s;
	char title[FEED_TITLE_MAX];
	char error[ERROR_TEXT_SIZE];
};

static bool read_all(int fd, void *data, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t n = read(fd, (char *)data + done, length - done);
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* Writes both with one call, so that the reader wakes up once. */
static bool write_both(int fd, struct iovec parts[static 2])
{
	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t n = writev(fd, parts, 2);
		if (n <= 0)
			return false;
		size_t first = (size_t)n < parts[0].iov_len ? (size_t)n : parts[0].iov_len;
		parts[0].iov_base = (char *)parts[0].iov_base + first;
		parts[0].iov_len -= first;
		parts[1].iov_base = (char *)parts[1].iov_base + ((size_t)n - first);
		parts[1].iov_len -= (size_t)n - first;
	}
	return true;
}

static bool serve_one(int fd, struct feed_batch *batch, char *body)
{
	struct request request;
	struct reply reply = {.failed = 0};
	struct error err = {.kind = ERROR_NONE};
	if (!read_all(fd, &request, sizeof request) || request.length > FEED_BODY_MAX ||
		!read_all(fd, body, request.length))
		return false;
	struct feed_input input = {.data = body,
		.length = request.length,
		.base_url = request.base_url,
		.charset = request.charset};
	reply.failed = feed_parse(&input, batch, &err) != 0;
	reply.length = reply.failed ? 0 : (uint32_t)batch->records.length;
	reply.count = batch->count;
	reply.problems = batch->problems;
	reply.ttl_s = batch->ttl_s;
	text_copy(reply.title, sizeof reply.title, batch->title);
	text_copy(reply.error, sizeof reply.error, err.text);
	struct iovec parts[] = {{&reply, sizeof reply}, {batch->records.data, reply.length}};
	return write_both(fd, parts);
}

/* Loads what the parser needs later. ARGUMENT: names of encodings, each with its NUL. */
static void prepare(const void *argument, size_t length)
{
	const char *name = argument, *end = name + length;
	feed_xml_prepare();
	feed_json_prepare();
	for (; name < end; name += strlen(name) + 1)
		feed_encoding_prepare(name);
}

static int work(int fd)
{
	struct feed_batch batch = FEED_BATCH_INIT;
	char *body = malloc(FEED_BODY_MAX); /* only the pages that documents fill are used */
	if (body == NULL)
		return 1;
	while (serve_one(fd, &batch, body))
		continue;
	return 0;
}

int feed_child_start(struct feed_child *c, struct error *err)
{
	char names[SANDBOX_ARGUMENT_MAX];
	size_t length = 0;
	for (int i = 0; i < c->encoding_count; i++) {
		size_t n = strlen(c->encodings[i]) + 1;
		memcpy(names + length, c->encodings[i], n);
		length += n;
	}
	return sandbox_start(&c->box, names, length, err);
}

int feed_child_open(struct feed_child *c, struct error *err)
{
	struct sandbox_plan plan = {.forget = conf_forget_environment,
		.prepare = prepare,
		.work = work,
		.memory_max = MEMORY_MAX};
	return sandbox_open(&c->box, &plan, err);
}

void feed_child_close(struct feed_child *c)
{
	sandbox_close(&c->box);
}

/* Ensures that a process runs whose tables include the encoding of INPUT. */
static int ensure(struct feed_child *c, const struct feed_input *input, struct error *err)
{
	char name[FEED_CHARSET_MAX + 1];
	bool known = !feed_encoding_foreign(input, name);
	for (int i = 0; i < c->encoding_count && !known; i++)
		known = text_equal(c->encodings[i], name);
	if (!known) {
		sandbox_stop(&c->box);
		if (c->encoding_count == FEED_CHILD_ENCODINGS)
			c->encoding_count = 0;
		text_copy(c->encodings[c->encoding_count++], sizeof c->encodings[0], name);
	}
	return c->box.pid > 0 ? 0 : feed_child_start(c, err);
}

static int receive(
	struct feed_child *c, struct reply *reply, struct feed_batch *out, struct error *err)
{
	if (sandbox_receive(&c->box, reply, sizeof *reply, WALL_MS, err) != 0)
		return -1;
	bool sane = reply->length <= FEED_RECORDS_MAX && reply->count <= FEED_ITEMS_MAX &&
		    memchr(reply->title, '\0', sizeof reply->title) != NULL &&
		    memchr(reply->error, '\0', sizeof reply->error) != NULL &&
		    reply->problems < 1U << FEED_PROBLEMS &&
		    text_is_utf8(reply->title, strlen(reply->title));
	if (!sane)
		return error_set(err, ERROR_DATA, "the parser's reply is damaged");
	if (reply->length == 0)
		return 0;
	char *room = buf_room(&out->records, reply->length);
	if (room == NULL)
		return error_memory(err);
	if (sandbox_receive(&c->box, room, reply->length, WALL_MS, err) != 0)
		return -1;
	buf_extend(&out->records, reply->length);
	return 0;
}

int feed_child_send(struct feed_child *c, const struct feed_input *input, struct error *err)
{
	struct request request = {.length = (uint32_t)input->length};
	if (input->length > FEED_BODY_MAX)
		return error_set(err, ERROR_DATA, "the feed has more than %d bytes", FEED_BODY_MAX);
	if (input->base_url != NULL)
		text_copy(request.base_url, sizeof request.base_url, input->base_url);
	if (input->charset != NULL)
		text_copy(request.charset, sizeof request.charset, input->charset);
	if (ensure(c, input, err) != 0)
		return -1;
	sandbox_allow_cpu(&c->box, CPU_S);
	union {
		const char *read_only;
		void *base;
	} body = {.read_only = input->data};
	struct iovec parts[] = {{&request, sizeof request}, {body.base, input->length}};
	if (sandbox_send(&c->box, parts, 2, WALL_MS, err) == 0)
		return 0;
	sandbox_stop(&c->box);
	return -1;
}

int feed_child_receive(struct feed_child *c, struct feed_batch *out, struct error *err)
{
	struct reply reply;
	feed_batch_clear(out);
	if (receive(c, &reply, out, err) != 0) {
		sandbox_stop(&c->box);
		feed_batch_clear(out);
		return -1;
	}
	out->count = reply.count;
	out->problems = reply.problems;
	out->ttl_s = reply.ttl_s;
	text_copy(out->title, sizeof out->title, reply.title);
	if (reply.failed)
		return error_set(err, ERROR_DATA, "%s", reply.error);
	if (!buf_ok(&out->records) || !feed_batch_check(out)) {
		feed_batch_clear(out);
		return error_set(err, ERROR_DATA, "the parser's reply is damaged");
	}
	return 0;
}

int feed_child_parse(struct feed_child *c, const struct feed_input *input, struct feed_batch *out,
	struct error *err)
{
	feed_batch_clear(out);
	return feed_child_send(c, input, err) == 0 ? feed_child_receive(c, out, err) : -1;
}

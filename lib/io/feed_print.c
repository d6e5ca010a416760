#include "feed_print.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "event_uid.h"
#include "feed_child.h"
#include "jsonl.h"
#include "log.h"
#include "text.h"
#include "url.h"

/* Standard output is written in pieces of this size. */
enum { FLUSH = 256 << 10, READ_CHUNK = 64 << 10 };

void feed_print_item(
	struct buf *out, const char *feed_url, const struct feed_item *item, unsigned problems)
{
	struct jsonl w;
	char uid[DIGEST_HEX_SIZE];
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "event_uid",
		event_uid(feed_url, item->guid, item->link, item->title, item->date_text, uid));
	jsonl_text(&w, "guid", item->guid);
	jsonl_text(&w, "title", item->title);
	jsonl_text(&w, "link", item->link);
	jsonl_text(&w, "summary", item->summary);
	jsonl_text(&w, "content", item->content);
	jsonl_instant(&w, "published_at", item->published_at);
	jsonl_text(&w, "feed_url", feed_url);
	jsonl_open(&w, "problems", '[');
	for (unsigned bit = 0; bit < FEED_PROBLEMS; bit++)
		if (((item->problems | problems) >> bit & 1) != 0)
			jsonl_text(&w, NULL, feed_problem_name(bit));
	jsonl_close(&w);
	jsonl_close(&w);
	jsonl_line(&w);
}

static int read_document(const char *name, struct buf *out, struct error *err)
{
	bool standard = text_equal(name, "-");
	int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, ERROR_DATA, "could not open it: %s", strerror(errno));
	char chunk[READ_CHUNK];
	ssize_t n;
	while ((n = read(fd, chunk, sizeof chunk)) > 0 && !out->failed)
		buf_append(out, chunk, (size_t)n);
	int why = errno;
	if (!standard)
		close(fd);
	if (n < 0)
		return error_set(err, ERROR_DATA, "could not read it: %s", strerror(why));
	if (out->failed)
		return error_set(err, ERROR_DATA, "it has more than %d bytes", FEED_BODY_MAX);
	return 0;
}

static int flush(struct run *run, size_t least, struct error *err)
{
	if (run->out.failed)
		return error_memory(err);
	if (run->out.length >= least)
		run_flush(run);
	return 0;
}

static int print_batch(
	struct run *run, const char *name, const struct feed_batch *batch, struct error *err)
{
	struct feed_item item;
	size_t cursor = 0;
	while (feed_batch_next(batch, &cursor, &item) == 1) {
		feed_print_item(&run->out, name, &item, batch->problems);
		if (flush(run, FLUSH, err) != 0)
			return -1;
	}
	return 0;
}

struct tally {
	size_t good, bad;
};

static int print_one(struct run *run, struct feed_child *child, const char *name, struct buf *body,
	struct feed_batch *batch, struct error *err)
{
	buf_clear(body);
	if (read_document(name, body, err) != 0)
		return -1;
	struct feed_input input = {.data = buf_text(body),
		.length = body->length,
		.base_url = url_is_web(name) ? name : ""};
	if (feed_child_parse(child, &input, batch, err) != 0)
		return -1;
	return print_batch(run, name, batch, err);
}

static int print_all(
	struct run *run, struct feed_child *child, struct tally *tally, struct error *err)
{
	buf_auto struct buf body = BUF_INIT(FEED_BODY_MAX);
	struct feed_batch batch = FEED_BATCH_INIT;
	int result = 0;
	for (int i = 0; i < run->operand_count && result == 0; i++) {
		const char *name = run->operands[i];
		struct error why = {.kind = ERROR_NONE};
		if (run_should_stop(run)) {
			result = run_stop(run, err);
		} else if (print_one(run, child, name, &body, &batch, &why) == 0) {
			tally->good++;
		} else if (why.kind == ERROR_DATA) {
			tally->bad++;
			log_warning("\"%.300s\": %s", name, why.text);
		} else { /* no sandbox or no memory: the next file would fare no better */
			if (err != NULL)
				*err = why;
			result = -1;
		}
	}
	feed_batch_free(&batch);
	return result == 0 ? flush(run, 1, err) : -1;
}

int feed_print_files(struct run *run, struct feed_child *child, struct error *err)
{
	struct tally tally = {0, 0};
	if (print_all(run, child, &tally, err) != 0)
		return -1;
	if (tally.bad > 0)
		return error_set(err, tally.good > 0 ? ERROR_PARTIAL : ERROR_DATA,
			"%zu of %zu feeds could not be parsed", tally.bad, tally.good + tally.bad);
	return 0;
}

#include "feed_print.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "event_uid.h"
#include "feed_child.h"
#include "file.h"
#include "jsonl.h"
#include "log.h"
#include "text.h"
#include "url.h"

/* FLUSH: bytes from which the rows are written to standard output. */
enum { FLUSH = 256 << 10, READ_CHUNK = 64 << 10 };

/* Appends one line. PROBLEMS are those of the document; the line has the item's too. */
static void print_item(
	struct run *run, const char *feed_url, const struct feed_item *item, unsigned problems)
{
	struct jsonl *w = run_row(run, &item_row);
	char uid[DIGEST_HEX_SIZE];
	jsonl_text(w, "event_uid",
		event_uid(feed_url, item->guid, item->link, item->title, item->date_text, uid));
	jsonl_text(w, "guid", item->guid);
	jsonl_text(w, "title", item->title);
	jsonl_text(w, "link", item->link);
	jsonl_text(w, "summary", item->summary);
	jsonl_text(w, "content", item->content);
	jsonl_instant(w, "published_at", item->published_at);
	jsonl_text(w, "feed_url", feed_url);
	jsonl_open(w, "problems", '[');
	for (unsigned bit = 0; bit < FEED_PROBLEMS; bit++)
		if (((item->problems | problems) >> bit & 1) != 0)
			jsonl_text(w, NULL, feed_problem_name(bit));
	jsonl_close(w);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_item(run, "", &(struct feed_item){.title = NULL}, 1);
}

const struct row_kind item_row = {"item", sample};

static int read_document(const char *name, struct buf *out, struct error *err)
{
	FILE *file = file_open(name, err);
	if (file == NULL)
		return -1;
	char chunk[READ_CHUNK];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0 && !out->failed)
		buf_append(out, chunk, n);
	int why = ferror(file) ? errno : 0;
	(void)fclose(file);
	if (why != 0)
		return error_set(err, ERROR_DATA, "could not read the file: %s", strerror(why));
	if (out->failed)
		return error_set(err, ERROR_DATA, "the feed has more than %d bytes", FEED_BODY_MAX);
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
		print_item(run, name, &item, batch->problems);
		if (flush(run, FLUSH, err) != 0)
			return -1;
	}
	return 0;
}

/* A parser, and the name of the document that it was sent; NULL: none. */
struct parser {
	struct feed_child *child;
	const char *document;
};

/* While the parsers work, the document before is printed and the next one is read. */
struct feed_print_work {
	struct run *run;
	struct parser parser[FEED_PARSERS];
	struct buf body;
	struct feed_batch batch;
	size_t good, bad;
};

/*
 * Logs a bad document. Any other error ends the run: without a sandbox or memory, the next document
 * would fail too.
 */
static int finish_document(
	struct feed_print_work *w, const char *name, const struct error *why, struct error *err)
{
	if (why->kind != ERROR_DATA) {
		if (err != NULL)
			*err = *why;
		return -1;
	}
	w->bad++;
	log_warning("\"%.300s\": %s", name, why->text);
	return 0;
}

/* Receives the result of P. *NAME: the document to print; NULL: none. */
static int collect(
	struct feed_print_work *w, struct parser *p, const char **name, struct error *err)
{
	struct error why = {.kind = ERROR_NONE};
	const char *document = p->document;
	*name = NULL;
	p->document = NULL;
	if (document == NULL)
		return 0;
	if (feed_child_receive(p->child, &w->batch, &why) != 0)
		return finish_document(w, document, &why, err);
	w->good++;
	*name = document;
	return 0;
}

static int hand_over(
	struct feed_print_work *w, struct parser *p, const char *name, struct error *err)
{
	struct error why = {.kind = ERROR_NONE};
	struct feed_input input = {.data = buf_text(&w->body),
		.length = w->body.length,
		.base_url = url_is_web(name) ? name : ""};
	if (feed_child_send(p->child, &input, &why) != 0)
		return finish_document(w, name, &why, err);
	p->document = name;
	return 0;
}

/* NAME: the next document; NULL after the last. */
static int step(struct feed_print_work *w, struct parser *p, const char *name, struct error *err)
{
	struct error why = {.kind = ERROR_NONE};
	const char *parsed;
	buf_clear(&w->body);
	bool read = name != NULL && read_document(name, &w->body, &why) == 0;
	if (collect(w, p, &parsed, err) != 0)
		return -1;
	if (name != NULL) {
		int result =
			read ? hand_over(w, p, name, err) : finish_document(w, name, &why, err);
		if (result != 0)
			return -1;
	}
	return parsed == NULL ? 0 : print_batch(w->run, parsed, &w->batch, err);
}

/* The parsers take turns, so that the documents are printed in their order. */
static int print_all(struct feed_print_work *w, struct error *err)
{
	int count = w->run->operand_count;
	for (int i = 0; i < count + FEED_PARSERS; i++) {
		if (run_should_stop(w->run))
			return run_stop(w->run, err);
		const char *name = i < count ? w->run->operands[i] : NULL;
		if (step(w, &w->parser[i % FEED_PARSERS], name, err) != 0)
			return -1;
	}
	return flush(w->run, 1, err);
}

int feed_print_files(
	struct run *run, struct feed_child children[static FEED_PARSERS], struct error *err)
{
	struct feed_print_work w = {
		.run = run, .body = BUF_INIT(FEED_BODY_MAX), .batch = FEED_BATCH_INIT};
	for (int i = 0; i < FEED_PARSERS; i++)
		w.parser[i].child = &children[i];
	int result = print_all(&w, err);
	feed_batch_free(&w.batch);
	buf_free(&w.body);
	if (result == 0 && w.bad > 0)
		return error_set(err, w.good > 0 ? ERROR_PARTIAL : ERROR_DATA,
			"%zu of %zu feeds could not be parsed", w.bad, w.good + w.bad);
	return result;
}

/* opt-rss(1): fetches news from feeds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "feed_child.h"
#include "feed_import.h"
#include "feed_print.h"
#include "fetch.h"
#include "log.h"
#include "mem.h"
#include "progress.h"
#include "store_feed.h"
#include "text.h"
#include "url.h"

enum {
	FEEDS_MAX = 1000, /* per run; other feeds wait for another run, here or elsewhere */
	CODE_ADD = 256,
	CODE_REMOVE,
	CODE_LIST,
	CODE_IMPORT,
	CODE_PARSE,
	CODE_NAME,
	CODE_EVERY,
	CODE_PRIVATE,
};

static struct {
	int mode; /* 0: fetch */
	const char *argument, *name;
	int64_t every_s; /* 0: not given */
	bool allow_private;
} options;

/* Opened before anything else; --parse uses all of them, a fetch only the first. */
static struct feed_child parsers[FEED_PARSERS];

static const struct program_option own_options[] = {
	{CODE_ADD, "add", "URL", "add a feed, or enable it again"},
	{CODE_NAME, "name", "NAME", "with --add: name of the source of its news"},
	{CODE_EVERY, "every", "SECONDS", "with --add, --import: interval between fetches (300)"},
	{CODE_IMPORT, "import", "FILE", "add the feeds of an OPML file or a list of addresses"},
	{CODE_REMOVE, "remove", "URL", "remove a feed; its news remain stored"},
	{CODE_LIST, "list", NULL, "print the feeds"},
	{CODE_PARSE, "parse", NULL,
		"print the items of feed files, - for standard input; no database"},
	{CODE_PRIVATE, "allow-private", NULL, "fetch from loopback and private addresses too"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	switch (code) {
	case CODE_NAME:
		options.name = argument;
		return 0;
	case CODE_PRIVATE:
		options.allow_private = true;
		return 0;
	case CODE_EVERY:
		if (num_parse_i64(argument, FEED_INTERVAL_MIN_S, FEED_INTERVAL_MAX_S,
			    &options.every_s) == 0)
			return 0;
		return error_set(err, ERROR_USAGE,
			"--every: not a number of seconds from %d to %d: \"%.40s\"",
			FEED_INTERVAL_MIN_S, FEED_INTERVAL_MAX_S, argument);
	default:
		if (options.mode != 0)
			return error_set(err, ERROR_USAGE,
				"only one of --add, --import, --remove, --list and --parse can be "
				"given");
		options.mode = code;
		options.argument = argument;
		return 0;
	}
}

/* The process that parses starts as a copy of this one, so it is made before any key is read. */
static int early(struct error *err)
{
	int count = options.mode == 0 ? 1 : options.mode == CODE_PARSE ? FEED_PARSERS : 0;
	for (int i = 0; i < count; i++)
		if (feed_child_open(&parsers[i], err) != 0)
			return -1;
	return count > 0 ? feed_child_start(&parsers[0], err) : 0;
}

static int prepare(struct run *run, struct error *err)
{
	bool adds = options.mode == CODE_ADD || options.mode == CODE_IMPORT;
	if (options.name != NULL && options.mode != CODE_ADD)
		return error_set(err, ERROR_USAGE, "--name needs --add");
	if (options.every_s > 0 && !adds)
		return error_set(err, ERROR_USAGE, "--every needs --add or --import");
	if ((options.mode == CODE_PARSE) != (run->operand_count > 0))
		return error_set(err, ERROR_USAGE,
			options.mode == CODE_PARSE ? "--parse needs files, or - for standard input"
						   : "files need --parse");
	if (options.name != NULL && !text_is_utf8(options.name, strlen(options.name)))
		return error_set(err, ERROR_USAGE, "--name: not UTF-8");
	if (options.mode == CODE_REMOVE &&
		!text_is_utf8(options.argument, strlen(options.argument)))
		return error_set(
			err, ERROR_USAGE, "--remove: not UTF-8: \"%.200s\"", options.argument);
	if (options.mode == CODE_ADD && !url_is_askable(options.argument))
		return error_set(err, ERROR_USAGE,
			"--add: not an http or https address: \"%.200s\"", options.argument);
	if (options.mode == CODE_PARSE)
		run->needs = 0;
	if (conf_bool(&run->conf, CONF_FEEDS_ALLOW_PRIVATE))
		options.allow_private = true;
	return 0;
}

/* A run's feeds while they are fetched. */
struct feed_fetch_work {
	struct run *run;
	struct feed_due *feeds;
	size_t count;
	struct feed_batch batch;
	size_t done;
	struct progress progress;
};

static struct feed_plan plan_of(const struct feed_fetch_work *w, const struct feed_due *feed,
	enum feed_outcome outcome, const struct fetch_answer *answer)
{
	struct feed_request request = {.outcome = outcome,
		.now = w->run->now,
		.interval_s = feed->interval_s,
		.ttl_s = w->batch.ttl_s,
		.last_gap_s = feed->last_gap_s,
		.failures = feed->failures,
		.retry_after_s = answer->retry_after_s};
	return feed_schedule(&request);
}

static int parse(struct feed_fetch_work *w, const struct fetch_answer *answer, struct error *err)
{
	struct feed_input input = {.data = buf_text(&answer->body),
		.length = answer->body.length,
		.base_url = answer->url,
		.charset = answer->charset};
	return feed_child_parse(&parsers[0], &input, &w->batch, err);
}

static void count_outcome(struct run *run, enum feed_outcome outcome)
{
	static const char *const names[] = {
		[FEED_FETCHED] = "fetched",
		[FEED_NOT_MODIFIED] = "not_modified",
		[FEED_GONE] = "gone",
		[FEED_BUSY] = "busy",
		[FEED_FAILED] = "failed",
	};
	run_count(run, names[outcome], 1);
}

/*
 * Finds the outcome of an answer and, for a failed feed, the reason. The other feeds continue. -1
 * only for an error that is not the feed's, such as a parser that cannot be started.
 */
static int classify_answer(struct feed_fetch_work *w, const struct fetch_answer *answer,
	const struct feed_due *feed, enum feed_outcome *outcome,
	char reason[static ERROR_TEXT_SIZE], struct error *err)
{
	struct error why = {0};
	reason[0] = '\0';
	*outcome = feed_outcome_of(answer->status);
	if (*outcome == FEED_FETCHED && parse(w, answer, &why) != 0) {
		if (why.kind != ERROR_DATA) {
			*err = why;
			return -1;
		}
		*outcome = FEED_FAILED;
		(void)text_copy(reason, ERROR_TEXT_SIZE, why.text);
	} else if (answer->status == 0) {
		(void)text_copy(reason, ERROR_TEXT_SIZE, answer->reason);
	} else if (*outcome >= FEED_GONE) {
		(void)snprintf(reason, ERROR_TEXT_SIZE, "answered %ld", answer->status);
	}
	if (reason[0] != '\0')
		run_partial(w->run, "feed \"%.200s\": %.250s", feed->feed_url, reason);
	return 0;
}

static int take_answer(void *context, const struct fetch_answer *answer, struct error *err)
{
	struct feed_fetch_work *w = context;
	const struct feed_due *feed = &w->feeds[answer->index];
	struct feed_news news = {.count = 0};
	enum feed_outcome outcome;
	char reason[ERROR_TEXT_SIZE];
	feed_batch_clear(&w->batch);
	if (classify_answer(w, answer, feed, &outcome, reason, err) != 0)
		return -1;
	if (outcome == FEED_FETCHED &&
		feed_news_make(&news, &w->batch, feed->feed_url, feed->name, w->run->now, err) != 0)
		return -1;
	bool same = outcome == FEED_NOT_MODIFIED;
	struct feed_result result = {
		.feed = feed,
		.plan = plan_of(w, feed, outcome, answer),
		.ok = outcome == FEED_FETCHED || same,
		.status = answer->status,
		.etag = same && answer->etag[0] == '\0' ? feed->etag : answer->etag,
		.last_modified = same && answer->last_modified[0] == '\0' ? feed->last_modified
									  : answer->last_modified,
		.moved_to = outcome == FEED_FETCHED || same ? answer->moved_to : "",
		.error = reason[0] == '\0' ? NULL : reason,
		.news = outcome == FEED_FETCHED ? &news : NULL,
	};
	count_outcome(w->run, outcome);
	run_count(w->run, "skipped", (int64_t)news.unknowable);
	log_info("feed \"%.200s\": %s, %zu items", feed->feed_url,
		same	    ? "not modified"
		: result.ok ? "fetched"
			    : "failed",
		news.count);
	int stored = store_feed_result(w->run, &result, err);
	w->done++;
	progress_show(&w->progress, (int64_t)w->done);
	feed_news_free(&news);
	return stored;
}

static bool should_stop(void *context)
{
	const struct feed_fetch_work *w = context;
	return run_should_stop(w->run);
}

static int fetch_due(struct feed_fetch_work *w, struct error *err)
{
	struct fetch_request *requests mem_auto = calloc(w->count + 1, sizeof *requests);
	if (requests == NULL)
		return error_memory(err);
	for (size_t i = 0; i < w->count; i++)
		requests[i] = (struct fetch_request){
			w->feeds[i].fetch_url, w->feeds[i].etag, w->feeds[i].last_modified};
	struct fetch_plan plan = {.requests = requests,
		.count = w->count,
		.allow_private = options.allow_private,
		.done = take_answer,
		.should_stop = should_stop,
		.context = w};
	return fetch_all(&plan, err);
}

static int fetch(struct run *run, struct error *err)
{
	struct feed_fetch_work w = {.run = run, .batch = FEED_BATCH_INIT};
	if (store_feed_due(run, FEEDS_MAX, &w.feeds, &w.count, err) != 0)
		return -1;
	run_count(run, "due", (int64_t)w.count);
	progress_begin(&w.progress, "feeds", (int64_t)w.count);
	if (w.count == 0)
		run_say(run, "no feed is due; opt-rss --list shows when each one is");
	int result = fetch_due(&w, err);
	struct error ignored = {0};
	if (store_feed_release(run, result == 0 ? err : &ignored) != 0)
		result = -1;
	if (result == 0 && run_should_stop(run))
		result = run_stop(run, err);
	feed_batch_free(&w.batch);
	store_feed_free(w.feeds, w.count);
	return result;
}

static int import(struct run *run, int64_t every_s, struct error *err)
{
	struct feed_import list;
	if (feed_import_read(&list, options.argument, err) != 0)
		return -1;
	int result = store_feed_add(run, (const char *const *)list.urls,
		(const char *const *)list.names, list.count, every_s, err);
	feed_import_free(&list);
	return result;
}

static int rss(struct run *run, struct error *err)
{
	int64_t every_s = options.every_s > 0 ? options.every_s : FEED_INTERVAL_S;
	const char *name = options.name == NULL ? "" : options.name;
	switch (options.mode) {
	case CODE_ADD:
		return store_feed_add(run, &options.argument, &name, 1, every_s, err);
	case CODE_IMPORT:
		return import(run, every_s, err);
	case CODE_REMOVE:
		return store_feed_remove(run, options.argument, err);
	case CODE_LIST:
		return store_feed_list(run, err);
	case CODE_PARSE:
		return feed_print_files(run, parsers, err);
	default:
		return fetch(run, err);
	}
}

static const struct view_column item_columns[] = {
	{"published_at", "published", .kind = VIEW_TIME},
	{"source", "source", .kind = VIEW_PROSE},
	{"title", "title", .kind = VIEW_PROSE, .worth = 1},
	{0},
};

static const struct view_column feed_columns[] = {
	{"name", "feed", .kind = VIEW_PROSE},
	{"feed_url", "address", .kind = VIEW_PROSE, .least = 40, .worth = 1},
	{"enabled", "enabled", .kind = VIEW_TEXT, .worth = -2},
	{"interval_s", "every s", .kind = VIEW_NUMBER, .worth = -2},
	{"last_ok", "last good", .kind = VIEW_TIME},
	{"last_status", "status", .kind = VIEW_NUMBER, .worth = -1},
	{"failures", "failures", .kind = VIEW_NUMBER},
	{"next_due", "next", .kind = VIEW_TIME, .worth = -1},
	{"last_error", "error", .kind = VIEW_PROSE},
	{0},
};

static const struct row_view views[] = {
	{.when = "published_at", .columns = item_columns},
	{.when = "interval_s", .columns = feed_columns},
	{0},
};
static const struct row_kind *const rows[] = {&article_row, &item_row, &feed_row, NULL};

static const struct program program = {
	.name = "opt-rss",
	.summary = "fetch the feeds that are due, print and store their new items",
	.operands = "[FILE ...]",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN,
	.early = early,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 50,
	.body = rss,
	.rows = rows,
};

int main(int argc, char **argv)
{
	for (int i = 0; i < FEED_PARSERS; i++)
		parsers[i] = FEED_CHILD_INIT;
	int status = program_run(&program, argc, argv);
	for (int i = 0; i < FEED_PARSERS; i++)
		feed_child_close(&parsers[i]);
	return status;
}

/* opt-classify(1): finds the sentiment, tickers, kind and urgency of news. */
#include <stdio.h>
#include <stdlib.h>

#include "classify_eval.h"
#include "classify_text.h"
#include "clock.h"
#include "classify.h"
#include "file.h"
#include "log.h"
#include "num.h"
#include "progress.h"
#include "store_classify.h"
#include "text.h"

enum {
	BATCH = 500,	   /* articles per transaction; a deadline is kept to within one */
	DRY_BATCH = 10000, /* a dry run claims nothing, so it has one batch */
	ROWS_MAX = 64 << 20,
	THREADS_MAX = 64,
	INPUT_DEADLINE_S = 3600, /* of --text and --eval, whose input may be long */
	CODE_TEXT = 256,
	CODE_UNIVERSE,
	CODE_ENGINE,
	CODE_INFER,
	CODE_EVAL,
	CODE_WEIGHTS,
	CODE_MODEL,
	CODE_THREADS,
};

static struct {
	bool text;
	const char *universe, *eval;
	struct classify_settings classify;
} options;

static const struct program_option own_options[] = {
	{CODE_ENGINE, "engine", "NAME,...", "engines that find the sentiment, in this order"},
	{CODE_INFER, "infer", "bedrock:MODEL", "query MODEL for tickers where none is named"},
	{CODE_MODEL, "model", "DIR",
		"folder of the engine finbert: config.json, vocab.txt, model.safetensors"},
	{CODE_TEXT, "text", NULL, "classify lines of standard input, plain or JSON; no database"},
	{CODE_THREADS, "threads", "N", "threads of the engine finbert; default: one per processor"},
	{CODE_UNIVERSE, "universe", "FILE", "with --text: the companies, in the SEC's JSON"},
	{CODE_EVAL, "eval", "FILE",
		"evaluate on the label,text rows of FILE (-: standard input); no database"},
	{CODE_WEIGHTS, "weights", "FILE", "with --text or --eval: other weights for the lexicon"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	int64_t threads;
	if (code == CODE_TEXT)
		options.text = true;
	else if (code == CODE_UNIVERSE)
		options.universe = argument;
	else if (code == CODE_EVAL)
		options.eval = argument;
	else if (code == CODE_WEIGHTS)
		options.classify.weights = argument;
	else if (code == CODE_INFER)
		options.classify.infer = argument;
	else if (code == CODE_MODEL)
		options.classify.model = argument;
	else if (code == CODE_THREADS && num_parse_i64(argument, 1, THREADS_MAX, &threads) != 0)
		return error_set(err, ERROR_USAGE,
			"--threads: not a number from 1 to %d: \"%.40s\"", THREADS_MAX, argument);
	else if (code == CODE_THREADS)
		options.classify.threads = (int)threads;
	else
		options.classify.engines = argument;
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	bool configured = options.classify.engines == NULL;
	if (options.universe != NULL && !options.text)
		return error_set(err, ERROR_USAGE, "--universe needs --text");
	if (options.eval != NULL && options.text)
		return error_set(err, ERROR_USAGE, "--eval and --text exclude each other");
	if (options.eval != NULL && options.classify.infer != NULL)
		return error_set(err, ERROR_USAGE,
			"--eval and --infer exclude each other: --eval measures sentiment only");
	if (options.classify.weights != NULL && options.eval == NULL && !options.text)
		return error_set(err, ERROR_USAGE, "--weights needs --text or --eval");
	if (options.classify.infer != NULL && options.text && options.universe == NULL)
		return error_set(err, ERROR_USAGE, "--infer with --text needs --universe");
	if (configured)
		options.classify.engines = conf_get(&run->conf, CONF_SENTIMENT_ENGINE);
	if (options.text || options.eval != NULL) {
		run->needs = 0;
		if (!run->deadline_given)
			run->deadline_us = clock_monotonic_us() + INPUT_DEADLINE_S * SECOND_US;
	}
	if (text_classifier_check(run, &options.classify, err) == 0)
		return 0;
	if (configured && options.classify.infer == NULL) {
		err->kind = ERROR_CONFIG;
		return error_prefix(err, "sentiment_engine");
	}
	return -1;
}

/* Names and engines for classifying; loaded with the first article. */
struct bench {
	struct universe_names names;
	struct text_classifier *classify;
	struct progress progress; /* the number of articles is not known before */
	int64_t done;
};

static int bench_load(struct run *run, struct bench *b, struct error *err)
{
	if (b->classify != NULL)
		return 0;
	if (store_classify_universe(run, &b->names, err) != 0)
		return -1;
	return text_classifier_new(
		&b->classify, run, &options.classify, b->names.entries, b->names.count, err);
}

static void bench_free(struct bench *b)
{
	text_classifier_free(b->classify);
	store_classify_universe_free(&b->names);
}

/* Articles of one claim, the result of each, and the error that left some without a result. */
struct batch {
	const struct raw_event *events;
	struct classification *found;
	size_t count;
	struct error why;
};

static void write_row(const struct batch *b, size_t i, struct jsonl *w)
{
	const struct raw_event *e = &b->events[i];
	jsonl_i64(w, "raw_event_id", e->id);
	jsonl_instant(w, "published_at", e->published_at);
	jsonl_text(w, "title", e->title);
	classification_write(&b->found[i], w);
	classification_write_evidence(&b->found[i], w);
}

static const struct row_kind classification_row;

static void print(struct run *run, const struct batch *b, size_t i)
{
	write_row(b, i, run_row(run, &classification_row));
	run_row_end(run);
}

static void sample(struct run *run)
{
	static struct classification found = {.mention_count = 1, .engine = ""};
	static char title[1];
	const struct raw_event event = {.title = title};
	print(run, &(struct batch){.events = &event, .found = &found, .count = 1}, 0);
}

static const struct row_kind classification_row = {"classification", sample};

/* Stores those of COUNT articles from FIRST on that have a result. */
static int save(
	struct run *run, const struct batch *b, size_t first, size_t count, struct error *err)
{
	buf_auto struct buf json = BUF_INIT(ROWS_MAX);
	struct jsonl w;
	size_t rows = 0;
	jsonl_init(&w, &json);
	jsonl_open(&w, NULL, '[');
	for (size_t i = first; i < first + count; i++)
		if (b->found[i].engine != NULL) {
			jsonl_open(&w, NULL, '{');
			write_row(b, i, &w);
			jsonl_close(&w);
			rows++;
		}
	jsonl_close(&w);
	if (!buf_ok(&json))
		return error_memory(err);
	return rows == 0 ? 0 : store_classify_save(run, buf_text(&json), rows, err);
}

static void report(struct run *run, const struct batch *b, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (b->found[i].engine != NULL) {
			print(run, b, i);
			run_count(run, "classified", 1);
		}
}

static int give_back(struct run *run, const struct raw_event *e, const char *why, struct error *err)
{
	run_count(run, "failed", 1);
	return run->dry_run ? 0 : store_classify_fail(run, e->id, why, err);
}

/* Stores all together; if the database refuses that, one by one, and gives back the bad one. */
static int save_batch(struct run *run, const struct batch *b, struct error *err)
{
	if (save(run, b, 0, b->count, err) == 0) {
		report(run, b, 0, b->count);
		return 0;
	}
	if (err->kind != ERROR_INTERNAL)
		return -1;
	for (size_t i = 0; i < b->count; i++) {
		struct error why = {0};
		if (save(run, b, i, 1, &why) == 0) {
			report(run, b, i, 1);
			continue;
		}
		if (why.kind != ERROR_INTERNAL) {
			*err = why;
			return -1;
		}
		run_partial(run, "article %lld could not be classified: %.300s",
			(long long)b->events[i].id, why.text);
		if (give_back(run, &b->events[i], why.text, err) != 0)
			return -1;
	}
	return 0;
}

/*
 * Handles the articles without a result. An article whose text was refused counts an attempt; an
 * engine that was down or ran out of time counts none, as the article is not the cause. When no
 * article of the batch has a result and no text was refused, later batches are not tried.
 */
static int fail_rest(struct run *run, const struct batch *b, struct error *err)
{
	size_t failed = 0;
	for (size_t i = 0; i < b->count; i++)
		failed += b->found[i].engine == NULL;
	if (failed == 0)
		return 0;
	bool none = failed == b->count && b->why.kind != ERROR_DATA;
	for (size_t i = 0; i < b->count && b->why.kind == ERROR_DATA; i++)
		if (b->found[i].engine == NULL &&
			give_back(run, &b->events[i], b->why.text, err) != 0)
			return -1;
	if (none || b->why.kind == ERROR_AGAIN) {
		*err = b->why;
		return -1;
	}
	run_partial(run, "%zu of %zu articles could not be classified: %.300s", failed, b->count,
		b->why.text);
	return 0;
}

static int classify_batch(struct run *run, const struct bench *bench,
	const struct raw_event *events, size_t count, struct error *err)
{
	struct batch b = {.events = events, .count = count};
	struct sentiment_text *texts = calloc(count, sizeof *texts);
	b.found = calloc(count, sizeof *b.found);
	int result = texts == NULL || b.found == NULL ? error_memory(err) : 0;
	for (size_t i = 0; i < count && result == 0; i++)
		texts[i] = (struct sentiment_text){events[i].title, events[i].summary};
	if (result == 0)
		result = text_classifier_classify(
			bench->classify, texts, count, b.found, &b.why, err);
	if (result == 0)
		result = save_batch(run, &b, err);
	if (result == 0)
		result = fail_rest(run, &b, err);
	free(texts);
	free(b.found);
	return result;
}

/* Returns 1 when there may be more, 0 at the end, -1 with the error. */
static int classify_some(struct run *run, struct bench *b, struct error *err)
{
	struct raw_event *events = NULL;
	size_t count, most = run->dry_run ? DRY_BATCH : BATCH;
	if (store_classify_claim(run, (int64_t)most, &events, &count, err) != 0)
		return -1;
	int result = count == 0 ? 0 : bench_load(run, b, err);
	if (count > 0 && result == 0)
		result = classify_batch(run, b, events, count, err);
	store_classify_free(events, count);
	b->done += (int64_t)count;
	progress_show(&b->progress, b->done);
	return result == 0 ? count == most && !run->dry_run : -1;
}

static int classify_all(struct run *run, struct error *err)
{
	struct bench b = {.classify = NULL};
	int64_t parked;
	if (store_classify_park(run, &parked, err) != 0)
		return -1;
	if (parked > 0)
		run_partial(run, "parked %lld articles: each run that claimed them ended too early",
			(long long)parked);
	run_count(run, "parked", parked);
	progress_begin(&b.progress, "articles", 0);
	int more = 1;
	while (more == 1)
		more = run_should_stop(run) ? run_stop(run, err) : classify_some(run, &b, err);
	bench_free(&b);
	if (more == 0 && b.done == 0)
		run_say(run, "no article waits");
	struct error ignored = {0};
	if (more != 0)
		(void)store_classify_release(run, &ignored);
	return more;
}

static int classify(struct run *run, struct error *err)
{
	if (options.eval != NULL)
		return classify_eval(run, options.eval, &options.classify, err);
	if (!options.text)
		return classify_all(run, err);
	FILE *in = file_open_rows(err);
	if (in == NULL)
		return -1;
	int result = classify_text(run, in, options.universe, &options.classify, err);
	(void)fclose(in);
	return result;
}

static const struct view_column article_columns[] = {
	{"published_at", "published", .kind = VIEW_TIME},
	{"sentiment_label", "sentiment", .kind = VIEW_TEXT},
	{"sentiment_score", "score", .kind = VIEW_NUMBER, .decimals = 2},
	{"tickers", "tickers", .kind = VIEW_PROSE},
	{"title", "title", .kind = VIEW_PROSE, .worth = 1},
	{0},
};

static const struct row_view views[] = {{.when = "published_at", .columns = article_columns}, {0}};
static const struct row_kind *const rows[] = {
	&classification_row, &headline_row, &evaluation_row, NULL};

static const struct program program = {
	.name = "opt-classify",
	.summary = "find the sentiment of each new article, and the tickers it is about",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 50,
	.body = classify,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

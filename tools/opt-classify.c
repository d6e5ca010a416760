/* opt-classify(1): sentiment, tickers, kind and urgency of news. */
#include <stdio.h>

#include "classify_text.h"
#include "log.h"
#include "store_classify.h"
#include "text.h"

enum {
	BATCH = 500,	   /* articles of a transaction: a deadline is kept to within one */
	DRY_BATCH = 10000, /* nothing is claimed then, so there is one batch */
	ROWS_MAX = 64 << 20,
	CODE_TEXT = 256,
	CODE_UNIVERSE,
	CODE_ENGINE,
};

static struct {
	bool text;
	const char *universe;
} options;

static const struct program_option own_options[] = {
	{CODE_ENGINE, "engine", "NAME", "what judges the sentiment: lexicon"},
	{CODE_TEXT, "text", NULL, "classify lines of standard input, plain or JSON; no database"},
	{CODE_UNIVERSE, "universe", "FILE", "with --text: the companies, in the SEC's JSON"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_TEXT)
		options.text = true;
	else if (code == CODE_UNIVERSE)
		options.universe = argument;
	else if (!text_equal(argument, LEXICON_ENGINE))
		return error_set(err, ERROR_USAGE, "--engine \"%.40s\" is not known: it is %s",
			argument, LEXICON_ENGINE);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	if (options.universe != NULL && !options.text)
		return error_set(err, ERROR_USAGE, "--universe goes with --text");
	if (!text_equal(conf_get(&run->conf, CONF_SENTIMENT_ENGINE), LEXICON_ENGINE))
		return error_set(err, ERROR_CONFIG,
			"sentiment_engine = \"%.40s\" is not known: it is %s",
			conf_get(&run->conf, CONF_SENTIMENT_ENGINE), LEXICON_ENGINE);
	if (options.text)
		run->needs = 0;
	return 0;
}

/* What an article is classified with; loaded when there is one. */
struct judge {
	struct universe_names names;
	struct classifier *classifier;
};

static int judge_load(struct run *run, struct judge *j, struct error *err)
{
	if (j->classifier != NULL)
		return 0;
	if (store_classify_universe(run, &j->names, err) != 0)
		return -1;
	return classifier_new(&j->classifier, j->names.entries, j->names.count, err);
}

static void judge_free(struct judge *j)
{
	classifier_free(j->classifier);
	store_classify_universe_free(&j->names);
}

static void write_row(const struct judge *j, const struct raw_event *e, struct jsonl *w)
{
	struct classification found;
	classifier_judge(j->classifier, e->title, e->summary, &found);
	jsonl_open(w, NULL, '{');
	jsonl_i64(w, "raw_event_id", e->id);
	jsonl_instant(w, "published_at", e->published_at);
	jsonl_text(w, "title", e->title);
	classification_write(&found, w);
	classification_write_evidence(&found, w);
	jsonl_close(w);
}

static int save(struct run *run, const struct judge *j, const struct raw_event *events,
	size_t count, struct error *err)
{
	buf_auto struct buf json = BUF_INIT(ROWS_MAX);
	struct jsonl w;
	jsonl_init(&w, &json);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < count; i++)
		write_row(j, &events[i], &w);
	jsonl_close(&w);
	if (!buf_ok(&json))
		return error_memory(err);
	return store_classify_save(run, buf_text(&json), count, err);
}

static void report(
	struct run *run, const struct judge *j, const struct raw_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		write_row(j, &events[i], run_row(run));
		run_row_end(run);
	}
	run_count(run, "classified", (int64_t)count);
}

/* Together; when the database refuses one of them, one by one, and that one is given back. */
static int classify_batch(struct run *run, const struct judge *j, const struct raw_event *events,
	size_t count, struct error *err)
{
	if (save(run, j, events, count, err) == 0) {
		report(run, j, events, count);
		return 0;
	}
	if (err->kind != ERROR_INTERNAL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct error why = {0};
		if (save(run, j, &events[i], 1, &why) == 0) {
			report(run, j, &events[i], 1);
			continue;
		}
		if (why.kind != ERROR_INTERNAL) {
			*err = why;
			return -1;
		}
		run_partial(run, "article %lld could not be classified: %.300s",
			(long long)events[i].id, why.text);
		run_count(run, "failed", 1);
		if (store_classify_fail(run, events[i].id, why.text, err) != 0)
			return -1;
	}
	return 0;
}

/* 1: there may be more. */
static int classify_some(struct run *run, struct judge *j, struct error *err)
{
	struct raw_event *events = NULL;
	size_t count, most = run->dry_run ? DRY_BATCH : BATCH;
	if (store_classify_claim(run, (int64_t)most, &events, &count, err) != 0)
		return -1;
	int result = count == 0 || (judge_load(run, j, err) == 0 &&
					   classify_batch(run, j, events, count, err) == 0)
			     ? 0
			     : -1;
	store_classify_free(events, count);
	return result == 0 ? count == most && !run->dry_run : -1;
}

static int classify_all(struct run *run, struct error *err)
{
	struct judge j = {.classifier = NULL};
	int64_t parked;
	if (store_classify_park(run, &parked, err) != 0)
		return -1;
	if (parked > 0)
		run_partial(run, "%lld articles were parked: no run lived to classify them",
			(long long)parked);
	run_count(run, "parked", parked);
	int more = 1;
	while (more == 1)
		more = run_should_stop(run) ? run_stop(run, err) : classify_some(run, &j, err);
	judge_free(&j);
	struct error ignored = {0};
	if (more != 0)
		(void)store_classify_release(run, &ignored);
	return more;
}

static int classify(struct run *run, struct error *err)
{
	return options.text ? classify_text(run, stdin, options.universe, err)
			    : classify_all(run, err);
}

static const struct program program = {
	.name = "opt-classify",
	.summary = "say of each new article which way it points, and for whom",
	.options = own_options,
	.option = take_option,
	.needs = NEEDS_RUN,
	.prepare = prepare,
	.role = "opt_ingest",
	.deadline_s = 50,
	.body = classify,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

#include "classify_text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "classify.h"
#include "log.h"
#include "mem.h"
#include "text.h"
#include "universe_file.h"

enum {
	FLUSH = 256 << 10, /* standard output is written in pieces of this size */
	GATHER = 128,	   /* headlines that a slow engine gets in one call */
};

/* The headlines that wait for their engine, owned. */
struct gathered {
	char *titles[GATHER], *summaries[GATHER];
	size_t count;
	struct text_classifier *classify;
	size_t refused; /* headlines that no engine classified */
	struct error why;
};

static void print_classification(struct run *run, const struct classification *found)
{
	classification_write(found, run_row(run, &headline_row));
	run_row_end(run);
}

static void sample(struct run *run)
{
	static const struct classification found = {.mention_count = 1, .engine = ""};
	print_classification(run, &found);
}

const struct row_kind headline_row = {"headline", sample};

static void forget(struct gathered *g)
{
	for (size_t i = 0; i < g->count; i++) {
		free(g->titles[i]);
		free(g->summaries[i]);
	}
	g->count = 0;
}

static int classify_gathered(struct run *run, struct gathered *g, struct error *err)
{
	struct sentiment_text texts[GATHER];
	struct classification found[GATHER];
	for (size_t i = 0; i < g->count; i++)
		texts[i] = (struct sentiment_text){g->titles[i], g->summaries[i]};
	int result = g->count == 0 ? 0
				   : text_classifier_classify(
					     g->classify, texts, g->count, found, &g->why, err);
	for (size_t i = 0; i < g->count && result == 0; i++)
		if (found[i].engine == NULL)
			g->refused++;
		else
			print_classification(run, &found[i]);
	forget(g);
	return result;
}

/* Classifies a headline at once where no engine is slow, otherwise together with later ones. */
static int take_headline(struct run *run, struct gathered *g, const char *title,
	const char *summary, struct error *err)
{
	struct sentiment_text text = {title, summary};
	if (text_classifier_is_embedded(g->classify)) {
		struct classification found;
		int result = text_classifier_classify(g->classify, &text, 1, &found, &g->why, err);
		if (result == 0)
			print_classification(run, &found);
		return result;
	}
	char *own_title = strdup(title), *own_summary = summary == NULL ? NULL : strdup(summary);
	if (own_title == NULL || (summary != NULL && own_summary == NULL)) {
		free(own_title);
		free(own_summary);
		return error_memory(err);
	}
	g->titles[g->count] = own_title;
	g->summaries[g->count++] = own_summary;
	return g->count == GATHER ? classify_gathered(run, g, err) : 0;
}

struct line_tally {
	size_t lines, bad;
};

/* Returns 1 when the line is not a JSON object with a title. */
static int take_json(
	struct run *run, struct gathered *g, const char *line, size_t length, struct error *err)
{
	json_error_t why;
	json_auto_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &why);
	const char *title = json_string_value(json_object_get(object, "title"));
	if (title == NULL)
		return 1;
	return take_headline(
		run, g, title, json_string_value(json_object_get(object, "summary")), err);
}

/* Takes a plain line. Its NULs become spaces: each would silently end the text. */
static int take_plain(
	struct run *run, struct gathered *g, char *line, size_t length, struct error *err)
{
	for (char *p = line; (p = memchr(p, '\0', length - (size_t)(p - line))) != NULL;)
		*p = ' ';
	return take_headline(run, g, line, NULL, err);
}

static int take_line(struct run *run, struct gathered *g, char *line, size_t length,
	struct line_tally *tally, struct error *err)
{
	tally->lines++;
	while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
		line[--length] = '\0';
	if (tally->lines == 1 && text_starts(line, "\xef\xbb\xbf")) { /* a byte order mark */
		line += 3;
		length -= 3;
	}
	int result = line[0] == '{' ? take_json(run, g, line, length, err)
				    : take_plain(run, g, line, length, err);
	if (result == 1) {
		log_warning("not a JSON object with a title: line %zu", tally->lines);
		tally->bad++;
	}
	if (run->out.length >= FLUSH)
		run_flush(run);
	return result < 0 ? -1 : 0;
}

/* Returns the error of the lines that have no row; 0 when all have one. */
static int check_tally(const struct line_tally *tally, const struct gathered *g, struct error *err)
{
	if (g->refused > 0 && g->refused + tally->bad == tally->lines) {
		*err = g->why;
		return -1;
	}
	if (g->refused > 0)
		return error_set(err, ERROR_PARTIAL, "%zu of %zu headlines have no row: %.300s",
			g->refused, tally->lines, g->why.text);
	if (tally->bad > 0)
		return error_set(err, tally->bad < tally->lines ? ERROR_PARTIAL : ERROR_DATA,
			"%zu of %zu lines were not headlines", tally->bad, tally->lines);
	return 0;
}

static int print_lines(struct run *run, struct gathered *g, FILE *in, struct error *err)
{
	char *line mem_auto = NULL;
	size_t capacity = 0;
	struct line_tally tally = {0, 0};
	ssize_t length;
	while (!run->output_closed && (length = getline(&line, &capacity, in)) >= 0) {
		if (run_should_stop(run))
			return run_stop(run, err);
		if (take_line(run, g, line, (size_t)length, &tally, err) != 0)
			return -1;
	}
	if (ferror(in) && run_should_stop(run)) /* a signal interrupts a read */
		return run_stop(run, err);
	if (ferror(in))
		return error_set(
			err, ERROR_DATA, "could not read standard input: %s", strerror(errno));
	if (classify_gathered(run, g, err) != 0)
		return -1;
	return check_tally(&tally, g, err);
}

int classify_text(struct run *run, FILE *in, const char *universe,
	const struct classify_settings *options, struct error *err)
{
	struct universe u = UNIVERSE_INIT;
	struct gathered g = {.count = 0};
	if (universe != NULL && universe_load(&u, universe, err) != 0)
		return -1;
	int result = text_classifier_new(&g.classify, run, options, u.entries, u.count, err);
	if (result == 0)
		result = print_lines(run, &g, in, err);
	forget(&g);
	text_classifier_free(g.classify);
	universe_free(&u);
	return result;
}

#include "classify_text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "classifier.h"
#include "log.h"
#include "mem.h"
#include "universe_file.h"

/* Standard output is written in pieces of this size. */
enum { FLUSH = 256 << 10 };

static void print_headline(
	struct run *run, const struct classifier *c, const char *title, const char *summary)
{
	struct classification found;
	classifier_judge(c, title, summary, &found);
	jsonl_open(run_row(run), NULL, '{');
	classification_write(&found, run_row(run));
	run_row_end(run);
}

/* False: the line is no JSON object with a title. */
static bool print_json(struct run *run, const struct classifier *c, const char *line, size_t length)
{
	json_error_t why;
	json_auto_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &why);
	const char *title = json_string_value(json_object_get(object, "title"));
	if (title == NULL)
		return false;
	print_headline(run, c, title, json_string_value(json_object_get(object, "summary")));
	return true;
}

struct tally {
	size_t lines, bad;
};

static void take_line(
	struct run *run, const struct classifier *c, char *line, size_t length, struct tally *tally)
{
	tally->lines++;
	while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
		line[--length] = '\0';
	if (line[0] != '{') {
		print_headline(run, c, line, NULL);
	} else if (!print_json(run, c, line, length)) {
		log_warning("line %zu is no JSON object with a title", tally->lines);
		tally->bad++;
	}
	if (run->out.length >= FLUSH)
		run_flush(run);
}

static int print_lines(struct run *run, const struct classifier *c, FILE *in, struct error *err)
{
	char *line mem_auto = NULL;
	size_t capacity = 0;
	struct tally tally = {0, 0};
	ssize_t length;
	while (!run->output_closed && (length = getline(&line, &capacity, in)) >= 0) {
		if (run_should_stop(run))
			return run_stop(run, err);
		take_line(run, c, line, (size_t)length, &tally);
	}
	if (ferror(in))
		return error_set(
			err, ERROR_DATA, "could not read standard input: %s", strerror(errno));
	if (tally.bad > 0)
		return error_set(err, tally.bad < tally.lines ? ERROR_PARTIAL : ERROR_DATA,
			"%zu of %zu lines were no headlines", tally.bad, tally.lines);
	return 0;
}

int classify_text(struct run *run, FILE *in, const char *universe, struct error *err)
{
	struct universe u = UNIVERSE_INIT;
	struct classifier *c = NULL;
	if (universe != NULL && universe_load(&u, universe, err) != 0)
		return -1;
	int result = classifier_new(&c, u.entries, u.count, err);
	if (result == 0)
		result = print_lines(run, c, in, err);
	classifier_free(c);
	universe_free(&u);
	return result;
}

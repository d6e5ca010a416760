#include "classify_print.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jsonl.h"
#include "mem.h"
#include "text.h"
#include "universe_file.h"

enum { ROWS_MAX = 4 << 20, FLUSH = 256 << 10, P_PLACES = 4, P_ONE = 10000 };

void classify_print_row(struct buf *out, const struct sentiment *s, const char *const tickers[],
	size_t ticker_count, const char *engine, const char *model)
{
	struct jsonl w;
	double positive = round(s->p_positive * P_ONE), negative = round(s->p_negative * P_ONE);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_open(&w, "tickers", '[');
	for (size_t i = 0; i < ticker_count; i++)
		jsonl_text(&w, NULL, tickers[i]);
	jsonl_close(&w);
	jsonl_text(&w, "sentiment_label", sentiment_label_name(s->label));
	jsonl_double(&w, "sentiment_score", (positive - negative) / P_ONE, P_PLACES);
	jsonl_double(&w, "p_positive", positive / P_ONE, P_PLACES);
	jsonl_double(&w, "p_neutral", (P_ONE - positive - negative) / P_ONE, P_PLACES);
	jsonl_double(&w, "p_negative", negative / P_ONE, P_PLACES);
	jsonl_text(&w, "engine", engine);
	jsonl_text(&w, "model", model);
	jsonl_text(&w, "event_type", event_type_name(s->event));
	jsonl_text(&w, "urgency", urgency_name(s->urgency));
	jsonl_close(&w);
	jsonl_line(&w);
}

struct classifier {
	struct lexicon lexicon;
	struct universe universe;
	struct ticker_matcher matcher;
	bool has_universe;
};

static void print_headline(
	const struct classifier *c, const char *title, const char *summary, struct buf *rows)
{
	struct sentiment s = lexicon_classify(&c->lexicon, title, summary);
	struct ticker_match match[TICKER_MATCHES_MAX];
	const char *tickers[2 * TICKER_MATCHES_MAX];
	size_t count = 0;
	for (int part = 0; part < 2 && c->has_universe; part++) {
		const char *text = part == 0 ? title : summary;
		size_t found = text == NULL ? 0 : ticker_find(&c->matcher, text, match);
		for (size_t i = 0; i < found; i++) {
			const char *ticker = c->universe.rows[match[i].entry].ticker;
			bool known = false;
			for (size_t k = 0; k < count && !known; k++)
				known = tickers[k] == ticker;
			if (!known)
				tickers[count++] = ticker;
		}
	}
	classify_print_row(rows, &s, tickers, count, LEXICON_ENGINE, LEXICON_MODEL);
}

/* False: the line is no JSON object with a title. */
static bool print_json(
	const struct classifier *c, const char *line, size_t length, struct buf *rows)
{
	json_error_t why;
	json_auto_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &why);
	const char *title = json_string_value(json_object_get(object, "title"));
	if (title == NULL)
		return false;
	print_headline(c, title, json_string_value(json_object_get(object, "summary")), rows);
	return true;
}

static int flush(struct buf *rows, size_t least, struct error *err)
{
	if (rows->failed)
		return error_memory(err);
	if (rows->length < least)
		return 0;
	if (fwrite(rows->data, 1, rows->length, stdout) != rows->length)
		return error_set(err, ERROR_OUTPUT, "could not write to standard output: %s",
			strerror(errno));
	buf_clear(rows);
	return 0;
}

static int print_lines(
	const struct classifier *c, FILE *in, void (*report)(const char *line), struct error *err)
{
	buf_auto struct buf rows = BUF_INIT(ROWS_MAX);
	mem_auto char *line = NULL;
	size_t capacity = 0, number = 0, bad = 0;
	ssize_t length;
	while ((length = getline(&line, &capacity, in)) >= 0) {
		number++;
		while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
			line[--length] = '\0';
		if (line[0] != '{') {
			print_headline(c, line, NULL, &rows);
		} else if (!print_json(c, line, (size_t)length, &rows)) {
			char told[64];
			snprintf(told, sizeof told, "line %zu is no JSON object with a title",
				number);
			report(told);
			bad++;
		}
		if (flush(&rows, FLUSH, err) != 0)
			return -1;
	}
	if (ferror(in))
		return error_set(
			err, ERROR_DATA, "could not read standard input: %s", strerror(errno));
	if (flush(&rows, 1, err) != 0)
		return -1;
	if (bad > 0)
		return error_set(err, bad < number ? ERROR_PARTIAL : ERROR_DATA,
			"%zu of %zu lines were no headlines", bad, number);
	return 0;
}

static int classifier_init(struct classifier *c, const char *universe, struct error *err)
{
	lexicon_init(&c->lexicon);
	if (universe == NULL)
		return 0;
	if (universe_load(&c->universe, universe, err) != 0)
		return -1;
	if (ticker_matcher_build(&c->matcher, c->universe.entries, c->universe.count, err) != 0) {
		universe_free(&c->universe);
		return -1;
	}
	c->has_universe = true;
	return 0;
}

int classify_print_text(
	FILE *in, const char *universe, void (*report)(const char *line), struct error *err)
{
	mem_auto struct classifier *c = calloc(1, sizeof *c);
	if (c == NULL)
		return error_memory(err);
	if (classifier_init(c, universe, err) != 0)
		return -1;
	int result = print_lines(c, in, report, err);
	if (c->has_universe) {
		ticker_matcher_free(&c->matcher);
		universe_free(&c->universe);
	}
	return result;
}

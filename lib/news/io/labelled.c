#include "labelled.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "file.h"
#include "mem.h"
#include "text.h"

enum {
	ROWS_MAX = 10 << 20, /* about a gigabyte of headlines: more is a mistake */
	CELL_MAX = 1 << 20,
	UNCLOSED = -2, /* neither a character nor EOF */
};

static int label_of(const char *name)
{
	for (int i = SENTIMENT_NEGATIVE; name != NULL && i <= SENTIMENT_POSITIVE; i++)
		if (text_equal_nocase(name, sentiment_label_name((enum sentiment_label)i)))
			return i;
	return -1;
}

static int add(struct labelled *out, int label, const char *text, const char *name, size_t line,
	struct error *err)
{
	if (label < 0 || text == NULL || text[0] == '\0')
		return error_set(err, ERROR_DATA,
			"%.200s: line %zu does not have a label (negative, neutral, positive) and "
			"a text",
			name, line);
	char *copy = strdup(text);
	if (copy == NULL || mem_grow(&out->rows, &out->capacity, out->count + 1, sizeof *out->rows,
				    ROWS_MAX) != 0) {
		free(copy);
		return error_memory(err);
	}
	out->rows[out->count++] = (struct labelled_row){(enum sentiment_label)label, copy};
	return 0;
}

static int add_json(struct labelled *out, const char *line, size_t length, const char *name,
	size_t number, struct error *err)
{
	json_auto_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	return add(out, label_of(json_string_value(json_object_get(object, "label"))),
		json_string_value(json_object_get(object, "text")), name, number, err);
}

/*
 * Reads the cell that starts with the next character of IN into OUT. Returns the character that
 * ended it, EOF, or UNCLOSED when the file ends inside quotes.
 */
static int read_cell(FILE *in, struct buf *out, size_t *lines)
{
	int c = getc(in);
	bool quoted = c == '"';
	if (quoted)
		c = getc(in);
	for (;; c = getc(in)) {
		if (c == '"' && quoted) {
			c = getc(in);
			if (c != '"') {
				quoted = false;
				ungetc(c, in);
				continue;
			}
		} else if (c == EOF || (!quoted && (c == ',' || c == '\n'))) {
			break;
		}
		*lines += c == '\n';
		if (c != '\r' || quoted)
			buf_putc(out, (char)c);
	}
	*lines += c == '\n';
	return c == EOF && quoted ? UNCLOSED : c;
}

/* A NUL would silently end the text. */
static bool has_nul(const struct buf *b)
{
	return strlen(buf_text(b)) < b->length;
}

static int read_csv_row(struct labelled *out, FILE *in, const char *name, size_t *line,
	struct buf *label, struct buf *text, struct error *err)
{
	size_t first = *line;
	buf_clear(label);
	buf_clear(text);
	int end = read_cell(in, label, line);
	if (end == ',')
		end = read_cell(in, text, line);
	if (!buf_ok(label) || !buf_ok(text))
		return error_set(err, ERROR_DATA, "%.200s: line %zu is too long", name, first);
	if (end == ',')
		return error_set(err, ERROR_DATA,
			"%.200s: line %zu has more than a label and a text", name, first);
	if (end == UNCLOSED || has_nul(label) || has_nul(text))
		return error_set(err, ERROR_DATA, "%.200s: line %zu has %s", name, first,
			end == UNCLOSED ? "a quote that never closes" : "a NUL");
	bool heading = first == 1 && text_equal_nocase(buf_text(label), "label");
	bool blank = label->length == 0 && text->length == 0;
	return heading || blank
		       ? 0
		       : add(out, label_of(buf_text(label)), buf_text(text), name, first, err);
}

/*
 * Skips a byte order mark, which spreadsheets put first. Other text that starts like it is not a
 * valid row in any case.
 */
static void skip_mark(FILE *in)
{
	int c = getc(in);
	if (c == 0xef && getc(in) == 0xbb && getc(in) == 0xbf)
		return;
	if (c != EOF)
		ungetc(c, in);
}

int labelled_read(struct labelled *out, FILE *in, const char *name, struct error *err)
{
	buf_auto struct buf label = BUF_INIT(CELL_MAX), text = BUF_INIT(CELL_MAX);
	char *json mem_auto = NULL;
	size_t capacity = 0, line = 1;
	int result = 0, c;
	skip_mark(in);
	while (result == 0 && (c = getc(in)) != EOF) {
		ungetc(c, in);
		if (c != '{') {
			result = read_csv_row(out, in, name, &line, &label, &text, err);
		} else {
			ssize_t length = getline(&json, &capacity, in);
			result = length < 0
					 ? 0
					 : add_json(out, json, (size_t)length, name, line++, err);
		}
	}
	if (result == 0 && ferror(in))
		return error_set(
			err, ERROR_DATA, "could not read %.200s: %s", name, strerror(errno));
	return result;
}

int labelled_load(struct labelled *out, const char *name, struct error *err)
{
	FILE *in = file_open(name, err);
	if (in == NULL)
		return -1;
	int result =
		labelled_read(out, in, text_equal(name, "-") ? "standard input" : name, err);
	fclose(in);
	return result;
}

void labelled_free(struct labelled *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->rows[i].text);
	free(rows->rows);
	*rows = (struct labelled)LABELLED_INIT;
}

#include "table_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "file.h"

enum {
	LINE_MAX_BYTES = 4096,
	LINES_MAX = 1000000,
	NAMED_MAX = 20, /* odd rows that are named; the others are counted */
};

struct reading {
	struct run *run;
	struct table_file *file;
	size_t line, good, odd;
};

static void tell_odd(struct reading *r, const char *why)
{
	if (++r->odd <= NAMED_MAX)
		run_partial(
			r->run, "line %zu of \"%s\" was left out: %s", r->line, r->file->path, why);
}

static int take_line(struct reading *r, char *line, struct error *err)
{
	const char *texts[CSV_COLUMNS_MAX];
	struct error why = {0};
	enum csv_line kind = csv_take_line(&r->file->table, line, texts, &why);
	if (kind == CSV_NOTHING)
		return 0;
	if (kind == CSV_ROW && r->file->take(r->file->context, texts, &why) == 0) {
		r->good++;
		return 0;
	}
	if (kind == CSV_BAD || why.kind != ERROR_DATA) {
		*err = why;
		return -1;
	}
	tell_odd(r, why.text);
	return 0;
}

/* Reads the rest of a line that is too long. */
static void skip_line(FILE *file)
{
	for (int c = 0; c != '\n' && c != EOF;)
		c = getc(file);
}

static int read_lines(struct reading *r, FILE *file, struct error *err)
{
	char line[LINE_MAX_BYTES];
	for (r->line = 1; fgets(line, sizeof line, file) != NULL; r->line++) {
		if (r->line > LINES_MAX)
			return error_set(err, ERROR_DATA, "more than %d lines", LINES_MAX);
		if (strlen(line) == sizeof line - 1 && line[sizeof line - 2] != '\n') {
			tell_odd(r, "the line is too long");
			skip_line(file);
		} else if (take_line(r, line, err) != 0) {
			return -1;
		}
	}
	if (ferror(file))
		return error_set(
			err, errno == EINTR ? ERROR_AGAIN : ERROR_DATA, "%s", strerror(errno));
	return r->line == 1 ? error_set(err, ERROR_DATA, "it is empty") : 0;
}

int table_file_read(struct run *run, struct table_file *file, size_t *odd, struct error *err)
{
	struct reading r = {.run = run, .file = file};
	FILE *stream = file_open(file->path, err);
	if (stream == NULL)
		return -1;
	int result = read_lines(&r, stream, err);
	(void)fclose(stream);
	if (result != 0)
		return error_prefix(err, "could not read \"%s\"", file->path);
	if (r.odd > NAMED_MAX)
		run_partial(run, "%zu more lines of \"%s\" were left out", r.odd - NAMED_MAX,
			file->path);
	if (r.odd > 0 && r.good == 0)
		return error_set(err, ERROR_DATA,
			"no row of \"%s\" can be read: nothing was changed", file->path);
	if (r.odd > 0)
		run_count(run, "odd_rows", (int64_t)r.odd);
	*odd = r.odd;
	return 0;
}

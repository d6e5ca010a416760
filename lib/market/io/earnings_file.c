#include "earnings_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "mem.h"
#include "text.h"

enum { LINE_MAX_BYTES = 4096, LINES_MAX = 1000000 };

/* Returns the next field of *LINE without quotes and white space; moves *LINE past its comma. */
static char *next_field(char **line)
{
	char *begin = *line, *end = begin + strcspn(begin, ",");
	*line = *end == ',' ? end + 1 : end;
	*end = '\0';
	size_t length = text_fold_space(begin);
	if (length >= 2 && begin[0] == '"' && begin[length - 1] == '"') {
		begin[length - 1] = '\0';
		begin++;
	}
	return begin;
}

static int read_line(char *line, size_t number, struct earnings *out, struct error *err)
{
	char *rest = line;
	const char *ticker = next_field(&rest), *day = next_field(&rest);
	struct earnings e = {.day = DATE_UNKNOWN, .time = report_time_parse(next_field(&rest))};
	if (!occ_is_ticker(ticker) || !text_copy(e.ticker, sizeof e.ticker, ticker))
		return error_set(
			err, ERROR_DATA, "line %zu: not a ticker: \"%.20s\"", number, ticker);
	if (*day != '\0' && date_parse(day, &e.day) != 0)
		return error_set(err, ERROR_DATA,
			"line %zu: not a day: \"%.20s\": write it as 2026-01-28", number, day);
	*out = e;
	return 0;
}

static bool is_header(const char *line)
{
	return strncmp(line, "ticker", 6) == 0 || strncmp(line, "symbol", 6) == 0;
}

/* By ticker, then day; a row without a day last. */
static int compare(const void *a, const void *b)
{
	const struct earnings *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	if (order != 0)
		return order;
	if (date_known(x->day) != date_known(y->day))
		return date_known(x->day) ? -1 : 1;
	return date_known(x->day) ? date_compare(x->day, y->day) : 0;
}

/* Whether NEXT, a row of the same ticker with a later day, takes the place of KEPT. */
static bool replaces(const struct earnings *next, const struct earnings *kept, struct date from)
{
	return date_known(next->day) && date_compare(kept->day, from) < 0;
}

static size_t keep_next(struct earnings *rows, size_t count, struct date from)
{
	size_t kept = 0;
	if (count > 0)
		qsort(rows, count, sizeof *rows, compare);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || strcmp(rows[kept - 1].ticker, rows[i].ticker) != 0)
			rows[kept++] = rows[i];
		else if (replaces(&rows[i], &rows[kept - 1], from))
			rows[kept - 1] = rows[i];
	return kept;
}

static int read_file(FILE *file, struct earnings **rows, size_t *count, struct error *err)
{
	char line[LINE_MAX_BYTES];
	size_t capacity = 0;
	for (size_t number = 1; fgets(line, sizeof line, file) != NULL; number++) {
		size_t length = strcspn(line, "\r\n");
		if (line[length] == '\0' && !feof(file))
			return error_set(err, ERROR_DATA, "line %zu is too long", number);
		line[length] = '\0';
		char *start = line + (number == 1 && text_starts(line, "\xef\xbb\xbf") ? 3 : 0);
		if (*start == '\0' || (number == 1 && is_header(start)))
			continue;
		if (mem_grow(rows, &capacity, *count + 1, sizeof **rows, LINES_MAX) != 0)
			return error_memory(err);
		if (read_line(start, number, &(*rows)[*count], err) != 0)
			return -1;
		(*count)++;
	}
	return ferror(file) ? error_set(err, ERROR_DATA, "%s", strerror(errno)) : 0;
}

int earnings_load(
	const char *path, struct date from, struct earnings **out, size_t *count, struct error *err)
{
	struct earnings *rows = NULL;
	size_t n = 0;
	FILE *file = file_open(path, err);
	if (file == NULL)
		return -1;
	int result = read_file(file, &rows, &n, err);
	(void)fclose(file);
	if (result != 0) {
		free(rows);
		return error_prefix(err, "could not read \"%s\"", path);
	}
	*out = rows;
	*count = keep_next(rows, n, from);
	return 0;
}

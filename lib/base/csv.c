#include "csv.h"

#include <stdint.h>
#include <string.h>

#include "text.h"

enum { FIELDS_MAX = 64 };

static const char blanks[] = " \t";

/*
 * Reads the quoted field at LINE, which is its first quote. Writes its text from LINE on, ended,
 * and returns what follows the last quote; NULL: there is none.
 */
static char *unquote(char *line)
{
	char *out = line, *in = line + 1;
	for (; *in != '\0'; in++) {
		if (*in == '"' && in[1] != '"') {
			*out = '\0';
			return in + 1;
		}
		in += *in == '"';
		*out++ = *in;
	}
	return NULL;
}

int csv_split(char *line, char **fields, size_t most, const char **why)
{
	size_t count = 0;
	for (char *at = line;;) {
		char *begin = at + strspn(at, blanks), *end = begin;
		if (*begin == '"') {
			end = unquote(begin);
			*why = "a quote is not closed";
			if (end == NULL)
				return -1;
			end += strspn(end, blanks);
			*why = "text follows a closing quote";
			if (*end != ',' && *end != '\0')
				return -1;
		} else {
			end += strcspn(end, ",");
		}
		bool last = *end == '\0';
		*end = '\0';
		(void)text_fold_space(begin);
		if (count < most)
			fields[count++] = begin;
		if (last)
			return (int)count;
		at = end + 1;
	}
}

/* Whether NAME is one of NAMES, which spaces separate. */
static bool is_named(const char *names, const char *name)
{
	for (const char *at = names; *at != '\0'; at += strspn(at, blanks)) {
		char one[32] = "";
		size_t n = strcspn(at, blanks);
		if (n < sizeof one)
			memcpy(one, at, n);
		if (text_equal_nocase(one, name))
			return true;
		at += n;
	}
	return false;
}

/* The place of the column among the FIELDS; SIZE_MAX: they lack it. */
static size_t find_column(const char *names, char *const *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_named(names, fields[i]))
			return i;
	return SIZE_MAX;
}

static enum csv_line take_header(
	struct csv_table *t, char *const *fields, size_t count, struct error *err)
{
	for (size_t i = 0; i < t->column_count; i++) {
		const struct csv_column *c = &t->columns[i];
		t->place[i] = find_column(c->names, fields, count);
		if (t->place[i] != SIZE_MAX || !c->needed)
			continue;
		(void)error_set(err, ERROR_DATA, "the header has no column \"%.*s\"",
			(int)strcspn(c->names, blanks), c->names);
		return CSV_BAD;
	}
	return CSV_NOTHING;
}

/* The first line: without a header, the fields come in the order of the columns. */
static bool begin(struct csv_table *t, char *const *fields, size_t count)
{
	t->begun = true;
	for (size_t i = 0; i < t->column_count; i++)
		t->place[i] = t->columns[i].header_only ? SIZE_MAX : i;
	return find_column(t->columns[0].names, fields, count) != SIZE_MAX;
}

enum csv_line csv_take_line(
	struct csv_table *table, char *line, const char **texts, struct error *err)
{
	char *fields[FIELDS_MAX];
	const char *why;
	char *start = line + (!table->begun && text_starts(line, "\xef\xbb\xbf") ? 3 : 0);
	start[strcspn(start, "\r\n")] = '\0';
	if (start[strspn(start, " \t,")] == '\0')
		return CSV_NOTHING;
	int count = csv_split(start, fields, FIELDS_MAX, &why);
	bool header = !table->begun && begin(table, fields, count < 0 ? 0 : (size_t)count);
	if (count < 0) {
		(void)error_set(err, ERROR_DATA, "%s", why);
		return CSV_ODD;
	}
	if (header)
		return take_header(table, fields, (size_t)count, err);
	for (size_t i = 0; i < table->column_count; i++)
		texts[i] = table->place[i] < (size_t)count ? fields[table->place[i]] : "";
	return CSV_ROW;
}

#include "universe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "file.h"
#include "mem.h"
#include "text.h"

enum {
	FILE_MAX = 64 << 20, /* the SEC's file has 600 kB */
	ROWS_MAX = 1 << 20,
	COLUMNS_MAX = 16, /* the SEC's file has four */
	COLUMN_NONE = -1,
	TICKER_TEXT_MAX = 15,
};

/*
 * The file is parsed in place: strings lose their escapes and get a NUL in place of the end quote.
 * 10,000 rows take less than a millisecond; building a tree of JSON values takes eight.
 */
struct scan {
	char *p; /* the next character; the text ends with a NUL */
	int column[3], columns;
};

enum { TICKER, NAME, EXCHANGE, WANTED };

static const char *const wanted[WANTED] = {"ticker", "name", "exchange"};

static void skip_space(struct scan *s)
{
	while (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t')
		s->p++;
}

static bool take(struct scan *s, char c)
{
	skip_space(s);
	if (*s->p != c)
		return false;
	s->p++;
	return true;
}

static int hex_value(const char *p)
{
	int value = 0;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdef";
		char c = p[i] >= 'A' && p[i] <= 'F' ? (char)(p[i] + 32) : p[i];
		const char *digit = c != '\0' ? strchr(digits, c) : NULL;
		if (digit == NULL)
			return -1;
		value = value * 16 + (int)(digit - digits);
	}
	return value;
}

/* Writes the escape at *P, after its backslash, to *OUT; moves both. Two surrogates are one. */
static bool take_escape(char **p, char **out)
{
	static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *known = **p != '\0' ? strchr(letters, **p) : NULL;
	if (known != NULL) {
		*(*out)++ = values[known - letters];
		++*p;
		return true;
	}
	int code = **p == 'u' ? hex_value(*p + 1) : -1;
	if (code < 1) /* a NUL would end the text */
		return false;
	*p += 5;
	if (code >= 0xd800 && code < 0xdc00 && (*p)[0] == '\\' && (*p)[1] == 'u') {
		int low = hex_value(*p + 2);
		if (low < 0xdc00 || low > 0xdfff)
			return false;
		code = 0x10000 + (code - 0xd800) * 0x400 + (low - 0xdc00);
		*p += 6;
	}
	if (code >= 0xd800 && code <= 0xdfff)
		return false;
	*out += text_encode(code, *out);
	return true;
}

/* Takes a string; NULL when the next value is not one. */
static char *take_string(struct scan *s)
{
	if (!take(s, '"'))
		return NULL;
	char *start = s->p, *p = start, *out = start;
	while (*p != '"') {
		if ((unsigned char)*p < ' ')
			return NULL;
		if (*p != '\\')
			*out++ = *p++;
		else if (p++, !take_escape(&p, &out))
			return NULL;
	}
	*out = '\0';
	s->p = p + 1;
	return start;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool skip_digits(struct scan *s)
{
	const char *start = s->p;
	while (is_digit(*s->p))
		s->p++;
	return s->p > start;
}

static bool skip_number(struct scan *s)
{
	s->p += *s->p == '-';
	if (*s->p == '0' ? (s->p++, false) : !skip_digits(s))
		return false;
	if (*s->p == '.' && (s->p++, !skip_digits(s)))
		return false;
	if (*s->p != 'e' && *s->p != 'E')
		return true;
	s->p++;
	s->p += *s->p == '-' || *s->p == '+';
	return skip_digits(s);
}

/* Takes a cell; *TEXT is NULL when it is a number, null, true or false. */
static bool take_cell(struct scan *s, char **text)
{
	static const char *const words[] = {"null", "true", "false"};
	*text = NULL;
	skip_space(s);
	if (*s->p == '"')
		return (*text = take_string(s)) != NULL;
	for (size_t i = 0; i < array_size(words); i++)
		if (text_starts(s->p, words[i])) {
			s->p += strlen(words[i]);
			return true;
		}
	return skip_number(s);
}

static bool take_fields(struct scan *s)
{
	for (int i = 0; i < WANTED; i++)
		s->column[i] = COLUMN_NONE;
	if (!take(s, '['))
		return false;
	for (s->columns = 0; s->columns < COLUMNS_MAX;) {
		const char *name = take_string(s);
		int which = text_find(wanted, WANTED, name);
		if (name == NULL || (which >= 0 && s->column[which] != COLUMN_NONE))
			return false;
		if (which >= 0)
			s->column[which] = s->columns;
		s->columns++;
		if (take(s, ']'))
			return s->column[TICKER] != COLUMN_NONE && s->column[NAME] != COLUMN_NONE;
		if (!take(s, ','))
			return false;
	}
	return false;
}

/* Turns BRK-B into BRK.B, as the broker writes it. False: not a ticker. */
static bool normalise(char *ticker)
{
	size_t n = 0;
	for (; n <= TICKER_TEXT_MAX && ticker[n] != '\0'; n++) {
		if (ticker[n] == '-')
			ticker[n] = '.';
		else if (!is_digit(ticker[n]) && !(ticker[n] >= 'A' && ticker[n] <= 'Z') &&
			 ticker[n] != '.')
			return false;
	}
	return n > 0 && n <= TICKER_TEXT_MAX;
}

static bool take_row(struct scan *s, struct universe_row *out)
{
	char *cell[COLUMNS_MAX];
	if (!take(s, '['))
		return false;
	for (int i = 0; i < s->columns; i++)
		if ((i > 0 && !take(s, ',')) || !take_cell(s, &cell[i]))
			return false;
	char *ticker = cell[s->column[TICKER]];
	if (!take(s, ']') || ticker == NULL || cell[s->column[NAME]] == NULL || !normalise(ticker))
		return false;
	int exchange = s->column[EXCHANGE];
	*out = (struct universe_row){
		ticker, cell[s->column[NAME]], exchange == COLUMN_NONE ? NULL : cell[exchange]};
	return true;
}

static int take_rows(struct scan *s, struct universe *u, struct error *err)
{
	size_t capacity = 0;
	if (!take(s, '['))
		return error_set(err, ERROR_DATA, "data is not an array");
	if (take(s, ']'))
		return 0;
	do {
		if (mem_grow(&u->rows, &capacity, u->count + 1, sizeof *u->rows, ROWS_MAX) != 0)
			return error_set(err, ERROR_DATA, "it has more than %d rows", ROWS_MAX);
		if (!take_row(s, &u->rows[u->count]))
			return error_set(
				err, ERROR_DATA, "row %zu has no ticker and name", u->count);
		u->count++;
	} while (take(s, ','));
	return take(s, ']') ? 0
			    : error_set(err, ERROR_DATA, "row %zu is followed by neither , nor ]",
				      u->count - 1);
}

/* Takes {"fields": [...], "data": [[...], ...]}, the two members in the order of the SEC. */
static int take_file(struct scan *s, struct universe *u, struct error *err)
{
	const char *key = take(s, '{') ? take_string(s) : NULL;
	if (key == NULL || !text_equal(key, "fields") || !take(s, ':') || !take_fields(s) ||
		!take(s, ',') || (key = take_string(s)) == NULL || !text_equal(key, "data") ||
		!take(s, ':'))
		return error_set(err, ERROR_DATA,
			"it does not begin with fields, ticker and name among them, then data");
	if (take_rows(s, u, err) != 0)
		return -1;
	if (!take(s, '}') || (skip_space(s), *s->p != '\0'))
		return error_set(err, ERROR_DATA, "something follows the rows");
	u->entries = calloc(u->count + 1, sizeof *u->entries);
	if (u->entries == NULL)
		return error_memory(err);
	for (size_t i = 0; i < u->count; i++)
		u->entries[i] =
			(struct ticker_entry){.ticker = u->rows[i].ticker, .name = u->rows[i].name};
	return 0;
}

/* Returns the whole file with a NUL at its end, for free(); NULL with ERR set. */
static char *read_whole(int fd, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		error_set(err, ERROR_DATA, "not a regular file of at most %d MB", FILE_MAX >> 20);
		return NULL;
	}
	size_t size = (size_t)st.st_size, length = 0;
	char *text = malloc(size + 1);
	if (text == NULL) {
		error_memory(err);
		return NULL;
	}
	ssize_t got = 1;
	while (length < size && (got = read(fd, text + length, size - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	if (got >= 0 && strlen(text) == length && text_is_utf8(text, length))
		return text;
	error_set(err, ERROR_DATA, "%s", got < 0 ? strerror(errno) : "not a text in UTF-8");
	free(text);
	return NULL;
}

int universe_load(struct universe *u, const char *path, struct error *err)
{
	struct universe loaded = UNIVERSE_INIT;
	const char *reason;
	int fd = file_descriptor(path, &reason);
	if (fd < 0)
		return error_set(err, ERROR_DATA, "could not read \"%s\": %s", path, reason);
	char *text = read_whole(fd, err);
	close(fd);
	struct scan s = {.p = text};
	loaded.owner = text;
	if (text == NULL || take_file(&s, &loaded, err) != 0) {
		universe_free(&loaded);
		return error_prefix(err, "could not read \"%s\"", path);
	}
	*u = loaded;
	return 0;
}

void universe_free(struct universe *u)
{
	free(u->rows);
	free(u->entries);
	free(u->owner);
	*u = UNIVERSE_INIT;
}

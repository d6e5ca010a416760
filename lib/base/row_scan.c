#include "row_scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* P is at the quote that opens a string. Returns the place behind the one that closes it. */
static const char *skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		p += *p == '\\' && p + 1 < end;
	return p < end ? p + 1 : end;
}

/* Returns the place behind the value at P. */
static const char *skip_value(const char *p, const char *end)
{
	int depth = 0;
	while (p < end) {
		if (*p == '"') {
			p = skip_string(p, end);
			if (depth == 0)
				return p;
			continue;
		}
		if (depth == 0 && (*p == ',' || *p == '}' || *p == ']'))
			return p;
		depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
		p++;
		if (depth == 0 && (p[-1] == '}' || p[-1] == ']'))
			return p;
	}
	return end;
}

static struct row_slice value_at(const char **p, const char *end)
{
	const char *start = skip_space(*p, end);
	const char *stop = skip_value(start, end);
	*p = skip_space(stop, end);
	while (stop > start && (stop[-1] == ' ' || stop[-1] == '\n'))
		stop--;
	return (struct row_slice){start, (size_t)(stop - start)};
}

/* Finds the member whose name is NAME of LENGTH bytes. Names of ours have no escapes. */
static bool find(struct row_slice object, const char *name, size_t length, struct row_slice *out)
{
	const char *p = object.text, *end = p + object.length;
	if (object.length == 0 || *p != '{')
		return false;
	for (p = skip_space(p + 1, end); p < end && *p == '"';) {
		const char *key = p + 1;
		p = skip_space(skip_string(p, end), end);
		size_t key_length = 0;
		while (key + key_length < end && key[key_length] != '"')
			key_length++;
		if (p == end || *p != ':')
			return false;
		p++;
		struct row_slice value = value_at(&p, end);
		if (key_length == length && memcmp(key, name, length) == 0) {
			*out = value;
			return true;
		}
		if (p < end && *p == ',')
			p = skip_space(p + 1, end);
	}
	return false;
}

bool row_scan_member(struct row_slice object, const char *path, struct row_slice *out)
{
	for (;;) {
		size_t length = strcspn(path, ".");
		if (!find(object, path, length, &object))
			return false;
		if (path[length] == '\0')
			break;
		path += length + 1;
	}
	*out = object;
	return true;
}

bool row_scan_element(struct row_slice list, struct row_slice *out)
{
	const char *end = list.text + list.length;
	if (list.length == 0 || *list.text != '[')
		return false;
	const char *p =
		skip_space(out->text == NULL ? list.text + 1 : out->text + out->length, end);
	if (out->text != NULL && p < end && *p == ',')
		p++;
	*out = value_at(&p, end);
	return out->length > 0 && p < end;
}

bool row_scan_is_null(struct row_slice value)
{
	return value.length == 4 && memcmp(value.text, "null", 4) == 0;
}

/* The four digits of an escape; 0 when they are not there. */
static int32_t read_hex(const char *p, const char *end)
{
	char digits[5] = "";
	if (end - p < 4)
		return 0;
	memcpy(digits, p, 4);
	return (int32_t)strtol(digits, NULL, 16);
}

/* P is behind a backslash. Appends the character and returns the place behind the escape. */
static const char *unescape(const char *p, const char *end, struct buf *out)
{
	static const char letters[] = "nrtbf", means[] = "\n\r\t\b\f";
	const char *letter = *p == '\0' ? NULL : strchr(letters, *p);
	if (*p != 'u') {
		buf_putc(out, letter == NULL ? *p : means[letter - letters]);
		return p + 1;
	}
	char encoded[4];
	int32_t code = read_hex(p + 1, end);
	p += end - p < 5 ? end - p : 5;
	if (code >= 0xd800 && code < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
		code = 0x10000 + ((code - 0xd800) << 10) + (read_hex(p + 2, end) & 0x3ff);
		p += 6;
	}
	buf_append(out, encoded, text_encode(code, encoded));
	return p;
}

static void put_string(struct row_slice value, struct buf *out)
{
	const char *p = value.text + 1, *end = value.text + value.length - 1;
	while (p < end) {
		if (*p == '\\' && p + 1 < end) {
			p = unescape(p + 1, end, out);
			continue;
		}
		buf_putc(out, *p++);
	}
}

void row_scan_text(struct row_slice value, struct buf *out)
{
	struct row_slice element = {0};
	if (row_scan_is_null(value))
		return;
	if (value.length > 1 && *value.text == '"') {
		put_string(value, out);
	} else if (value.length > 0 && *value.text == '[') {
		for (bool more = false; row_scan_element(value, &element); more = true) {
			buf_puts(out, more ? ", " : "");
			row_scan_text(element, out);
		}
	} else {
		buf_append(out, value.text, value.length);
	}
}

#include "url.h"

#include <stdio.h>
#include <string.h>

#include "num.h"
#include "text.h"

/* The five parts of a URI (RFC 3986, appendix B). A part may be present and empty. */
struct url_part {
	const char *text;
	size_t length;
	bool present;
};

struct url_parts {
	struct url_part scheme, authority, path, query, fragment;
};

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t scheme_length(const char *text)
{
	size_t n = 0;
	if (!is_alpha(text[0]))
		return 0;
	while (is_alpha(text[n]) || (text[n] >= '0' && text[n] <= '9') ||
		(text[n] != '\0' && strchr("+-.", text[n])))
		n++;
	return text[n] == ':' ? n : 0;
}

bool url_is_absolute(const char *text)
{
	return scheme_length(text) > 0;
}

bool url_is_web(const char *text)
{
	char scheme[8] = "";
	size_t n = scheme_length(text);
	if (n < 4 || n > 5)
		return false;
	memcpy(scheme, text, n);
	bool web = text_equal_nocase(scheme, "http") || text_equal_nocase(scheme, "https");
	return web && text[n + 1] == '/' && text[n + 2] == '/' && text[n + 3] != '\0' &&
	       strchr("/?#", text[n + 3]) == NULL;
}

bool url_is_askable(const char *text)
{
	size_t length = strlen(text);
	if (!url_is_web(text) || length > URL_MAX || !text_is_utf8(text, length))
		return false;
	while (*text != '\0' && (unsigned char)*text > ' ' && *text != 0x7f)
		text++;
	return *text == '\0';
}

static struct url_part take(const char **p, const char *stop)
{
	struct url_part part = {.text = *p, .length = strcspn(*p, stop), .present = true};
	*p += part.length;
	return part;
}

static struct url_parts split(const char *text)
{
	struct url_parts u = {0};
	size_t scheme = scheme_length(text);
	if (scheme > 0) {
		u.scheme = (struct url_part){text, scheme, true};
		text += scheme + 1;
	}
	if (text[0] == '/' && text[1] == '/') {
		text += 2;
		u.authority = take(&text, "/?#");
	}
	u.path = take(&text, "?#");
	if (*text == '?') {
		text++;
		u.query = take(&text, "#");
	}
	if (*text == '#') {
		text++;
		u.fragment = take(&text, "");
	}
	return u;
}

/* The length of the host at the start of TEXT: an address in brackets or a name; 0: neither. */
static size_t host_length(const char *text, size_t length)
{
	static const char of_address[] = "0123456789abcdefABCDEF:.";
	static const char of_name[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	if (length == 0 || text[0] != '[')
		return length == 0 ? 0 : strspn(text, of_name);
	size_t n = strspn(text + 1, of_address);
	return n > 0 && text[n + 1] == ']' ? n + 2 : 0;
}

int url_host(const char *url, char out[static URL_HOST_SIZE])
{
	char port[8] = "";
	int64_t number = 0;
	if (!url_is_web(url))
		return -1;
	struct url_part all = split(url).authority;
	size_t n = host_length(all.text, all.length), rest = all.length - n;
	bool https = url[4] == 's' || url[4] == 'S';
	if (n == 0 || n > 253 || rest == 1 || rest >= sizeof port)
		return -1;
	if (rest > 0) {
		memcpy(port, all.text + n, rest);
		if (port[0] != ':' || num_parse_i64(port + 1, 1, 65535, &number) != 0)
			return -1;
	}
	if (number == (https ? 443 : 80))
		number = 0;
	for (size_t i = 0; i < n; i++) {
		char c = all.text[i];
		out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	out[n] = '\0';
	if (number > 0)
		(void)snprintf(out + n, URL_HOST_SIZE - n, ":%d", (int)number);
	return 0;
}

/* Removes the dot segments of a path in place (RFC 3986, 5.2.4): "a/./b/../c" becomes "a/c". */
static void remove_dots(char *path)
{
	char *out = path;
	const char *in = path;
	while (*in != '\0') {
		const char *segment = in + (*in == '/');
		size_t length = strcspn(segment, "/");
		bool last = segment[length] == '\0';
		bool one = length == 1 && segment[0] == '.',
		     two = length == 2 && segment[0] == '.' && segment[1] == '.';
		if (two) {
			while (out > path && *--out != '/')
				continue;
		}
		if (!one && !two) {
			memmove(out, in, (size_t)(segment - in) + length);
			out += (size_t)(segment - in) + length;
		} else if (last && (*in == '/' || out > path)) {
			*out++ = '/';
		}
		in = segment + length;
	}
	*out = '\0';
}

/* Puts the path of the reference after the last slash of the base (RFC 3986, 5.2.3). */
static int merge(const struct url_parts *base, const struct url_part *path, char *out, size_t size)
{
	size_t keep = base->path.length;
	while (keep > 0 && base->path.text[keep - 1] != '/')
		keep--;
	bool root = keep == 0 && base->authority.present;
	int n = snprintf(out, size, "%s%.*s%.*s", root ? "/" : "", (int)keep, base->path.text,
		(int)path->length, path->text);
	return n < 0 || (size_t)n >= size ? -1 : 0;
}

/* Removes white space around TEXT and control characters in it; spaces in it become %20. */
static int clean(const char *text, char *out, size_t size)
{
	size_t n = 0, length = strlen(text);
	while (length > 0 && (unsigned char)text[length - 1] <= ' ')
		length--;
	while (length > 0 && (unsigned char)*text <= ' ') {
		text++;
		length--;
	}
	for (size_t i = 0; i < length; i++) {
		if (n + 4 > size)
			return -1;
		if (text[i] == ' ') {
			memcpy(out + n, "%20", 3);
			n += 3;
		} else if ((unsigned char)text[i] > ' ' && text[i] != 0x7f) {
			out[n++] = text[i];
		}
	}
	out[n] = '\0';
	return 0;
}

static int append(
	char *out, size_t size, const char *before, const struct url_part *part, const char *after)
{
	if (!part->present)
		return 0;
	size_t n = strlen(out), first = strlen(before), last = strlen(after);
	if (part->length >= size || n + first + part->length + last >= size)
		return -1;
	memcpy(out + n, before, first);
	memcpy(out + n + first, part->text, part->length);
	memcpy(out + n + first + part->length, after, last + 1);
	return 0;
}

int url_resolve(const char *base_text, const char *reference, char *out, size_t size)
{
	char cleaned[URL_MAX + 1], base_cleaned[URL_MAX + 1] = "";
	char path[2 * URL_MAX + 2], result[2 * URL_MAX + 2] = "";
	if (clean(reference, cleaned, sizeof cleaned) != 0)
		return -1;
	struct url_parts r = split(cleaned);
	if (!r.scheme.present && base_text != NULL &&
		clean(base_text, base_cleaned, sizeof base_cleaned) != 0)
		return -1;
	base_text = base_cleaned;
	if (r.scheme.present || !url_is_absolute(base_text))
		return text_copy(result, sizeof result, cleaned) && strlen(result) < size &&
				       text_copy(out, size, result)
			       ? 0
			       : -1;
	struct url_parts base = split(base_text);
	struct url_parts t = {.scheme = base.scheme,
		.authority = base.authority,
		.query = r.query,
		.fragment = r.fragment};
	bool empty = r.path.length == 0 && !r.authority.present;
	bool relative = !empty && !r.authority.present && r.path.text[0] != '/';
	if (r.authority.present)
		t.authority = r.authority;
	if (empty && !r.query.present)
		t.query = base.query;
	const struct url_part *from = empty ? &base.path : &r.path;
	if (relative && merge(&base, &r.path, path, sizeof path) != 0)
		return -1;
	if (!relative)
		snprintf(path, sizeof path, "%.*s", (int)from->length, from->text);
	if (!empty)
		remove_dots(path);
	t.path = (struct url_part){path, strlen(path), true};
	if (append(result, sizeof result, "", &t.scheme, ":") != 0 ||
		append(result, sizeof result, "//", &t.authority, "") != 0 ||
		append(result, sizeof result, "", &t.path, "") != 0 ||
		append(result, sizeof result, "?", &t.query, "") != 0 ||
		append(result, sizeof result, "#", &t.fragment, "") != 0 || strlen(result) >= size)
		return -1;
	return text_copy(out, size, result) ? 0 : -1;
}

#include "feed_reader.h"

#include <string.h>

#include "text.h"
#include "url.h"

static bool is_blank(xmlChar c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* An attribute is five pointers: name, prefix, namespace, value, end of the value. */
bool feed_attribute(
	struct attributes all, const char *prefix, const char *name, char *out, size_t size)
{
	const xmlChar **a = all.list;
	for (int i = 0; i < all.count; i++, a += 5) {
		if (!name_is((const char *)a[0], name) || (prefix == NULL) != (a[1] == NULL) ||
			(prefix != NULL && !name_is((const char *)a[1], prefix)))
			continue;
		const xmlChar *value = a[3], *end = a[4];
		while (value < end && is_blank(*value))
			value++;
		while (value < end && is_blank(end[-1]))
			end--;
		size_t length = (size_t)(end - value);
		if (length >= size || !text_is_utf8((const char *)value, length))
			return false;
		memcpy(out, value, length);
		out[length] = '\0';
		return true;
	}
	return false;
}

const char *feed_base(const struct feed_reader *r, int depth)
{
	return r->bases.data + r->base_at[depth];
}

void feed_base_begin(struct feed_reader *r, struct attributes a)
{
	char given[URL_MAX], resolved[URL_MAX];
	r->base_at[r->depth] = r->base_at[r->depth - 1];
	r->based[r->depth] = r->based[r->depth - 1];
	if (a.count == 0 || !feed_attribute(a, "xml", "base", given, sizeof given) ||
		url_resolve(feed_base(r, r->depth), given, resolved, sizeof resolved) != 0 ||
		r->bases.length + strlen(resolved) + 1 > r->bases.max)
		return;
	r->base_at[r->depth] = r->bases.length;
	r->based[r->depth] = true;
	buf_append(&r->bases, resolved, strlen(resolved) + 1);
}

void feed_base_end(struct feed_reader *r)
{
	if (r->base_at[r->depth] != r->base_at[r->depth - 1] &&
		r->bases.length > r->base_at[r->depth])
		r->bases.length = r->base_at[r->depth];
}

#include "markup.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "text.h"

enum { PRINTED_MAX = 1 << 12 };

void markup_init(struct markup *m, struct buf *out)
{
	*m = (struct markup){.out = out};
}

/* Elements of HTML and SVG that never have content here. */
static bool is_empty(const char *name)
{
	static const char *const names[] = {
		"meta", "br", "path", "line", "rect", "circle", "polyline"};
	return text_find(names, array_size(names), name) >= 0;
}

static void end_tag(struct markup *m)
{
	if (m->in_tag)
		buf_putc(m->out, '>');
	m->in_tag = false;
}

void markup_open(struct markup *m, const char *name)
{
	if (m->depth == MARKUP_DEPTH_MAX) {
		m->out->failed = true;
		return;
	}
	end_tag(m);
	buf_putc(m->out, '<');
	buf_puts(m->out, name);
	m->names[m->depth++] = name;
	m->in_tag = true;
}

void markup_close(struct markup *m)
{
	if (m->depth == 0) {
		m->out->failed = true;
		return;
	}
	const char *name = m->names[--m->depth];
	if (m->in_tag && is_empty(name)) {
		buf_puts(m->out, "/>");
		m->in_tag = false;
		return;
	}
	end_tag(m);
	buf_puts(m->out, "</");
	buf_puts(m->out, name);
	buf_putc(m->out, '>');
}

/* ---- escaping ---- */

static bool is_hidden(int32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff || c >= 0xe0000 ||
	       (c & 0xfffe) == 0xfffe;
}

static const char *entity_of(int32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return is_hidden(c) ? "\xef\xbf\xbd" : NULL;
	}
}

static void escape(struct buf *out, const char *text)
{
	const char *end = text == NULL ? NULL : text + strlen(text);
	while (text != end) {
		const char *from = text;
		const char *entity = entity_of(text_decode(&text, (size_t)(end - text)));
		if (entity != NULL)
			buf_puts(out, entity);
		else
			buf_append(out, from, (size_t)(text - from));
	}
}

void markup_text(struct markup *m, const char *text)
{
	end_tag(m);
	escape(m->out, text);
}

void markup_printf(struct markup *m, const char *format, ...)
{
	va_list arguments;
	char text[PRINTED_MAX];
	va_start(arguments, format);
	int length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (length < 0)
		m->out->failed = true;
	else
		markup_text(m, text);
}

void markup_attribute(struct markup *m, const char *name, const char *value)
{
	if (!m->in_tag) {
		m->out->failed = true;
		return;
	}
	buf_printf(m->out, " %s=\"", name);
	escape(m->out, value);
	buf_putc(m->out, '"');
}

void markup_element(struct markup *m, const char *name, const char *class_name, const char *text)
{
	markup_open(m, name);
	if (class_name != NULL)
		markup_attribute(m, "class", class_name);
	markup_text(m, text);
	markup_close(m);
}

void markup_constant(struct markup *m, const char *text)
{
	end_tag(m);
	buf_puts(m->out, text);
}

#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

static bool buf_reserve(struct buf *b, size_t more)
{
	if (!b->failed && more < b->capacity - b->length && more <= b->max - b->length)
		return true; /* the usual case: enough room, also for the NUL */
	if (b->failed || more > b->max - b->length) {
		b->failed = true;
		return false;
	}
	if (b->length + more < b->capacity)
		return true;
	if (mem_grow(&b->data, &b->capacity, b->length + more + 1, 1, b->max + 1) != 0)
		b->failed = true;
	return !b->failed;
}

void buf_append(struct buf *b, const char *data, size_t length)
{
	if (!buf_reserve(b, length))
		return;
	if (length > 0)
		memcpy(b->data + b->length, data, length);
	b->length += length;
	b->data[b->length] = '\0';
}

char *buf_room(struct buf *b, size_t size)
{
	return buf_reserve(b, size) ? b->data + b->length : NULL;
}

void buf_extend(struct buf *b, size_t length)
{
	b->length += length;
	b->data[b->length] = '\0';
}

void buf_puts(struct buf *b, const char *text)
{
	buf_append(b, text, strlen(text));
}

void buf_putc(struct buf *b, char c)
{
	buf_append(b, &c, 1);
}

void buf_printf(struct buf *b, const char *format, ...)
{
	char small[256];
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int n = vsnprintf(small, sizeof small, format, arguments);
	if (n < 0) {
		b->failed = true;
	} else if ((size_t)n < sizeof small) {
		buf_append(b, small, (size_t)n);
	} else if (buf_reserve(b, (size_t)n)) {
		(void)vsnprintf(b->data + b->length, (size_t)n + 1, format, again);
		b->length += (size_t)n;
	}
	va_end(again);
	va_end(arguments);
}

void buf_clear(struct buf *b)
{
	b->length = 0;
	b->failed = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = BUF_INIT(b->max);
}

bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

const char *buf_text(const struct buf *b)
{
	return b->data == NULL ? "" : b->data;
}

char *buf_take(struct buf *b)
{
	if (b->data == NULL)
		buf_puts(b, "");
	char *data = b->failed ? NULL : b->data;
	if (data == NULL)
		free(b->data);
	*b = BUF_INIT(b->max);
	return data;
}

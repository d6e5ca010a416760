#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void error_fill(char *text, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static void error_fill(char *text, const char *format, va_list arguments)
{
	(void)vsnprintf(text, ERROR_TEXT_SIZE, format, arguments);
	for (char *c = text; *c != '\0'; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
}

static void set(struct error *e, enum error_kind kind, bool expected, const char *format,
	va_list arguments) __attribute__((format(printf, 4, 0)));

/* The arguments may be in *E itself. */
static void set(
	struct error *e, enum error_kind kind, bool expected, const char *format, va_list arguments)
{
	char text[ERROR_TEXT_SIZE];
	if (e == NULL)
		return;
	error_fill(text, format, arguments);
	e->kind = kind;
	e->expected = expected;
	memcpy(e->text, text, sizeof text);
}

int error_set(struct error *e, enum error_kind kind, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	set(e, kind, false, format, arguments);
	va_end(arguments);
	return -1;
}

int error_prefix(struct error *e, const char *format, ...)
{
	if (e == NULL)
		return -1;
	char prefix[ERROR_TEXT_SIZE];
	va_list arguments;
	va_start(arguments, format);
	error_fill(prefix, format, arguments);
	va_end(arguments);
	char whole[2 * ERROR_TEXT_SIZE + 2];
	(void)snprintf(whole, sizeof whole, "%s: %s", prefix, e->text);
	memcpy(e->text, whole, ERROR_TEXT_SIZE - 1);
	e->text[ERROR_TEXT_SIZE - 1] = '\0';
	return -1;
}

int error_unfinished(struct error *e, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	set(e, ERROR_AGAIN, true, format, arguments);
	va_end(arguments);
	return -1;
}

int error_memory(struct error *e)
{
	return error_set(e, ERROR_AGAIN, "out of memory");
}

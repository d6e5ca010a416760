#include "odd_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A part of a server's text must not break the log or a database: only plain ASCII is kept. */
static void make_plain(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void odd_rows_add(struct odd_rows *odd, const char *list, const char *name, const char *format, ...)
{
	struct odd_row row;
	if (odd == NULL)
		return;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(row.text, sizeof row.text, format, arguments);
	va_end(arguments);
	(void)snprintf(row.list, sizeof row.list, "%s", list);
	(void)snprintf(row.name, sizeof row.name, "%s", name);
	make_plain(row.text);
	make_plain(row.name);
	for (size_t i = 0; i < odd->kept; i++)
		if (strcmp(odd->row[i].list, row.list) == 0 &&
			strcmp(odd->row[i].name, row.name) == 0 &&
			strcmp(odd->row[i].text, row.text) == 0)
			return;
	odd->count++;
	if (odd->kept < ODD_ROWS_KEPT)
		odd->row[odd->kept++] = row;
}

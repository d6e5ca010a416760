#include "report_section.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { NOTE_MAX = 1 << 12 };

void section_note(struct markup *m, const char *class_name, const char *format, ...)
{
	char text[NOTE_MAX];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	markup_element(m, "p", class_name, text);
}

/* ---- tables ---- */

void grid_open(struct markup *m, const char *label, const struct grid_heading *headings,
	size_t heading_count)
{
	markup_open(m, "div");
	markup_attribute(m, "class", "scroll");
	markup_attribute(m, "role", "region");
	markup_attribute(m, "aria-label", label);
	markup_attribute(m, "tabindex", "0");
	markup_open(m, "table");
	markup_open(m, "thead");
	markup_open(m, "tr");
	for (size_t i = 0; i < heading_count; i++)
		markup_element(m, "th", headings[i].class_name, headings[i].text);
	markup_close(m);
	markup_close(m);
	markup_open(m, "tbody");
}

static bool in_row(const struct markup *m)
{
	return m->depth > 0 && m->names[m->depth - 1][0] == 't' && m->names[m->depth - 1][1] == 'r';
}

void grid_row(struct markup *m)
{
	if (in_row(m))
		markup_close(m);
	markup_open(m, "tr");
}

void grid_close(struct markup *m)
{
	if (in_row(m))
		markup_close(m);
	for (int i = 0; i < 3; i++) /* tbody, table, div */
		markup_close(m);
}

void grid_text(struct markup *m, const char *text)
{
	markup_element(m, "td", NULL, text);
}

void grid_number(struct markup *m, const char *text)
{
	markup_element(m, "td", "number", text);
}

void grid_result(struct markup *m, double value, const char *text)
{
	markup_element(m, "td",
		value > 0   ? "number gain"
		: value < 0 ? "number loss"
			    : "number",
		text);
}

void grid_bar(struct markup *m, double length, double most)
{
	char style[FORMAT_SIZE];
	double share = most > 0 && isfinite(length) ? fmin(1, fabs(length) / most) * 50 : 0;
	(void)snprintf(style, sizeof style, "width:%.1f%%", share);
	markup_open(m, "td");
	markup_attribute(m, "class", "bar");
	markup_open(m, "i");
	markup_attribute(m, "class", length < 0 ? "down" : "up");
	markup_attribute(m, "style", style);
	markup_close(m);
	markup_close(m);
}

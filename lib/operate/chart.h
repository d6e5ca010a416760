/*
 * A chart as inline SVG. The picture is stretched to the width of its box, and the labels are text
 * of HTML beside it, so that they keep their size on a phone. The caller passes the values in their
 * own units; the chart finds the range and the labels of the vertical axis.
 */
#ifndef OPT_CHART_H
#define OPT_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "markup.h"

enum { CHART_LINES_MAX = 3, CHART_TICKS_MAX = 12, CHART_LABEL_SIZE = 48 };

struct chart_line {
	const char *class_name;
	const double *x, *y; /* X ascends; a Y that is not finite interrupts the line */
	size_t count;
	bool filled; /* down to 0, or to the edge that is nearest to it */
};

struct chart_dot {
	const char *class_name;
	double x, y;
	const char *label; /* NULL: none */
};

struct chart_tick {
	double at;
	char label[CHART_LABEL_SIZE];
};

struct chart {
	const char *class_name;	 /* of the box: its height */
	const char *alternative; /* the chart in words */
	struct chart_line lines[CHART_LINES_MAX];
	size_t line_count;
	const struct chart_dot *dots;
	size_t dot_count;
	double level;	/* a dashed line across; NAN: none */
	bool with_zero; /* the range contains 0 */
	double from_x, to_x;
	struct chart_tick ticks[CHART_TICKS_MAX]; /* of the horizontal axis */
	size_t tick_count;
	int labels; /* of the vertical axis, about */
	const char *(*label)(double value, double step, char *out); /* of one, in FORMAT_SIZE */
};

void chart_write(struct markup *m, const struct chart *chart);

/* The step between labels, 1, 2 or 5 times a power of 10, so that RANGE has at most COUNT. */
double chart_step(double range, int count);

#endif

#include "chart.h"

#include <math.h>
#include <stdio.h>

#include "report_format.h"

/* The picture is WIDE times HIGH units; a line has at most twice as many points as BUCKETS. */
enum { WIDE = 1000, HIGH = 500, BUCKETS = 400 };

struct chart_frame {
	double x0, x1, y0, y1; /* the ranges; x0 < x1, y0 < y1 */
};

static double across(const struct chart_frame *f, double x)
{
	return (x - f->x0) / (f->x1 - f->x0);
}

static double down(const struct chart_frame *f, double y)
{
	return (f->y1 - y) / (f->y1 - f->y0);
}

double chart_step(double range, int count)
{
	static const double steps[] = {1, 2, 5, 10};
	if (!isfinite(range) || range <= 0 || count < 1)
		return 1;
	double power = pow(10, floor(log10(range / count)));
	for (int i = 0; i < 3; i++)
		if (range / (steps[i] * power) <= count)
			return steps[i] * power;
	return steps[3] * power;
}

/* ---- ranges ---- */

static void widen(struct chart_frame *f, double y)
{
	if (!isfinite(y))
		return;
	f->y0 = isnan(f->y0) || y < f->y0 ? y : f->y0;
	f->y1 = isnan(f->y1) || y > f->y1 ? y : f->y1;
}

static struct chart_frame frame_of(const struct chart *c)
{
	struct chart_frame f = {c->from_x, c->to_x, (double)NAN, (double)NAN};
	for (size_t i = 0; i < c->line_count; i++)
		for (size_t j = 0; j < c->lines[i].count; j++)
			widen(&f, c->lines[i].y[j]);
	for (size_t i = 0; i < c->dot_count; i++)
		widen(&f, c->dots[i].y);
	widen(&f, c->level);
	if (c->with_zero || isnan(f.y0))
		widen(&f, 0);
	if (!(f.x0 < f.x1))
		f.x1 = f.x0 + 1;
	double room = (f.y1 - f.y0) * 0.06;
	if (room <= 0)
		room = fmax(fabs(f.y1) * 0.01, 0.01);
	f.y1 += room;
	if (!c->with_zero || f.y0 < 0)
		f.y0 -= room;
	return f;
}

/* ---- lines ---- */

static void add_point(
	struct buf *path, const struct chart_frame *f, double x, double y, bool *started)
{
	buf_printf(
		path, "%c%.0f %.0f", *started ? 'L' : 'M', across(f, x) * WIDE, down(f, y) * HIGH);
	*started = true;
}

/* Appends what of the points from I to END is seen: the lowest and the highest, in their order. */
static void add_bucket(struct buf *path, const struct chart_frame *f, const struct chart_line *line,
	size_t from, size_t end, bool *started)
{
	size_t low = from, high = from;
	for (size_t i = from; i < end; i++) {
		if (!isfinite(line->y[i])) {
			*started = false;
			return;
		}
		low = line->y[i] < line->y[low] ? i : low;
		high = line->y[i] > line->y[high] ? i : high;
	}
	size_t first = low < high ? low : high, second = low < high ? high : low;
	add_point(path, f, line->x[first], line->y[first], started);
	if (second != first)
		add_point(path, f, line->x[second], line->y[second], started);
	if (end == line->count && second != end - 1)
		add_point(path, f, line->x[end - 1], line->y[end - 1], started);
}

static void write_path(struct markup *m, const char *class_name, const char *d)
{
	markup_open(m, "path");
	markup_attribute(m, "class", class_name);
	markup_attribute(m, "d", d);
	markup_close(m);
}

static void write_line(struct markup *m, const struct chart_frame *f, const struct chart_line *line)
{
	buf_auto struct buf path = BUF_INIT(1 << 16), area = BUF_INIT(1 << 17);
	bool started = false;
	char class_name[FORMAT_SIZE];
	size_t each = (line->count + BUCKETS - 1) / BUCKETS;
	for (size_t i = 0; i < line->count; i += each) {
		size_t end = i + each < line->count ? i + each : line->count;
		add_bucket(&path, f, line, i, end, &started);
	}
	if (line->filled && path.length > 0) {
		double base = fmin(fmax(0, f->y0), f->y1);
		buf_printf(&area, "%sL%.0f %.0fL%.0f %.0fZ", buf_text(&path),
			across(f, line->x[line->count - 1]) * WIDE, down(f, base) * HIGH,
			across(f, line->x[0]) * WIDE, down(f, base) * HIGH);
		(void)snprintf(class_name, sizeof class_name, "area %s", line->class_name);
		write_path(m, class_name, buf_text(&area));
	}
	if (path.length > 0)
		write_path(m, line->class_name, buf_text(&path));
	m->out->failed |= !buf_ok(&path) || !buf_ok(&area);
}

static void write_level(
	struct markup *m, const struct chart_frame *f, double y, const char *class_name)
{
	char d[FORMAT_SIZE];
	(void)snprintf(d, sizeof d, "M0 %.0fH%d", down(f, y) * HIGH, WIDE);
	write_path(m, class_name, d);
}

/* A line without length and with round ends: a circle that no stretching makes an ellipse. */
static void write_dot(struct markup *m, const struct chart_frame *f, const struct chart_dot *dot)
{
	char d[FORMAT_SIZE];
	if (!isfinite(dot->x) || !isfinite(dot->y))
		return;
	(void)snprintf(
		d, sizeof d, "M%.0f %.0fh0", across(f, dot->x) * WIDE, down(f, dot->y) * HIGH);
	write_path(m, dot->class_name, d);
}

/* ---- labels ---- */

static void write_label(
	struct markup *m, const char *class_name, const char *side, double share, const char *text)
{
	char style[FORMAT_SIZE];
	(void)snprintf(style, sizeof style, "%s:%.1f%%", side, share * 100);
	markup_open(m, "span");
	markup_attribute(m, "class", class_name);
	markup_attribute(m, "style", style);
	markup_text(m, text);
	markup_close(m);
}

/* The text of a dot: on the side of it with more room, and above it, or below it near the top. */
static void write_rule(struct markup *m, const struct chart_frame *f, const struct chart_dot *dot)
{
	char style[2 * FORMAT_SIZE], class_name[FORMAT_SIZE];
	double x = across(f, dot->x), y = down(f, dot->y);
	(void)snprintf(style, sizeof style, "left:%.1f%%;top:%.1f%%", x * 100, y * 100);
	(void)snprintf(class_name, sizeof class_name, "rule%s%s", x < 0.5 ? " right" : "",
		y < 0.3 ? " below" : "");
	markup_open(m, "span");
	markup_attribute(m, "class", class_name);
	markup_attribute(m, "style", style);
	markup_text(m, dot->label);
	markup_close(m);
}

static double first_label(const struct chart_frame *f, double step)
{
	return ceil(f->y0 / step - 1e-9) * step;
}

static void write_labels(
	struct markup *m, const struct chart *c, const struct chart_frame *f, double step)
{
	char text[FORMAT_SIZE];
	for (double y = first_label(f, step); y <= f->y1; y += step)
		write_label(m, "y", "top", down(f, y),
			c->label(fabs(y) < step / 1e6 ? 0 : y, step, text));
	for (size_t i = 0; i < c->dot_count; i++)
		if (c->dots[i].label != NULL)
			write_rule(m, f, &c->dots[i]);
	for (size_t i = 0; i < c->tick_count; i++) {
		double share = across(f, c->ticks[i].at);
		if (share >= -0.001 && share <= 1.001)
			write_label(m,
				share < 0.06   ? "x start"
				: share > 0.94 ? "x end"
					       : "x",
				"left", share, c->ticks[i].label);
	}
}

static void open_picture(struct markup *m, const char *alternative)
{
	char box[FORMAT_SIZE];
	(void)snprintf(box, sizeof box, "0 0 %d %d", WIDE, HIGH);
	markup_open(m, "svg");
	markup_attribute(m, "viewBox", box);
	markup_attribute(m, "preserveAspectRatio", "none");
	markup_attribute(m, "role", "img");
	markup_attribute(m, "aria-label", alternative);
}

void chart_write(struct markup *m, const struct chart *chart)
{
	struct chart_frame f = frame_of(chart);
	double step = chart_step(f.y1 - f.y0, chart->labels);
	markup_open(m, "div");
	markup_attribute(m, "class", chart->class_name);
	open_picture(m, chart->alternative);
	for (double y = first_label(&f, step); y <= f.y1; y += step)
		write_level(m, &f, y, fabs(y) < step / 1e6 ? "zero" : "grid");
	if (isfinite(chart->level))
		write_level(m, &f, chart->level, "level");
	for (size_t i = 0; i < chart->line_count; i++)
		write_line(m, &f, &chart->lines[i]);
	for (size_t i = 0; i < chart->dot_count; i++)
		write_dot(m, &f, &chart->dots[i]);
	markup_close(m);
	write_labels(m, chart, &f, step);
	markup_close(m);
}

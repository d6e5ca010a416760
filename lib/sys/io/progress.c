#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "progress_line.h"
#include "terminal.h"
#include "text.h"

enum { EVERY_US = 200000 };
/* to the start of the line, and remove all of it */
#define CLEAR_LINE "\r\033[K"

static struct {
	bool is_silent, is_drawn;
	int64_t drawn_us;
} line;

void progress_silence(void)
{
	progress_hide();
	line.is_silent = true;
}

static void draw(const struct progress *p, int64_t done)
{
	char text[PROGRESS_LINE_SIZE];
	int64_t now_us = clock_monotonic_us();
	int width = line.is_silent ? 0 : terminal_width_of(STDERR_FILENO);
	if (width == 0)
		return;
	(void)progress_line(p->things, done, p->total, (double)(now_us - p->began_us) / 1e6, text);
	/* a line that fills the terminal would continue in the next one */
	(void)dprintf(STDERR_FILENO, CLEAR_LINE "%.*s",
		(int)text_cut_width(text, strlen(text), width - 1), text);
	line.is_drawn = true;
	line.drawn_us = now_us;
}

void progress_begin(struct progress *p, const char *things, int64_t total)
{
	*p = (struct progress){things, total, clock_monotonic_us()};
	if (total > 0)
		draw(p, 0);
}

void progress_show(const struct progress *p, int64_t done)
{
	if (clock_monotonic_us() - line.drawn_us >= EVERY_US || done == p->total)
		draw(p, done);
}

void progress_hide(void)
{
	if (line.is_drawn && write(STDERR_FILENO, CLEAR_LINE, strlen(CLEAR_LINE)) > 0)
		line.is_drawn = false;
}

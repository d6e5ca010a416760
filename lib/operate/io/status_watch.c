#include "status_watch.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "status.h"
#include "stop.h"
#include "text.h"
#include "zone.h"

enum { USUAL_ROWS = 24 };

/* Another screen, without a cursor and without wrapping of long lines; and back. */
#define ENTER "\033[?1049h\033[?25l\033[?7l"
#define LEAVE "\033[?7h\033[?25h\033[?1049l"
/* Home; the rest of the line, the rest of the screen is cleared. */
#define HOME "\033[H"
#define END_LINE "\033[K"
#define END_SCREEN "\033[J"

static volatile sig_atomic_t resized, suspended;

static void on_signal(int number)
{
	if (number == SIGTSTP)
		suspended = 1;
	else
		resized = 1;
}

static int terminal_rows(void)
{
	struct winsize size = {0};
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row
									       : USUAL_ROWS;
}

void status_watch_begin(struct status_watch *w, struct run *run)
{
	*w = (struct status_watch){.draws = !run->json && !run->quiet,
		.frame = BUF_INIT(1 << 22),
		.note = BUF_INIT(1 << 12)};
	run->ends_by_signal = true;
	if (!w->draws)
		return;
	struct sigaction action = {.sa_handler = on_signal};
	(void)sigaction(SIGWINCH, &action, NULL);
	(void)sigaction(SIGTSTP, &action, NULL);
	buf_puts(&run->out, ENTER);
	run_flush(run);
}

/* As many lines of the frame as the terminal has; the last one says how many are left out. */
static void draw(const struct status_watch *w, struct run *run)
{
	int rows = terminal_rows(), total = 0, row = 0;
	struct buf *out = &run->out;
	const char *text = buf_text(&w->frame);
	for (const char *p = text; *p != '\0'; p++)
		total += *p == '\n';
	buf_puts(out, HOME);
	if (w->note.length > 0) {
		buf_printf(out, "%s" END_LINE "\n", buf_text(&w->note));
		rows--;
	}
	int shown = total < rows ? total : rows - 1;
	for (; row < shown; row++) {
		size_t length = strcspn(text, "\n");
		buf_append(out, text, length);
		buf_puts(out, END_LINE "\n");
		text += length + 1;
	}
	if (shown < total)
		buf_printf(out, "... %d more lines: make the terminal higher", total - shown);
	buf_puts(out, END_LINE END_SCREEN);
	run_flush(run);
}

void status_watch_show(struct status_watch *w, struct run *run, const struct error *why)
{
	char clock[ZONE_CLOCK_SIZE];
	if (!w->draws && why != NULL)
		log_warning("%s", why->text);
	if (!w->draws) {
		run_flush(run);
		return;
	}
	buf_clear(&w->note);
	if (why == NULL) {
		buf_clear(&w->frame);
		buf_append(&w->frame, buf_text(&run->out), run->out.length);
		w->frame_at = run->now;
	} else {
		buf_printf(&w->note, "%s New York: ", zone_clock(run->now, false, clock));
		text_show(&w->note, why->text, strlen(why->text));
		if (w->frame.length > 0)
			buf_printf(
				&w->note, "; this is of %s", zone_clock(w->frame_at, false, clock));
	}
	buf_clear(&run->out);
	draw(w, run);
}

/* Ctrl-Z: the shell gets its screen until the program goes on. */
static void suspend(const struct status_watch *w, struct run *run)
{
	suspended = 0;
	buf_puts(&run->out, LEAVE);
	run_flush(run);
	(void)raise(SIGSTOP);
	buf_puts(&run->out, ENTER);
	draw(w, run);
}

bool status_watch_wait(struct status_watch *w, struct run *run, int64_t next_us)
{
	while (stop_signal() == 0 && !run->output_closed && run->output_errno == 0 &&
		clock_monotonic_us() < next_us) {
		clock_sleep_until(next_us);
		if (suspended)
			suspend(w, run);
		if (resized) {
			resized = 0;
			draw(w, run);
		}
	}
	return stop_signal() == 0 && !run->output_closed && run->output_errno == 0;
}

void status_watch_end(struct status_watch *w, struct run *run)
{
	if (w->draws) {
		buf_clear(&run->out);
		buf_puts(&run->out, LEAVE);
		run_flush(run);
	}
	buf_free(&w->frame);
	buf_free(&w->note);
}

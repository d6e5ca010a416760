#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "jsonl.h"
#include "progress.h"
#include "text.h"

enum { MESSAGE_MAX = 4096 };

static struct {
	char program[32];
	char run_id[40];
	bool json;
	enum log_level most;
} logger = {.program = "opt", .most = LOG_LEVEL_WARNING};

static const char *const level_name[] = {"error", "warning", "info"};

void log_open(const char *program, enum log_format format, enum log_level most)
{
	(void)text_copy(logger.program, sizeof logger.program, program);
	logger.json =
		format == LOG_FORMAT_JSON || (format == LOG_FORMAT_AUTO && !isatty(STDERR_FILENO));
	logger.most = most;
}

void log_set_run(const char *run_id)
{
	(void)text_copy(logger.run_id, sizeof logger.run_id, run_id);
}

static void write_json(
	struct buf *line, enum log_level level, struct instant at, const char *message)
{
	struct jsonl w;
	jsonl_init(&w, line);
	jsonl_open(&w, NULL, '{');
	jsonl_instant(&w, "ts", at);
	jsonl_text(&w, "tool", logger.program);
	jsonl_text(&w, "run_id", logger.run_id[0] == '\0' ? NULL : logger.run_id);
	jsonl_text(&w, "level", level_name[level]);
	jsonl_text(&w, "message", message);
	jsonl_line(&w);
}

static void write_text(struct buf *line, enum log_level level, const char *message)
{
	buf_puts(line, logger.program);
	buf_puts(line, ": ");
	if (level <= LOG_LEVEL_WARNING) {
		buf_puts(line, level_name[level]);
		buf_puts(line, ": ");
	}
	while (*message != '\0') { /* a quotation mark needs no escape outside JSON */
		size_t length = strcspn(message, "\"");
		text_escape(line, message, length);
		message += length;
		if (*message == '"')
			buf_putc(line, *message++);
	}
	buf_putc(line, '\n');
}

static void log_write(enum log_level level, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

static void log_write(enum log_level level, const char *format, va_list arguments)
{
	if (level > logger.most)
		return;
	char message[MESSAGE_MAX];
	(void)vsnprintf(message, sizeof message, format, arguments);
	buf_auto struct buf line = BUF_INIT((size_t)8 * MESSAGE_MAX);
	if (logger.json)
		write_json(&line, level, clock_real(), message);
	else
		write_text(&line, level, message);
	progress_hide();
	if (buf_ok(&line) && write(STDERR_FILENO, line.data, line.length) < 0)
		return; /* no other place for the message is left */
}

void log_prepare(struct buf *line, const char *message)
{
	if (logger.json)
		write_json(line, LOG_LEVEL_ERROR, INSTANT_UNKNOWN, message);
	else
		write_text(line, LOG_LEVEL_ERROR, message);
}

#define LOG_FUNCTION(name, level) \
	void name(const char *format, ...) \
	{ \
		va_list arguments; \
		va_start(arguments, format); \
		log_write(level, format, arguments); \
		va_end(arguments); \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)

/*
 * Messages on standard error, one line per message: text on a terminal, JSON otherwise. Text from
 * outside is escaped. Warnings and errors are always printed, information only with -v.
 */
#ifndef OPT_LOG_H
#define OPT_LOG_H

#include <stdbool.h>

#include "buf.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };
enum log_format { LOG_FORMAT_AUTO, LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* Sets the name, the format, and the last level that is printed. */
void log_open(const char *program, enum log_format format, enum log_level most);
void log_set_run(const char *run_id); /* the run_id of JSON messages; "" for none */

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Appends the line that log_error would write, with its time unknown: for a signal handler, which
 * can format nothing.
 */
void log_prepare(struct buf *line, const char *message);

#endif

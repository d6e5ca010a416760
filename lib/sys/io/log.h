/*
 * Talk on stderr, one line a message: text for a person on a terminal, JSON otherwise. What comes
 * from outside is escaped. Warnings and errors always; information with -v.
 */
#ifndef OPT_LOG_H
#define OPT_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };
enum log_format { LOG_FORMAT_AUTO, LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

void log_open(const char *program, enum log_format format, enum log_level most);
void log_set_run(const char *run_id); /* "" for none */

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

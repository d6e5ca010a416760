#include "alert.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "query.h"

static const char *const severity_name[] = {
	[ALERT_INFO] = "info", [ALERT_WARNING] = "warning", [ALERT_CRITICAL] = "critical"};

int alert_write(struct run *run, enum alert_severity severity, const char *key, const char *subject,
	const char *body, bool *is_new, struct error *err)
{
	int64_t written = 1;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, key);
	arg_text(&a, severity_name[severity]);
	arg_text(&a, subject);
	arg_text(&a, body);
	arg_instant(&a, run->now);
	if (!run->dry_run && db_none(run->db, &query_alert_insert, &a, &written, err) != 0)
		return -1;
	if (is_new != NULL)
		*is_new = written > 0;
	return 0;
}

void alert_partial(struct run *run, enum alert_severity severity, const char *key,
	const char *subject, const char *format, ...)
{
	char text[ERROR_TEXT_SIZE];
	struct error err = {0};
	bool is_new = true;
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	int written = alert_write(run, severity, key, subject, text, &is_new, &err);
	run_partial_again(run, is_new || written != 0, text);
	if (written != 0)
		log_warning("the alert could not be written: %s", err.text);
}

static void report_odd(struct run *run, const char *object, const char *text)
{
	char key[160], day[DATE_TEXT_SIZE];
	if (run->db == NULL) {
		run_partial(run, "%s", text);
		return;
	}
	(void)snprintf(key, sizeof key, "odd_row:%s:%s", object, date_format(run_today(run), day));
	alert_partial(run, ALERT_WARNING, key, "a row of the broker cannot be read", "%s", text);
}

void alert_odd_rows(struct run *run, struct odd_rows *odd)
{
	char object[128], text[320];
	for (size_t i = 0; i < odd->kept; i++) {
		const struct odd_row *row = &odd->row[i];
		(void)snprintf(object, sizeof object, "%s:%s", row->list, row->name);
		(void)snprintf(
			text, sizeof text, "broker: %s: %s: %s", row->list, row->name, row->text);
		report_odd(run, object, text);
	}
	if (odd->count > (int64_t)odd->kept) {
		(void)snprintf(text, sizeof text, "broker: %lld more rows or fields cannot be read",
			(long long)(odd->count - (int64_t)odd->kept));
		report_odd(run, "more", text);
	}
	if (odd->count > 0)
		run_count(run, "odd_rows", odd->count);
	memset(odd, 0, sizeof *odd);
}

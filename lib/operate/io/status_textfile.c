#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "status_screen.h"

/*
 * The names of the checks are letters and underscores, so no label needs escaping. A value that is
 * unknown is NaN, as Prometheus writes it, and a check that does not apply now is left out.
 */
static void write_metrics(struct buf *out, const struct status_report *report)
{
	buf_puts(out,
		"# HELP opt_status_level Level of a check: 0 healthy, 1 warning, 2 critical.\n"
		"# TYPE opt_status_level gauge\n");
	for (size_t i = 0; i < status_check_count; i++)
		if (report->finding[i].applies)
			buf_printf(out, "opt_status_level{check=\"%s\"} %d\n",
				status_checks[i].name, (int)report->finding[i].level);
	buf_puts(out,
		"# HELP opt_status_value What a check looks at: seconds of an age, a number.\n"
		"# TYPE opt_status_value gauge\n");
	for (size_t i = 0; i < status_check_count; i++)
		if (report->finding[i].applies && isnan(report->finding[i].observed))
			buf_printf(
				out, "opt_status_value{check=\"%s\"} NaN\n", status_checks[i].name);
		else if (report->finding[i].applies)
			buf_printf(out, "opt_status_value{check=\"%s\"} %.15g\n",
				status_checks[i].name, report->finding[i].observed);
	buf_printf(out,
		"# HELP opt_status_worst The worst level of all checks.\n"
		"# TYPE opt_status_worst gauge\n"
		"opt_status_worst %d\n"
		"# HELP opt_market_open Whether the exchange is in a regular session.\n"
		"# TYPE opt_market_open gauge\n"
		"opt_market_open %d\n"
		"# HELP opt_status_time_seconds When the checks were made.\n"
		"# TYPE opt_status_time_seconds gauge\n"
		"opt_status_time_seconds %lld\n",
		(int)report->level, report->facts.in_session ? 1 : 0,
		(long long)(report->facts.now.us / SECOND_US));
}

static int write_all(int fd, const char *data, size_t left)
{
	while (left > 0) {
		ssize_t n = write(fd, data, left);
		if (n < 0 && errno != EINTR)
			return -1;
		data += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd);
}

/*
 * The collector of Prometheus reads names that end with .prom, so the file that is written first
 * has another end. It is in the same folder, because a rename is atomic only there.
 */
int status_textfile_write(const char *path, const struct status_report *report, struct error *err)
{
	char temporary[PATH_MAX];
	buf_auto struct buf out = BUF_INIT(1 << 20);
	write_metrics(&out, report);
	int length = snprintf(temporary, sizeof temporary, "%s.%ld.new", path, (long)getpid());
	if (!buf_ok(&out) || length < 0 || (size_t)length >= sizeof temporary)
		return error_memory(err);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return error_set(
			err, ERROR_OUTPUT, "could not write \"%.300s\": %s", path, strerror(errno));
	int failed = write_all(fd, buf_text(&out), out.length) != 0 ? errno : 0;
	if (close(fd) != 0 && failed == 0)
		failed = errno;
	if (failed == 0 && rename(temporary, path) != 0)
		failed = errno;
	if (failed == 0)
		return 0;
	(void)unlink(temporary);
	return error_set(
		err, ERROR_OUTPUT, "could not write \"%.300s\": %s", path, strerror(failed));
}

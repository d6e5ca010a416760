#include "alert_spool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "num.h"
#include "text.h"

enum { LINE_SIZE = 128, TEXT_MAX = 1024, RUNS_MAX = 1 << 30 };

/* A line: began TIME, runs N, told CHANNEL. Others are of a later version, and are skipped. */
static void read_line(struct alert_spool *s, char *line)
{
	(void)text_fold_space(line);
	char *value = strchr(line, ' ');
	if (value == NULL)
		return;
	*value++ = '\0';
	if (text_equal(line, "began"))
		(void)instant_parse(value, &s->began);
	else if (text_equal(line, "runs"))
		(void)num_parse_i64(value, 0, RUNS_MAX, &s->runs);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (text_equal(line, "told") && text_equal(value, channel_name((enum channel)i)))
			s->told[i] = true;
}

int alert_spool_read(
	struct alert_spool *out, const char *path, struct instant now, struct error *err)
{
	char line[LINE_SIZE];
	const char *reason = "";
	*out = (struct alert_spool){.began = INSTANT_UNKNOWN};
	FILE *file = file_open_plain(path, &reason);
	if (file == NULL && (errno == ENOENT || errno == ENOTDIR)) {
		out->began = now;
		return 0;
	}
	if (file == NULL)
		return error_set(
			err, ERROR_CONFIG, "could not read the spool \"%.400s\": %s", path, reason);
	while (fgets(line, sizeof line, file) != NULL)
		read_line(out, line);
	(void)fclose(file);
	out->exists = true;
	if (!instant_known(out->began))
		out->began = now;
	return 0;
}

int alert_spool_write(const struct alert_spool *s, const char *path, struct error *err)
{
	char began[INSTANT_TEXT_SIZE];
	buf_auto struct buf text = BUF_INIT(TEXT_MAX);
	buf_printf(&text, "began %s\nruns %lld\n", instant_format(s->began, began),
		(long long)s->runs);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (s->told[i])
			buf_printf(&text, "told %s\n", channel_name((enum channel)i));
	return buf_ok(&text) ? file_replace(path, buf_text(&text), err) : error_memory(err);
}

int alert_spool_remove(const char *path, struct error *err)
{
	if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
		return error_set(err, ERROR_OUTPUT, "could not remove the spool \"%.400s\": %s",
			path, strerror(errno));
	return 0;
}

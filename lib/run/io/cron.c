#include "cron.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "mem.h"
#include "text.h"

enum { JOBS_MAX = 1000, LINE_MAX_BYTES = 4096 };

static int add_job(struct cron *c, int number, const struct crontab_line *line,
	const struct environment *environment, struct error *err)
{
	if (mem_grow(&c->jobs, &c->capacity, c->count + 1, sizeof *c->jobs, JOBS_MAX) != 0)
		return error_set(err, ERROR_DATA, "more than %d jobs", JOBS_MAX);
	struct cron_job *job = &c->jobs[c->count];
	*job = (struct cron_job){.number = number, .line = *line};
	if (environment_copy(environment, &job->environment, err) != 0)
		return -1;
	c->count++;
	return 0;
}

/*
 * Takes one line. A setting holds for the jobs below it. A setting of LOGNAME is ignored: cron
 * itself sets LOGNAME.
 */
static int take_line(struct cron *c, int number, const char *text, struct environment *environment,
	cron_fixed *is_fixed, struct error *err)
{
	struct crontab_line line;
	if (crontab_parse_line(text, &line, err) != 0)
		return error_prefix(err, "line %d", number);
	if (line.kind == CRONTAB_JOB)
		return add_job(c, number, &line, environment, err);
	if (line.kind == CRONTAB_SETTING && is_fixed != NULL && is_fixed(line.name)) {
		const char *value = environment_get(environment, line.name);
		return value != NULL && text_equal(value, line.value)
			       ? 0
			       : error_set(err, ERROR_CONFIG,
					 "line %d: %s leads to another database or broker than the "
					 "replay's: remove this line from a copy of the crontab",
					 number, line.name);
	}
	if (line.kind == CRONTAB_SETTING && !text_equal(line.name, "LOGNAME"))
		return environment_set(environment, line.name, line.value, err);
	return 0;
}

static int read_lines(struct cron *c, FILE *file, struct environment *environment,
	cron_fixed *is_fixed, struct error *err)
{
	char line[LINE_MAX_BYTES];
	for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
		size_t length = strcspn(line, "\n");
		if (line[length] == '\0')
			/*
			 * Debian's crontab(1) refuses a file whose last line has no newline, and
			 * cron ignores such a line.
			 */
			return error_set(err, ERROR_DATA,
				"line %d is longer than %d bytes or has no newline", number,
				LINE_MAX_BYTES - 2);
		line[length] = '\0';
		if (take_line(c, number, line, environment, is_fixed, err) != 0)
			return -1;
	}
	return ferror(file) != 0
		       ? error_set(err, ERROR_DATA, "could not read the file: %s", strerror(errno))
		       : 0;
}

int cron_read(struct cron *c, const char *path, const struct environment *base,
	cron_fixed *is_fixed, struct error *err)
{
	struct environment environment = {0};
	*c = (struct cron){0};
	FILE *file = file_open(path, err);
	if (file == NULL)
		return -1;
	int result = environment_copy(base, &environment, err);
	if (result == 0 && environment_set(&environment, "SHELL", "/bin/sh", err) == 0 &&
		environment_set(&environment, "PATH", "/usr/bin:/bin", err) == 0)
		result = read_lines(c, file, &environment, is_fixed, err);
	else
		result = -1;
	(void)fclose(file);
	environment_free(&environment);
	return result == 0 ? 0 : error_prefix(err, "%.200s", path);
}

void cron_free(struct cron *c)
{
	for (size_t i = 0; i < c->count; i++)
		environment_free(&c->jobs[i].environment);
	free(c->jobs);
	*c = (struct cron){0};
}

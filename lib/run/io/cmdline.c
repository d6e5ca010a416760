#include "cmdline.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "db.h"
#include "log.h"
#include "num.h"
#include "progress.h"
#include "text.h"

enum {
	OPTIONS_MAX = 48,
	CODE_NOW = 1000,
	CODE_DEADLINE,
	CODE_LOG_FORMAT,
	CODE_JSON,
	CODE_SCHEMA,
	DEADLINE_MAX_S = 86400
};

const struct program_option cmdline_common[] = {
	{'n', "dry-run", NULL, "write and send nothing; print what the run would do"},
	{'c', "config", "FILE", "read FILE instead of opt.conf(5)"},
	{'d', "dbname", "CONNINFO", "libpq connection string or URI, without a password"},
	{CODE_NOW, "now", "TIME", "pin the clock (RFC 3339)"},
	{CODE_DEADLINE, "deadline", "SECONDS", "stop cleanly after this time"},
	{CODE_LOG_FORMAT, "log-format", "FORMAT", "format of standard error: text or json"},
	{CODE_JSON, "json", NULL, "print JSON on a terminal too"},
	{CODE_SCHEMA, "schema", NULL, "print the rows of standard output as JSON Schema and exit"},
	{'q', "quiet", NULL, "print no rows on standard output"},
	{'v', "verbose", NULL, "print informational messages on standard error too"},
	{'h', "help", NULL, "print this and exit"},
	{'V', "version", NULL, "print the version and exit"},
	{0},
};

struct command_line {
	const char *config, *dbname, *now, *log_format;
	int64_t deadline_s;
	bool verbose, json, schema, help, version;
	struct option longs[OPTIONS_MAX];
	char shorts[2 * OPTIONS_MAX + 3];
};

static void add_options(
	struct command_line *line, const struct program_option *options, size_t *count)
{
	for (; options != NULL && options->name != NULL && *count < OPTIONS_MAX - 1; options++) {
		line->longs[(*count)++] = (struct option){options->name,
			options->argument == NULL ? no_argument : required_argument, NULL,
			options->code};
		if (options->code < 256) {
			size_t n = strlen(line->shorts);
			line->shorts[n] = (char)options->code;
			line->shorts[n + 1] = options->argument == NULL ? '\0' : ':';
		}
	}
}

static int take_common(struct run *run, struct command_line *line, int code, struct error *err)
{
	switch (code) {
	case 'n':
		run->dry_run = true;
		return 0;
	case 'c':
		line->config = optarg;
		return 0;
	case 'd':
		line->dbname = optarg;
		return 0;
	case 'q':
		run->quiet = true;
		return 0;
	case 'v':
		line->verbose = true;
		return 0;
	case 'h':
		line->help = true;
		return 0;
	case 'V':
		line->version = true;
		return 0;
	case CODE_NOW:
		line->now = optarg;
		return 0;
	case CODE_JSON:
		line->json = true;
		return 0;
	case CODE_SCHEMA:
		line->schema = true;
		return 0;
	case CODE_LOG_FORMAT:
		line->log_format = optarg;
		return 0;
	case CODE_DEADLINE:
		if (num_parse_i64(optarg, 1, DEADLINE_MAX_S, &line->deadline_s) != 0)
			return error_set(err, ERROR_USAGE,
				"--deadline: not a number of seconds from 1 to %d: \"%.40s\"",
				DEADLINE_MAX_S, optarg);
		return 0;
	default:
		return 1;
	}
}

static const char *long_name(const struct command_line *line, int code)
{
	for (const struct option *o = line->longs; o->name != NULL; o++)
		if (o->val == code)
			return o->name;
	return NULL;
}

/* Messages do not show what follows a =, as in --password=SECRET. */
static int shown_length(const char *argument)
{
	size_t length = strcspn(argument, "=");
	return length < 60 ? (int)length : 60;
}

/*
 * The error for an option that getopt_long refused. optopt is the code of a short option or of a
 * known long one. For an unknown long option it is 0, and WRITTEN is the word on the command line.
 */
static int refuse(const struct command_line *line, int code, const char *written,
	const char *program, struct error *err)
{
	const char *name = optopt == 0 ? NULL : long_name(line, optopt);
	if (name != NULL)
		return error_set(err, ERROR_USAGE, "--%s %s; try %s --help", name,
			code == ':' ? "needs an argument" : "takes no argument", program);
	char letter[] = {'-', (char)optopt, '\0'};
	const char *shown = optopt == 0 ? written : letter;
	return error_set(err, ERROR_USAGE, "unknown option \"%.*s\"; try %s --help",
		shown_length(shown), shown, program);
}

static int parse(
	struct run *run, struct command_line *line, int argc, char **argv, struct error *err)
{
	const struct program *p = run->program;
	size_t count = 0;
	line->shorts[0] = ':';
	add_options(line, cmdline_common, &count);
	add_options(line, p->options, &count);
	opterr = 0;
	int code;
	while ((code = getopt_long(argc, argv, line->shorts, line->longs, NULL)) != -1) {
		if (code == '?' || code == ':')
			return refuse(line, code, argv[optind - 1], p->name, err);
		int taken = take_common(run, line, code, err);
		if (taken > 0)
			taken = p->option(code, optarg, err);
		if (taken != 0)
			return -1;
	}
	run->operands = argv + optind;
	run->operand_count = argc - optind;
	if (run->operand_count > 0 && p->operands == NULL && !line->help && !line->version &&
		!line->schema)
		return error_set(err, ERROR_USAGE, "unexpected \"%.*s\"; try %s --help",
			shown_length(argv[optind]), argv[optind], p->name);
	return 0;
}

static int configure(struct run *run, const struct command_line *line, struct error *err)
{
	run->config = line->config;
	if (run->quiet)
		progress_silence();
	if (conf_load(&run->conf, line->config, err) != 0)
		return -1;
	if (conf_load_service(&run->conf, CONF_SERVICE_BROKER, &run->keys_error) != 0 &&
		(run->needs & NEEDS_KEYS_OPTIONAL) == 0) {
		*err = run->keys_error;
		return -1;
	}
	/* Every user of the host can see the command line, and may read opt.conf. */
	if (line->dbname != NULL && db_check_conninfo(line->dbname, err) != 0) {
		err->kind = ERROR_USAGE;
		return error_prefix(err, "--dbname");
	}
	if (line->dbname == NULL && db_check_conninfo(conf_get(&run->conf, CONF_DBNAME), err) != 0)
		return error_prefix(err, "dbname (%s)", run->conf.origin[CONF_DBNAME]);
	if (line->dbname != NULL &&
		conf_set(&run->conf, CONF_DBNAME, line->dbname, "option", err) != 0)
		return -1;
	const char *format = conf_get(&run->conf, CONF_LOG_FORMAT);
	if (line->log_format != NULL)
		format = line->log_format;
	if (!text_equal(format, "auto") && !text_equal(format, "text") &&
		!text_equal(format, "json"))
		return error_set(
			err, ERROR_USAGE, "--log-format: not text or json: \"%.20s\"", format);
	log_open(run->program->name,
		text_equal(format, "text")   ? LOG_FORMAT_TEXT
		: text_equal(format, "json") ? LOG_FORMAT_JSON
					     : LOG_FORMAT_AUTO,
		line->verbose ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING);
	const char *now = line->now != NULL ? line->now : getenv("OPT_NOW");
	if (clock_read(now, &run->now, &run->pinned, err) != 0)
		return -1;
	run->deadline_given = line->deadline_s > 0;
	int64_t seconds = line->deadline_s > 0 ? line->deadline_s : run->program->deadline_s;
	run->deadline_us = clock_monotonic_us() + seconds * SECOND_US;
	const char *account = conf_get(&run->conf, CONF_ACCOUNT);
	(void)text_copy(run->account, sizeof run->account, account[0] == '\0' ? "-" : account);
	run->json = line->json || !isatty(STDOUT_FILENO);
	return 0;
}

int cmdline_read(
	struct run *run, int argc, char **argv, enum cmdline_request *request, struct error *err)
{
	struct command_line line = {0};
	if (parse(run, &line, argc, argv, err) != 0)
		return -1;
	*request = line.help	  ? CMDLINE_HELP
		   : line.version ? CMDLINE_VERSION
		   : line.schema  ? CMDLINE_SCHEMA
				  : CMDLINE_RUN;
	if (*request != CMDLINE_RUN)
		return 0;
	if (run->program->early != NULL && run->program->early(err) != 0)
		return -1;
	if (configure(run, &line, err) != 0)
		return -1;
	return run->program->prepare == NULL ? 0 : run->program->prepare(run, err);
}

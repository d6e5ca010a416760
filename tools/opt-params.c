/* opt-params(1): prints and changes the strategy's parameters and their versions. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "afford.h"
#include "afford_report.h"
#include "array.h"
#include "file.h"
#include "mem.h"
#include "num.h"
#include "params_print.h"
#include "params_store.h"
#include "run.h"
#include "text.h"

enum {
	CODE_WHY = 256,
	CODE_YES,
	CODE_NOTHING,
	NAME_SIZE = 64,
	IMPORT_MAX = 1 << 20, /* the whole table is 15 kB */
};

static struct {
	const char *why;
	bool yes_raise_risk, yes_nothing_left;
} options;

static const struct program_option own_options[] = {
	{CODE_WHY, "why", "TEXT", "the reason of a new version; set, rollback and import need it"},
	{CODE_YES, "yes-raise-risk", NULL, "allow a change that increases risk"},
	{CODE_NOTHING, "yes-nothing-left", NULL,
		"allow a change that leaves a strategy no contract that it can buy"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)err;
	if (code == CODE_WHY)
		options.why = argument;
	else if (code == CODE_YES)
		options.yes_raise_risk = true;
	else
		options.yes_nothing_left = true;
	return 0;
}

/* ---- changing ---- */

static void take_author(char out[static PARAMS_AUTHOR_SIZE])
{
	const struct passwd *user = getpwuid(getuid());
	if (user == NULL || !text_copy(out, PARAMS_AUTHOR_SIZE, user->pw_name))
		(void)snprintf(out, PARAMS_AUTHOR_SIZE, "uid %ld", (long)getuid());
}

static int change(struct run *run, params_edit edit, const void *context, struct error *err)
{
	struct params_change c = {
		.edit = edit,
		.context = context,
		.check = options.yes_nothing_left ? NULL : afford_check_change,
		.raise_risk = options.yes_raise_risk,
		.dry_run = run->dry_run,
		.after.created_at = run->now,
	};
	take_author(c.after.author);
	(void)text_copy(c.after.reason, sizeof c.after.reason, options.why);
	if (params_store_change(run->db, &c, err) != 0)
		return -1;
	afford_tell_off(&c.before, &c.after.params);
	params_print_version(run, &c.after, &c.before);
	return 0;
}

/* Runs before any database access, so that errors of the command line are reported first. */
static int check_reason(struct error *err)
{
	if (options.why == NULL || options.why[strspn(options.why, " ")] == '\0')
		return error_set(err, ERROR_USAGE, "a new version needs a reason: --why TEXT");
	if (strlen(options.why) >= PARAMS_REASON_SIZE ||
		!text_is_utf8(options.why, strlen(options.why)))
		return error_set(err, ERROR_USAGE, "--why: not UTF-8 of at most %d bytes",
			PARAMS_REASON_SIZE - 1);
	return 0;
}

/* Splits NAME=VALUE. Unknown names and values out of range are reported later. */
static int split_word(
	const char *word, char name[static NAME_SIZE], double *value, struct error *err)
{
	const char *equals = strchr(word, '=');
	size_t length = equals == NULL ? 0 : (size_t)(equals - word);
	if (length == 0 || length >= NAME_SIZE ||
		num_parse_double(equals + 1, -1e15, 1e15, value) != 0)
		return error_set(err, ERROR_USAGE, "not NAME=NUMBER: \"%.80s\"", word);
	memcpy(name, word, length);
	name[length] = '\0';
	return 0;
}

static int check_words(const struct run *run, struct error *err)
{
	char name[NAME_SIZE];
	double value;
	for (int i = 1; i < run->operand_count; i++)
		if (split_word(run->operands[i], name, &value, err) != 0)
			return -1;
	return 0;
}

static int edit_by_words(const void *context, struct params *p, struct error *err)
{
	const struct run *run = context;
	for (int i = 1; i < run->operand_count; i++) {
		char name[NAME_SIZE];
		double value;
		if (split_word(run->operands[i], name, &value, err) != 0 ||
			params_set(p, name, value, err) != 0)
			return -1;
	}
	return 0;
}

static int edit_to_version(const void *context, struct params *p, struct error *err)
{
	const struct params_version *old = context;
	(void)err;
	*p = old->params;
	return 0;
}

static int edit_by_text(const void *context, struct params *p, struct error *err)
{
	const struct buf *text = context;
	return params_store_parse(buf_text(text), p, err);
}

static int read_file(const char *path, struct buf *out, struct error *err)
{
	FILE *file = file_open(path, err);
	if (file == NULL)
		return -1;
	char piece[4096];
	size_t n;
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		buf_append(out, piece, n);
	bool failed = ferror(file) != 0 || !buf_ok(out);
	(void)fclose(file);
	return failed ? error_set(err, ERROR_DATA, "could not read \"%.200s\"", path) : 0;
}

static int find_version(
	struct run *run, const char *text, struct params_version *out, struct error *err)
{
	int64_t version;
	if (num_parse_i64(text, 0, INT32_MAX, &version) != 0)
		return error_set(err, ERROR_USAGE, "not a version number: \"%.40s\"", text);
	return params_store_find(run->db, version, out, err);
}

/* ---- the commands ---- */

static int list(struct run *run, struct error *err)
{
	(void)err;
	for (size_t i = 0; i < param_count; i++)
		params_print_parameter(run, &param_table[i]);
	return 0;
}

static int get(struct run *run, struct error *err)
{
	for (int i = 1; i < run->operand_count; i++)
		if (param_find(run->operands[i]) == NULL)
			return error_set(
				err, ERROR_CONFIG, "unknown parameter \"%.60s\"", run->operands[i]);
	for (int i = 1; i < run->operand_count; i++)
		params_print_parameter(run, param_find(run->operands[i]));
	return 0;
}

static int set(struct run *run, struct error *err)
{
	return change(run, edit_by_words, run, err);
}

static int rollback(struct run *run, struct error *err)
{
	struct params_version old;
	if (find_version(run, run->operands[1], &old, err) != 0)
		return -1;
	return change(run, edit_to_version, &old, err);
}

static int import(struct run *run, struct error *err)
{
	buf_auto struct buf text = BUF_INIT(IMPORT_MAX);
	if (read_file(run->operands[1], &text, err) != 0)
		return -1;
	return change(run, edit_by_text, &text, err);
}

static int diff(struct run *run, struct error *err)
{
	struct params_version from, to;
	if (params_store_find(run->db, 0, &from, err) != 0 ||
		params_store_newest(run->db, &to, err) != 0)
		return -1;
	if (run->operand_count > 1 && find_version(run, run->operands[1], &from, err) != 0)
		return -1;
	if (run->operand_count > 2 && find_version(run, run->operands[2], &to, err) != 0)
		return -1;
	for (size_t i = 0; i < param_count; i++) {
		double a = params_get(&from.params, &param_table[i]),
		       b = params_get(&to.params, &param_table[i]);
		if (a < b || a > b)
			params_print_change(run, &param_table[i], a, b);
	}
	return 0;
}

static int history(struct run *run, struct error *err)
{
	struct params_version *all mem_auto = NULL;
	size_t count = 0;
	struct params before;
	params_init(&before);
	if (params_store_all(run->db, &all, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		params_print_version(run, &all[i], &before);
		before = all[i].params;
	}
	return 0;
}

static int export(struct run *run, struct error *err)
{
	(void)err;
	params_store_format(&run->params, &run->out);
	buf_putc(&run->out, '\n');
	return 0;
}

static const struct params_command {
	const char *name;
	int least, most; /* operands after the name */
	bool changes;	 /* makes a new version */
	int (*body)(struct run *run, struct error *err);
} commands[] = {
	{"list", 0, 0, false, list},
	{"get", 1, INT32_MAX, false, get},
	{"set", 1, INT32_MAX, true, set},
	{"diff", 0, 2, false, diff},
	{"history", 0, 0, false, history},
	{"rollback", 1, 1, true, rollback},
	{"export", 0, 0, false, export},
	{"import", 1, 1, true, import},
	{"check", 0, 0, false, afford_report},
};

static const struct params_command *command;

static int prepare(struct run *run, struct error *err)
{
	const char *name = run->operand_count == 0 ? "list" : run->operands[0];
	int operands = run->operand_count == 0 ? 0 : run->operand_count - 1;
	for (size_t i = 0; i < array_size(commands); i++)
		if (text_equal(commands[i].name, name))
			command = &commands[i];
	if (command == NULL)
		return error_set(
			err, ERROR_USAGE, "unknown command \"%.40s\"; try opt-params --help", name);
	if (operands < command->least || operands > command->most)
		return error_set(err, ERROR_USAGE, "%s takes %s operands; try opt-params --help",
			name, operands < command->least ? "more" : "fewer");
	if (command->changes && check_reason(err) != 0)
		return -1;
	return command->body == set ? check_words(run, err) : 0;
}

static int run_command(struct run *run, struct error *err)
{
	return command->body(run, err);
}

static const struct row_kind *const rows[] = {
	&parameter_row, &version_row, &change_row, &afford_row, NULL};
static const struct row_view views[] = {
	{.when = "meaning", .columns = parameter_columns},
	{.when = "to", .columns = parameter_change_columns},
	{0},
};

static const struct program program = {
	.name = "opt-params",
	.summary = "read and change the strategy's parameters; see who changed what and why",
	.operands = "[list | get NAME... | set NAME=VALUE... | diff [FROM [TO]] | history | "
		    "rollback VERSION | export | "
		    "import FILE | check]",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_DB,
	.prepare = prepare,
	.role = "opt_owner",
	.deadline_s = 60,
	.body = run_command,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

/* opt-prune(1): deletes what is old and not needed, and makes the partitions of coming months. */
#include "array.h"
#include "prune_rows.h"
#include "run.h"

enum { CODE_ROWS = 256, DEADLINE_S = 3000 };

static struct {
	const char *rows;
} options;

static const struct program_option own_options[] = {
	{CODE_ROWS, "rows", "FILE", "set FILE, to which jobs append rows, aside; remove old ones"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_ROWS && argument[0] == '\0')
		return error_set(err, ERROR_USAGE, "--rows needs the name of a file");
	options.rows = argument;
	return 0;
}

/* A failure that ends the run: others cost only the table that they are about. */
static bool is_end(const struct run *run, const struct error *err)
{
	return run_should_stop(run) || err->expected || err->kind == ERROR_UNAVAILABLE;
}

/* Returns -1 when the run ends. */
static int cost_itself(struct run *run, const char *what, struct error *err)
{
	if (is_end(run, err))
		return -1;
	run_partial(run, "%s: %s", what, err->text);
	*err = (struct error){0};
	return 0;
}

static int apply_rules(struct run *run, struct error *err)
{
	for (size_t i = 0; i < prune_rule_count; i++) {
		struct pruned deleted = {0};
		int result = prune_rule_apply(run, &prune_rules[i], &deleted, err);
		if (result == 0 || deleted.rows > 0)
			pruned_report(run, &deleted);
		if (result != 0 && cost_itself(run, prune_rules[i].table, err) != 0)
			return -1;
	}
	return 0;
}

static int prune(struct run *run, struct error *err)
{
	if (prune_create_ahead(run, err) != 0 &&
		cost_itself(run, "partitions ahead", err) != 0)
		return -1;
	if (options.rows != NULL && prune_file(run, options.rows, err) != 0 &&
		cost_itself(run, "--rows", err) != 0)
		return -1;
	return apply_rules(run, err);
}


static const struct view_column columns[] = {
	{"table", "table", .kind = VIEW_TEXT},
	{"action", "action", .kind = VIEW_TEXT},
	{"object", "object", .kind = VIEW_TEXT},
	{"rows", "rows", .kind = VIEW_NUMBER},
	{"bytes", "bytes", .kind = VIEW_NUMBER},
	{"before", "before", .kind = VIEW_TEXT, .worth = -1},
	{0},
};

static const struct row_view views[] = {{.when = "table", .columns = columns}, {0}};
static const struct row_kind *const rows[] = {&pruned_row, NULL};

static const struct program program = {
	.name = "opt-prune",
	.summary = "delete what is old and not needed, and make the partitions of the months ahead",
	.options = own_options,
	.option = take_option,
	.views = views,
	.needs = NEEDS_RUN | NEEDS_LEASE,
	.role = "opt_prune",
	.deadline_s = DEADLINE_S,
	.body = prune,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

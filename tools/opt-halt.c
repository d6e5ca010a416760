/* opt-halt(1): the kill switch: sets, clears and shows halts; closes everything. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "flatten.h"
#include "halt_file.h"
#include "log.h"
#include "num.h"
#include "run.h"
#include "store_halt.h"
#include "text.h"

enum { CODE_WHY = 256, CODE_FOR, CODE_FLATTEN, CODE_YES };
enum { MINUTES_MAX = 60 * 24 * 30, WHY_SIZE = 400, WHO_SIZE = 64, DEADLINE_S = 120 };

static struct {
	const char *why;
	int64_t minutes; /* 0: until it is cleared */
	bool flatten, yes;
} options;

static const struct program_option own_options[] = {
	{CODE_WHY, "why", "TEXT", "the reason; setting a halt needs it"},
	{CODE_FOR, "for", "MINUTES", "the halt ends after MINUTES"},
	{CODE_FLATTEN, "flatten", NULL, "cancel all orders and close all positions at the broker"},
	{CODE_YES, "yes", NULL, "with --flatten: do it; without, what would be closed is listed"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_WHY)
		options.why = argument;
	else if (code == CODE_FLATTEN)
		options.flatten = true;
	else if (code == CODE_YES)
		options.yes = true;
	else if (num_parse_i64(argument, 1, MINUTES_MAX, &options.minutes) != 0)
		return error_set(err, ERROR_USAGE, "--for %.40s: minutes are 1 to %d", argument,
			MINUTES_MAX);
	return 0;
}

static bool is_setting(const struct run *run)
{
	return run->operand_count == 1 && !text_equal(run->operands[0], "off");
}

static int check_why(struct error *err)
{
	if (options.why == NULL || options.why[strspn(options.why, " ")] == '\0')
		return error_set(err, ERROR_USAGE, "a halt needs its reason: --why TEXT");
	if (strlen(options.why) >= WHY_SIZE || !text_is_utf8(options.why, strlen(options.why)))
		return error_set(err, ERROR_USAGE, "the reason is to be UTF-8 of at most %d bytes",
			WHY_SIZE - 1);
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	const char *word = run->operand_count > 0 ? run->operands[0] : NULL;
	if (run->operand_count > 1 || (options.flatten && word != NULL))
		return error_set(err, ERROR_USAGE,
			"one of: entries, all, a ticker, off, --flatten, or nothing for the state");
	if (options.flatten)
		run->needs |= NEEDS_BROKER;
	else if (options.yes)
		return error_set(err, ERROR_USAGE, "--yes goes with --flatten only");
	if (!is_setting(run))
		return options.minutes > 0
			       ? error_set(err, ERROR_USAGE, "--for goes with a halt only")
			       : 0;
	if (!text_equal(word, "entries") && !text_equal(word, "all") && !occ_is_ticker(word))
		return error_set(err, ERROR_USAGE,
			"not a scope: \"%.40s\"; use entries, all, a ticker in capitals, or off",
			word);
	return check_why(err);
}

static void take_who(char out[static WHO_SIZE])
{
	const struct passwd *user = getpwuid(getuid());
	if (user == NULL || !text_copy(out, WHO_SIZE, user->pw_name))
		(void)snprintf(out, WHO_SIZE, "uid %ld", (long)getuid());
}

/* ---- printing ---- */

static void print_halt(struct run *run, const struct stored_halt *h, const struct row_kind *kind)
{
	struct jsonl *w = run_row(run, kind);
	jsonl_i64(w, "halt_id", h->id);
	jsonl_text(w, "scope", h->scope);
	jsonl_text(w, "ticker", h->ticker[0] == '\0' ? NULL : h->ticker);
	jsonl_text(w, "strategy_type", h->strategy_type[0] == '\0' ? NULL : h->strategy_type);
	jsonl_text(w, "account", h->account[0] == '\0' ? NULL : h->account);
	jsonl_text(w, "cause", h->cause);
	jsonl_text(w, "reason", h->reason);
	jsonl_text(w, "set_by", h->set_by);
	jsonl_instant(w, "set_at", h->set_at);
	jsonl_instant(w, "expires_at", h->expires_at);
	run_row_end(run);
}

static const struct row_kind halt_set_row, halt_cleared_row, halt_in_force_row, halt_state_row;

static const struct stored_halt sampled_halt = {.scope = ""};

static void sample_set(struct run *run)
{
	print_halt(run, &sampled_halt, &halt_set_row);
}

static void sample_cleared(struct run *run)
{
	print_halt(run, &sampled_halt, &halt_cleared_row);
}

static void sample_in_force(struct run *run)
{
	print_halt(run, &sampled_halt, &halt_in_force_row);
}

static const struct row_kind halt_set_row = {"set", sample_set},
			     halt_cleared_row = {"cleared", sample_cleared},
			     halt_in_force_row = {"in_force", sample_in_force};

static const char *file_word(enum halt_file file)
{
	switch (file) {
	case HALT_FILE_UNREADABLE:
		return "unreadable";
	case HALT_FILE_ABSENT:
		return "absent";
	case HALT_FILE_ENTRIES:
		return "entries";
	case HALT_FILE_ALL:
		return "all";
	}
	return "";
}

/* ---- state ---- */

/* A halt of one ticker or strategy does not change the state of the account. */
static enum halt_state state_of(
	const struct stored_halt *halts, size_t count, bool readable, enum halt_file file)
{
	enum halt_state state = readable ? HALT_ACTIVE : HALT_REDUCING;
	if (file == HALT_FILE_ENTRIES || file == HALT_FILE_UNREADABLE)
		state = HALT_REDUCING;
	for (size_t i = 0; i < count; i++)
		if (text_equal(halts[i].scope, "entries") && state == HALT_ACTIVE)
			state = HALT_REDUCING;
		else if (text_equal(halts[i].scope, "all"))
			state = HALT_HALTED;
	return file == HALT_FILE_ALL ? HALT_HALTED : state;
}

static void print_state_row(
	struct run *run, const char *state, size_t count, bool readable, enum halt_file file)
{
	struct jsonl *w = run_row(run, &halt_state_row);
	jsonl_text(w, "state", state);
	jsonl_bool(w, "database_readable", readable);
	jsonl_text(w, "file", conf_get(&run->conf, CONF_HALT_FILE));
	jsonl_text(w, "file_content", file_word(file));
	jsonl_i64(w, "halts", (int64_t)count);
	run_row_end(run);
}

static void sample_state(struct run *run)
{
	print_state_row(run, "", 0, true, HALT_FILE_ABSENT);
}

static const struct row_kind halt_state_row = {"state", sample_state};

static void print_state(struct run *run, const struct stored_halt *halts, size_t count,
	bool readable, enum halt_file file)
{
	const char *path = conf_get(&run->conf, CONF_HALT_FILE);
	const char *state = halt_state_name(state_of(halts, count, readable, file));
	run_say(run, "%s%s", state,
		readable ? "" : " (the halts in the database could not be read)");
	run_say(run, "halt file %s: %s", path, file_word(file));
	if (run->json)
		print_state_row(run, state, count, readable, file);
	for (size_t i = 0; i < count; i++)
		print_halt(run, &halts[i], &halt_in_force_row);
}

static int show(struct run *run, struct error *err)
{
	struct stored_halt *halts = NULL;
	size_t count = 0;
	struct error why = {0};
	enum halt_file file = halt_file_read(conf_get(&run->conf, CONF_HALT_FILE), run->now, &why);
	if (file == HALT_FILE_UNREADABLE)
		run_partial(run, "%s", why.text);
	bool readable =
		run->db != NULL && store_halt_list(run, &halts, &count, &run->db_error) == 0;
	print_state(run, halts, count, readable, file);
	stored_halts_free(halts, count);
	if (!readable)
		return error_set(err, run->db_error.kind, "%s", run->db_error.text);
	return 0;
}

/* ---- set and clear ---- */

/* The row; false when it could not be written or is not there when it is read again. */
static bool set_row(struct run *run, const char *word, const char *who, struct instant until)
{
	struct stored_halt *set = NULL, *all = NULL;
	size_t count = 0, listed = 0;
	bool ticker = occ_is_ticker(word), found = false;
	struct error why = run->db_error;
	if (run->db != NULL &&
		store_halt_set(run, ticker ? "ticker" : word, ticker ? word : NULL, options.why,
			who, until, &set, &count, &why) == 0 &&
		store_halt_list(run, &all, &listed, &why) == 0)
		for (size_t i = 0; i < listed && !found; i++)
			found = count == 1 && all[i].id == set[0].id;
	if (found)
		print_halt(run, &set[0], &halt_set_row);
	else
		run_partial(run, "the halt is not in the database: %s",
			why.text[0] == '\0' ? "it was not there when it was read again" : why.text);
	stored_halts_free(set, count);
	stored_halts_free(all, listed);
	return found;
}

/* The file; a ticker's halt is a row only, because the file speaks for all tickers. */
static bool set_file(struct run *run, const char *word, const char *who, struct instant until)
{
	char line[HALT_FILE_TEXT_SIZE], time[INSTANT_TEXT_SIZE];
	const char *path = conf_get(&run->conf, CONF_HALT_FILE);
	struct error why = {0};
	enum halt_file want = text_equal(word, "all") ? HALT_FILE_ALL : HALT_FILE_ENTRIES;
	/* A halt file that stops everything is not weakened. */
	if (want == HALT_FILE_ENTRIES && halt_file_read(path, run->now, NULL) == HALT_FILE_ALL) {
		log_info("the halt file says all already");
		return true;
	}
	(void)snprintf(line, sizeof line, "%s%s%s by %s\n", word,
		instant_known(until) ? " until " : "",
		instant_known(until) ? instant_format(until, time) : "", who);
	if (halt_file_write(path, line, &why) == 0 && halt_file_read(path, run->now, &why) == want)
		return true;
	run_partial(run, "the halt file is not written: %s",
		why.text[0] == '\0' ? "it says something else when it is read again" : why.text);
	return false;
}

static int set(struct run *run, const char *word, struct error *err)
{
	char who[WHO_SIZE];
	take_who(who);
	struct instant until = options.minutes > 0
				       ? instant_add(run->now, options.minutes * MINUTE_US)
				       : INSTANT_UNKNOWN;
	if (run->dry_run) {
		log_warning("nothing is written with -n");
		return 0;
	}
	bool file = !occ_is_ticker(word) && set_file(run, word, who, until);
	bool row = set_row(run, word, who, until);
	if (!file && !row)
		return error_set(err, ERROR_UNAVAILABLE,
			"the halt is set nowhere: mend the above, or make the file %s by hand",
			conf_get(&run->conf, CONF_HALT_FILE));
	return 0;
}

static int clear(struct run *run, struct error *err)
{
	char who[WHO_SIZE];
	struct stored_halt *halts = NULL;
	size_t count = 0;
	struct error why = {0};
	const char *path = conf_get(&run->conf, CONF_HALT_FILE);
	take_who(who);
	if (run->dry_run)
		return show(run, err);
	if (halt_file_remove(path, &why) != 0 ||
		halt_file_read(path, run->now, &why) != HALT_FILE_ABSENT)
		run_partial(run, "the halt file is still there: %s", why.text);
	if (run->db == NULL || store_halt_clear(run, who, &halts, &count, &run->db_error) != 0)
		return error_set(err, run->db_error.kind,
			"the halts in the database are not cleared: %s", run->db_error.text);
	for (size_t i = 0; i < count; i++)
		print_halt(run, &halts[i], &halt_cleared_row);
	stored_halts_free(halts, count);
	return show(run, err);
}

/* ---- flatten ---- */

static int flatten_all(struct run *run, struct error *err)
{
	bool look = run->dry_run || !options.yes;
	if (options.why == NULL)
		options.why = "opt-halt --flatten";
	if (!look && set(run, "all", err) != 0) {
		/* Nothing is held up by that: the stages may only sell what is sold here. */
		log_warning("%s", err->text);
		*err = (struct error){0};
	}
	if (flatten(run, look, err) != 0)
		return -1;
	if (look && !run->dry_run)
		return error_set(err, ERROR_USAGE,
			"nothing was cancelled or closed: --flatten needs --yes for that");
	if (!look)
		log_warning(
			"the account is flat and everything is halted. The ledger does not know "
			"these sales yet: when the database is there, run opt-posmon "
			"--reconcile-only, then opt-halt off");
	return 0;
}

static int halt(struct run *run, struct error *err)
{
	if (options.flatten)
		return flatten_all(run, err);
	if (run->operand_count == 0)
		return show(run, err);
	return text_equal(run->operands[0], "off") ? clear(run, err)
						   : set(run, run->operands[0], err);
}

static const struct row_kind *const rows[] = {&halt_state_row, &halt_in_force_row, &halt_set_row,
	&halt_cleared_row, &flatten_cancel_row, &flatten_close_row, NULL};
static const struct view_column halt_columns[] = {
	{"halt_id", "id", .kind = VIEW_NUMBER},
	{"event", "event", .kind = VIEW_TEXT},
	{"scope", "scope", .kind = VIEW_TEXT, .worth = 1},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"strategy_type", "strategy", .kind = VIEW_TEXT, .worth = -1},
	{"set_by", "set by", .kind = VIEW_TEXT},
	{"set_at", "since", .kind = VIEW_TIME},
	{"expires_at", "until", .kind = VIEW_TIME},
	{"reason", "reason", .kind = VIEW_FOLDED, .worth = 1},
	{0},
};

static const struct view_column closing_columns[] = {
	{"event", "event", .kind = VIEW_TEXT},
	{"symbol", "symbol", .kind = VIEW_TEXT},
	{"quantity", "qty", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"status", "status", .kind = VIEW_TEXT},
	{"reason", "reason", .kind = VIEW_FOLDED},
	{0},
};

static const struct row_view views[] = {
	{.when = "halt_id", .columns = halt_columns},
	{.when = "symbol", .columns = closing_columns},
	{0},
};

static const struct program program = {
	.name = "opt-halt",
	.summary = "stop trading, start it again, or close everything",
	.operands = "[entries | all | TICKER | off]",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.needs = NEEDS_DB_OPTIONAL,
	.deadline_s = DEADLINE_S,
	.body = halt,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

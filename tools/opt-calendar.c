/* opt-calendar(1): prints the sessions of the New York stock exchange. */
#include "alert.h"
#include "alpaca.h"
#include "calendar_check.h"
#include "calendar.h"
#include "mem.h"
#include "run.h"
#include "zone.h"

enum { CODE_IS_OPEN = 256, CODE_CHECK_BROKER };

static struct {
	bool is_open, check_broker;
} options;

static const struct program_option own_options[] = {
	{CODE_IS_OPEN, "is-open", NULL,
		"print nothing; exit 0 while the market is open, 1 while it is closed"},
	{CODE_CHECK_BROKER, "check-broker", NULL,
		"print the days on which the broker's calendar differs; exit 1 if there are any"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	options.is_open |= code == CODE_IS_OPEN;
	options.check_broker |= code == CODE_CHECK_BROKER;
	return 0;
}

static const struct row_kind session_row;

static void print_session(struct run *run, const struct session *s)
{
	struct jsonl *w = run_row(run, &session_row);
	jsonl_date(w, "day", s->day);
	jsonl_instant(w, "opens_at", s->open);
	jsonl_instant(w, "closes_at", s->close);
	jsonl_bool(w, "early_close", s->early_close);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_session(run, &(struct session){.early_close = false});
}

static const struct row_kind session_row = {"session", sample};

/* FROM alone is one day; no operand is today. */
static int read_range(const struct run *run, struct date *from, struct date *to, struct error *err)
{
	*from = *to = run_today(run);
	if (run->operand_count > 2)
		return error_set(err, ERROR_USAGE, "too many days: at most FROM and TO");
	if (run->operand_count >= 1 && date_parse(run->operands[0], from) != 0)
		return error_set(err, ERROR_USAGE, "not a day such as 2026-01-26: \"%.40s\"",
			run->operands[0]);
	*to = run->operand_count == 1 ? *from : *to;
	if (run->operand_count == 2 && date_parse(run->operands[1], to) != 0)
		return error_set(err, ERROR_USAGE, "not a day such as 2026-01-26: \"%.40s\"",
			run->operands[1]);
	struct date first = date_from_ymd(CALENDAR_FIRST_YEAR, 1, 1),
		    last = date_from_ymd(CALENDAR_LAST_YEAR, 12, 31);
	if (date_compare(*from, first) < 0 || date_compare(*to, last) > 0)
		return error_set(err, ERROR_USAGE, "the calendar covers only the years %d to %d",
			CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
	return 0;
}

/* Only the comparison needs the broker. */
static int prepare(struct run *run, struct error *err)
{
	if (options.is_open && options.check_broker)
		return error_set(
			err, ERROR_USAGE, "--is-open and --check-broker exclude each other");
	run->needs = options.check_broker ? NEEDS_BROKER_READ : 0;
	return 0;
}

static int check_broker(struct run *run, struct date from, struct date to, struct error *err)
{
	struct alpaca *broker;
	struct broker_session *sessions mem_auto = NULL;
	size_t count = 0;
	if (alpaca_open(&broker, &run->conf, run->deadline_us, err) != 0)
		return -1;
	int got = alpaca_calendar(broker, from, to, &sessions, &count, err);
	alert_odd_rows(run, alpaca_odd_rows(broker));
	alpaca_close(broker);
	return got != 0 ? -1 : calendar_check(run, from, to, sessions, count, err);
}

static int calendar(struct run *run, struct error *err)
{
	struct date from, to;
	struct session s;
	char state[CALENDAR_STATE_SIZE];
	if (read_range(run, &from, &to, err) != 0)
		return -1;
	if (options.is_open) {
		run->partial = !calendar_is_open(run->now);
		return 0;
	}
	if (options.check_broker)
		return check_broker(run, from, to, err);
	for (; date_compare(from, to) <= 0; from = date_add(from, 1))
		if (calendar_session(from, &s))
			print_session(run, &s);
	run_say(run, "market %s", calendar_state(run->now, state));
	return 0;
}

static const struct view_column session_columns[] = {
	{"day", "day", .kind = VIEW_DAY},
	{"opens_at", "opens", .kind = VIEW_CLOCK},
	{"closes_at", "closes", .kind = VIEW_CLOCK},
	{"early_close", "early close", .kind = VIEW_TEXT},
	{0},
};

static const struct view_column difference_columns[] = {
	{"day", "day", .kind = VIEW_DAY},
	{"calendar", "calendar", .kind = VIEW_TEXT},
	{"broker", "broker", .kind = VIEW_TEXT},
	{0},
};

static const struct row_view views[] = {
	{.when = "opens_at", .columns = session_columns},
	{.when = "calendar", .columns = difference_columns},
	{0},
};
static const struct row_kind *const rows[] = {&session_row, &difference_row, NULL};

static const struct program program = {
	.name = "opt-calendar",
	.summary = "print the sessions of the New York stock exchange, one JSON object each",
	.operands = "[FROM [TO]]",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.deadline_s = 60,
	.body = calendar,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

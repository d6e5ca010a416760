/* opt-posmon(1): monitors open positions, closes them by rule, stores their option bars. */
#include "capture.h"
#include "clock.h"
#include "log.h"
#include "monitor.h"
#include "num.h"
#include "reconcile.h"
#include "run.h"

enum { CODE_CLOSE = 256, CODE_EVERY };
enum { EVERY_MAX_S = 3600 };

static struct {
	const char *close;
	int64_t every_s; /* 0: one pass */
} options;

static const struct program_option own_options[] = {
	{CODE_CLOSE, "close", "ID|SYMBOL", "close this position regardless of the rules"},
	{CODE_EVERY, "every", "SECONDS", "make a pass every SECONDS until the deadline"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	if (code == CODE_CLOSE) {
		options.close = argument;
		return argument[0] != '\0'
			       ? 0
			       : error_set(err, ERROR_USAGE, "--close needs an id or a symbol");
	}
	if (num_parse_i64(argument, 1, EVERY_MAX_S, &options.every_s) != 0)
		return error_set(err, ERROR_USAGE,
			"--every: not a number of seconds from 1 to %d: \"%.40s\"", EVERY_MAX_S,
			argument);
	return 0;
}

/* One pass: settles orders, compares positions with the broker, then prices, rules and exits. */
static int pass(struct monitor *m, struct error *err)
{
	struct reconciliation seen;
	if (desk_settle(m->desk, err) != 0 || desk_fetch_holdings(m->desk, err) != 0 ||
		desk_reconcile(m->desk, &seen, err) != 0)
		return -1;
	int result = monitor_pass(m, err);
	monitor_print(m);
	monitor_clear(m);
	return result != 0 ? -1 : desk_settle_rest(m->desk, err);
}

/*
 * The bars are for learning only. They come after everything else, and a failure is reported but
 * does not end the run.
 */
static int capture_bars(struct desk *desk, struct error *err)
{
	struct error why = {0};
	if (capture_run(desk, &why) == 0)
		return 0;
	if (why.kind == ERROR_AGAIN && run_should_stop(desk->run)) {
		*err = why;
		return -1;
	}
	run_partial(desk->run, "option bars: %s", why.text);
	return 0;
}

/* Sleeps until the next pass is due; false when there is none left in this run. */
static bool await_next(struct desk *desk, int64_t *due_us)
{
	struct run *run = desk->run;
	*due_us += options.every_s * SECOND_US;
	if (options.every_s == 0 || run->pinned || *due_us >= run->deadline_us ||
		run_should_stop(run))
		return false;
	run_flush(run);
	if (*due_us > clock_monotonic_us())
		clock_sleep_until(*due_us);
	desk_next_pass(desk);
	return !run_should_stop(run);
}

static int watch(struct desk *desk, struct error *err)
{
	struct monitor m = {.desk = desk, .asked = options.close};
	int64_t due_us = clock_monotonic_us();
	bool captured = false;
	do {
		if (pass(&m, err) != 0)
			return -1;
		if (!captured && capture_bars(desk, err) != 0)
			return -1;
		captured = true;
	} while (await_next(desk, &due_us));
	return 0;
}

static int posmon(struct run *run, struct error *err)
{
	struct desk desk;
	if (desk_open(&desk, run, ORDER_EXIT, err) != 0)
		return -1;
	int result = watch(&desk, err);
	desk_close(&desk);
	return result;
}

static const struct program program = {
	.name = "opt-posmon",
	.summary = "monitor open positions, close them by rule, store their option bars",
	.options = own_options,
	.option = take_option,
	.needs = NEEDS_LEASE | NEEDS_BROKER,
	.role = "opt_trade",
	.deadline_s = 50,
	.body = posmon,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}

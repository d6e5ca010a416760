#include "calendar_check.h"

#include <stdio.h>

#include "calendar.h"
#include "text.h"
#include "zone.h"

enum { HOURS_SIZE = 24 };

static void hours_by_rule(struct date day, char out[static HOURS_SIZE])
{
	struct session s;
	int open = 0, close = 0;
	out[0] = '\0';
	if (!calendar_session(day, &s))
		return;
	(void)zone_new_york_date(s.open, &open);
	(void)zone_new_york_date(s.close, &close);
	(void)snprintf(out, HOURS_SIZE, "%02d:%02d-%02d:%02d", open / 3600, open / 60 % 60,
		close / 3600, close / 60 % 60);
}

static void hours_of_broker(struct date day, const struct broker_session *sessions, size_t count,
	char out[static HOURS_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i < count; i++)
		if (date_compare(sessions[i].date, day) == 0)
			(void)snprintf(
				out, HOURS_SIZE, "%.7s-%.7s", sessions[i].open, sessions[i].close);
}

static void print(struct run *run, struct date day, const char *rule, const char *broker)
{
	struct jsonl *w = run_row(run, &difference_row);
	jsonl_date(w, "day", day);
	jsonl_text(w, "calendar", rule[0] == '\0' ? NULL : rule);
	jsonl_text(w, "broker", broker[0] == '\0' ? NULL : broker);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print(run, run_today(run), "", "");
}

const struct row_kind difference_row = {"difference", sample};

int calendar_check(struct run *run, struct date from, struct date to,
	const struct broker_session *sessions, size_t count, struct error *err)
{
	int differences = 0, days = 0;
	for (; date_compare(from, to) <= 0; from = date_add(from, 1), days++) {
		char rule[HOURS_SIZE], broker[HOURS_SIZE];
		hours_by_rule(from, rule);
		hours_of_broker(from, sessions, count, broker);
		if (text_equal(rule, broker))
			continue;
		print(run, from, rule, broker);
		differences++;
	}
	if (count == 0 && days > 10)
		return error_set(
			err, ERROR_DATA, "the broker's calendar is empty for %d days", days);
	if (differences > 0)
		run_partial(
			run, "the broker's calendar differs on %d of %d days", differences, days);
	return 0;
}

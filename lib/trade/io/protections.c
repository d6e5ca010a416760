#include "protections.h"

#include <math.h>
#include <stdio.h>

#include "array.h"
#include "entry_facts.h"
#include "log.h"
#include "calendar.h"
#include "query.h"
#include "text.h"
#include "zone.h"

enum until { UNTIL_NEXT_SESSION, UNTIL_CLEARED, UNTIL_STOPS_COOL };

static const struct {
	const char *gate;
	enum until until;
} protections[] = {
	{"daily_loss", UNTIL_NEXT_SESSION},
	{"drawdown", UNTIL_CLEARED},
	{"stop_guard", UNTIL_STOPS_COOL},
	{"consecutive_rejects", UNTIL_NEXT_SESSION},
};

static const struct gate *find_gate(const char *name)
{
	for (size_t i = 0; i < gate_before_choice_count; i++)
		if (text_equal(gate_before_choice[i].name, name))
			return &gate_before_choice[i];
	return NULL;
}

/* When the halt expires. Unknown: an operator must clear it. */
static struct instant expiry(const struct desk *desk, enum until until)
{
	struct run *run = desk->run;
	struct session next;
	if (until == UNTIL_STOPS_COOL)
		return instant_add(run->now, (int64_t)run->params.gate_stop_halt_min * MINUTE_US);
	bool known = calendar_next(run_today(run), &next);
	return until == UNTIL_NEXT_SESSION && known ? next.open : INSTANT_UNKNOWN;
}

static int halt_entries(struct desk *desk, const struct gate *gate,
	const struct gate_record *record, enum until until, struct error *err)
{
	char reason[160];
	int64_t set = 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	(void)snprintf(reason, sizeof reason, "%s: %g against %g", record->reason, record->observed,
		record->threshold);
	arg_text(&a, desk_account(desk));
	arg_text(&a, gate->name);
	arg_text(&a, reason);
	arg_instant(&a, desk->run->now);
	arg_instant(&a, expiry(desk, until));
	if (db_none(desk->run->db, &query_halt_protect, &a, &set, err) != 0)
		return -1;
	if (set > 0)
		log_warning("entries are halted: %s", reason);
	run_count(desk->run, "halts_set", set);
	return 0;
}

int protections_apply(struct desk *desk, const struct book *book, struct error *err)
{
	struct gate_input in;
	if (desk->run->dry_run)
		return 0;
	entry_facts_account(desk, book, &in);
	for (size_t i = 0; i < array_size(protections); i++) {
		const struct gate *gate = find_gate(protections[i].gate);
		if (gate == NULL)
			return error_set(
				err, ERROR_INTERNAL, "not a gate: %s", protections[i].gate);
		struct gate_record record = gate->ask(&in, &desk->run->params);
		/* A gate without its facts refuses the present entry, but sets no halt. */
		if (record.verdict != GATE_FAIL || isnan(record.observed) ||
			isnan(record.threshold))
			continue;
		if (halt_entries(desk, gate, &record, protections[i].until, err) != 0)
			return -1;
	}
	return 0;
}

#include "protections.h"

#include <math.h>
#include <stdio.h>

#include "alert.h"
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
	{"equity_gap", UNTIL_CLEARED},
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

struct protection {
	struct desk *desk;
	const char *cause;
	const char *strategy; /* NULL: all entries of the account are halted */
	char reason[200];
	struct instant at; /* when the halt expires; of a strategy the last exit of its trades */
	int64_t set;	   /* result: 0 when the halt is in force already */
};

static int halt_body(struct db *db, void *context, struct error *err)
{
	struct protection *h = context;
	struct run *run = h->desk->run;
	char key[160], now[INSTANT_TEXT_SIZE], text[320];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(h->desk));
	arg_text(&a, h->strategy == NULL ? h->cause : h->strategy);
	arg_text(&a, h->reason);
	arg_instant(&a, run->now);
	arg_instant(&a, h->at);
	if (db_none(db, h->strategy == NULL ? &query_halt_protect : &query_halt_strategy, &a,
		    &h->set, err) != 0)
		return -1;
	if (h->set == 0)
		return 0;
	(void)snprintf(key, sizeof key, "halt:%s:%s:%s", h->cause, desk_account(h->desk),
		instant_format(run->now, now));
	(void)snprintf(text, sizeof text, "entries of %s are halted: %s",
		h->strategy == NULL ? desk_account(h->desk) : h->strategy, h->reason);
	return alert_write(run, ALERT_CRITICAL, key, "entries are halted", text, NULL, err);
}

/* Sets the halt and tells it, in one transaction. */
static int halt(struct protection *h, struct error *err)
{
	struct run *run = h->desk->run;
	if (run_store(run, halt_body, h, err) != 0)
		return -1;
	if (h->set > 0)
		log_warning("entries of %s are halted: %s",
			h->strategy == NULL ? "the account" : h->strategy, h->reason);
	run_count(run, "halts_set", h->set);
	return 0;
}

int protections_halt_strategy(struct desk *desk, const char *strategy, const char *reason,
	struct instant last_exit_at, struct error *err)
{
	struct protection h = {
		.desk = desk, .cause = "negative_kelly", .strategy = strategy, .at = last_exit_at};
	(void)text_copy(h.reason, sizeof h.reason, reason);
	return halt(&h, err);
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
		struct protection h = {.desk = desk,
			.cause = gate->name,
			.at = expiry(desk, protections[i].until)};
		(void)snprintf(h.reason, sizeof h.reason, "%s: %g against %g", record.reason,
			record.observed, record.threshold);
		if (halt(&h, err) != 0)
			return -1;
	}
	return 0;
}

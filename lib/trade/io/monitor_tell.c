/* Problems of a position: events and alerts. */
#include <stdio.h>

#include "monitor.h"
#include "text.h"

void monitor_tell(struct run *run, const struct watched_position *w, enum alert_severity severity,
	const char *type, const char *subject, const char *text)
{
	char key[128], day[DATE_TEXT_SIZE];
	const struct position *p = &w->held->position;
	buf_auto struct buf data = BUF_INIT(512);
	struct jsonl j;
	(void)snprintf(key, sizeof key, "%s:%lld:%s", type, (long long)p->id,
		date_format(run_today(run), day));
	jsonl_init(&j, &data);
	jsonl_open(&j, NULL, '{');
	jsonl_text(&j, "client_order_id", w->has_order ? w->order.client_order_id : NULL);
	jsonl_text(&j, "status", w->has_order ? w->order.status : NULL);
	jsonl_close(&j);
	position_tell(run, &(struct position_problem){
				   .position = p,
				   .severity = severity,
				   .key = key,
				   .subject = subject,
				   .type = type,
				   .data = buf_text(&data),
				   .text = text,
			   });
}

void monitor_tell_missed(struct run *run, const struct watched_position *w)
{
	const struct position *p = &w->held->position;
	char key[96];
	if (!(w->missed_min > 0))
		return;
	(void)snprintf(key, sizeof key, "missed_stop:%lld:%d", (long long)p->id,
		w->order.exit_number);
	alert_partial(run, ALERT_CRITICAL, key, "a stop was missed",
		"position %lld (%s): a stop was crossed while no look saw a price (%.0f min)",
		(long long)p->id, p->symbol, w->missed_min);
}

int monitor_count_stuck(
	struct run *run, struct watched_position *w, const char *what, struct error *err)
{
	struct held_position *held = w->held;
	int looks = what != NULL ? held->stuck_looks + 1 : 0;
	if (looks == held->stuck_looks)
		return 0;
	int in_all = looks + (w->has_order ? 1 : 0);
	if (what != NULL && in_all >= run->params.exit_stuck_looks) {
		buf_auto struct buf text = BUF_INIT(512);
		buf_printf(&text, "%s for %d looks", what, in_all);
		if (w->has_order)
			buf_printf(&text, " (order %s is %s)", w->order.client_order_id,
				w->order.status);
		monitor_tell(
			run, w, ALERT_CRITICAL, "stuck_exit", "an exit is stuck", buf_text(&text));
	}
	held->stuck_looks = looks;
	return run->dry_run ? 0 : position_store_stuck(run, held->position.id, looks, err);
}

/* ---- positions that nothing watches ---- */

static void tell_unwatched(struct run *run, const char *id, const char *why)
{
	char key[96], day[DATE_TEXT_SIZE];
	(void)snprintf(
		key, sizeof key, "odd_position:%.40s:%s", id, date_format(run_today(run), day));
	alert_partial(run, ALERT_CRITICAL, key, "a position is not watched",
		"position %s cannot be read, so nothing watches it: %s", id, why);
}

void positions_tell_odd(struct run *run, struct odd_rows *odd)
{
	for (size_t i = 0; i < odd->kept; i++)
		tell_unwatched(run, odd->row[i].name, odd->row[i].text);
	if (odd->count > (int64_t)odd->kept)
		tell_unwatched(run, "more", "there are too many to name them all");
	if (odd->count > 0)
		run_count(run, "odd_rows", odd->count);
	*odd = (struct odd_rows){0};
}

#include "readiness_print.h"

#include <math.h>
#include <stdio.h>

#include "readiness_load.h"

static void print_json(struct run *run, const struct readiness_certificate *c,
	const struct readiness_condition *condition)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "program", "opt-status");
	jsonl_text(w, "event", "readiness");
	jsonl_text(w, "account", c->account[0] == '\0' ? NULL : c->account);
	jsonl_text(w, "condition", condition->name);
	jsonl_bool(w, "met", condition->met);
	jsonl_double(w, "observed", condition->have, -1);
	jsonl_double(w, "threshold", condition->need, -1);
	jsonl_double(w, "distance", condition->distance, -1);
	run_row_end(run);
}

/* A number with its unit, or "unknown". */
static const char *write_number(double value, const char *unit, char *out, size_t size)
{
	if (isnan(value))
		(void)snprintf(out, size, "unknown");
	else
		(void)snprintf(out, size, "%.4g%s", value, unit);
	return out;
}

static void print_line(struct run *run, const struct readiness_condition *c)
{
	char have[32], need[32], distance[32];
	buf_printf(&run->out, "  %-4s %-15s %10s of %-8s %s", c->met ? "met" : "-", c->name,
		write_number(c->have, c->unit, have, sizeof have),
		write_number(c->need, c->unit, need, sizeof need), c->meaning);
	if (!c->met)
		buf_printf(&run->out, "; %s to go",
			write_number(c->distance, c->unit, distance, sizeof distance));
	buf_putc(&run->out, '\n');
}

int readiness_print(struct run *run, bool *met, struct error *err)
{
	struct readiness_certificate c;
	if (readiness_load(run, &c, err) != 0)
		return -1;
	*met = c.met;
	if (!run->json)
		buf_printf(&run->out, "Readiness of %s: %s\n",
			c.account[0] == '\0' ? "no paper account yet" : c.account,
			c.met ? "ready for live trading" : "not ready");
	for (size_t i = 0; i < READINESS_CONDITIONS; i++)
		if (run->json)
			print_json(run, &c, &c.conditions[i]);
		else
			print_line(run, &c.conditions[i]);
	return 0;
}

#include "readiness_print.h"

#include <math.h>
#include <stdio.h>

#include "array.h"
#include "readiness_load.h"
#include "table.h"
#include "terminal.h"

static void print_json(struct run *run, const struct readiness_certificate *c,
	const struct readiness_condition *condition)
{
	struct jsonl *w = run_row(run, &readiness_row);
	jsonl_text(w, "account", c->account[0] == '\0' ? NULL : c->account);
	jsonl_text(w, "condition", condition->name);
	jsonl_bool(w, "met", condition->met);
	jsonl_double(w, "observed", condition->have, -1);
	jsonl_double(w, "threshold", condition->need, -1);
	jsonl_double(w, "distance", condition->distance, -1);
	run_row_end(run);
}

static void sample(struct run *run)
{
	print_json(run, &(struct readiness_certificate){.account = ""},
		&(struct readiness_condition){.name = ""});
}

const struct row_kind readiness_row = {"readiness", sample};

/* A number with its unit, or "unknown". */
static const char *write_number(double value, const char *unit, char *out, size_t size)
{
	if (isnan(value))
		(void)snprintf(out, size, "unknown");
	else
		(void)snprintf(out, size, "%.4g%s", value, unit);
	return out;
}

static void print_line(struct table *t, const struct readiness_condition *c)
{
	char number[32];
	table_text(t, c->met ? "met" : NULL);
	table_text(t, c->name);
	table_text(t, write_number(c->have, c->unit, number, sizeof number));
	table_text(t, write_number(c->need, c->unit, number, sizeof number));
	table_text(t, c->met ? NULL : write_number(c->distance, c->unit, number, sizeof number));
	table_text(t, c->meaning);
}

int readiness_print(struct run *run, bool *met, struct error *err)
{
	static const struct table_column columns[] = {{.heading = ""}, {.heading = "condition"},
		{.heading = "has", .align = TABLE_RIGHT},
		{.heading = "needs", .align = TABLE_RIGHT},
		{.heading = "to go", .align = TABLE_RIGHT},
		{.heading = "which is", .least = 20, .folds = true}};
	table_auto struct table table = TABLE_INIT(columns, array_size(columns));
	table.indent = 2;
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
			print_line(&table, &c.conditions[i]);
	if (!run->json)
		table_write(&table, terminal_width(), &run->out);
	return 0;
}

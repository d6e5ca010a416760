#include "readiness_print.h"

#include <math.h>
#include <stdio.h>

#include "array.h"
#include "query.h"
#include "readiness.h"
#include "risk.h"
#include "row.h"

struct certificate {
	char account[64], tier[16];
	struct readiness_facts facts;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct certificate, account, true),
	ROW_FIELD(ROW_TEXT, struct certificate, tier, true),
	{"trades", ROW_DOUBLE, offsetof(struct certificate, facts.trades), 0, true},
	{"sessions", ROW_DOUBLE, offsetof(struct certificate, facts.sessions), 0, true},
	{"drawdown_pct", ROW_DOUBLE, offsetof(struct certificate, facts.drawdown_pct), 0, true},
	{"capture_pct", ROW_DOUBLE, offsetof(struct certificate, facts.capture_pct), 0, true},
	{"unexplained", ROW_DOUBLE, offsetof(struct certificate, facts.unexplained), 0, true},
};

static const struct row_column gate_column = {
	"number", ROW_DOUBLE, offsetof(struct certificate, facts.inert_gates), 0, true};

static int load(struct run *run, struct certificate *out, struct error *err)
{
	enum tier tier;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT, gates = ROWS_INIT;
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_readiness, &a, &rows, err) != 0 ||
		row_read(&rows, 0, columns, array_size(columns), out, err) != 0 ||
		db_row(run->db, &query_status_gates, &a, &gates, err) != 0 ||
		row_read(&gates, 0, &gate_column, 1, out, err) != 0)
		return -1;
	out->facts.drawdown_limit_pct =
		tier_parse(out->tier, &tier)
			? tier_limits(&run->params, tier, STRATEGY_DAY_TRADE).drawdown_pct
			: (double)NAN;
	return 0;
}

static void print_json(
	struct run *run, const struct certificate *c, const struct readiness_condition *condition)
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
	struct certificate certificate = {0};
	struct readiness_condition conditions[READINESS_CONDITIONS];
	if (load(run, &certificate, err) != 0)
		return -1;
	*met = readiness_decide(&certificate.facts, &run->params, conditions);
	if (!run->json)
		buf_printf(&run->out, "Readiness of %s: %s\n",
			certificate.account[0] == '\0' ? "no paper account yet"
						       : certificate.account,
			*met ? "ready for live trading" : "not ready");
	for (size_t i = 0; i < READINESS_CONDITIONS; i++)
		if (run->json)
			print_json(run, &certificate, &conditions[i]);
		else
			print_line(run, &conditions[i]);
	return 0;
}

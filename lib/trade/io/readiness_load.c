#include "readiness_load.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "query.h"
#include "risk.h"
#include "row.h"
#include "text.h"

struct facts_row {
	char account[64], tier[16];
	struct readiness_facts facts;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_TEXT, struct facts_row, account, true),
	ROW_FIELD(ROW_TEXT, struct facts_row, tier, true),
	{"trades", ROW_DOUBLE, offsetof(struct facts_row, facts.trades), 0, true},
	{"sessions", ROW_DOUBLE, offsetof(struct facts_row, facts.sessions), 0, true},
	{"drawdown_pct", ROW_DOUBLE, offsetof(struct facts_row, facts.drawdown_pct), 0, true},
	{"capture_pct", ROW_DOUBLE, offsetof(struct facts_row, facts.capture_pct), 0, true},
	{"unexplained", ROW_DOUBLE, offsetof(struct facts_row, facts.unexplained), 0, true},
	{"idle_days", ROW_DOUBLE, offsetof(struct facts_row, facts.idle_days), 0, true},
};

static const struct row_column gate_column = {
	"number", ROW_DOUBLE, offsetof(struct readiness_facts, inert_gates), 0, true};

/* The statement of opt-status returns several facts of the gates. */
static int load_gates(
	struct run *run, const struct db_args *now, struct readiness_facts *out, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	out->inert_gates = (double)NAN;
	if (db_rows(run->db, &query_status_gates, now, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++)
		if (text_equal(row_text(&rows, i, "fact"), "inert_gates") &&
			row_read(&rows, i, &gate_column, 1, out, err) != 0)
			return -1;
	return 0;
}

int readiness_load(struct run *run, struct readiness_certificate *out, struct error *err)
{
	struct facts_row row = {0};
	enum tier tier;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_instant(&a, run->now);
	if (db_row(run->db, &query_readiness, &a, &rows, err) != 0 ||
		row_read(&rows, 0, columns, array_size(columns), &row, err) != 0 ||
		load_gates(run, &a, &row.facts, err) != 0)
		return -1;
	row.facts.drawdown_limit_pct =
		tier_parse(row.tier, &tier)
			? tier_limits(&run->params, tier, STRATEGY_DAY_TRADE).drawdown_pct
			: (double)NAN;
	memcpy(out->account, row.account, sizeof out->account);
	memcpy(out->tier, row.tier, sizeof out->tier);
	out->met = readiness_decide(&row.facts, &run->params, out->conditions);
	return 0;
}

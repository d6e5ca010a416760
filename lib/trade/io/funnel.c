#include "funnel.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "zone.h"

struct funnel_row {
	int step;
	char stage[24], unit[24];
	int64_t n;
	char *why; /* owned; NULL: none ended there */
	int64_t ended, refused;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_INT, struct funnel_row, step, false),
	ROW_FIELD(ROW_TEXT, struct funnel_row, stage, false),
	ROW_FIELD(ROW_TEXT, struct funnel_row, unit, false),
	ROW_FIELD(ROW_I64, struct funnel_row, n, false),
	ROW_FIELD(ROW_STRING, struct funnel_row, why, true),
	ROW_FIELD(ROW_I64, struct funnel_row, ended, true),
	ROW_FIELD(ROW_I64, struct funnel_row, refused, true),
};

static void print_end(struct run *run, struct table *t, const struct funnel_row *r)
{
	if (run->json) {
		struct jsonl *w = &run->json_out;
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "reason", r->why);
		jsonl_i64(w, "count", r->ended);
		if (jsonl_sometimes(w, r->refused != INT64_MIN))
			jsonl_i64(w, "refused", r->refused);
		jsonl_close(w);
		return;
	}
	table_text(t, " ");
	table_text(t, " ");
	table_i64(t, r->ended);
	if (r->refused > r->ended)
		table_printf(t, "%s (refused %lld in all)", r->why, (long long)r->refused);
	else
		table_text(t, r->why);
}

/* Prints the rows of one step, from ROWS on; returns how many. */
static size_t print_step(struct run *run, struct table *t, struct date day,
	const struct funnel_row *rows, size_t count)
{
	char text[DATE_TEXT_SIZE];
	size_t n = 0;
	if (run->json) {
		struct jsonl *w = run_row(run, &funnel_row);
		jsonl_text(w, "day", date_format(day, text));
		jsonl_text(w, "stage", rows->stage);
		jsonl_text(w, "unit", rows->unit);
		jsonl_i64(w, "count", rows->n);
		jsonl_open(w, "ended", '[');
	} else {
		table_text(t, rows->stage);
		table_i64(t, rows->n);
		table_text(t, " ");
		table_text(t, rows->unit);
	}
	for (; n < count && rows[n].step == rows->step; n++)
		if (rows[n].why != NULL)
			print_end(run, t, &rows[n]);
	if (run->json) {
		jsonl_close(&run->json_out);
		run_row_end(run);
	}
	return n;
}

static void sample(struct run *run)
{
	static char why[1];
	(void)print_step(run, NULL, run_today(run),
		&(struct funnel_row){.stage = "", .unit = "", .why = why}, 1);
}

const struct row_kind funnel_row = {"funnel", sample};

int funnel_print(struct run *run, struct date day, struct error *err)
{
	static const struct table_column shown[] = {{.heading = "stage"},
		{.heading = "came", .align = TABLE_RIGHT},
		{.heading = "ended", .align = TABLE_RIGHT},
		{.heading = "of, or why", .least = 20, .folds = true}};
	table_auto struct table table = TABLE_INIT(shown, array_size(shown));
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct funnel_row *list mem_auto = NULL;
	size_t count = 0;
	arg_instant(&a, zone_from_new_york(day, 0));
	arg_instant(&a, zone_from_new_york(date_add(day, 1), 0));
	if (db_rows(run->db, &query_explain_funnel, &a, &rows, err) != 0 ||
		rows_read(&rows, columns, array_size(columns), sizeof *list, &list, &count, err) !=
			0)
		return -1;
	for (size_t i = 0; i < count;)
		i += print_step(run, &table, day, &list[i], count - i);
	if (!run->json)
		table_write(&table, terminal_width(), &run->out);
	for (size_t i = 0; i < count; i++)
		free(list[i].why);
	return 0;
}

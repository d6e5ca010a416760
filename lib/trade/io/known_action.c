#include "known_action.h"

#include <stdio.h>

#include "query.h"
#include "row.h"
#include "zone.h"

void known_action(
	struct run *run, const char *ticker, struct instant since, char *out, size_t size)
{
	struct error why = {0};
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, ticker);
	arg_date(&a, zone_new_york_date(since, NULL));
	arg_date(&a, run_today(run));
	arg_instant(&a, run->now);
	const char *text = db_row(run->db, &query_known_action, &a, &rows, &why) == 0
				   ? row_text(&rows, 0, "action")
				   : NULL;
	(void)snprintf(out, size, "%s", text == NULL ? "a split or a rename" : text);
}

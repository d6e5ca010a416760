/*
 * Reads the rows of a CSV file that a person named (csv.h has its format). One odd row costs only
 * itself.
 *
 *	static const struct csv_column columns[] = {{"ticker symbol", true}, {"sector", true}};
 *	struct table_file file = {path, {.columns = columns, .column_count = 2}, take, &context};
 *	table_file_read(run, &file, &odd, err);
 */
#ifndef OPT_TABLE_FILE_H
#define OPT_TABLE_FILE_H

#include "csv.h"
#include "run.h"

struct table_file {
	const char *path; /* "-": standard input */
	struct csv_table table;
	/*
	 * Called for each row with the text of each column. -1 with ERROR_DATA: the row is odd; any
	 * other error ends the reading.
	 */
	int (*take)(void *context, const char *const *texts, struct error *err);
	void *context;
};

/*
 * Calls FILE->take for each row. An odd row is left out and named with its line and the reason, and
 * the run is partial; *ODD is how many there are. ERROR_DATA: the file cannot be read, is empty,
 * has a header without a needed column, or has odd rows only.
 */
int table_file_read(struct run *run, struct table_file *file, size_t *odd, struct error *err);

#endif

#include "universe_names.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "query.h"
#include "row.h"
#include "ticker_name.h"
#include "universe_file.h"

enum {
	ROWS_MAX = 16 << 20, /* 10,000 rows are 1 MB */
	NAME_SIZE = 256,
};

/* A security and its place in the file. */
struct security {
	const struct universe_row *row;
	size_t place;
	bool primary;
};

/* By company name; of one company common stocks first, then in the order of the file. */
static int security_compare(const void *a, const void *b)
{
	const struct security *x = a, *y = b;
	int names = strcmp(x->row->name, y->row->name);
	if (names != 0)
		return names;
	int common = ticker_is_common(y->row->ticker) - ticker_is_common(x->row->ticker);
	return common != 0 ? common : x->place < y->place ? -1 : 1;
}

static struct security *sorted(const struct universe *u)
{
	struct security *s = calloc(u->count + 1, sizeof *s);
	if (s == NULL)
		return NULL;
	for (size_t i = 0; i < u->count; i++)
		s[i] = (struct security){&u->rows[i], i, false};
	qsort(s, u->count, sizeof *s, security_compare);
	for (size_t i = 0; i < u->count; i++)
		s[i].primary = i == 0 || strcmp(s[i - 1].row->name, s[i].row->name) != 0;
	return s;
}

/* Writes the rows for universe_name_find; alias is null except for primary securities. */
static int write_rows(const struct universe *u, struct buf *out, struct error *err)
{
	struct security *s mem_auto = sorted(u);
	struct ticker_words *words mem_auto = malloc(sizeof *words);
	struct jsonl w;
	if (s == NULL || words == NULL)
		return error_memory(err);
	ticker_words_init(words);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '[');
	for (size_t i = 0; i < u->count; i++) {
		char spoken[NAME_SIZE];
		bool named = s[i].primary &&
			     ticker_name_spoken(words, s[i].row->name, spoken, sizeof spoken);
		jsonl_open(&w, NULL, '{');
		jsonl_text(&w, "ticker", s[i].row->ticker);
		jsonl_text(&w, "name", s[i].row->name);
		jsonl_text(&w, "exchange", s[i].row->exchange);
		jsonl_text(&w, "alias", named ? spoken : NULL);
		jsonl_close(&w);
	}
	jsonl_close(&w);
	return buf_ok(out) ? 0 : error_memory(err);
}

struct named {
	char *ticker, *name, *exchange, *alias;
};

static const struct row_column columns[] = {
	ROW_FIELD(ROW_STRING, struct named, ticker, false),
	ROW_FIELD(ROW_STRING, struct named, name, true),
	ROW_FIELD(ROW_STRING, struct named, exchange, true),
	ROW_FIELD(ROW_STRING, struct named, alias, true),
};

static void print(struct run *run, const struct named *n)
{
	struct jsonl *w = run_row(run, &name_row);
	jsonl_text(w, "ticker", n->ticker);
	jsonl_text(w, "name", n->name);
	jsonl_text(w, "exchange", n->exchange);
	jsonl_text(w, "alias", n->alias);
	jsonl_text(w, "change", "named");
	run_row_end(run);
}

static void sample(struct run *run)
{
	static char ticker[1];
	print(run, &(struct named){.ticker = ticker});
}

const struct row_kind name_row = {"name", sample};

static void report(struct run *run, struct named *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		print(run, &rows[i]);
		free(rows[i].ticker);
		free(rows[i].name);
		free(rows[i].exchange);
		free(rows[i].alias);
	}
	run_count(run, "named", (int64_t)count);
}

struct names_save {
	const char *json;
	struct instant now;
};

static int save(struct db *db, void *context, struct error *err)
{
	const struct names_save *s = context;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, s->json);
	arg_instant(&a, s->now);
	return db_none(db, &query_universe_name_store, &a, NULL, err);
}

int universe_names_take(struct run *run, const char *path, struct error *err)
{
	struct universe u = UNIVERSE_INIT;
	buf_auto struct buf json = BUF_INIT(ROWS_MAX);
	if (universe_load(&u, path, err) != 0)
		return -1;
	run_count(run, "read", (int64_t)u.count);
	int result = write_rows(&u, &json, err);
	universe_free(&u);
	if (result != 0)
		return -1;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct named *named mem_auto = NULL;
	size_t count;
	arg_text(&a, buf_text(&json));
	struct names_save s = {buf_text(&json), run->now};
	if (db_rows(run->db, &query_universe_name_find, &a, &rows, err) != 0 ||
		run_store(run, save, &s, err) != 0 ||
		rows_read(&rows, columns, array_size(columns), sizeof *named, &named, &count,
			err) != 0)
		return -1;
	report(run, named, count);
	return 0;
}

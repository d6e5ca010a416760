#include "story.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "instant.h"
#include "json.h"
#include "occ.h"
#include "query.h"
#include "recompute.h"
#include "row.h"
#include "text.h"

static const char *const part_names[STORY_PARTS] = {
	[STORY_RECOMMENDATION] = "recommendation",
	[STORY_SOURCES] = "sources",
	[STORY_EXECUTION] = "execution",
	[STORY_ORDERS] = "orders",
	[STORY_FILLS] = "fills",
	[STORY_POSITION] = "position",
	[STORY_EVENTS] = "events",
	[STORY_HISTORY] = "history",
};

int story_find(struct run *run, const char *operand, int64_t *id, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	char ticker[TICKER_SIZE] = "";
	int64_t number;
	bool is_number = num_parse_i64(operand, 1, INT64_MAX, &number) == 0;
	for (size_t i = 0; operand[i] != '\0' && i + 1 < sizeof ticker; i++)
		ticker[i] = (char)toupper((unsigned char)operand[i]);
	bool is_ticker = !is_number && strlen(operand) < sizeof ticker && occ_is_ticker(ticker);
	if (is_number)
		arg_i64(&a, number);
	else
		arg_null(&a);
	arg_text(&a, is_ticker ? ticker : NULL);
	arg_text(&a, is_number || is_ticker ? NULL : operand);
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_explain_find, &a, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return error_set(err, ERROR_DATA,
			"no recommendation has this id, ticker or order: \"%.60s\"", operand);
	return num_parse_i64(row_text(&rows, 0, "id"), 1, INT64_MAX, id) == 0
		       ? 0
		       : error_set(err, ERROR_INTERNAL, "query explain_find returned no id");
}

static int parse_parts(struct story *s, struct error *err)
{
	for (int i = 0; i < STORY_PARTS; i++) {
		const char *text = row_text(&s->rows, 0, part_names[i]);
		if (text != NULL && json_parse(text, strlen(text), &s->parts[i], err) != 0)
			return error_prefix(err, "the stored %s", part_names[i]);
	}
	return 0;
}

int story_load(struct run *run, int64_t id, struct story *out, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	struct story s = {.rows = ROWS_INIT};
	arg_i64(&a, id);
	if (db_row(run->db, &query_explain_story, &a, &s.rows, err) != 0 ||
		parse_parts(&s, err) != 0 ||
		recompute(run, s.parts[STORY_RECOMMENDATION], &s.verdicts, err) != 0) {
		story_free(&s);
		return -1;
	}
	*out = s;
	return 0;
}

void story_free(struct story *s)
{
	rows_clear(&s->rows);
	for (int i = 0; i < STORY_PARTS; i++)
		json_decref(s->parts[i]);
	json_decref(s->verdicts);
	*s = (struct story){.rows = ROWS_INIT};
}

/* Appends JSON of the database; a string that is a time becomes one as all programs print it. */
static void put_times(struct buf *out, const char *json)
{
	for (const char *c = json; *c != '\0';) {
		char token[INSTANT_TEXT_SIZE], shown[INSTANT_TEXT_SIZE];
		struct instant t;
		size_t length = *c == '"' ? strcspn(c + 1, "\"\\") : 0;
		bool is_text = *c == '"' && c[1 + length] == '"';
		if (!is_text || length >= sizeof token)
			length = 0;
		memcpy(token, c + 1, length);
		token[length] = '\0';
		if (length > 0 && instant_parse(token, &t) == 0) {
			buf_printf(out, "\"%s\"", instant_format(t, shown));
			c += length + 2;
			continue;
		}
		/* a whole text at once, so that its end is not taken for a beginning */
		size_t step = 1;
		if (*c == '"') {
			while (c[step] != '"' && c[step] != '\0')
				step += c[step] == '\\' && c[step + 1] != '\0' ? 2 : 1;
			step += c[step] == '"';
		}
		buf_append(out, c, step);
		c += step;
	}
}

void story_write_json(struct run *run, const struct story *s)
{
	struct jsonl *w = run_row(run, &story_row);
	buf_auto struct buf text = BUF_INIT((size_t)64 << 20);
	for (int i = 0; i < STORY_PARTS; i++) {
		const char *part = row_text(&s->rows, 0, part_names[i]);
		buf_clear(&text);
		put_times(&text, part == NULL ? "null" : part);
		jsonl_raw(w, part_names[i], buf_text(&text));
	}
	char *verdicts = json_dumps(s->verdicts, JSON_COMPACT | JSON_REAL_PRECISION(15));
	jsonl_raw(w, "recomputed", verdicts);
	free(verdicts);
	run_row_end(run);
}

static void sample(struct run *run)
{
	story_write_json(run, &(struct story){.rows = ROWS_INIT});
}

const struct row_kind story_row = {"story", sample};

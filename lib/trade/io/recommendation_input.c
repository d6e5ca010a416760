#include "recommendation_input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "json.h"
#include "mem.h"

enum { LINE_MAX_BYTES = 1 << 20, ROWS_MAX = 1000 };

static const struct json_field fields[] = {
	JSON_FIELD(JSON_FIELD_I64, struct recommendation, id, "recommendation_id", false),
	JSON_FIELD(JSON_FIELD_I64, struct recommendation, params_version, "params_version", false),
	JSON_FIELD(JSON_FIELD_INSTANT, struct recommendation, ts, "ts", true),
	JSON_FIELD(JSON_FIELD_INSTANT, struct recommendation, bar_ts, "bar_ts", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct recommendation, ticker, "ticker", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct recommendation, action_text, "action", true),
	JSON_FIELD(
		JSON_FIELD_TEXT, struct recommendation, instrument_text, "instrument_type", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct recommendation, strategy_text, "strategy_type", true),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct recommendation, confidence, "confidence", true),
};

static int read_row(const char *line, size_t length, struct recommendation *out, bool *is_signal,
	struct error *err)
{
	json_auto_t *row = NULL;
	if (json_parse(line, length, &row, err) != 0)
		return -1;
	const json_t *action = json_object_get(row, "action");
	*is_signal = action != NULL && !json_is_null(action);
	if (!*is_signal)
		return json_is_object(row) ? 0 : error_set(err, ERROR_DATA, "not a JSON object");
	*out = (struct recommendation){0};
	if (json_object_read(row, fields, array_size(fields), out, err) != 0)
		return -1;
	out->created_at = out->ts;
	return 0;
}

static int add_row(const char *line, size_t length, struct recommendation **rows, size_t *count,
	size_t *capacity, struct error *err)
{
	struct recommendation row;
	bool is_signal;
	if (length > LINE_MAX_BYTES)
		return error_set(err, ERROR_DATA, "longer than %d bytes", LINE_MAX_BYTES);
	if (read_row(line, length, &row, &is_signal, err) != 0)
		return -1;
	if (!is_signal)
		return 0;
	if (mem_grow(rows, capacity, *count + 1, sizeof row, ROWS_MAX) != 0)
		return error_set(err, ERROR_DATA, "more than %d recommendations", ROWS_MAX);
	(*rows)[(*count)++] = row;
	return 0;
}

int recommendations_read(FILE *in, struct recommendation **out, size_t *count, struct error *err)
{
	struct recommendation *rows = NULL;
	char *line mem_auto = NULL;
	size_t n = 0, capacity = 0, line_capacity = 0;
	ssize_t length;
	for (int number = 1; (length = getline(&line, &line_capacity, in)) >= 0; number++)
		if (add_row(line, (size_t)length, &rows, &n, &capacity, err) != 0) {
			recommendations_free(rows, n);
			return error_prefix(err, "standard input, line %d", number);
		}
	if (ferror(in)) {
		recommendations_free(rows, n);
		return error_set(
			err, ERROR_DATA, "could not read standard input: %s", strerror(errno));
	}
	*out = rows;
	*count = n;
	return 0;
}

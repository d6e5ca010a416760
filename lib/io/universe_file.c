#include "universe_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { COLUMN_NONE = -1, TICKER_TEXT_MAX = 15 };

struct columns {
	int ticker, name, exchange;
};

static int find_column(const json_t *fields, const char *name)
{
	size_t i;
	const json_t *field;
	json_array_foreach(fields, i, field)
	{
		const char *text = json_string_value(field);
		if (text != NULL && text_equal(text, name))
			return (int)i;
	}
	return COLUMN_NONE;
}

static const char *cell(const json_t *row, int column)
{
	return column == COLUMN_NONE ? NULL
				     : json_string_value(json_array_get(row, (size_t)column));
}

/* BRK-B to BRK.B, in place of the text jansson owns. */
static bool normalise(json_t *row, int column)
{
	const char *text = cell(row, column);
	char ticker[TICKER_TEXT_MAX + 1];
	if (text == NULL || !text_copy(ticker, sizeof ticker, text))
		return false;
	char *dash = strchr(ticker, '-');
	if (dash == NULL)
		return true;
	*dash = '.';
	return json_string_set(json_array_get(row, (size_t)column), ticker) == 0;
}

static int read_rows(
	struct universe *u, const json_t *data, const struct columns *c, struct error *err)
{
	size_t i;
	json_t *row;
	u->rows = calloc(json_array_size(data) + 1, sizeof *u->rows);
	u->entries = calloc(json_array_size(data) + 1, sizeof *u->entries);
	if (u->rows == NULL || u->entries == NULL)
		return error_memory(err);
	json_array_foreach(data, i, row)
	{
		if (!json_is_array(row) || cell(row, c->name) == NULL || !normalise(row, c->ticker))
			return error_set(err, ERROR_DATA, "row %zu has no ticker and name", i);
		struct universe_row r = {
			cell(row, c->ticker), cell(row, c->name), cell(row, c->exchange)};
		u->entries[u->count] = (struct ticker_entry){.ticker = r.ticker, .name = r.name};
		u->rows[u->count++] = r;
	}
	return 0;
}

int universe_load(struct universe *u, const char *path, struct error *err)
{
	json_error_t why;
	struct universe loaded = UNIVERSE_INIT;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
	if (root == NULL)
		return error_set(err, ERROR_DATA, "could not read \"%s\": %s", path, why.text);
	loaded.owner = root;
	const json_t *fields = json_object_get(root, "fields"),
		     *data = json_object_get(root, "data");
	struct columns c = {find_column(fields, "ticker"), find_column(fields, "name"),
		find_column(fields, "exchange")};
	int result =
		c.ticker == COLUMN_NONE || c.name == COLUMN_NONE || !json_is_array(data)
			? error_set(err, ERROR_DATA, "it has no fields ticker and name with data")
			: read_rows(&loaded, data, &c, err);
	if (result != 0) {
		universe_free(&loaded);
		return error_prefix(err, "could not read \"%s\"", path);
	}
	*u = loaded;
	return 0;
}

void universe_free(struct universe *u)
{
	free(u->rows);
	free(u->entries);
	json_decref(u->owner);
	*u = UNIVERSE_INIT;
}

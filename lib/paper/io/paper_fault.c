#include "paper_fault.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "array.h"
#include "text.h"

static const char *const names[] = {
	[FAULT_DROP_BEFORE] = "drop_before",
	[FAULT_DROP_AFTER_ACCEPT] = "drop_after_accept",
	[FAULT_DELAY] = "delay",
	[FAULT_STATUS] = "status",
	[FAULT_TRUNCATE] = "truncate",
	[FAULT_TRUNCATE_WIRE] = "truncate_wire",
	[FAULT_DUPLICATE_PAGE] = "duplicate_page",
	[FAULT_LOOKUP_404] = "lookup_404",
	[FAULT_STALE_QUOTES] = "stale_quotes",
	[FAULT_PARTIAL_FILL] = "partial_fill",
	[FAULT_REJECT] = "reject",
	[FAULT_PENDING_CANCEL] = "pending_cancel",
	[FAULT_QUOTE] = "quote",
	[FAULT_ODD_ROW] = "odd_row",
	[FAULT_SPLIT] = "split",
	[FAULT_RENAME] = "rename",
};

void paper_faults_clear(struct paper_faults *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->rows[i].body);
	f->count = 0;
}

const char *paper_fault_name(enum paper_fault_kind kind)
{
	return names[kind];
}

bool paper_fault_parse_kind(const char *name, enum paper_fault_kind *out)
{
	for (size_t i = 0; i < array_size(names); i++) {
		if (text_equal(name, names[i])) {
			*out = (enum paper_fault_kind)i;
			return true;
		}
	}
	return false;
}

struct paper_fault *paper_fault_fire(
	struct paper_faults *f, unsigned mask, const char *method, const char *path)
{
	for (size_t i = 0; i < f->count; i++) {
		struct paper_fault *row = &f->rows[i];
		bool method_fits = row->method[0] == '\0' || text_equal(row->method, method);
		if (row->count <= 0 || (mask & 1U << row->kind) == 0 || !method_fits ||
			fnmatch(row->path, path, 0) != 0)
			continue;
		row->count--;
		row->fired++;
		return row;
	}
	return NULL;
}

/* The row of ARRAY that has the symbol. Without a symbol a copy of the first row is added. */
static json_t *row_of_array(const struct paper_fault *f, json_t *array)
{
	size_t i;
	json_t *row;
	json_array_foreach(array, i, row)
	{
		const char *symbol = json_string_value(json_object_get(row, "symbol"));
		if (f->symbol[0] != '\0' && symbol != NULL && text_equal(symbol, f->symbol))
			return row;
	}
	if (f->symbol[0] != '\0')
		return NULL;
	row = json_array_size(array) > 0 ? json_deep_copy(json_array_get(array, 0)) : json_object();
	return json_array_append_new(array, row) == 0 ? row : NULL;
}

static json_t *row_to_change(const struct paper_fault *f, json_t *list)
{
	if (!json_is_array(list))
		return list;
	json_t *first = json_array_get(list, 0);
	bool is_bar = f->symbol[0] != '\0' && json_object_get(first, "symbol") == NULL;
	return is_bar ? first : row_of_array(f, list);
}

bool paper_fault_merge(const struct paper_fault *f, json_t *list)
{
	static const char *const rows[] = {"option_contracts", "snapshots", "quotes", "bars"};
	for (size_t i = 0; i < array_size(rows) && json_is_object(list); i++) {
		json_t *inner = json_object_get(list, rows[i]);
		if (json_is_array(inner))
			list = inner;
		else if (json_is_object(inner))
			list = json_object_get(inner, f->symbol);
	}
	json_t *merged = json_loads(f->body, JSON_DECODE_ANY, NULL);
	bool done = merged != NULL;
	size_t count = json_is_array(merged) ? json_array_size(merged) : 1;
	for (size_t i = 0; i < count && done; i++) {
		json_t *row = row_to_change(f, list);
		json_t *members = json_is_array(merged) ? json_array_get(merged, i) : merged;
		done = row != NULL && json_object_update(row, members) == 0;
	}
	json_decref(merged);
	return done;
}

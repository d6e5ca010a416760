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

#include "capture_plan.h"

#include <stdlib.h>
#include <string.h>

#include "calendar.h"

struct instant capture_from(const struct capture_contract *c, int overlap_min)
{
	struct instant entry = instant_floor(c->entry_time, MINUTE_US);
	if (!instant_known(c->last_ts))
		return entry;
	struct instant from = instant_add(c->last_ts, -(int64_t)overlap_min * MINUTE_US);
	return instant_compare(from, entry) < 0 ? entry : from;
}

static int compare_from(const void *a, const void *b)
{
	const struct capture_contract *x = a, *y = b;
	int order = instant_compare(x->from, y->from);
	return order != 0 ? order : strcmp(x->symbol, y->symbol);
}

void capture_sort(struct capture_contract *contracts, size_t count)
{
	if (count > 0)
		qsort(contracts, count, sizeof *contracts, compare_from);
}

size_t capture_batch(const struct capture_contract *contracts, size_t count)
{
	int64_t extra_bars = 0;
	size_t n = 1;
	for (; n < count && n < CAPTURE_BATCH_MAX; n++) {
		extra_bars += calendar_open_seconds(contracts[0].from, contracts[n].from) / 60;
		if (extra_bars > CAPTURE_EXTRA_BARS_MAX)
			break;
	}
	return n;
}

const char *capture_answer_name(enum capture_answer answer)
{
	static const char *const names[] = {
		[CAPTURE_NOT_ASKED] = "not_asked",
		[CAPTURE_FAILED] = "failed",
		[CAPTURE_NOT_FOUND] = "not_found",
		[CAPTURE_ANSWERED] = "answered",
	};
	return names[answer];
}

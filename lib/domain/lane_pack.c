#include "lane_pack.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { CHUNK_BITS = 14, CHUNK = 1 << CHUNK_BITS, CHUNKS_MAX = 1 << 12 }; /* 64 million bars */

void lane_pack_free(struct lane_pack *p)
{
	for (size_t i = 0; i < p->chunk_count; i++)
		free(p->chunks[i]);
	free(p->chunks);
	free(p->details);
	free(p->order);
	free(p->starts);
	*p = (struct lane_pack){.chunks = NULL};
}

static struct packed_bar *at(const struct lane_pack *p, size_t i)
{
	return &p->chunks[i >> CHUNK_BITS][i & (CHUNK - 1)];
}

static int add_chunk(struct lane_pack *p)
{
	if (mem_grow(&p->chunks, &p->chunk_capacity, p->chunk_count + 1, sizeof *p->chunks,
		    CHUNKS_MAX) != 0)
		return -1;
	p->chunks[p->chunk_count] = malloc(CHUNK * sizeof **p->chunks);
	if (p->chunks[p->chunk_count] == NULL)
		return -1;
	p->chunk_count++;
	return 0;
}

static int add_detail(struct lane_pack *p, const struct bar *bar)
{
	if (mem_grow(&p->details, &p->detail_capacity, p->detail_count + 1, sizeof *p->details,
		    (size_t)CHUNKS_MAX * CHUNK) != 0)
		return -1;
	p->details[p->detail_count++] = (struct packed_detail){bar->high, bar->low, bar->vwap};
	return 0;
}

int lane_pack_add(struct lane_pack *p, uint32_t lane, const struct bar *bar, int detail)
{
	if (p->count == p->chunk_count << CHUNK_BITS && add_chunk(p) != 0)
		return -1;
	if (detail && add_detail(p, bar) != 0)
		return -1;
	*at(p, p->count++) = (struct packed_bar){
		.close_e4 = bar->close.e4,
		.volume = bar->volume,
		.minute = (int32_t)(bar->ts.us / MINUTE_US),
		.lane = lane,
		.detail = detail ? (uint32_t)p->detail_count : 0,
		.feed = bar->feed,
	};
	return 0;
}

/* By counting: bars of a lane keep the order they came in. */
int lane_pack_sort(struct lane_pack *p, size_t lanes)
{
	free(p->order);
	free(p->starts);
	p->order = malloc((p->count + 1) * sizeof *p->order);
	p->starts = calloc(lanes + 2, sizeof *p->starts);
	if (p->order == NULL || p->starts == NULL)
		return -1;
	uint32_t *next = p->starts + 1; /* where each lane's next bar goes */
	for (size_t i = 0; i < p->count; i++)
		next[at(p, i)->lane + 1]++;
	for (size_t i = 0; i < lanes; i++)
		next[i + 1] += next[i];
	for (size_t i = 0; i < p->count; i++)
		p->order[next[at(p, i)->lane]++] = (uint32_t)i;
	return 0;
}

size_t lane_pack_count(const struct lane_pack *p, uint32_t lane)
{
	return p->starts[lane + 1] - p->starts[lane];
}

static struct bar unpack(const struct lane_pack *p, const struct packed_bar *b)
{
	struct bar bar = {
		.ts = {b->minute * MINUTE_US},
		.open = PRICE_UNKNOWN,
		.high = PRICE_UNKNOWN,
		.low = PRICE_UNKNOWN,
		.close = {b->close_e4},
		.volume = b->volume,
		.trade_count = -1,
		.vwap = PRICE_UNKNOWN,
		.feed = b->feed,
	};
	if (b->detail > 0) {
		const struct packed_detail *d = &p->details[b->detail - 1];
		bar.high = d->high;
		bar.low = d->low;
		bar.vwap = d->vwap;
	}
	return bar;
}

size_t lane_pack_bars(const struct lane_pack *p, uint32_t lane, struct bar *out)
{
	size_t count = lane_pack_count(p, lane), kept = 0;
	const uint32_t *order = p->order + p->starts[lane];
	for (size_t i = 0; i < count; i++) {
		struct bar bar = unpack(p, at(p, order[i]));
		size_t k = kept; /* nearly always they come in order */
		while (k > 0 && instant_compare(out[k - 1].ts, bar.ts) > 0)
			k--;
		if (k > 0 && instant_compare(out[k - 1].ts, bar.ts) == 0)
			continue;
		memmove(out + k + 1, out + k, (kept - k) * sizeof *out);
		out[k] = bar;
		kept++;
	}
	return kept;
}

struct instant lane_pack_newest(const struct lane_pack *p, uint32_t lane)
{
	int32_t newest = INT32_MIN;
	for (uint32_t i = p->starts[lane]; i < p->starts[lane + 1]; i++) {
		int32_t minute = at(p, p->order[i])->minute;
		newest = minute > newest ? minute : newest;
	}
	return newest == INT32_MIN ? INSTANT_UNKNOWN : (struct instant){newest * MINUTE_US};
}

#include "series_pack.h"

#include <stdbool.h>
#include <stdlib.h>

#include "mem.h"

/* 4 million blocks of 16 bars: 64 million bars. */
enum { CHUNK_BITS = 10, CHUNK = 1 << CHUNK_BITS, CHUNKS_MAX = 1 << 12, SERIES_MAX = 1 << 20 };

void series_pack_free(struct series_pack *p)
{
	for (size_t i = 0; i < p->chunk_count; i++)
		free(p->chunks[i]);
	free(p->chunks);
	free(p->details);
	free(p->series);
	*p = (struct series_pack){.chunks = NULL};
}

/* NUMBER is the index + 1. */
static struct series_block *block_of(const struct series_pack *p, uint32_t number)
{
	return &p->chunks[(number - 1) >> CHUNK_BITS][(number - 1) & (CHUNK - 1)];
}

static int add_chunk(struct series_pack *p)
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

static int add_block(struct series_pack *p, struct packed_series *series)
{
	if (p->block_count == p->chunk_count << CHUNK_BITS && add_chunk(p) != 0)
		return -1;
	uint32_t number = (uint32_t)++p->block_count;
	block_of(p, number)->next = 0;
	if (series->last == 0)
		series->first = number;
	else
		block_of(p, series->last)->next = number;
	series->last = number;
	return 0;
}

static int add_detail(struct series_pack *p, const struct bar *bar)
{
	if (mem_grow(&p->details, &p->detail_capacity, p->detail_count + 1, sizeof *p->details,
		    (size_t)CHUNKS_MAX * CHUNK) != 0)
		return -1;
	p->details[p->detail_count++] = (struct packed_detail){
		bar->open, bar->high, bar->low, bar->vwap};
	return 0;
}

int series_pack_add(struct series_pack *p, uint32_t series, const struct bar *bar, int detail)
{
	if (series >= p->series_count) {
		if (mem_grow(&p->series, &p->series_capacity, series + 1, sizeof *p->series,
			    SERIES_MAX) != 0)
			return -1;
		p->series_count = series + 1;
	}
	struct packed_series *l = &p->series[series];
	if ((l->count % SERIES_BLOCK_BARS == 0 && add_block(p, l) != 0) ||
		(detail && add_detail(p, bar) != 0))
		return -1;
	int32_t minute = (int32_t)(bar->ts.us / MINUTE_US);
	block_of(p, l->last)->bars[l->count % SERIES_BLOCK_BARS] = (struct packed_bar){
		.close_e4 = bar->close.e4,
		.volume = bar->volume,
		.minute = minute,
		.detail = detail ? (uint32_t)p->detail_count : 0,
		.feed = bar->feed,
	};
	l->newest = l->count == 0 || minute > l->newest ? minute : l->newest;
	l->count++;
	return 0;
}

size_t series_pack_count(const struct series_pack *p, uint32_t series)
{
	return series < p->series_count ? p->series[series].count : 0;
}

static struct bar unpack(const struct series_pack *p, const struct packed_bar *b)
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
		.feed = (enum stock_feed)b->feed,
	};
	if (b->detail > 0) {
		const struct packed_detail *d = &p->details[b->detail - 1];
		bar.open = d->open;
		bar.high = d->high;
		bar.low = d->low;
		bar.vwap = d->vwap;
	}
	return bar;
}

static int compare_bars(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;
	int order = instant_compare(x->ts, y->ts);
	return order != 0 ? order
			  : (x->trade_count > y->trade_count) - (x->trade_count < y->trade_count);
}

/*
 * Sorts by time; of two bars of one minute the one added first stays. trade_count, which is unknown
 * here, holds the order meanwhile.
 */
static size_t sort_bars(struct bar *bars, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		bars[i].trade_count = (int64_t)i;
	qsort(bars, count, sizeof *bars, compare_bars);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || instant_compare(bars[kept - 1].ts, bars[i].ts) != 0)
			bars[kept++] = bars[i];
	for (size_t i = 0; i < kept; i++)
		bars[i].trade_count = -1;
	return kept;
}

size_t series_pack_bars(const struct series_pack *p, uint32_t series, struct bar *out)
{
	size_t count = series_pack_count(p, series), n = 0;
	bool sorted = true; /* nearly always */
	for (uint32_t number = count > 0 ? p->series[series].first : 0; n < count;) {
		const struct series_block *block = block_of(p, number);
		for (size_t i = 0; i < SERIES_BLOCK_BARS && n < count; i++, n++) {
			out[n] = unpack(p, &block->bars[i]);
			sorted =
				sorted && (n == 0 || instant_compare(out[n - 1].ts, out[n].ts) < 0);
		}
		number = block->next;
	}
	return sorted ? count : sort_bars(out, count);
}

struct instant series_pack_newest(const struct series_pack *p, uint32_t series)
{
	return series_pack_count(p, series) == 0
		       ? INSTANT_UNKNOWN
		       : (struct instant){p->series[series].newest * MINUTE_US};
}

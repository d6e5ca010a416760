#include "series_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { TABLE_BITS = 17, TABLE = 1 << TABLE_BITS, SERIES_MAX = TABLE / 2 };

void series_set_free(struct series_set *set)
{
	series_pack_free(&set->pack);
	free(set->series);
	free(set->table);
	free(set->scratch);
	free(set->same);
	*set = (struct series_set){.series = NULL};
}

/* The FNV-1a hash, folded to TABLE_BITS. */
static uint32_t place_of(const char *ticker, size_t length)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)ticker[i]) * 16777619u;
	return (hash ^ hash >> TABLE_BITS) & (TABLE - 1);
}

static bool is_named(const struct series *series, const char *ticker, size_t length)
{
	return memcmp(series->ticker, ticker, length) == 0 && series->ticker[length] == '\0';
}

/* The place of TICKER in the table, or the free place to add it. */
static uint32_t *find_place(const struct series_set *set, const char *ticker, size_t length)
{
	uint32_t i = place_of(ticker, length);
	while (set->table[i] != 0 && !is_named(&set->series[set->table[i] - 1], ticker, length))
		i = (i + 1) & (TABLE - 1);
	return &set->table[i];
}

struct series *series_set_find(const struct series_set *set, const char *ticker, size_t length)
{
	if (set->table == NULL || length >= TICKER_SIZE)
		return NULL;
	uint32_t at = *find_place(set, ticker, length);
	return at == 0 ? NULL : &set->series[at - 1];
}

struct series *series_set_get(struct series_set *set, const char *ticker, size_t length)
{
	if (set->table == NULL)
		set->table = calloc(TABLE, sizeof *set->table);
	if (set->table == NULL || length >= TICKER_SIZE)
		return NULL;
	/* the tickers of a minute mostly come in the order of the minute before */
	if (set->last + 1 < set->count && is_named(&set->series[set->last + 1], ticker, length))
		return &set->series[++set->last];
	uint32_t *place = find_place(set, ticker, length);
	if (*place != 0) {
		set->last = *place - 1;
		return &set->series[set->last];
	}
	set->last = set->count;
	if (mem_grow(&set->series, &set->capacity, set->count + 1, sizeof *set->series,
		    SERIES_MAX) != 0)
		return NULL;
	struct series *series = &set->series[set->count++];
	*series = (struct series){.number = set->numbers++,
		.featured = INSTANT_UNKNOWN,
		.first_bar_at = INSTANT_UNKNOWN,
		.gap = FACT_UNKNOWN,
		.prior_close = PRICE_UNKNOWN,
		.daily_atr = (double)NAN};
	memcpy(series->ticker, ticker, length);
	*place = (uint32_t)set->count;
	return series;
}

void series_set_restart(struct series_set *set, struct series *series)
{
	series->number = set->numbers++;
}

int series_unpack(struct series_set *set, struct series *series)
{
	size_t most = series_pack_count(&set->pack, series->number);
	if (mem_grow(&set->scratch, &set->scratch_capacity, most + 1, sizeof *set->scratch,
		    SIZE_MAX / sizeof *set->scratch) != 0)
		return -1;
	series->bar_count = series_pack_bars(&set->pack, series->number, set->scratch);
	series->bars = set->scratch;
	return 0;
}

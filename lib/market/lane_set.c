#include "lane_set.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { TABLE_BITS = 17, TABLE = 1 << TABLE_BITS, LANES_MAX = TABLE / 2 };

void lane_set_free(struct lane_set *set)
{
	lane_pack_free(&set->pack);
	free(set->lanes);
	free(set->table);
	free(set->scratch);
	free(set->same);
	*set = (struct lane_set){.lanes = NULL};
}

/* FNV-1a, folded. */
static uint32_t place_of(const char *ticker, size_t length)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)ticker[i]) * 16777619u;
	return (hash ^ hash >> TABLE_BITS) & (TABLE - 1);
}

static bool is_named(const struct lane *lane, const char *ticker, size_t length)
{
	return memcmp(lane->ticker, ticker, length) == 0 && lane->ticker[length] == '\0';
}

/* Where TICKER is in the table, or would be. */
static uint32_t *find_place(const struct lane_set *set, const char *ticker, size_t length)
{
	uint32_t i = place_of(ticker, length);
	while (set->table[i] != 0 && !is_named(&set->lanes[set->table[i] - 1], ticker, length))
		i = (i + 1) & (TABLE - 1);
	return &set->table[i];
}

struct lane *lane_set_find(const struct lane_set *set, const char *ticker, size_t length)
{
	if (set->table == NULL || length >= TICKER_SIZE)
		return NULL;
	uint32_t at = *find_place(set, ticker, length);
	return at == 0 ? NULL : &set->lanes[at - 1];
}

struct lane *lane_set_lane(struct lane_set *set, const char *ticker, size_t length)
{
	if (set->table == NULL)
		set->table = calloc(TABLE, sizeof *set->table);
	if (set->table == NULL || length >= TICKER_SIZE)
		return NULL;
	/* one minute's tickers come in the order of the minute before, mostly */
	if (set->last + 1 < set->count && is_named(&set->lanes[set->last + 1], ticker, length))
		return &set->lanes[++set->last];
	uint32_t *place = find_place(set, ticker, length);
	if (*place != 0) {
		set->last = *place - 1;
		return &set->lanes[set->last];
	}
	set->last = set->count;
	if (mem_grow(&set->lanes, &set->capacity, set->count + 1, sizeof *set->lanes, LANES_MAX) !=
		0)
		return NULL;
	struct lane *lane = &set->lanes[set->count++];
	*lane = (struct lane){
		.number = set->numbers++, .featured = INSTANT_UNKNOWN, .reaches = INSTANT_UNKNOWN};
	memcpy(lane->ticker, ticker, length);
	*place = (uint32_t)set->count;
	return lane;
}

void lane_set_restart(struct lane_set *set, struct lane *lane)
{
	lane->number = set->numbers++;
}

int lane_set_look(struct lane_set *set, struct lane *lane)
{
	size_t most = lane_pack_count(&set->pack, lane->number);
	if (mem_grow(&set->scratch, &set->scratch_capacity, most + 1, sizeof *set->scratch,
		    SIZE_MAX / sizeof *set->scratch) != 0)
		return -1;
	lane->bar_count = lane_pack_bars(&set->pack, lane->number, set->scratch);
	lane->bars = set->scratch;
	return 0;
}

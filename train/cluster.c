#include "cluster.h"

#include <stdint.h>
#include <stdlib.h>

#include "headline.h"

enum { SHINGLE = 5, SHINGLES_MAX = 256, SLOTS = 1 << 20 };

static const double same_from = 0.6;

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Stores the distinct shingles of TITLE as slots, and returns how many. */
static size_t shingles(const char *title, uint32_t out[static SHINGLES_MAX])
{
	char text[HEADLINE_MAX];
	size_t length = headline_normalise(title, text, sizeof text), count = 0, distinct = 0;
	for (size_t i = 0; i < length; i++)
		text[i] = text[i] >= '0' && text[i] <= '9' ? '0' : text[i];
	for (size_t i = 0; i + SHINGLE <= length && count < SHINGLES_MAX; i++) {
		uint64_t hash = 14695981039346656037U;
		for (size_t k = 0; k < SHINGLE; k++)
			hash = (hash ^ (unsigned char)text[i + k]) * 1099511628211U;
		out[count++] = (uint32_t)(hash >> 20) % SLOTS;
	}
	qsort(out, count, sizeof *out, by_value);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || out[i] != out[i - 1])
			out[distinct++] = out[i];
	return distinct;
}

/* The hash of the normalised TITLE (FNV-1a): equal for two titles that differ only in form. */
static uint64_t story_key(const char *title)
{
	char text[HEADLINE_MAX + 1];
	size_t length = headline_normalise(title, text, sizeof text);
	uint64_t hash = 14695981039346656037U;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
	return hash;
}

static size_t root(const size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i];
	return i;
}

static void unite(size_t *parent, size_t a, size_t b)
{
	a = root(parent, a);
	b = root(parent, b);
	if (a < b)
		parent[b] = a;
	else
		parent[a] = b;
}

/* A list of the rows that have a shingle. */
struct posting {
	size_t row;
	struct posting *next;
};

static void *some(size_t count, size_t size)
{
	void *memory = calloc(count > 0 ? count : 1, size);
	if (memory == NULL)
		abort();
	return memory;
}

void cluster_rows(const struct labelled *rows, size_t *out)
{
	size_t n = rows->count;
	struct posting **list = some(SLOTS, sizeof *list);
	struct posting *pool = some(n * SHINGLES_MAX, sizeof *pool), *unused = pool;
	size_t *size = some(n, sizeof *size), *common = some(n, sizeof *common);
	uint64_t *key = some(n, sizeof *key);
	for (size_t i = 0; i < n; i++) {
		uint32_t slot[SHINGLES_MAX] = {0};
		out[i] = i;
		key[i] = story_key(rows->rows[i].text);
		size[i] = shingles(rows->rows[i].text, slot);
		for (size_t k = 0; k < size[i]; k++)
			for (struct posting *p = list[slot[k]]; p != NULL; p = p->next)
				common[p->row]++;
		for (size_t j = 0; j < i; j++) {
			double all = (double)(size[i] + size[j] - common[j]);
			if ((double)common[j] >= same_from * all || key[i] == key[j])
				unite(out, i, j);
			common[j] = 0;
		}
		for (size_t k = 0; k < size[i]; k++) {
			*unused = (struct posting){i, list[slot[k]]};
			list[slot[k]] = unused++;
		}
	}
	for (size_t i = 0; i < n; i++)
		out[i] = root(out, i);
	free(list);
	free(pool);
	free(size);
	free(common);
	free(key);
}

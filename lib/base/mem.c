#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int mem_grow(void *array, size_t *capacity, size_t need, size_t size, size_t max)
{
	if (need <= *capacity)
		return 0;
	if (need > max || size == 0 || need > SIZE_MAX / 2 / size)
		return -1;
	size_t wanted = *capacity < 8 ? 8 : *capacity;
	while (wanted < need)
		wanted *= 2;
	if (wanted > max)
		wanted = max;
	void *old;
	memcpy(&old, array, sizeof old);
	char *grown = realloc(old, wanted * size);
	if (grown == NULL)
		return -1;
	memset(grown + *capacity * size, 0, (wanted - *capacity) * size);
	memcpy(array, &grown, sizeof grown);
	*capacity = wanted;
	return 0;
}

void mem_free(void *pointer_to_pointer)
{
	void *pointer;
	memcpy(&pointer, pointer_to_pointer, sizeof pointer);
	free(pointer);
}

/* Growing arrays with a declared maximum. */
#ifndef OPT_MEM_H
#define OPT_MEM_H

#include <stddef.h>

/*
 * Makes *ARRAY (of *CAPACITY elements of SIZE bytes) hold at least NEED elements, by doubling,
 * never more than MAX. Returns 0, or -1 when NEED > MAX or memory is short: *ARRAY is then as it
 * was. New bytes are zero. The caller frees *ARRAY.
 */
int mem_grow(void *array, size_t *capacity, size_t need, size_t size, size_t max);

/*
 * mem_free is the cleanup of a pointer: `char *p __attribute__((cleanup(mem_free))) = NULL;` or
 * mem_auto.
 */
void mem_free(void *pointer_to_pointer);
#define mem_auto __attribute__((cleanup(mem_free)))

#endif

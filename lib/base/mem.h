/* Arrays that grow up to a declared maximum, and the cleanup of pointers. */
#ifndef OPT_MEM_H
#define OPT_MEM_H

#include <stddef.h>

/*
 * Makes *ARRAY (*CAPACITY elements of SIZE bytes; NULL and 0 at first) hold at least NEED elements.
 * The capacity doubles, up to MAX elements. New bytes are zero. Returns 0, or -1 when NEED > MAX or
 * out of memory: *ARRAY is then unchanged. The caller frees *ARRAY.
 */
int mem_grow(void *array, size_t *capacity, size_t need, size_t size, size_t max);

/* Frees a pointer at the end of its scope: `mem_auto char *p = NULL;`. */
void mem_free(void *pointer_to_pointer);
#define mem_auto __attribute__((cleanup(mem_free)))

#endif

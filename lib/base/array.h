/* The number of elements of an array. */
#ifndef OPT_ARRAY_H
#define OPT_ARRAY_H

/* ARRAY must be an array; the result for a pointer is wrong. */
#define array_size(array) (sizeof(array) / sizeof((array)[0]))

#endif

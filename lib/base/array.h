/* How many elements an array has. */
#ifndef OPT_ARRAY_H
#define OPT_ARRAY_H

/* ARRAY has to be an array; for a pointer the result is wrong. */
#define array_size(array) (sizeof(array) / sizeof((array)[0]))

#endif
